"""Leases that run: which channel may sell what of which location, how much of it is sold, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import leases as queries
from storeops.database.queries.profile import Profile
from storeops.rules import leases as rules
from storeops.rules.amounts import Thousandths


@dataclass(frozen=True, slots=True)
class LeaseView:
    """A lease, on the shop's clock. `left` is what is kept for the channel; `unconfirmed` what it sold that the store
    has not confirmed; `minutes_left` is rounded up and below zero when only the tolerance of clocks is left."""

    id: str
    sku: str
    location: str
    channel: str
    granted: Thousandths
    drawn: Thousandths
    unconfirmed: Thousandths
    left: Thousandths
    expires_at: datetime
    minutes_left: int
    recalled: bool


@dataclass(frozen=True, slots=True)
class LeaseRuleView:
    """A rule. An empty SKU or location: all."""

    sku: str
    location: str
    channel: str
    percent: int
    hours: int


def running(connection: Connection, profile: Profile, now: datetime, *, sku: str = "") -> tuple[LeaseView, ...]:
    """The leases that run, the first to end first; those of one product."""
    waiting: dict[str, Thousandths] = {}
    for row in queries.unsettled(connection, now):
        waiting[row["lease"]] = waiting.get(row["lease"], 0) + row["quantity"]
    found = [one.lease for one in queries.listed_now(connection, now) if sku in ("", one.lease.sku)]
    return tuple(
        LeaseView(
            id=one.id,
            sku=one.sku,
            location=one.location,
            channel=one.channel,
            granted=one.granted,
            drawn=one.drawn,
            unconfirmed=waiting.get(one.id, 0),
            left=rules.kept(one, now),
            expires_at=one.expires_at.astimezone(profile.zone),
            minutes_left=int(-(-(one.expires_at - now).total_seconds() // 60)),
            recalled=one.recalled,
        )
        for one in sorted(found, key=lambda one: (one.expires_at, one.id))
        if not one.given_back
    )


def rules_of(connection: Connection) -> tuple[LeaseRuleView, ...]:
    """Every rule, by product, location and channel."""
    return tuple(LeaseRuleView(*rule) for rule in queries.all_rules(connection))
