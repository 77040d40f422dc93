#!/usr/bin/env python3
"""Deals a batch out over a Dask cluster and rolls the shares up.

    deal.py tcp://scheduler:8786 AUDITS OUT --shards 64 [-- more arguments of `inspect batch`]

Every worker needs the program, and AUDITS and OUT under the same paths (a shared disk). A share whose
worker is lost is dealt out again: projects it had finished are not scored a second time.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from distributed import Client, as_completed


def score(program: str, audits: str, out: str, share: str, more: list[str]) -> int:
    """Runs one share on a worker. Exit codes up to 2 are answers, not accidents: 1 is a gate that does
    not hold, 2 is a project that failed and is listed. A share that did not come to its end (a full disk,
    a folder that is not mounted) is tried again."""
    folder = Path(out, "shares", share.replace("/", "-of-"))
    run = [program, "batch", audits, "-o", str(folder), "--shard", share, "--jobs", "1", "-q", *more]
    code = subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    account = folder / "batch.json"
    finished = account.is_file() and json.loads(account.read_text(encoding="utf-8"))["finished"]
    if code not in (0, 1, 2) or not finished:
        raise RuntimeError(f"share {share} ended with {code}")
    return code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scheduler")
    parser.add_argument("audits")
    parser.add_argument("out")
    parser.add_argument("--shards", type=int, default=16, help="several for each worker even out the load")
    parser.add_argument("--program", default="inspect")
    parser.add_argument("more", nargs="*", help="after --: passed on to `inspect batch`")
    args = parser.parse_args()

    shares = [f"{number}/{args.shards}" for number in range(1, args.shards + 1)]
    with Client(args.scheduler) as client:
        tasks = client.map(
            lambda share: score(args.program, args.audits, args.out, share, args.more),
            shares,
            retries=3,
            pure=False,
        )
        for done, task in enumerate(as_completed(tasks), start=1):
            task.result()
            print(f"{done} of {len(tasks)} shares", file=sys.stderr)
    folders = [str(Path(args.out, "shares", share.replace("/", "-of-"))) for share in shares]
    return subprocess.run([args.program, "rollup", *folders, "-o", args.out]).returncode


if __name__ == "__main__":
    sys.exit(main())
