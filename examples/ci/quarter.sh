#!/usr/bin/env bash
# Scores an audit, compares it with the last quarter's committed result, and leaves everything a pipeline
# publishes in OUT. Exits with 1 where a gate does not hold, 2 where something could not be done.
#
#   quarter.sh AUDIT PREVIOUS_RESULT OUT
#
# INSPECT is the program [inspect], GATES what `inspect diff` gets besides [--fail-on drop>5].
set -uo pipefail

audit=$1 previous=$2 out=$3
inspect=${INSPECT:-inspect}
read -r -a gates <<<"${GATES---fail-on drop>5}"
mkdir -p "$out"

# result.json and report.xlsx; corrective actions are carried on from the last quarter.
"$inspect" score "$audit" --previous "$previous" -o "$out" >"$out/summary.txt" || exit 2

# What a merge request shows, what the pipeline counts, what code scanning lists.
"$inspect" diff "$previous" "$out/result.json" --format markdown -o "$out/comment.md" || exit 2
"$inspect" diff "$previous" "$out/result.json" --format junit -o "$out/junit.xml" || exit 2
"$inspect" diff "$previous" "$out/result.json" --format sarif -o "$out/inspect.sarif" || exit 2
"$inspect" actions ics "$out/result.json" -o "$out/actions.ics" || exit 2

# The gates come last, so that everything is there to be published whatever they say.
"$inspect" diff "$previous" "$out/result.json" "${gates[@]}" >"$out/diff.txt"
