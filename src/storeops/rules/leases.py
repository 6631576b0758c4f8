"""Leases: a part of a store's stock that a channel may sell at the centre without asking the store, for some hours.

Two databases that cannot always speak share one shelf. The owner (the store) grants slices of what is free there and
leaves them alone until they are over; the holder (the centre) sells only out of slices. So each sells its own part
with the line down, and no unit is in both parts (escrow; Balegas et al., Extending Eventually Consistent Cloud
Databases for Enforcing Numeric Invariants, 2015).

Two clocks end a slice, each off by at most TOLERANCE: the holder stops that much before `expires_at` on its clock, the
owner waits that much beyond it on its own. What was drawn stands for good once the store has confirmed that it knows
of it; what it has not confirmed when the slice ends is taken back by the holder and sourced anew. So a unit is never
sold by both, and none stays locked longer than its slice, however long the line is down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.quantity import decimal_string

TOLERANCE = timedelta(minutes=2)
"""How far each clock may be off. A till notes a clock that jumped by more."""
LONGEST_HOURS = 24 * 31


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A slice as one database knows it. `drawn` is what it knows to be sold of it; `given_back`: the holder draws no
    more; `recalled`: the owner asked the holder to stop, and still keeps it until it is over or given back."""

    id: str
    sku: str
    location: str
    channel: str
    granted: Thousandths
    expires_at: datetime
    drawn: Thousandths = 0
    given_back: bool = False
    recalled: bool = False

    @property
    def left(self) -> Thousandths:
        return max(0, self.granted - self.drawn)


class Rule(NamedTuple):
    """A channel holds `percent` of what is free of a product at a location, in leases of `hours`. An empty SKU or
    location: all."""

    sku: str
    location: str
    channel: str
    percent: int
    hours: int


def that_hold(rows: Iterable[Rule], sku: str, location: str) -> list[Rule]:
    """The rule of each channel for a product at a location: the one that says most, the product before the location."""
    best: dict[str, Rule] = {}
    for rule in rows:
        if rule.sku in ("", sku) and rule.location in ("", location):
            known = best.get(rule.channel)
            if known is None or (bool(known.sku), bool(known.location)) < (bool(rule.sku), bool(rule.location)):
                best[rule.channel] = rule
    return [best[channel] for channel in sorted(best)]


class StockLeased(Refused):
    """The counter wants what a channel may be selling this moment. `wanted` and `free` in thousandths."""

    def __init__(self, sku: str, wanted: Thousandths, free: Thousandths) -> None:
        super().__init__(
            f"{decimal_string(wanted)} of {sku} cannot be sold here: {decimal_string(max(0, free))} is free, the rest "
            "is leased to a channel that may be selling it. Sell less, wait until the lease ends ('storeops lease "
            "list'), or override it with a reason."
        )
        self.sku = sku
        self.wanted = wanted
        self.free = free


class BadLease(Refused):
    """A lease or a rule for leases that cannot be."""


def kept(lease: Lease, now: datetime) -> Thousandths:
    """What the owner leaves alone at `now` of its own clock."""
    return 0 if lease.given_back or now >= lease.expires_at + TOLERANCE else lease.left


def drawable(lease: Lease, now: datetime) -> Thousandths:
    """What the holder may still sell of it at `now` of its own clock."""
    return 0 if over(lease, now) else lease.left


def over(lease: Lease, now: datetime) -> bool:
    """Whether the holder's time is up: what was drawn and not confirmed by then is taken back."""
    return lease.given_back or lease.recalled or now >= lease.expires_at - TOLERANCE


def draw(
    leases: Iterable[Lease], wanted: Thousandths, now: datetime
) -> tuple[list[tuple[str, Thousandths]], Thousandths]:
    """Of which slices `wanted` is sold (id, quantity), the last to end first so that the store has longest to hear of
    it; and what of it none of them covers."""
    parts: list[tuple[str, Thousandths]] = []
    rest = wanted
    for lease in sorted(leases, key=lambda one: (one.expires_at, one.id), reverse=True):
        if rest and (some := min(drawable(lease, now), rest)):
            parts.append((lease.id, some))
            rest -= some
    return parts, rest


def slice_of(percent: int, free: Thousandths, held: Thousandths) -> Thousandths:
    """What to grant now so that a channel holds `percent` of what is free or held by it already, in whole units."""
    target = (max(0, free) + held) * percent // 100
    return max(0, min(target - held, free)) // ONE * ONE


def renewed(lease: Lease, now: datetime, hours: int) -> datetime | None:
    """Until when the owner lengthens a slice, told by its own clock; None while more than half of its time is left,
    and where it is over. The owner writes it down first: it keeps the goods longer before anybody may sell them
    longer."""
    length = timedelta(hours=hours)
    if lease.given_back or lease.recalled or now >= lease.expires_at or lease.expires_at - now > length / 2:
        return None
    return now + length


def confirmable(
    shelf: Thousandths, draws: Iterable[tuple[str, Thousandths, Lease]], now: datetime
) -> list[tuple[str, Thousandths, Lease]]:
    """Which draws (key, quantity, of which slice) the owner confirms, in the order it heard of them: those that it
    kept the goods for until now, and that are really there.

    `shelf` is what stands there for nobody else: on hand, less what was promised before and what slices still keep. It
    falls short where a unit was sold out of a slice by an override. A draw of a slice that is over is never confirmed,
    not even where goods are free: they may be another slice's by now. The holder takes it back."""
    found: list[tuple[str, Thousandths, Lease]] = []
    for one in draws:
        _, quantity, lease = one
        if quantity <= shelf and not lease.given_back and now < lease.expires_at + TOLERANCE:
            found.append(one)
            shelf -= quantity
    return found
