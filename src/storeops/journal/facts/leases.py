"""Facts of leases: stock of a store that a channel may sell at the centre without asking (`rules.leases`)."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Thousandths


class LeaseGranted(Fact, frozen=True, kw_only=True, tag="lease.granted"):
    """A slice of what is free at a location is a channel's until `expires_at` (UTC text). The fact's id is the
    lease's, the database that recorded it is its owner."""

    sku: str
    location: str
    channel: str
    quantity: Thousandths
    expires_at: str


class LeaseExtended(Fact, frozen=True, kw_only=True, tag="lease.extended"):
    """Its owner lengthened a lease; the latest end counts."""

    lease: str
    expires_at: str


class LeaseEnded(Fact, frozen=True, kw_only=True, tag="lease.ended"):
    """A lease was ended before its time. `by` owner: the holder shall stop, and the owner keeps the goods until it is
    over all the same; by holder: no more is drawn, and what is left is the store's again."""

    lease: str
    by: str
    reason: str


class LeaseDraw(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lease."""

    lease: str
    quantity: Thousandths


class LeaseDrawn(Fact, frozen=True, kw_only=True, tag="lease.drawn"):
    """What was promised to an order is sold of leases. Recorded behind the promise, in its transaction. The fact's id
    is the draw's."""

    order: str
    draws: tuple[LeaseDraw, ...]


class DrawSettled(Fact, frozen=True, kw_only=True, tag="lease.settled"):
    """What became of a draw: `confirmed` by the lease's owner, who knows of the order and has the goods; or
    `taken back` by the holder, because it was not before the lease was over."""

    order: str
    draw: str
    outcome: str
    draws: tuple[LeaseDraw, ...]


class LeaseOverridden(Fact, frozen=True, kw_only=True, tag="lease.overridden"):
    """The counter sold what a channel may be selling: `quantity` of it, where only `free` was free."""

    sale: str
    sku: str
    location: str
    quantity: Thousandths
    free: Thousandths
    reason: str
