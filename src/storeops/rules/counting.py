"""Cycle counts: which products are worth counting often, which are due, and which differences need a second look.

ABC classes after Pareto: the products that make the first 80 % of the value sold are A, the next 15 % B, the rest C."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

import msgspec

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.quantity import extend

A, B, C = "A", "B", "C"
CLASSES = (A, B, C)
SOLD_DAYS = 90
"""The days whose sales decide the classes."""

_UP_TO = ((A, 80), (B, 95))
EVERY_DAYS: MappingProxyType[str, int] = MappingProxyType({A: 30, B: 90, C: 180})
"""How often each class is counted."""


def classes(sold: Mapping[str, Minor]) -> dict[str, str]:
    """The class of each product by the value sold of it. Of equal values the SKU decides, so that two machines agree;
    what nobody bought is C."""
    total = sum(value for value in sold.values() if value > 0)
    found: dict[str, str] = {}
    before = 0
    for sku, value in sorted(sold.items(), key=lambda one: (-one[1], one[0])):
        found[sku] = C
        if value > 0:
            found[sku] = next((name for name, percent in _UP_TO if before * 100 < total * percent), C)
            before += value
    return found


def is_due(abc: str, last: str, today: date) -> bool:
    """Whether a product of a class is to be counted again; `last` is the ISO date it was, empty for never."""
    return not last or date.fromisoformat(last) + timedelta(days=EVERY_DAYS[abc]) <= today


class Look(msgspec.Struct, frozen=True):
    """What somebody found, beside the books at that moment. `at` is UTC text, `origin` and `fact` where it was
    recorded."""

    at: str
    origin: str
    fact: str
    actor: str
    counted: Thousandths
    book: Thousandths

    @property
    def difference(self) -> Thousandths:
        """What is booked if this look holds: selling between two looks changes both figures, not this one."""
        return self.counted - self.book


class Tolerance(msgspec.Struct, frozen=True):
    """The difference that needs no second look: up to `percent` of the book, or worth up to `value` (minor units)."""

    percent: Decimal
    value: Minor

    def covers(self, look: Look, unit_cost: Minor) -> bool:
        off = abs(look.difference)
        return off * 100 <= abs(look.book) * self.percent or (
            unit_cost > 0 and abs(extend(unit_cost, off)) <= self.value
        )


def in_order(looks: Sequence[Look]) -> list[Look]:
    """The looks in their order: the latest (at, origin) holds."""
    return sorted(looks, key=lambda look: (look.at, look.origin, look.fact))


def needs_recount(looks: Sequence[Look], unit_cost: Minor, tolerance: Tolerance) -> bool:
    """Whether the look that holds has to be confirmed: its difference is beyond tolerance, and no earlier look found
    the same."""
    *earlier, last = in_order(looks)
    if tolerance.covers(last, unit_cost):
        return False
    return all(look.difference != last.difference for look in earlier)
