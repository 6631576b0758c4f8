"""What may be promised of a product: per location, per channel, and for kits by their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storeops.database.queries import availability as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import sourcing
from storeops.database.tables import product
from storeops.journal.envelope import utc_text
from storeops.reports.stock import sku_of
from storeops.rules.amounts import Thousandths
from storeops.rules.availability import Availability, kits_from
from storeops.rules.channels import KINDS, allows_location


@dataclass(frozen=True, slots=True)
class ChannelAtpView:
    """What a channel may promise of what is at a location. `safety_stock` is what is kept back from it."""

    channel: str
    safety_stock: Thousandths
    atp: Thousandths


@dataclass(frozen=True, slots=True)
class LocationAtpView:
    """A product at one location: atp = on_hand - held - allocated - reserved - safety_stock. What is on order and in
    transit is coming and cannot be promised as if it were there."""

    location: str
    name: str
    on_hand: Thousandths
    held: Thousandths
    allocated: Thousandths
    reserved: Thousandths
    safety_stock: Thousandths
    on_order: Thousandths
    in_transit: Thousandths
    atp: Thousandths
    channels: tuple[ChannelAtpView, ...]


@dataclass(frozen=True, slots=True)
class KitPartAtpView:
    """A part of a kit: how much of it there is in one, and what may be promised of it in all."""

    sku: str
    quantity: Thousandths
    atp: Thousandths


@dataclass(frozen=True, slots=True)
class AtpView:
    """What may be promised of a product, in all and per location. A kit has no stock of its own: at each location there
    are as many of it as its scarcest part allows."""

    sku: str
    name: str
    unit: str
    on_hand: Thousandths
    atp: Thousandths
    locations: tuple[LocationAtpView, ...]
    parts: tuple[KitPartAtpView, ...]


def atp_of(connection: Connection, code: str, now: datetime) -> AtpView:
    """What may be promised of one product, named by SKU or barcode. Raises UnknownStock."""
    sku = sku_of(connection, code)
    row = connection.execute(select(product.c.name, product.c.unit).where(product.c.sku == sku)).one_or_none()
    parts = [(part.sku, part.quantity) for part in sourcing.kits(connection, [sku]).get(sku, ())]
    moment = utc_text(now.isoformat())
    plain = _read(connection, sku, parts, moment, "")
    by_channel = {one: _read(connection, sku, parts, moment, one) for one in channels(connection)}
    names = {row["code"]: str(row["name"]) for row in shop_queries.locations(connection)}
    codes = sorted({location for location in plain if location in names})
    locations = tuple(
        _location(code, names[code], plain[code], _channels(connection, code, by_channel)) for code in codes
    )
    return AtpView(
        sku=sku,
        name=row.name if row else sku,
        unit=row.unit if row else "each",
        on_hand=sum(one.on_hand for one in locations),
        atp=sum(max(0, one.atp) for one in locations),
        locations=locations,
        parts=_parts(connection, parts, moment),
    )


def channels(connection: Connection) -> list[str]:
    """The channels that were set up, or those every shop has."""
    return sourcing.channels(connection) or list(KINDS)


def _read(
    connection: Connection, sku: str, parts: Sequence[tuple[str, Thousandths]], now: str, channel: str
) -> dict[str, Availability]:
    """Availability by location, of a kit as its parts allow."""
    skus = [part for part, _ in parts] or [sku]
    found = queries.read(connection, skus, now=now, channel=channel, coming=True)
    if not parts:
        return {location: one for (_, location), one in found.items()}
    places = {location for _, location in found}
    return {
        place: kits_from(
            sku, place, [(found.get((part, place), Availability(part, place)), each) for part, each in parts]
        )
        for place in places
    }


def _channels(
    connection: Connection, location: str, by_channel: dict[str, dict[str, Availability]]
) -> tuple[ChannelAtpView, ...]:
    views = []
    for code, found in by_channel.items():
        channel = sourcing.channel_of(connection, code)
        one = found.get(location)
        if one is None or (channel is not None and not allows_location(channel, location)):
            continue
        views.append(ChannelAtpView(code, one.safety, one.promisable))
    return tuple(views)


def _location(code: str, name: str, one: Availability, channels: tuple[ChannelAtpView, ...]) -> LocationAtpView:
    return LocationAtpView(
        location=code,
        name=name,
        on_hand=one.on_hand,
        held=one.held,
        allocated=one.allocated,
        reserved=one.reserved,
        safety_stock=one.safety,
        on_order=one.on_order,
        in_transit=one.in_transit,
        atp=one.atp,
        channels=channels,
    )


def _parts(connection: Connection, parts: Sequence[tuple[str, Thousandths]], now: str) -> tuple[KitPartAtpView, ...]:
    found = queries.read(connection, [sku for sku, _ in parts], now=now) if parts else {}
    return tuple(
        KitPartAtpView(sku, each, sum(one.promisable for (of, _), one in found.items() if of == sku))
        for sku, each in parts
    )
