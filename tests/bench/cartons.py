"""python -m tests.bench.cartons [--sets N --each N --seconds S]: how full one container gets, judged by the checker.

The instances are those of Bischoff and Ratcliff (Omega 23 (1995), 377-390): 3 to 20 kinds of boxes, a container of
587 x 233 x 220. Every base is borne wholly. The best known volumes are of packings that need not be.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from storeops.planning.cartons import AXES, Carton, Item, filled_faults, load

SETS = 7
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Instance:
    """One container and what there is to put into it. `best` is the best known volume."""

    name: str
    carton: Carton
    items: tuple[Item, ...]
    best: int


class Figures(NamedTuple):
    """Volume use of several instances: on average, the worst, and of the best known packings of the same ones; how
    many have a fault by the checker, and the seconds of the slowest."""

    average: float
    worst: float
    infeasible: int
    best_known: float
    slowest: float


def measure(
    folder: Path, instances_per_set: int = 5, seconds: float = 2.0, sets: Iterable[int] = range(1, SETS + 1)
) -> Figures:
    """Fill the first instances of each set, each within `seconds`. `folder` is that of BR1.txt to BR7.txt."""
    use: list[float] = []
    best: list[float] = []
    infeasible, slowest = 0, 0.0
    for number in sets:
        for instance in read(folder, number)[:instances_per_set]:
            begun = time.monotonic()
            filled = load(instance.items, instance.carton, steps=None, seconds=seconds, clock=time.monotonic)
            slowest = max(slowest, time.monotonic() - begun)
            infeasible += bool(filled_faults(filled, instance.items))
            use.append(filled.use)
            best.append(instance.best / instance.carton.volume)
    return Figures(sum(use) / len(use), min(use), infeasible, sum(best) / len(best), slowest)


def read(folder: Path, number: int) -> list[Instance]:
    """The hundred instances of set `number`, 1 to 7."""
    name = f"BR{number}.txt"
    best = _best_known(folder)
    numbers = map(int, (folder / name).read_text(encoding="ascii").split())
    found: list[Instance] = []
    for count in range(1, next(numbers) + 1):
        next(numbers), next(numbers)
        carton = Carton("container", next(numbers), next(numbers), next(numbers), max_grams=0)
        items = tuple(_item(numbers) for _ in range(next(numbers)))
        title = f"{name}_{count}"
        found.append(Instance(title, carton, items, best[title]))
    return found


def _item(numbers: Iterator[int]) -> Item:
    """A line of the file: the number of the kind, each side with whether it may stand upright, how many."""
    key = str(next(numbers))
    sides = [(next(numbers), next(numbers)) for _ in AXES]
    upright = frozenset(axis for axis, (_, may) in zip(AXES, sides, strict=True) if may)
    (length, _), (width, _), (height, _) = sides
    return Item(key, length, width, height, quantity=next(numbers), upright=upright)


def _best_known(folder: Path) -> dict[str, int]:
    with (folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        return {row["Path"].rpartition("/")[2]: int(row["Best known solution value"]) for row in csv.DictReader(file)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sets", type=int, default=SETS, help="BR1 to BRn")
    arguments.add_argument("--each", type=int, default=5, help="instances of each set")
    arguments.add_argument("--seconds", type=float, default=2.0, help="for one instance")
    real = Path(os.environ.get("STOREOPS_REAL_DATA") or BESIDE)
    arguments.add_argument("--folder", type=Path, default=real / "cartons", help="where BR1.txt and so on are")
    given = arguments.parse_args()
    print(f"{'set':<5} {'use':>7} {'worst':>7} {'best known':>11} {'infeasible':>11} {'slowest':>9}")
    found: list[Figures] = []
    for number in range(1, given.sets + 1):
        found.append(measure(given.folder, given.each, given.seconds, [number]))
        _row(f"BR{number}", found[-1])
    _row("all", _together(found))


def _row(name: str, figures: Figures) -> None:
    average, worst, infeasible, best, slowest = figures
    print(f"{name:<5} {average:>7.4f} {worst:>7.4f} {best:>11.4f} {infeasible:>11} {slowest:>7.2f} s", flush=True)


def _together(found: Sequence[Figures]) -> Figures:
    """Of sets with as many instances each."""
    return Figures(
        sum(one.average for one in found) / len(found),
        min(one.worst for one in found),
        sum(one.infeasible for one in found),
        sum(one.best_known for one in found) / len(found),
        max(one.slowest for one in found),
    )


if __name__ == "__main__":
    main()
