"""A wave's orders and aisles, what a wave is, and why there is none.

The problem is the one of the SBPO 2025 challenge ("wave order picking", LVII Simposio Brasileiro de Pesquisa
Operacional, problem description, 2025): choose orders and aisles so that the aisles hold what the orders ask for, the
orders come to between a least and a greatest number of units, and as many units as possible are picked per aisle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

OPTIMAL = "optimal"
"""The method of a wave that is proven to be the best."""
SOLVER = "solver"
"""The method of a wave that the solver worked on until the time was up."""
HEURISTIC = "heuristic"
"""The method of a wave found without the solver."""
SEQUENCE = "sequence"
"""The method of a wave of the oldest promises."""

AISLES = "aisles"
"""The objective: as many units as possible per visited aisle."""
ORDERS = "orders"
"""The objective: the orders in the sequence given, which is the oldest promise first."""

TOO_LARGE = "more units than a wave may have"
NOT_IN_STOCK = "the aisles together do not hold it"
NOTHING_WANTED = "it asks for nothing"
NOT_IN_AISLES = "the visited aisles do not hold it"
NO_STOCK_LEFT = "other orders of the wave take the stock"
WAVE_FULL = "the wave is full"

Units = Mapping[str, int]
"""Whole units by SKU."""


class BadWave(Refused):
    """The orders, the aisles or the limits make no sense."""


class NoWave(Refused):
    """No wave within the limits was found. `best` is the most units reached, `proven` whether no wave can exist.

    `reasons` tells of every order that can be in no wave why not."""

    def __init__(self, min_units: int, best: int, *, proven: bool, reasons: Mapping[str, str]) -> None:
        can = "can be" if proven else "were"
        super().__init__(f"A wave needs at least {min_units} units; at most {best} {can} reached.")
        self.min_units, self.best, self.proven, self.reasons = min_units, best, proven, dict(reasons)


@dataclass(frozen=True, slots=True)
class Problem:
    """Orders and aisles by name, each with its units by SKU; the limits count units."""

    orders: Mapping[str, Units]
    aisles: Mapping[str, Units]
    min_units: int
    max_units: int


@dataclass(frozen=True, slots=True)
class Wave:
    """Orders picked together, in the sequence given, and the aisles visited for them.

    `objective` is units per aisle; no wave has more than `bound` per aisle, where a bound is known. `reasons` tells of
    every order that is not in the wave why not."""

    orders: tuple[str, ...]
    aisles: tuple[str, ...]
    units: int
    objective: Fraction
    bound: Fraction | None
    method: str
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def gap(self) -> Fraction | None:
        """How far the bound is above the wave, as a share of the bound; None without a bound."""
        return None if self.bound is None else 1 - self.objective / self.bound


def check(problem: Problem) -> None:
    """Raises BadWave for limits that exclude each other and for units that are not whole or are below zero."""
    if problem.min_units < 0 or problem.max_units < max(1, problem.min_units):
        raise BadWave(f"A wave cannot have at least {problem.min_units} and at most {problem.max_units} units.")
    for what, holders in (("order", problem.orders), ("aisle", problem.aisles)):
        for name, units in holders.items():
            for sku, count in units.items():
                if type(count) is not int or count < 0:
                    raise BadWave(f"The {what} {quote(name)} has {quote(str(count))} units of {quote(sku)}.")
