"""EasyPost's JSON: what a shipment is written as, and what its shipments, rates and trackers mean here.

Weights are in ounces and sides in inches, to one decimal (EasyPost, Parcel object); both are rounded up, so that a
carrier never finds a parcel heavier or longer than it was told. Amounts are decimal text; no float is made of either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from storeops.connectors.carriers.port import Content, LabelFormat, Rate, Shipment
from storeops.connectors.orders import figures
from storeops.connectors.orders.extra import kept, written
from storeops.connectors.orders.fields import Fields
from storeops.rules.money import currency as currency_of
from storeops.rules.money import decimal_string
from storeops.rules.orders.document import DocumentRefused
from storeops.rules.postal_address import Address
from storeops.rules.text import clean
from storeops.rules.tracking import TrackingEvent, TrackingStatus

OUNCE = 28_349_523_125
"""An avoirdupois ounce in nanograms, exactly (NIST Handbook 44, appendix C)."""

INCH = 254
"""An inch in tenths of a millimetre, exactly (the same)."""

MOST_DETAILS = 1000
"""The most events that are read of one tracker."""

_STATUSES = {
    "pre_transit": TrackingStatus.LABEL_CREATED,
    "in_transit": TrackingStatus.IN_TRANSIT,
    "out_for_delivery": TrackingStatus.OUT_FOR_DELIVERY,
    "available_for_pickup": TrackingStatus.AVAILABLE_FOR_PICKUP,
    "delivered": TrackingStatus.DELIVERED,
    "return_to_sender": TrackingStatus.RETURN_TO_SENDER,
    "failure": TrackingStatus.FAILURE,
    "cancelled": TrackingStatus.CANCELLED,
}
_TELLS_NOTHING = frozenset({"", "unknown", "error"})  # error is the tracker's, not the parcel's
_ACCEPTED = "received_at_origin_facility"


class Unread(NamedTuple):
    """A part of a document that could not be read: why, and its JSON text, bounded."""

    reason: str
    raw: str


def ounces(grams: int) -> Decimal:
    """Grams in ounces, rounded up to a tenth."""
    return Decimal(-(-grams * 10 * 10**9 // OUNCE)) / 10


def inches(millimetres: int) -> Decimal:
    """Millimetres in inches, rounded up to a tenth."""
    return Decimal(-(-millimetres * 10 * 10 // INCH)) / 10


def shipment_body(shipment: Shipment, format: LabelFormat, reference: str = "") -> dict[str, object]:
    """What a shipment is created of. Without a `reference` it is one for rates only, which nothing can be found by."""
    body: dict[str, object] = {
        "from_address": _address(shipment.ship_from),
        "to_address": _address(shipment.ship_to),
        "parcel": _parcel(shipment),
        "options": {"label_format": format.value.upper(), "currency": shipment.currency},
    }
    if reference:
        body["reference"] = reference
    if shipment.contents:
        body["customs_info"] = {
            "contents_type": "merchandise",
            "customs_certify": True,
            "customs_signer": shipment.ship_from.name or shipment.ship_from.company,
            "restriction_type": "none",
            "non_delivery_option": "return",
            "customs_items": [_customs_item(one, shipment.currency) for one in shipment.contents],
        }
    return {"shipment": body}


def differences(found: Fields, shipment: Shipment) -> tuple[str, ...]:
    """In what a shipment found under a reference, not bought yet, is another than this one: the names of the parts. (In
    one that was bought the carrier has corrected the address.)"""
    parcel, address = found.child("parcel"), found.child("to_address")
    sent = _address(shipment.ship_to)
    wrong = [name for name, value in _parcel(shipment).items() if _number(parcel, name) != value]
    for name in ("country", "street1", "zip"):
        there, here = address.text(name, limit=1000), clean(sent.get(name, ""), limit=1000)
        if there.casefold() != here.casefold():
            wrong.append(name)
    return tuple(wrong)


def rate_of(fields: Fields) -> tuple[str, Rate]:
    """A rate and its id. Raises DocumentRefused."""
    currency = figures.currency_of(fields.code("currency"))
    days = fields.figure("delivery_days") or fields.figure("est_delivery_days")
    rate = Rate(
        carrier=fields.code("carrier"),
        service=fields.code("service"),
        cost=fields.money("rate", currency),
        currency=currency.code,
        days=int(figures.decimal(days, fields.name("delivery_days"))) if days else None,
    )
    return fields.identity("id"), rate


def rates_of(shipment: Fields) -> dict[str, Rate]:
    """The rates of a shipment by their ids. One that cannot be read (a currency nobody knows) is left out."""
    found: dict[str, Rate] = {}
    for fields in shipment.children("rates"):
        try:
            id, rate = rate_of(fields)
        except DocumentRefused:
            continue
        found[id] = rate
    return found


def tracker_events(tracker: Fields) -> tuple[tuple[TrackingEvent, ...], tuple[Unread, ...]]:
    """The events of a tracker, and those that could not be read. Details that tell nothing are left out.

    What the tracker tells beside (its expected day, who signed) belongs to the latest event. Raises DocumentRefused
    when there is no tracking code, or too many details."""
    tracking = tracker.identity("tracking_code")
    if not tracking:
        raise DocumentRefused("it has no tracking_code")
    listed, details = tracker.look("tracking_details"), tracker.children("tracking_details")
    if len(details) > MOST_DETAILS:
        raise DocumentRefused(f"it has more than {MOST_DETAILS} tracking_details")
    signed_by, expected = tracker.text("signed_by"), _day(tracker, "est_delivery_date")
    state, updated = tracker.code("status"), tracker.text("updated_at")
    events, unread = [], []
    for detail, raw in zip(details, listed if isinstance(listed, list) else (), strict=True):
        try:
            event = _event(detail, tracking, signed_by)
        except DocumentRefused as refusal:
            unread.append(Unread(refusal.reason, written(raw)))
            continue
        if event:
            events.append(event)
    if not details and state not in _TELLS_NOTHING:
        at = figures.moment(updated, "/updated_at")
        events.append(identified(tracking, _status(state, "", "/status"), at, signed_by=signed_by))
    if events:
        latest = max(range(len(events)), key=lambda place: events[place].at)
        events[latest] = _with_all(events[latest], expected, kept(_above(tracker)))
    return tuple(events), tuple(unread)


def identified(
    tracking: str,
    status: TrackingStatus,
    at: datetime,
    place: str = "",
    note: str = "",
    *,
    expected: date | None = None,
    signed_by: str = "",
    extra: Mapping[str, str] | None = None,
) -> TrackingEvent:
    """An event that came without an id of its own: its id is made of what it tells, so that told twice it is one."""
    signed = signed_by if status is TrackingStatus.DELIVERED else ""
    told = (tracking, status, at.astimezone(UTC).isoformat(), place, note, str(expected or ""), signed)
    id = hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
    return TrackingEvent(
        id=id,
        tracking=tracking,
        status=status,
        at=at,
        place=place,
        note=note,
        expected=expected,
        signed_by=signed,
        extra=dict(extra or {}),
    )


def _event(detail: Fields, tracking: str, signed_by: str) -> TrackingEvent | None:
    state = detail.code("status")
    if state in _TELLS_NOTHING:
        return None
    status = _status(state, detail.look("status_detail"), detail.name("status"))
    at = figures.moment(detail.text("datetime"), detail.name("datetime"))
    where = detail.child("tracking_location")
    place = ", ".join(filter(None, (where.text(name) for name in ("city", "state", "zip", "country"))))
    note = detail.text("message")
    for fields in (detail, where):
        fields.take("object")
    return identified(tracking, status, at, place, note, signed_by=signed_by, extra=kept(_below(detail, "")))


def _with_all(event: TrackingEvent, expected: date | None, extra: Mapping[str, str]) -> TrackingEvent:
    """The event with what its tracker tells; another expected day makes another event of it."""
    return identified(
        event.tracking,
        event.status,
        event.at,
        event.place,
        event.note,
        expected=expected,
        signed_by=event.signed_by,
        extra={**extra, **event.extra},
    )


def _above(tracker: Fields) -> list[tuple[str, object]]:
    """What a tracker tells beside its events. Its own bookkeeping (mode, fees) says nothing of the parcel."""
    for name in ("object", "mode", "fees", "created_at", "finalized", "public_url"):
        tracker.take(name)
    return [(path, value) for path, value in _below(tracker, "/tracker") if "/tracking_details/" not in path]


def _below(fields: Fields, named: str) -> list[tuple[str, object]]:
    """What nobody took, by its path from here: the same event stands elsewhere in the next webhook."""
    here = fields.name("").removesuffix("/")
    return [(named + path.removeprefix(here), value) for path, value in fields.left()]


def _status(state: str, detail: object, name: str) -> TrackingStatus:
    if state == "in_transit" and detail == _ACCEPTED:
        return TrackingStatus.ACCEPTED
    if state not in _STATUSES:
        raise DocumentRefused(f"{name} is none that is known")
    return _STATUSES[state]


def _day(fields: Fields, key: str) -> date | None:
    text = fields.text(key)
    return date.fromisoformat(figures.day(text, fields.name(key))) if text else None


def _parcel(shipment: Shipment) -> dict[str, Decimal]:
    parcel = {"weight": ounces(shipment.grams)}
    if shipment.length:
        parcel |= {name: inches(getattr(shipment, name)) for name in ("length", "width", "height")}
    return parcel


def _number(fields: Fields, key: str) -> Decimal:
    text = fields.figure(key)
    return figures.decimal(text, fields.name(key)) if text else Decimal()


def _address(address: Address) -> dict[str, str]:
    """EasyPost has two lines for the street; what is over goes into the second."""
    first, rest = address.lines[:1], address.lines[1:]
    fields = {
        "name": address.name,
        "company": address.company,
        "street1": "".join(first),
        "street2": ", ".join(rest),
        "city": address.city,
        "state": address.region,
        "zip": address.postcode,
        "country": address.country,
        "phone": address.phone,
    }
    return {name: value for name, value in fields.items() if value}


def _customs_item(content: Content, currency: str) -> dict[str, object]:
    # Pieces are whole there; of goods by weight there is one of the whole amount.
    whole, part = divmod(content.quantity, 1000)
    exponent = currency_of(currency).exponent
    return {
        "description": content.description,
        "quantity": whole if not part and whole else 1,
        "weight": ounces(content.grams),
        "value": decimal_string(content.value, exponent),
        "currency": currency,
        "origin_country": content.origin,
        **({"hs_tariff_number": content.hs_code} if content.hs_code else {}),
    }
