"""python -m tests.bench.waves --folder F --seconds 60: waves for the SBPO 2025 challenge, beside the best known ones.

The folder holds the challenge's instances (`a/instance_0001.txt` ...; the `datasets` folder of its repository); it is
named here or in STOREOPS_SBPO. `BEST` are the best values of all three phases that the organisers published on
3 November 2025, best_solutions/best_objectives.csv of mercadolibre/challenge-sbpo-2025, here from the copy of it in
tinicius/challenge-sbpo-2025. A row's wave has been through the checker.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from storeops.planning.waves import NoWave, Problem, Wave, faults, plan_wave, value

BEST = {
    "a": (
        *("30/2", "2/1", "48/4", "7/2", "1423/8", "691/1", "1569/4", "2770/17", "53/12", "1677/98"),
        *("337/20", "45/4", "1526/13", "1998/11", "448/3", "170/2", "73/2", "586/5", "202/1", "10/2"),
    ),
    "b": (
        *("1263/2", "1987/11", "748/5", "2651/17", "1104/3", "3025/36", "108/1", "2271/10", "1155/14", "1332/3"),
        *("8988/10", "6244/11", "6813/9", "5311/6", "2326/14"),
    ),
    "x": (
        *("2338/33", "653/3", "2003/3", "811/4", "1886/3", "1343/7", "1497/13", "3944/9", "6559/8", "7717/8"),
        *("2120/2", "4019/3", "7425/7", "4901/3", "2903/11"),
    ),
}
"""Units and aisles of the best known wave of each instance."""


@dataclass(frozen=True, slots=True)
class Row:
    """One instance: units per aisle found, the best known, and how far below it as a share of it."""

    instance: str
    value: Fraction
    best: Fraction
    gap: float
    seconds: float
    wave: Wave | None

    def __str__(self) -> str:
        wave = f"{self.wave.units}/{len(self.wave.aisles)}" if self.wave else "none"
        bound = f"{float(self.wave.bound):.3f}" if self.wave and self.wave.bound is not None else "-"
        what = f"{wave:>9} {float(self.value):>10.3f} {float(self.best):>10.3f} {self.gap:>8.2%} {bound:>10}"
        return f"{self.instance:<6} {what} {self.seconds:>7.1f} {self.wave.method if self.wave else '-'}"


HEAD = f"{'':<6} {'wave':>9} {'value':>10} {'best':>10} {'gap':>8} {'bound':>10} {'seconds':>7} method"


def folder_given() -> Path | None:
    """The folder of the instances that the environment names, if it is there."""
    named = os.environ.get("STOREOPS_SBPO", "")
    return Path(named) if named and Path(named).is_dir() else None


def measure(folder: Path, seconds: float = 60, *, dataset: str = "a", only: Sequence[int] = ()) -> list[Row]:
    """A wave for every instance of a set that is in the folder, or for those of these numbers."""
    return list(rows(folder, seconds, dataset=dataset, only=only))


def rows(folder: Path, seconds: float, *, dataset: str, only: Sequence[int] = ()) -> Iterator[Row]:
    """The rows of `measure` one by one, as they are found."""
    for number, best in enumerate(BEST[dataset], 1):
        file = folder / dataset / f"instance_{number:04d}.txt"
        if file.is_file() and (not only or number in only):
            yield _row(f"{dataset}{number}", read(file), Fraction(best), seconds)


def _row(name: str, problem: Problem, best: Fraction, seconds: float) -> Row:
    begun = time.perf_counter()
    limits = (problem.min_units, problem.max_units)
    try:
        wave = plan_wave(problem.orders, problem.aisles, *limits, clock=time.monotonic, seconds=seconds)
    except NoWave:
        return Row(name, Fraction(0), best, 1.0, time.perf_counter() - begun, None)
    took = time.perf_counter() - begun
    wrong = faults(problem, wave.orders, wave.aisles)
    if wrong:
        raise AssertionError(f"{name}: {wrong[0]}")
    reached = value(problem, wave.orders, wave.aisles)
    return Row(name, reached, best, float(1 - reached / best), took, wave)


def read(file: Path) -> Problem:
    """An instance: how many orders, items and aisles; a line for each order and aisle, that is how many items and for
    each its number and units; and the least and the greatest number of units (challenge's problem description)."""
    numbers = [[int(word) for word in line.split()] for line in file.read_text(encoding="ascii").splitlines() if line]
    orders, _, aisles = numbers[0]
    held = [
        {f"I{item}": units for item, units in zip(line[1::2], line[2::2], strict=True)}
        for line in numbers[1 : 1 + orders + aisles]
    ]
    least, most = numbers[1 + orders + aisles]
    return Problem(
        {f"O{number}": units for number, units in enumerate(held[:orders])},
        {f"A{number}": units for number, units in enumerate(held[orders:])},
        least,
        most,
    )


def main() -> None:
    """Print a row for each instance, and the mean gap."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--folder", type=Path, default=folder_given(), help="where a/, b/ and x/ are")
    arguments.add_argument("--seconds", type=float, default=60, help="for each instance")
    arguments.add_argument("--set", choices=sorted(BEST), default="a")
    arguments.add_argument("--only", type=int, nargs="*", default=(), help="numbers of instances")
    given = arguments.parse_args()
    if given.folder is None or not (given.folder / given.set).is_dir():
        print("skipped: no folder of SBPO 2025 instances; give --folder or STOREOPS_SBPO", file=sys.stderr)
        return
    print(HEAD, flush=True)
    gaps = []
    for row in rows(given.folder, given.seconds, dataset=given.set, only=given.only):
        print(row, flush=True)
        gaps.append(row.gap)
    if gaps:
        print(f"mean gap to the best known: {sum(gaps) / len(gaps):.2%}, largest {max(gaps):.2%}")


if __name__ == "__main__":
    main()
