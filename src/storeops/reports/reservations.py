"""Reservations that hold: what of what, where, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import reservations as queries
from storeops.database.queries.profile import Profile
from storeops.journal.envelope import utc_text
from storeops.rules.amounts import Thousandths


@dataclass(frozen=True, slots=True)
class ReservedView:
    sku: str
    location: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class ReservationView:
    """A reservation, on the shop's clock. `minutes_left` is rounded up."""

    id: str
    channel: str
    purpose: str
    reference: str
    expires_at: datetime
    minutes_left: int
    actor: str
    lines: tuple[ReservedView, ...]


def running(connection: Connection, profile: Profile, now: datetime, *, sku: str = "") -> tuple[ReservationView, ...]:
    """The reservations that hold now, the first to end first; those of one product."""
    grouped: dict[str, list[ReservedView]] = {}
    heads: dict[str, RowMapping] = {}
    for row in queries.running(connection, utc_text(now.isoformat()), sku=sku):
        heads.setdefault(row["fact"], row)
        grouped.setdefault(row["fact"], []).append(ReservedView(row["sku"], row["location"], row["quantity"]))
    views = []
    for id, head in heads.items():
        until = datetime.fromisoformat(head["expires_at"]).astimezone(profile.zone)
        left = int(-(-(until - now).total_seconds() // 60))
        names = (head["channel"], head["purpose"], head["reference"])
        views.append(ReservationView(id, *names, until, left, head["actor"], tuple(grouped[id])))
    return tuple(views)
