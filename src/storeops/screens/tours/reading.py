"""What the tours screen reads and keeps: the parcels that wait for a van, the tours planned, the vans under way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from storeops.operations.parcels import tours, vans
from storeops.operations.parcels.tours import Planned, TourView
from storeops.operations.parcels.vans import VanView, WaitingParcel
from storeops.reports.parcels import parcel_of
from storeops.rules.barcodes import Kind, read
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.store import Store

SECONDS = 5
"""So long shorter tours are looked for at the most."""


@dataclass(slots=True)
class Desk:
    """What outlives the screen: the tours planned last, how many vans were asked for, whose run sheet was printed."""

    planned: Planned | None = None
    vans: int = 1
    printed: set[int] = field(default_factory=set)

    @property
    def standing(self) -> tuple[TourView, ...]:
        """The vans of the plan that have not left."""
        return tuple(one for one in self.planned.view.tours if not one.manifest) if self.planned else ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read."""

    today: date
    waiting: tuple[WaitingParcel, ...]
    road: tuple[VanView, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a parcel is: in a van of the plan (`van`), on the road (`road`), or with the parcels that wait. `stop` from
    1, 0 for none."""

    parcel: str
    van: TourView | None = None
    road: VanView | None = None
    stop: int = 0


class NotForVans(Refused):
    """A parcel was scanned that no van shown has, and that does not wait for one."""

    def __init__(self, number: str, status: str, carrier: str) -> None:
        by = f", {carrier}" if carrier else ""
        super().__init__(f"Parcel {number} goes with no van that is shown here: {status.replace('_', ' ')}{by}.")
        self.number = number


def seen(shop: Store) -> Seen:
    """What waits for a van here, and the vans under way."""
    return Seen(shop.business_date(), vans.waiting(shop), vans.under_way(shop))


def plan(shop: Store, count: int) -> Planned:
    """Plan tours for what waits. Raises what `tours.plan` raises."""
    return tours.plan(shop, count, seconds=SECONDS)


def find(shop: Store, desk: Desk, seen: Seen, text: str) -> Found:
    """The parcel that a scan or a number means. Raises UnknownDocument, AmbiguousDocument, CardNumberRefused,
    NotForVans."""
    number = _number(shop, seen, text)
    for tour in desk.standing:
        for stop in tour.stops:
            if number in stop.parcels:
                return Found(number, van=tour, stop=stop.stop)
    for van in seen.road:
        for one in van.deliveries:
            if number in one.stop.parcels:
                return Found(number, road=van, stop=one.stop.stop)
    if any(one.number == number for one in seen.waiting):
        return Found(number)
    with shop.read() as connection:
        view = parcel_of(connection, number)
    raise NotForVans(view.number, view.status, view.carrier)


def _number(shop: Store, seen: Seen, text: str) -> str:
    """A parcel's number by its SSCC, its tracking number, or what its own number ends in."""
    scan = read(text)
    code = scan.code if scan.kind is Kind.SSCC else text
    known = [(one.number, one.sscc, one.tracking) for one in seen.waiting]
    known += [codes for van in seen.road for codes in van.codes]
    for number, *codes in known:
        if code in codes:
            return number
    refuse_card_number(text, "number")
    with shop.read() as connection:
        return parcel_of(connection, text).number
