"""The papers of a parcel: what its label, its packing slip and the carrier's manifest say."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import numbers
from storeops.database.queries.profile import Profile
from storeops.journal.facts import LabelBought
from storeops.journal.reading import fact
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.reports.parcels import ParcelView, manifest_of, parcel_of, parcels
from storeops.reports.shipping import sender
from storeops.reports.shipping_views import LabelView, ManifestParcel, ManifestView, PackingSlipView, ParcelLine
from storeops.rules.amounts import Thousandths
from storeops.rules.money import part


@dataclass(frozen=True, slots=True)
class CarriersLabel:
    """The label of a parcel as its carrier drew it: from outside, so look before it drives anything."""

    parcel: str
    carrier: str
    format: str
    data: bytes


def carriers_label(connection: Connection, parcel: str) -> CarriersLabel | None:
    """The carrier's own label that is on a parcel, by its number or id; None where it drew none.

    Raises UnknownDocument, AmbiguousDocument."""
    id = numbers.id_of(connection, "parcel", parcel)
    label = queries.label(connection, id)
    entry = fact(connection, label.fact) if label else None
    packed = queries.row(connection, id)
    if entry is None or packed is None:
        return None
    bought = entry.envelope.fact
    assert isinstance(bought, LabelBought)
    if not bought.label:
        return None
    return CarriersLabel(packed["number"], bought.carrier, bought.format, base64.b64decode(bought.label))


def label_view(connection: Connection, profile: Profile, parcel: str) -> LabelView:
    """The label of a parcel, by its number or id. Raises UnknownDocument, AmbiguousDocument."""
    view = parcel_of(connection, parcel)
    state = read(connection, view.order)
    place, count = _place(connection, state, view)
    return LabelView(
        order=view.order,
        parcel=place,
        parcels=count,
        sender=sender(profile),
        recipient=state.ship_to,
        carrier=view.carrier or "not labelled yet",
        service=view.service or state.service,
        weight=view.grams,
        sscc=view.sscc,
        tracking=view.tracking,
    )


def _place(connection: Connection, state: OrderState, view: ParcelView) -> tuple[int, int]:
    """Which of how many parcels of its order this is; opened ones do not count."""
    mine = [one for one in parcels(connection, order=state.id) if one.status != "opened" or one.id == view.id]
    ids = sorted(one.id for one in mine)
    return ids.index(view.id) + 1, len(ids)


def slip_view(connection: Connection, profile: Profile, parcel: str, *, gift: bool = False) -> PackingSlipView:
    """The packing slip of a parcel. Raises UnknownDocument, AmbiguousDocument."""
    view = parcel_of(connection, parcel)
    state = read(connection, view.order)
    place, count = _place(connection, state, view)
    here: dict[int, Thousandths] = {}
    for packed in view.lines:
        here[packed.line] = here.get(packed.line, 0) + packed.quantity
    lines = []
    for line in state.goods:
        counted, inside = state.counter(line.line), here.get(line.line, 0)
        wanted = counted.ordered - counted.off
        lines.append(
            ParcelLine(
                sku=line.sku,
                name=line.name,
                unit=line.unit,
                ordered=line.quantity,
                here=inside,
                elsewhere=max(0, wanted - inside),
                amount=None if gift else part(line.amount, line.quantity, 0, min(inside, line.quantity)),
            )
        )
    return PackingSlipView(
        order=view.order,
        ordered_on=date.fromisoformat(state.at[:10]),
        parcel=place,
        parcels=count,
        recipient=state.ship_to,
        lines=tuple(lines),
        return_address=sender(profile) if profile.address else None,
        gift=gift,
    )


def manifest_view(connection: Connection, profile: Profile, number: str) -> ManifestView:
    """A manifest as the driver signs it. Raises UnknownDocument, AmbiguousDocument."""
    view = manifest_of(connection, number)
    found = []
    for one in view.parcels:
        where = by_id(connection, numbers.id_of(connection, "order", one.order)).ship_to
        found.append(ManifestParcel(one.order, one.tracking, one.sscc, where.postcode, where.country, one.grams))
    services = sorted({one.service for one in view.parcels})
    return ManifestView(
        number=view.number,
        day=date.fromisoformat(view.at[:10]),
        carrier=view.carrier,
        service=", ".join(services),
        sender=sender(profile),
        parcels=tuple(found),
    )
