"""Parcels, manifests and collections as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import numbers
from storeops.journal.facts import ManifestClosed, ParcelPacked
from storeops.journal.reading import fact
from storeops.reports.orders.state import by_id
from storeops.rules.addresses import Address
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.goods import Moved
from storeops.rules.tracking import TrackingEvent, TrackingStatus, tracked

WAITING = ("packed", "labelled")
"""States of a parcel that waits to leave."""


@dataclass(frozen=True, slots=True)
class ParcelLineView:
    line: int
    name: str
    unit: str
    quantity: Thousandths
    goods: tuple[GoodsView, ...]


@dataclass(frozen=True, slots=True)
class GoodsView:
    sku: str
    quantity: Thousandths
    lot: str
    serial: str


@dataclass(frozen=True, slots=True)
class TrackingView:
    """What the carrier said; `at` is UTC text."""

    at: str
    status: str
    place: str
    note: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel. `status`: packed, labelled, sent, opened, or what the carrier said last. Millimetres and grams."""

    id: str
    number: str
    order: str
    location: str
    status: str
    sscc: str
    carton: str
    length: int
    width: int
    height: int
    grams: int
    carrier: str
    service: str
    tracking: str
    cost: Minor
    currency: str
    asked: str
    """The carrier whose answer is not known, or nothing."""
    sale: str
    manifest: str
    packed_at: str
    packed_by: str
    lines: tuple[ParcelLineView, ...]
    events: tuple[TrackingView, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """A parcel and where it goes."""

    parcel: ParcelView
    ship_to: Address

    @property
    def who(self) -> str:
        """The recipient, and the town."""
        return ", ".join(part for part in (self.ship_to.name or self.ship_to.company, self.ship_to.city) if part)


@dataclass(frozen=True, slots=True)
class ManifestView:
    id: str
    number: str
    carrier: str
    location: str
    grams: int
    at: str
    parcels: tuple[ParcelView, ...]


def parcel_of(connection: Connection, number: str) -> ParcelView:
    """Raises UnknownDocument, AmbiguousDocument."""
    return _view(connection, _row(connection, number))


def carried_as(connection: Connection, tracking: str) -> str:
    """The id of the parcel with a carrier's number, "" for none. Carriers use numbers again: the one packed last."""
    return next(reversed(queries.by_tracking(connection, tracking)), "")


def going_of(connection: Connection, number: str) -> Going:
    """A parcel with where it goes. Raises UnknownDocument, AmbiguousDocument."""
    return _going(connection, [_row(connection, number)])[0]


def going(connection: Connection) -> tuple[Going, ...]:
    """The parcels that wait to leave, the oldest first, with where they go."""
    return _going(connection, queries.waiting_parcels(connection))


def under_way(connection: Connection) -> tuple[Going, ...]:
    """The parcels that have left and have not arrived, the newest first, with where they go."""
    # Two databases may both have let a parcel leave: it is one parcel.
    rows = {row["id"]: row for row in reversed(queries.under_way(connection))}
    return _going(connection, rows.values())


def parcels(
    connection: Connection, *, order: str = "", location: str = "", waiting: bool = False
) -> tuple[ParcelView, ...]:
    """Parcels, the newest first, of an order (by id) or at a location; of those that wait to leave the oldest first."""
    rows = (
        queries.waiting_parcels(connection, location)
        if waiting
        else queries.parcels(connection, order=order, location=location)
    )
    return tuple(_view(connection, row) for row in rows)


def manifest_of(connection: Connection, number: str) -> ManifestView:
    """Raises UnknownDocument, AmbiguousDocument."""
    id = numbers.id_of(connection, "manifest", number)
    entry = fact(connection, id)
    assert entry is not None
    closed = entry.envelope.fact
    assert isinstance(closed, ManifestClosed)
    rows = [row for parcel in closed.parcels if (row := queries.row(connection, parcel)) is not None]
    return ManifestView(
        id,
        closed.number,
        closed.carrier,
        closed.location,
        closed.grams,
        entry.envelope.at,
        tuple(_view(connection, row) for row in rows),
    )


def _row(connection: Connection, number: str) -> RowMapping:
    row = queries.row(connection, numbers.id_of(connection, "parcel", number))
    assert row is not None
    return row


def _going(connection: Connection, rows: Iterable[RowMapping]) -> tuple[Going, ...]:
    """An order is read once for all of its parcels."""
    address = cache(lambda order: by_id(connection, order).ship_to)
    return tuple(Going(_view(connection, row), address(row["order_id"])) for row in rows)


def _view(connection: Connection, row: RowMapping) -> ParcelView:
    id = row["id"]
    entry = fact(connection, id)
    assert entry is not None
    packed = entry.envelope.fact
    assert isinstance(packed, ParcelPacked)
    label, asked = queries.label(connection, id), queries.asked(connection, id)
    gone, said = queries.events(connection, id), queries.tracked(connection, id)
    last = gone[-1] if gone else None
    return ParcelView(
        id=id,
        number=packed.number,
        order=packed.order_number,
        location=packed.location,
        status=_status(last, label, said),
        sscc=packed.sscc,
        carton=packed.carton,
        length=packed.length,
        width=packed.width,
        height=packed.height,
        grams=packed.grams,
        carrier=label.carrier if label else "",
        service=label.service if label else "",
        tracking=label.tracking if label else "",
        cost=label.cost if label else 0,
        currency=label.currency if label else "",
        asked=asked.carrier if asked else "",
        sale=last.sale if last else "",
        manifest=last.manifest if last else "",
        packed_at=row["at"],
        packed_by=row["actor"],
        lines=tuple(
            ParcelLineView(line.line, line.name, line.unit, line.units, tuple(map(_goods, line.goods)))
            for line in packed.lines
        ),
        events=tuple(
            TrackingView(one["at"], one["status"], one["place"], one["note"], one["signed_by"]) for one in said
        ),
    )


def _status(gone: queries.ParcelEvent | None, label: queries.Label | None, said: Sequence[RowMapping]) -> str:
    status = gone.kind if gone else "labelled" if label else "packed"
    if said and status != "opened":
        return tracked(map(event_of, said)).status or status
    return status


def event_of(row: RowMapping) -> TrackingEvent:
    """A tracking event as the rules know it."""
    return TrackingEvent(
        id=row["event"],
        tracking=row["tracking"],
        status=TrackingStatus(row["status"]),
        at=datetime.fromisoformat(row["at"]),
        place=row["place"],
        note=row["note"],
        expected=date.fromisoformat(row["expected"]) if row["expected"] else None,
        signed_by=row["signed_by"],
    )


def _goods(one: Moved) -> GoodsView:
    return GoodsView(one.sku, one.quantity, one.lot, one.serial)
