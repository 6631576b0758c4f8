"""What a sourcing run answers: where each line comes from, its cost, how good that is, and what was turned down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from storeops.rules.amounts import Minor, Thousandths

NEAREST = "nearest"
HEURISTIC = "heuristic"
OPTIMAL = "optimal"
TIME_LIMIT = "time limit"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A quantity (thousandths) of one line of one order that comes from one location."""

    order: str
    line: int
    location: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one location sends of one order: its weight in grams."""

    order: str
    location: str
    grams: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A location an order does not come from, and why, in plain words.

    `extra` is what the order would have cost more in minor units had it come from there alone; None where it could
    not have."""

    order: str
    location: str
    reason: str
    extra: Minor | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """A plan's cost in minor units, by what it is paid for."""

    shipping: Minor = 0
    handling: Minor = 0
    split: Minor = 0
    lateness: Minor = 0
    scarcity: Minor = 0
    unfilled: Minor = 0

    @property
    def total(self) -> Minor:
        return self.shipping + self.handling + self.split + self.lateness + self.scarcity + self.unfilled

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.shipping + other.shipping,
            self.handling + other.handling,
            self.split + other.split,
            self.lateness + other.lateness,
            self.scarcity + other.scarcity,
            self.unfilled + other.unfilled,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything comes from.

    `bound` is proven: no plan whatever for the same problem costs less. `gap` is how far above it this plan may be,
    as a share of the plan's cost. `method` is "heuristic" (no bound was looked for, or the solver is not
    installed), "optimal" (the gap asked for was reached) or "time limit". `seconds` is how long it took."""

    assignments: tuple[Assignment, ...]
    parcels: tuple[Parcel, ...]
    cost: Cost
    bound: Minor
    gap: Decimal
    seconds: float
    method: str
    rejected: tuple[Rejected, ...]


def gap_of(cost: Minor, bound: Minor) -> Decimal:
    """(cost - bound) / cost, rounded up to six decimals; zero for a plan that costs nothing."""
    if cost <= 0:
        return Decimal(0)
    return Decimal(-(-(cost - bound) * 1_000_000 // cost)).scaleb(-6)
