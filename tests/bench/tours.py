"""python -m tests.bench.tours [--seconds S --without-solver]: how near own tours come to the best known ones.

The instances are those of Uchoa and others with 100 to 200 stops, solved through the function that the shop uses; the
tours are judged by the checker.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.planning.reading import read

from storeops.planning.tours import faults, plan

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"


class Row(NamedTuple):
    """One instance: the cost found, the best known, how far the first is above the second (0.01 is one per cent), and
    how long it took."""

    instance: str
    cost: int
    best: int
    gap: float
    seconds: float


def measure(folder: Path, seconds: float = 20, *, solver: bool = True, seed: int = 1) -> Iterator[Row]:
    """Plan the tours of every instance in the folder, each within `seconds`."""
    for path in sorted(folder.glob("*.vrp")):
        given = read(path)
        found = plan(
            given.depot,
            given.stops,
            given.vans,
            distances=given.distances,
            seconds=seconds,
            seed=seed,
            solver=solver,
        )
        wrong = faults(given.depot, given.stops, given.vans, given.distances, found)
        if wrong or found.unserved:
            raise AssertionError(f"{given.name}: {wrong or found.unserved}")
        yield Row(given.name, found.distance, given.best, found.distance / given.best - 1, found.seconds)


def main() -> None:
    """The rows of `make bench` about tours alone."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--without-solver", action="store_true")
    given = asked.parse_args()
    folder = Path(os.environ.get("STOREOPS_REAL_DATA") or BESIDE) / "vrp"
    rows = []
    for row in measure(folder, given.seconds, solver=not given.without_solver, seed=given.seed):
        rows.append(row)
        print(f"{row.instance}: {row.cost:,}, best {row.best:,}, {row.gap:.2%} above, {row.seconds:.1f} s", flush=True)
    if rows:
        print(f"on average {sum(row.gap for row in rows) / len(rows):.2%}, at most {max(row.gap for row in rows):.2%}")


if __name__ == "__main__":
    main()
