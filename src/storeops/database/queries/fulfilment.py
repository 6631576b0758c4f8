"""Queries of orders on their way from the shelf to the customer: what was picked, packed, sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, func, literal_column, select

from storeops.database.prepared import Prepared
from storeops.database.tables import (
    customer_order,
    fulfilment_open,
    manifest,
    order_dispatch,
    order_handling,
    parcel,
    parcel_event,
    parcel_label,
    parcel_tracking,
    pick_event,
    pickup_event,
    wave,
)

HERE, AWAY, PICKUP = "here", "away", "pickup"
"""What may be under way: a parcel that waits to leave, one that has left, goods that wait for their customer."""
PICKUP_ENDED = ("handed_over", "refused", "expired")
"""The steps that end a collection in the store."""


def _under_way(stage: str, id: ColumnElement[str]) -> ColumnElement[bool]:
    """The join that leaves history unread. Zero is written out: the index that holds nothing else is found by it."""
    some = fulfilment_open.c.quantity > literal_column("0")
    return and_(fulfilment_open.c.stage == stage, fulfilment_open.c.id == id, some)


_HANDLING = Prepared(
    select(order_handling.c.line, order_handling.c.sku, order_handling.c.stage, order_handling.c.quantity).where(
        order_handling.c.order_id == bindparam("of_order"), order_handling.c.location == bindparam("at_location")
    )
)
_GONE = select(parcel_event.c.parcel).where(parcel_event.c.parcel == parcel.c.id)
_UNSENT = Prepared(
    select(parcel.c.id, parcel.c.number)
    .where(
        parcel.c.order_id == bindparam("of_order"),
        parcel.c.location == bindparam("at_location"),
        ~_GONE.exists(),
    )
    .order_by(parcel.c.id)
)


def handling(connection: Connection, order: str, location: str) -> dict[tuple[int, str, str], int]:
    """(line, SKU, stage) -> thousandths of an order's goods at a location that were picked, and of those packed."""
    rows = _HANDLING.all(connection, of_order=order, at_location=location)
    return {(int(line), str(sku), str(stage)): int(quantity) for line, sku, stage, quantity in rows}


def unsent(connection: Connection, order: str, location: str) -> list[tuple[str, str]]:
    """(id, number) of an order's parcels at a location that were neither opened nor sent."""
    return [(str(row[0]), str(row[1])) for row in _UNSENT.all(connection, of_order=order, at_location=location)]


_ROW = select(parcel).where(parcel.c.id == bindparam("of_parcel"))


def row(connection: Connection, id: str) -> RowMapping | None:
    """A parcel as it was packed."""
    return connection.execute(_ROW, {"of_parcel": id}).mappings().one_or_none()


def parcels(connection: Connection, *, order: str = "", location: str = "", limit: int = 500) -> list[RowMapping]:
    """Parcels, the newest first; of an order, at a location."""
    query = select(parcel).order_by(parcel.c.at.desc(), parcel.c.id.desc()).limit(limit)
    if order:
        query = query.where(parcel.c.order_id == order)
    if location:
        query = query.where(parcel.c.location == location)
    return list(connection.execute(query).mappings())


def waiting_parcels(connection: Connection, location: str = "") -> list[RowMapping]:
    """Parcels that were neither opened nor sent, the oldest first."""
    query = select(parcel).join(fulfilment_open, _under_way(HERE, parcel.c.id)).order_by(parcel.c.at, parcel.c.id)
    if location:
        query = query.where(parcel.c.location == location)
    return list(connection.execute(query).mappings())


_EVENTS = Prepared(
    select(
        parcel_event.c.kind,
        parcel_event.c.sale,
        parcel_event.c.manifest,
        parcel_event.c.reason,
        parcel_event.c.at,
        parcel_event.c.actor,
    )
    .where(parcel_event.c.parcel == bindparam("of_parcel"))
    .order_by(parcel_event.c.at, parcel_event.c.fact)
)


class ParcelEvent(NamedTuple):
    """opened or sent."""

    kind: str
    sale: str
    manifest: str
    reason: str
    at: str
    actor: str


def events(connection: Connection, id: str) -> list[ParcelEvent]:
    return [ParcelEvent(*row) for row in _EVENTS.all(connection, of_parcel=id)]


class Label(NamedTuple):
    """A step of a label: requested, bought or voided."""

    fact: str
    step: str
    reference: str
    carrier: str
    service: str
    tracking: str
    shipment: str
    cost: int
    currency: str
    at: str


_LABELS = Prepared(
    select(
        parcel_label.c.fact,
        parcel_label.c.step,
        parcel_label.c.reference,
        parcel_label.c.carrier,
        parcel_label.c.service,
        parcel_label.c.tracking,
        parcel_label.c.shipment,
        parcel_label.c.cost,
        parcel_label.c.currency,
        parcel_label.c.at,
    )
    .where(parcel_label.c.parcel == bindparam("of_parcel"))
    .order_by(parcel_label.c.at, parcel_label.c.fact)
)


def labels(connection: Connection, id: str) -> list[Label]:
    """Every step of a parcel's labels, in their order."""
    return [Label(*row) for row in _LABELS.all(connection, of_parcel=id)]


def label(connection: Connection, id: str) -> Label | None:
    """The label that is on the parcel: bought, and not voided."""
    steps = labels(connection, id)
    voided = {one.reference for one in steps if one.step == "voided"}
    bought = [one for one in steps if one.step == "bought" and one.reference not in voided]
    return bought[-1] if bought else None


def asked(connection: Connection, id: str) -> Label | None:
    """A request for a label of which no answer is known: to be looked up with the carrier before another is made."""
    steps = labels(connection, id)
    answered = {one.reference for one in steps if one.step != "requested"}
    open_ = [one for one in steps if one.reference not in answered]
    return open_[-1] if open_ else None


_BY_TRACKING = Prepared(
    select(parcel_label.c.parcel).where(
        parcel_label.c.tracking == bindparam("of_tracking"), parcel_label.c.step == "bought"
    )
)


def by_tracking(connection: Connection, tracking: str) -> list[str]:
    """The ids of parcels that a carrier's number names."""
    return sorted({str(row[0]) for row in _BY_TRACKING.all(connection, of_tracking=tracking)}) if tracking else []


_TRACKED = (
    select(parcel_tracking)
    .where(parcel_tracking.c.parcel == bindparam("of_parcel"))
    .order_by(parcel_tracking.c.at, parcel_tracking.c.event)
)


def tracked(connection: Connection, id: str) -> list[RowMapping]:
    """What the carrier said of a parcel, in the order of its own clock; what came twice is there once."""
    found: dict[str, RowMapping] = {}
    for one in connection.execute(_TRACKED, {"of_parcel": id}).mappings():
        found.setdefault(one["event"], one)
    return list(found.values())


def pickups(connection: Connection, order: str) -> list[RowMapping]:
    """The steps of an order's collection, in their order."""
    query = select(pickup_event).where(pickup_event.c.order_id == order)
    return list(connection.execute(query.order_by(pickup_event.c.at, pickup_event.c.fact)).mappings())


class WaitingPickup(NamedTuple):
    """An order that waits for its customer: the code they were told, and the last ISO date it waits."""

    order: str
    code: str
    until: str


def waiting_pickups(connection: Connection) -> list[WaitingPickup]:
    """The orders that are ready, and neither handed over, refused nor expired; of two codes the later one counts."""
    end = pickup_event.alias()
    ended = select(end.c.order_id).where(end.c.order_id == pickup_event.c.order_id, end.c.step.in_(PICKUP_ENDED))
    query = (
        select(pickup_event.c.order_id, pickup_event.c.code, pickup_event.c.until)
        .join(fulfilment_open, _under_way(PICKUP, pickup_event.c.order_id))
        .where(pickup_event.c.step == "ready", ~ended.exists())
        .order_by(pickup_event.c.order_id, pickup_event.c.at, pickup_event.c.fact)
    )
    return list({str(row[0]): WaitingPickup(*row) for row in connection.execute(query)}.values())


def under_way(connection: Connection, id: str = "") -> list[RowMapping]:
    """Parcels that were sent and that no carrier has said to be delivered, with `sent_at` (UTC text); all, or one."""
    arrived = select(parcel_tracking.c.parcel).where(
        parcel_tracking.c.parcel == parcel.c.id, parcel_tracking.c.status == "delivered"
    )
    query = (
        select(parcel, parcel_event.c.at.label("sent_at"))
        .join_from(parcel, fulfilment_open, _under_way(AWAY, parcel.c.id))
        .join(parcel_event, parcel_event.c.parcel == parcel.c.id)
        .where(parcel_event.c.kind == "sent", ~arrived.exists())
        .order_by(parcel_event.c.at, parcel.c.id)
    )
    if id:
        query = query.where(parcel.c.id == id)
    return list(connection.execute(query).mappings())


def manifests_under_way(connection: Connection, carrier: str, over: tuple[str, ...]) -> list[str]:
    """The ids of a carrier's manifests of which a parcel has none of these statuses yet, the first to leave first."""
    ended = select(parcel_tracking.c.parcel).where(
        parcel_tracking.c.parcel == parcel_event.c.parcel, parcel_tracking.c.status.in_(over)
    )
    going = select(parcel_event.c.parcel).where(
        parcel_event.c.manifest == manifest.c.id, parcel_event.c.kind == "sent", ~ended.exists()
    )
    query = select(manifest.c.id).where(manifest.c.carrier == carrier, going.exists())
    return [str(row[0]) for row in connection.execute(query.order_by(manifest.c.at, manifest.c.id))]


class OrderSent(NamedTuple):
    """A dispatch of an order: `placed` and `at` are times with an offset, `promised` an ISO date or empty."""

    order: str
    placed: str
    promised: str
    at: str


class PickDone(NamedTuple):
    """A pick of a wave, picked or short; `at` as UTC text."""

    kind: str
    quantity: int
    picker: str
    at: str


_then = order_dispatch.alias("sent_then")
_SENT_THEN = select(_then.c.order_id).where(_then.c.at >= bindparam("first"), _then.c.at < bindparam("last"))
_SENT = (
    select(order_dispatch.c.order_id, customer_order.c.at, customer_order.c.promised, order_dispatch.c.at)
    .join(customer_order, customer_order.c.id == order_dispatch.c.order_id)
    .where(order_dispatch.c.order_id.in_(_SENT_THEN))
)
_STAGES = {
    "picked": select(pick_event.c.order_id, pick_event.c.at).where(
        pick_event.c.kind == "picked", pick_event.c.order_id.in_(_SENT_THEN)
    ),
    "packed": select(parcel.c.order_id, parcel.c.at).where(parcel.c.order_id.in_(_SENT_THEN)),
    "delivered": select(parcel.c.order_id, parcel_tracking.c.at)
    .join(parcel_tracking, parcel_tracking.c.parcel == parcel.c.id)
    .where(parcel_tracking.c.status == "delivered", parcel.c.order_id.in_(_SENT_THEN)),
}


def _around(first: date, last: date) -> dict[str, str]:
    """Bounds for texts of local time that take in all of these days in any time zone: to be looked at once more."""
    return {"first": (first - timedelta(days=1)).isoformat(), "last": (last + timedelta(days=2)).isoformat()}


def orders_sent(connection: Connection, first: date, last: date) -> list[OrderSent]:
    """Every dispatch, whenever it was, of the orders of which something left on about these days."""
    return [OrderSent(*row) for row in connection.execute(_SENT, _around(first, last))]


def stages(connection: Connection, first: date, last: date) -> dict[str, list[tuple[str, str]]]:
    """picked, packed, delivered -> (order, when) of these same orders, each time it was done."""
    around = _around(first, last)
    return {
        stage: [(str(row[0]), str(row[1])) for row in connection.execute(query, around)]
        for stage, query in _STAGES.items()
    }


def walked(connection: Connection, first: date, last: date) -> list[tuple[str, int, int]]:
    """(when, distance, distance order by order) of the waves planned on about these days."""
    around = _around(first, last)
    query = select(wave.c.at, wave.c.distance, wave.c.distance_single).where(
        wave.c.at >= around["first"], wave.c.at < around["last"]
    )
    return [(str(at), int(distance), int(single)) for at, distance, single in connection.execute(query)]


def parcels_sent(connection: Connection, first: str, last: str) -> int:
    """How many parcels left from `first` to before `last`, both UTC text."""
    query = select(func.count()).where(
        parcel_event.c.kind == "sent", parcel_event.c.at >= first, parcel_event.c.at < last
    )
    return int(connection.execute(query).scalar_one())


def picks(connection: Connection, first: str, last: str) -> list[PickDone]:
    """What was picked, or found short, in waves from `first` to before `last`, both UTC text."""
    query = select(pick_event.c.kind, pick_event.c.quantity, pick_event.c.picker, pick_event.c.at).where(
        pick_event.c.at >= first, pick_event.c.at < last, pick_event.c.wave != ""
    )
    return [PickDone(*row) for row in connection.execute(query)]
