"""The simulator of the exchange over many seeds: `python -m tests.machines.sync_by_hand 100000 [FIRST]`.

Prints the seeds that lost, doubled or broke something; exit code 1 where there are any."""

from __future__ import annotations

import sys
import time

from tests.machines.sync_world import run


def main(count: int, first: int) -> int:
    begun, wrong = time.perf_counter(), 0
    for seed in range(first, first + count):
        if found := run(seed):
            wrong += 1
            print(f"seed {seed}: {found[:3]}", flush=True)
    took = time.perf_counter() - begun
    print(f"{count} seeds in {took:.0f} s ({count / took:.0f}/s): {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
