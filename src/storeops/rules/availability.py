"""What may be promised. The one place where availability is computed: everything that promises asks here.

Available to promise (ATP) = on hand - held - allocated - reserved - safety stock. Goods on order and in transit are
shown beside it and promised by date, never as if they were there."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.quantity import decimal_string


class NotEnoughStock(Refused):
    """More is wanted than may be promised. `available` in thousandths at the location asked, or everywhere."""

    def __init__(self, sku: str, wanted: Thousandths, available: Thousandths, location: str = "") -> None:
        where = f" at {location}" if location else ""
        super().__init__(
            f"{decimal_string(wanted)} of {sku} cannot be promised{where}: {decimal_string(max(0, available))} is "
            "available. Promise less, choose another place, or wait for goods to come in."
        )
        self.sku = sku
        self.wanted = wanted
        self.available = available
        self.location = location


class Availability(msgspec.Struct, frozen=True, gc=False):
    """One product at one location, in thousandths. `held`: in quarantine, damaged, on display, or expired."""

    sku: str
    location: str
    on_hand: Thousandths = 0
    held: Thousandths = 0
    allocated: Thousandths = 0
    reserved: Thousandths = 0
    safety: Thousandths = 0
    on_order: Thousandths = 0
    in_transit: Thousandths = 0
    cap: Thousandths | None = None
    """All that a channel may promise where it sells out of leases only; None where it does not."""

    @property
    def atp(self) -> Thousandths:
        """Below zero where more was promised or sold than is there."""
        free = self.on_hand - self.held - self.allocated - self.reserved - self.safety
        return free if self.cap is None else min(free, self.cap)

    @property
    def promisable(self) -> Thousandths:
        """What a new promise may take."""
        return max(0, self.atp)


class SafetyStock(msgspec.Struct, frozen=True):
    """What is kept back. An empty part holds for all products, locations or channels."""

    sku: str
    location: str
    channel: str
    quantity: Thousandths


def safety_stock(rows: Iterable[SafetyStock], sku: str, location: str, channel: str) -> Thousandths:
    """The row that says most about this product, location and channel; of two that say as much, the one that names the
    product, then the one that names the location. Without a channel only rows for all channels hold."""
    best: tuple[int, bool, bool] = (-1, False, False)
    found = 0
    for row in rows:
        if row.sku not in ("", sku) or row.location not in ("", location) or row.channel not in ("", channel):
            continue
        said = (sum(map(bool, (row.sku, row.location, row.channel))), bool(row.sku), bool(row.location))
        if said > best:
            best, found = said, row.quantity
    return found


def summed(wanted: Iterable[tuple[str, Thousandths]]) -> dict[str, Thousandths]:
    """The demand of each product: two lines of one product are checked together."""
    sums: dict[str, Thousandths] = {}
    for sku, quantity in wanted:
        sums[sku] = sums.get(sku, 0) + quantity
    return sums


def kits_from(sku: str, location: str, parts: Iterable[tuple[Availability, Thousandths]]) -> Availability:
    """A kit at a location, as its parts there and how much of each is in one kit allow: whole kits, by the scarcest.

    Its ATP is on hand less what is kept, like every product's; what is coming counts in whole kits, too."""
    each = list(parts)

    def whole(amounts: Iterable[tuple[Thousandths, Thousandths]]) -> Thousandths:
        return min((amount // of * ONE for amount, of in amounts), default=0)

    on_hand = whole((part.on_hand, of) for part, of in each)
    free = whole((part.on_hand - part.held, of) for part, of in each)
    unallocated = whole((part.on_hand - part.held - part.allocated, of) for part, of in each)
    unreserved = whole((part.on_hand - part.held - part.allocated - part.reserved, of) for part, of in each)
    atp = whole((part.atp, of) for part, of in each)
    return Availability(
        sku,
        location,
        on_hand,
        on_hand - free,
        free - unallocated,
        unallocated - unreserved,
        unreserved - atp,
        whole((part.on_order, of) for part, of in each),
        whole((part.in_transit, of) for part, of in each),
    )
