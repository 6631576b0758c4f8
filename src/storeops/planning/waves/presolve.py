"""The problem with everything left out that no wave can use, by number, and equal orders counted together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from storeops.planning.waves.problem import NOT_IN_STOCK, NOTHING_WANTED, TOO_LARGE, Problem, Units

Lines = tuple[tuple[int, int], ...]
"""Units by the number of the SKU, in rising numbers."""


@dataclass(frozen=True)
class Prepared:
    """Patterns (orders that ask for the same), and aisles that hold something wanted, by number.

    `lines[p]` is what each of `names[p]` asks for, oldest first; `size[p]` its units. `stock[a]` is what the aisle
    `aisles[a]` holds of the SKUs wanted, never more than all patterns together want of it (`demand`)."""

    problem: Problem
    lines: tuple[Lines, ...]
    names: tuple[tuple[str, ...], ...]
    size: tuple[int, ...]
    aisles: tuple[str, ...]
    stock: tuple[Lines, ...]
    demand: tuple[int, ...]
    hopeless: dict[str, str]

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many orders there are of each pattern."""
        return tuple(len(names) for names in self.names)

    @cached_property
    def largest_first(self) -> tuple[int, ...]:
        """All patterns, those of the most units first."""
        return tuple(sorted(range(len(self.lines)), key=lambda pattern: (-self.size[pattern], pattern)))

    @cached_property
    def wanting(self) -> tuple[tuple[int, ...], ...]:
        """The patterns that want each SKU, the largest first."""
        wanting: list[list[int]] = [[] for _ in self.demand]
        for pattern in self.largest_first:
            for sku, _ in self.lines[pattern]:
                wanting[sku].append(pattern)
        return tuple(map(tuple, wanting))

    @cached_property
    def least_units(self) -> int:
        """The fewest units a wave has: one, where the limit is none."""
        return max(1, self.problem.min_units)

    @cached_property
    def least_aisles(self) -> int:
        """No wave visits fewer aisles: not even so many of the fullest hold the fewest units."""
        short = sum(1 for units in accumulate(self._fullest) if units < self.least_units)
        return max(1, min(short + 1, len(self.stock)))

    @cached_property
    def ceiling(self) -> Fraction:
        """A ratio that no wave exceeds, seen without a search: the fewest aisles, the fullest, picked empty."""
        held = sum(self._fullest[: self.least_aisles])
        return Fraction(min(held, self.problem.max_units), self.least_aisles)

    @cached_property
    def _fullest(self) -> list[int]:
        """The units that the aisles hold, the fullest first."""
        return sorted((sum(count for _, count in held) for held in self.stock), reverse=True)


def prepare(problem: Problem) -> Prepared:
    """Leave out orders that are too large or that all aisles together cannot fill, then aisles without use."""
    there = Counter[str]()
    for held in problem.aisles.values():
        there.update(held)
    hopeless: dict[str, str] = {}
    same: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for name, units in problem.orders.items():
        reason = _hopeless(units, there, problem.max_units)
        if reason:
            hopeless[name] = reason
        else:
            same.setdefault(tuple(sorted((sku, count) for sku, count in units.items() if count)), []).append(name)
    skus = {sku: number for number, sku in enumerate(sorted({sku for wanted in same for sku, _ in wanted}))}
    lines = tuple(tuple((skus[sku], count) for sku, count in wanted) for wanted in same)
    demand = [0] * len(skus)
    for wanted, names in zip(lines, same.values(), strict=True):
        for number, count in wanted:
            demand[number] += count * len(names)
    useful = {name: _wanted(units, skus, demand) for name, units in problem.aisles.items()}
    return Prepared(
        problem,
        lines,
        tuple(map(tuple, same.values())),
        tuple(sum(count for _, count in wanted) for wanted in lines),
        tuple(name for name, units in useful.items() if units),
        tuple(units for units in useful.values() if units),
        tuple(demand),
        hopeless,
    )


def _hopeless(units: Units, there: Counter[str], max_units: int) -> str:
    """Why an order can be in no wave; empty if it can."""
    total = sum(units.values())
    if not total:
        return NOTHING_WANTED
    if total > max_units:
        return TOO_LARGE
    return NOT_IN_STOCK if any(there[sku] < count for sku, count in units.items()) else ""


def _wanted(units: Units, skus: dict[str, int], demand: list[int]) -> Lines:
    """What an aisle holds that is wanted, and not more than is wanted."""
    wanted = ((skus[sku], count) for sku, count in units.items() if count and sku in skus)
    return tuple(sorted((sku, min(count, demand[sku])) for sku, count in wanted))
