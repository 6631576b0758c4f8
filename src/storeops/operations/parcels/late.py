"""Parcels that are late, or will be, before the customer calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
from storeops.operations.carriers import carrier
from storeops.reports.orders.state import OrderState, by_id
from storeops.reports.parcels import event_of
from storeops.rules import lateness
from storeops.rules.lateness import Late, Sent
from storeops.rules.promise import Calendar
from storeops.rules.tariffs import place_of
from storeops.store import Store


@dataclass(frozen=True, slots=True)
class LateView:
    """A parcel to look after, the worst first. `days` after the promised day, 0 where that is not known."""

    parcel: str
    order: str
    customer: str
    phone: str
    carrier: str
    tracking: str
    promised: str
    kind: str
    days: int
    reason: str


def late(shop: Store) -> tuple[LateView, ...]:
    """Every parcel that was sent, is not there, and is or will be late."""
    now = shop.now()
    with shop.read() as connection:
        found = [view for row in queries.under_way(connection) for view in _look(connection, shop, dict(row), now)]
    return tuple(sorted(found, key=lambda one: (-one.days, one.promised, one.parcel)))


def late_of(shop: Store, id: str) -> LateView | None:
    """How one parcel is late, by its id; None where it is not."""
    now = shop.now()
    with shop.read() as connection:
        found = [view for row in queries.under_way(connection, id) for view in _look(connection, shop, dict(row), now)]
    return found[0] if found else None


def _look(connection: Connection, shop: Store, row: dict[str, str], now: datetime) -> list[LateView]:
    state = by_id(connection, row["order_id"])
    label = queries.label(connection, row["id"])
    events = [event_of(one) for one in queries.tracked(connection, row["id"])]
    sent = _sent(shop, state, row, label)
    return [_view(state, row, label, one) for one in lateness.late(sent, events, now)[:1]]


def _sent(shop: Store, state: OrderState, row: dict[str, str], label: queries.Label | None) -> Sent:
    """What was promised of a parcel; a carrier without tariffs here does not say how long it takes."""
    days, transit = Calendar(), None
    if label is not None:
        try:
            by = carrier(label.carrier)
        except FileNotFoundError:
            by = None
        if by is not None:
            place = place_of(state.ship_to)
            zone = by.zone(shop.profile.country, place.country, place.area)
            transit = by.transit.get((zone, label.service))
            days = by.calendar(label.service)
    return Sent(
        dispatched_at=datetime.fromisoformat(row["sent_at"]),
        promised=date.fromisoformat(state.promised) if state.promised else None,
        transit_days=transit,
        carrier_days=days,
        zone=shop.profile.zone,
    )


def _view(state: OrderState, row: dict[str, str], label: queries.Label | None, one: Late) -> LateView:
    return LateView(
        parcel=row["number"],
        order=state.placed.number,
        customer=state.placed.customer.name or state.placed.customer.email,
        phone=state.placed.customer.phone or state.ship_to.phone,
        carrier=label.carrier if label else "",
        tracking=label.tracking if label else "",
        promised=state.promised,
        kind=one.kind.value,
        days=one.days,
        reason=one.reason,
    )
