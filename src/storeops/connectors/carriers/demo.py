"""The demo carrier: tariffs from the program's data, labels without a network, parcels that travel by the clock.

Its tracking numbers are its own, not S10 (UPU): the eight digits of an S10 number are too few to be made from a
reference without two parcels getting the same. They are DM, 17 digits made from the reference, and the check digit of
GS1 (General Specifications, section 7.9.1). The first digit is 1, as no payment card's is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, MutableMapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

import msgspec

from storeops.connectors.carriers.choosing import by_cost, choose
from storeops.connectors.carriers.port import (
    CarrierRefused,
    Label,
    LabelRequest,
    Manifest,
    Rate,
    Shipment,
    Voiding,
)
from storeops.operations.carriers import CARRIER
from storeops.operations.carriers import Carrier as Tariffs
from storeops.operations.carriers import carrier as tariffs_of
from storeops.rules.barcodes.check_digits import gtin_check_digit, has_right_check_digit
from storeops.rules.lateness import arrival
from storeops.rules.promise import Calendar
from storeops.rules.tariffs import PICKUP, place_of
from storeops.rules.tariffs.rates import Rate as TariffRate
from storeops.rules.tracking import TrackingEvent, TrackingStatus
from storeops.rules.wording import quote

_TRACKING = re.compile(r"DM(1[0-9]{17})", re.ASCII)
_DIGITS = 16


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """A label in the demo carrier's books: what was bought, when, and what its journey needs."""

    label: Label
    request: LabelRequest
    at: datetime
    days: int
    voided_at: datetime | None = None


class DemoCarrier:
    """A carrier in a file and a clock. `books` are its memory, by reference; whoever hands them over keeps them.

    The same request gives the same label in any process, so that a lost memory buys nothing twice."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        books: MutableMapping[str, Purchase] | None = None,
        code: str = CARRIER,
    ) -> None:
        self._clock = clock
        self._books: MutableMapping[str, Purchase] = {} if books is None else books
        self._code = code

    @property
    def code(self) -> str:
        """The carrier's name in `data/carriers`."""
        return self._code

    def rates(self, shipment: Shipment) -> tuple[Rate, ...]:
        """By zone and weight, each service that goes there with such a parcel."""
        return by_cost(_rate(one) for one in self._offers(shipment))

    def buy(self, request: LabelRequest) -> Label:
        """The label, drawn by nobody: it has no document of the carrier's."""
        reference = request.reference
        if known := self._books.get(reference):
            if known.request.shipment != request.shipment:
                raise CarrierRefused(self.code, f"{quote(reference)} is another parcel's reference")
            if known.voided_at is not None:
                raise CarrierRefused(self.code, f"the label of {quote(reference)} was given back; use a new reference")
            return known.label
        # Its services are the shop's, by name: an express parcel never goes by a normal service that is as fast.
        rates = [one for one in self.rates(request.shipment) if one.service == request.service]
        rate = choose(self.code, rates, request)
        label = Label(
            reference=reference,
            tracking=tracking_number(reference),
            carrier=rate.carrier,
            service=rate.service,
            cost=rate.cost,
            currency=rate.currency,
            shipment=f"{self.code}-{reference}",
            format=request.format,
        )
        self._books[reference] = Purchase(label=label, request=request, at=self._clock(), days=rate.days or 0)
        return label

    def find(self, reference: str) -> Label | None:
        """The label in the books, unless it was given back."""
        known = self._books.get(reference)
        return known.label if known and known.voided_at is None else None

    def void(self, label: Label) -> Voiding:
        """Given back at once, as long as the parcel has not been collected."""
        known = self._books.get(label.reference)
        if known is None or known.label.tracking != label.tracking:
            raise CarrierRefused(self.code, f"there is no label {quote(label.tracking)}")
        if known.voided_at is None:
            now = self._clock()
            if any(event.at <= now for event in self._journey(known)[1:]):
                raise CarrierRefused(self.code, f"the parcel {quote(label.tracking)} has been collected")
            self._books[label.reference] = msgspec.structs.replace(known, voided_at=now)
        return Voiding.VOIDED

    def track(self, tracking: str) -> tuple[TrackingEvent, ...]:
        """What has happened up to now by the carrier's timetable."""
        known = next((one for one in self._books.values() if one.label.tracking == tracking), None)
        if known is None:
            return ()
        now = self._clock()
        return tuple(event for event in self._journey(known) if event.at <= now)

    def manifest(self, labels: Sequence[Label]) -> Manifest:
        """A list without a document of its own, its number made from the parcels'."""
        if not labels:
            raise ValueError("a manifest lists at least one parcel")
        trackings = tuple(sorted({label.tracking for label in labels}))
        digest = hashlib.sha256("\n".join(trackings).encode()).hexdigest()
        return Manifest(number=f"{self.code.upper()}-{digest[:16].upper()}", carrier=self.code, trackings=trackings)

    def _tariffs(self) -> Tariffs:
        return tariffs_of(self._code)

    def _offers(self, shipment: Shipment) -> list[TariffRate]:
        carrier = self._tariffs()
        here, there = place_of(shipment.ship_from), place_of(shipment.ship_to)
        services = [one.service for one in carrier.services if one.service != PICKUP]
        return [rate for one in services for rate in carrier.table.rates(one, here, there, shipment.grams)]

    def _journey(self, known: Purchase) -> tuple[TrackingEvent, ...]:
        days = self._tariffs().calendar(known.label.service)
        whole = journey(known.label.tracking, known.at, known.days, days, known.request.shipment.ship_to.city)
        if known.voided_at is None:
            return whole
        return (whole[0], _event(known.label.tracking, TrackingStatus.CANCELLED, known.voided_at))


def tracking_number(reference: str) -> str:
    """The tracking number of a reference: DM, 17 digits of its SHA-256, and their check digit."""
    number = int.from_bytes(hashlib.sha256(reference.encode()).digest(), "big") % 10**_DIGITS
    body = f"1{number:0{_DIGITS}d}"
    return f"DM{body}{gtin_check_digit(body)}"


def is_tracking_number(text: str) -> bool:
    """Whether a text is a tracking number of this carrier with a right check digit."""
    found = _TRACKING.fullmatch(text)
    return found is not None and has_right_check_digit(found[1])


def journey(
    tracking: str, bought_at: datetime, days: int, carrier_days: Calendar, place: str = "", zone: tzinfo = UTC
) -> tuple[TrackingEvent, ...]:
    """The whole journey of a demo parcel: collected at 18:00 of the first of the carrier's days that is not over by
    then, out at 08:00 and delivered at 14:00 `days` of its days later. Raises ValueError for a moment without offset
    or negative days, NoWorkingDay."""
    if bought_at.utcoffset() is None or days < 0:
        raise ValueError("a journey begins at a moment with an offset, and takes no negative days")
    local = bought_at.astimezone(zone)
    begun = local.date() if local.time() < time(18) else local.date() + timedelta(days=1)
    start = arrival(begun, 0, carrier_days)
    end = arrival(start, max(1, days), carrier_days)

    def at(hour: int, later: bool) -> datetime:
        return datetime.combine(end if later else start, time(hour), tzinfo=zone)

    return (
        _event(tracking, TrackingStatus.LABEL_CREATED, bought_at),
        _event(tracking, TrackingStatus.ACCEPTED, at(18, False)),
        _event(tracking, TrackingStatus.IN_TRANSIT, at(22, False), note="Left the depot"),
        _event(tracking, TrackingStatus.OUT_FOR_DELIVERY, at(8, True), place),
        _event(tracking, TrackingStatus.DELIVERED, at(14, True), place),
    )


def _event(tracking: str, status: TrackingStatus, at: datetime, place: str = "", note: str = "") -> TrackingEvent:
    return TrackingEvent(id=f"{tracking}-{status}", tracking=tracking, status=status, at=at, place=place, note=note)


def _rate(offer: TariffRate) -> Rate:
    return Rate(
        carrier=offer.carrier,
        service=offer.service,
        cost=offer.cost,
        currency=offer.currency,
        days=offer.transit_days,
    )
