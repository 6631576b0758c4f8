"""Goods that move for a line: which product, lot and serial, and which of them come back with a part of the line."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from storeops.rules.amounts import Minor, Thousandths


class Moved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods that really moved for a line. `unit_cost` in minor units; `assumed`: nobody scanned the lot, it is the one
    that should have been on top."""

    sku: str
    quantity: Thousandths
    unit_cost: Minor = 0
    lot: str = ""
    serial: str = ""
    bin: str = ""
    assumed: bool = False


def moved_back(
    moved: Sequence[Moved], quantity: Thousandths, before: Thousandths, now: Thousandths
) -> tuple[Moved, ...]:
    """What of `moved` belongs to the units (before, before + now] of a line of `quantity`.

    By cumulative difference for each product, its lots in their order: over any partition of the line every lot and
    serial comes back exactly once. What comes back lies loose: no bin."""
    found: list[Moved] = []
    for sku in dict.fromkeys(one.sku for one in moved):
        mine = [one for one in moved if one.sku == sku]
        whole = sum(one.quantity for one in mine)
        low, high = whole * before // quantity, whole * (before + now) // quantity
        start = 0
        for one in mine:
            end = start + one.quantity
            if (taken := min(end, high) - max(start, low)) > 0:
                found.append(msgspec.structs.replace(one, quantity=taken, bin=""))
            start = end
    return tuple(found)


TRACKINGS = ("none", "lot", "serial")
LOT, SERIAL = "lot", "serial"
"""What a product may be tracked by."""

STATUSES = ("available", "quarantine", "damaged", "display")
"""What goods are there for; only what is available is promised and sold. The ledger writes available as nothing."""


def shown_status(status: str) -> str:
    """The status as people write it."""
    return status or "available"
