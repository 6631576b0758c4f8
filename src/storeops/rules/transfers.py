"""Transfers: where one stands, and how goods that arrived are told among its lines."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from storeops.rules.amounts import Thousandths

SENT, PARTLY, RECEIVED, LOST = "in transit", "partly received", "received", "received with losses"


class Sent(msgspec.Struct, frozen=True):
    """A line of a transfer, in thousandths. `received` counts what arrived beyond what was sent, too; `found` is only
    that part of it."""

    line: int
    sku: str
    lot: str
    serial: str
    quantity: Thousandths
    received: Thousandths = 0
    lost: Thousandths = 0
    found: Thousandths = 0

    @property
    def outstanding(self) -> Thousandths:
        """What is still on its way."""
        return max(0, self.quantity + self.found - self.received - self.lost)


def status(lines: Iterable[Sent]) -> str:
    """In transit, partly received, received, or received with losses."""
    every = list(lines)
    if any(line.outstanding for line in every):
        return PARTLY if any(line.received or line.lost for line in every) else SENT
    return LOST if any(line.lost for line in every) else RECEIVED


class Told(msgspec.Struct, frozen=True):
    """What of an arrival a line gets: `quantity`, of which `extra` is more than was sent."""

    line: int
    quantity: Thousandths
    extra: Thousandths = 0


def tell(lines: Iterable[Sent], quantity: Thousandths) -> list[Told]:
    """How goods of one product are told among its lines: each what is on its way, in their order, the last one what is
    more. Without lines nothing."""
    mine = list(lines)
    found: list[Told] = []
    rest = quantity
    for place, line in enumerate(mine):
        some = min(line.outstanding, rest)
        extra = rest - some if place == len(mine) - 1 else 0
        if some + extra:
            found.append(Told(line.line, some + extra, extra))
        rest -= some + extra
    return found
