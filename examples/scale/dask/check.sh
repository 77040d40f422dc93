#!/usr/bin/env bash
# A scheduler and two worker processes on this machine, one of which is killed halfway: the portfolio is
# the one a single run makes, byte for byte. Needs `pip install distributed`.
#
#     check.sh PROGRAM AUDITS
set -euo pipefail
program=$(realpath "$1") audits=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

# Slow enough for a worker to be in the middle of a share when it is killed.
printf '#!/bin/sh\n[ "$1" = batch ] && sleep 1\nexec "%s" "$@"\n' "$program" >slow
chmod +x slow

code=0; "$program" batch "$audits" -o single -q >/dev/null 2>&1 || code=$?

dask scheduler --host 127.0.0.1 --port 0 --dashboard-address 127.0.0.1:0 --scheduler-file cluster.json >scheduler.log 2>&1 &
for _ in $(seq 100); do [ -s cluster.json ] && break; sleep 0.1; done
address=$(python3 -c 'import json; print(json.load(open("cluster.json"))["address"])')
worker() {
  exec dask worker "$address" --nthreads 1 --no-nanny --no-dashboard --local-directory "$work/$1" >"$1.log" 2>&1
}
worker one & first=$!
worker two &
# On a busy machine one of them may be so late that the other has done all there is.
python3 -c 'import sys; from distributed import Client; Client(sys.argv[1]).wait_for_workers(2, timeout=120)' "$address"
# Killed in the middle of a share: it runs the program just then.
(until pgrep -P "$first" -f slow >/dev/null; do sleep 0.05; done; kill -9 "$first"; touch killed) &

dealt=0; python3 "$here/deal.py" "$address" "$audits" dealt --shards 8 --program "$work/slow" >/dev/null 2>deal.log || dealt=$?
test "$dealt" = "$code" || { cat deal.log; echo "exit code $dealt, single run $code"; exit 1; }
for file in portfolio.xlsx portfolio.html results.parquet projects.parquet failures.json; do
  cmp "single/$file" "dealt/$file"
done
test -e killed || { echo "no worker was killed"; exit 1; }
echo "the same portfolio from 8 shares on two workers, one of them killed"
