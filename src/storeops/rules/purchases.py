"""Purchase orders: where one stands, what a supplier's pack makes of a quantity, and what is more than was ordered."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from storeops.rules.amounts import Thousandths

OPEN, PARTLY, RECEIVED, CLOSED = "open", "partly received", "received", "closed"


class Ordered(msgspec.Struct, frozen=True):
    """A line of a purchase order, in thousandths: what was ordered, what came, and what will not come any more."""

    line: int
    sku: str
    quantity: Thousandths
    received: Thousandths = 0
    closed: Thousandths = 0

    @property
    def outstanding(self) -> Thousandths:
        return max(0, self.quantity - self.received - self.closed)


def status(lines: Iterable[Ordered]) -> str:
    """Open, partly received, received, or closed: the rest was given up."""
    every = list(lines)
    if any(line.outstanding for line in every):
        return PARTLY if any(line.received for line in every) else OPEN
    return CLOSED if any(line.closed for line in every) else RECEIVED


def whole_packs(quantity: Thousandths, pack: Thousandths) -> Thousandths:
    """The quantity rounded up to the supplier's pack."""
    return -(-quantity // pack) * pack if pack > 0 else quantity


def spread(lines: Iterable[Ordered], quantity: Thousandths) -> tuple[list[tuple[int, Thousandths]], Thousandths]:
    """How goods that came are told among the lines of one product: each what it waits for, in their order, and the
    last one what is more. Returns (line, thousandths), and how much of it is more than was waited for."""
    mine = list(lines)
    found: dict[int, Thousandths] = {}
    rest = quantity
    for line in mine:
        if some := min(line.outstanding, rest):
            found[line.line] = some
            rest -= some
    if rest:
        found[mine[-1].line] = found.get(mine[-1].line, 0) + rest
    return list(found.items()), rest


def within(ordered: Thousandths, received: Thousandths, percent: Decimal) -> bool:
    """Whether what came of a product is no more than `percent` beyond what was ordered."""
    return received * 100 <= ordered * (100 + percent)
