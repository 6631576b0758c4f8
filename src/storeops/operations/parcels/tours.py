"""Tours of the shop's own vans: which van takes which parcels in which order, and the parcels that leave on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storeops.documents.run_sheet import clock
from storeops.operations.locations import location_of
from storeops.operations.parcels import van_calls
from storeops.operations.parcels.leaving import send_parcels
from storeops.operations.parcels.packing import parcel_of
from storeops.operations.parcels.run_sheets import sheet
from storeops.operations.parcels.van_calls import Call, NoDepot
from storeops.reports.run_sheet_view import RunSheetView
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.tariffs import OWN_VAN
from storeops.store import Store, Tx

if TYPE_CHECKING:
    from storeops.planning.tours import Tours, Visit

__all__ = ["NoDepot", "NoVanParcels", "NotForAVan", "Planned", "StopView", "TourView", "ToursView", "plan", "send"]


class NoVanParcels(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(
            f"No parcel for the vans waits at {location}. Give one its label with 'storeops ship parcel P --carrier "
            f"{OWN_VAN}'."
        )


class NotForAVan(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Parcel {number} has no van's label any more. Plan the tours anew.")
        self.number = number


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop: the parcels for one address in one time window. Times of day as HH:MM, `arrival` is when the parcels are
    handed over, `window` '' for any time; `cash` still to be paid, in minor units."""

    stop: int
    arrival: str
    window: str
    parcels: tuple[str, ...]
    orders: tuple[str, ...]
    name: str
    city: str
    address: str
    phone: str
    grams: int
    cash: Minor


@dataclass(frozen=True, slots=True)
class TourView:
    """What one van does: when it leaves and is back (HH:MM), metres, minutes, grams; `manifest` where the parcels have
    left on it."""

    van: int
    departure: str
    back: str
    metres: int
    minutes: int
    grams: int
    stops: tuple[StopView, ...]
    manifest: str


@dataclass(frozen=True, slots=True)
class ToursView:
    """The tours of a day, and the parcels no van takes, each with the reason."""

    location: str
    method: str
    metres: int
    tours: tuple[TourView, ...]
    unserved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """The tours, and of each the run sheet for its driver, and the parcels (their ids) in the order of the stops."""

    view: ToursView
    sheets: tuple[RunSheetView, ...]
    loads: tuple[tuple[str, ...], ...]


def plan(shop: Store, vans: int, *, location: str = "", capacity_grams: int = 800_000, seconds: int = 5) -> Planned:
    """Tours for the parcels with a van's label. Nothing is written: `send` lets the vans leave.

    Raises UnknownLocation, NoVanParcels, NoDepot."""
    with shop.read() as connection:
        place = location_of(connection, shop.profile, location)
        calls = van_calls.waiting(connection, place)
    if not calls:
        raise NoVanParcels(place)
    found, lost = _solve(shop, place, calls, vans, capacity_grams, seconds)
    by_key = {one.key: one for one in calls}
    day = shop.business_date()
    return Planned(
        _view(place, found, by_key, lost),
        tuple(sheet(str(number), tour, by_key, day) for number, tour in enumerate(found.tours, 1)),
        tuple(tuple(id for visit in tour.visits for id, _ in by_key[visit.stop].parcels) for tour in found.tours),
    )


def send(shop: Store, planned: Planned, van: int = 0, *, command: str = "") -> Planned:
    """Let a van of a plan leave, or all that have not: their parcels are sent, one manifest a van.

    Raises NotForAVan, ParcelGone, NotWanted, OnHold, DiskAlmostFull; nothing is written then. Trying again with the
    same `command`, which is for one van, is harmless."""
    shop.require_room()
    tours = list(planned.view.tours)
    with shop.write() as tx:
        for place, (tour, load) in enumerate(zip(tours, planned.loads, strict=True)):
            if tour.manifest or van not in (0, tour.van):
                continue
            entry = tx.recorded(command)
            if entry is None:
                for parcel in load:
                    _require_van(tx, parcel)
                entry = send_parcels(tx, load, OWN_VAN, planned.view.location, id=command)
            tours[place] = replace(tour, manifest=getattr(entry.envelope.fact, "number", ""))
    return replace(planned, view=replace(planned.view, tours=tuple(tours)))


def _require_van(tx: Tx, parcel: str) -> None:
    """Since the tour was planned the parcel may have been opened, or have got another carrier's label."""
    _, packed = parcel_of(tx, parcel)
    if not van_calls.is_for_a_van(tx.connection, parcel):
        raise NotForAVan(packed.number)


def _solve(
    shop: Store, location: str, calls: list[Call], vans: int, capacity_grams: int, seconds: int
) -> tuple[Tours, list[str]]:
    from storeops.planning.tours import plan as plan_tours

    depot = van_calls.depot(shop.profile, location)
    stops, lost = [], []
    for one in calls:
        stop = one.stop
        if stop is None:
            told = f"{one.address.postcode or one.address.city or 'no postcode'} lies in no area of the places"
            lost += [f"{number}: {told}" for _, number in one.parcels]
        else:
            stops.append(stop)
    return plan_tours(depot, stops, [van_calls.fleet(vans, capacity_grams)], seconds=seconds), lost


def _view(location: str, found: Tours, calls: dict[str, Call], lost: list[str]) -> ToursView:
    tours = [
        TourView(
            van=number,
            departure=clock(tour.departure),
            back=clock(tour.back),
            metres=tour.distance,
            minutes=tour.duration // 60,
            grams=tour.load,
            stops=tuple(stop_view(place, calls[visit.stop], visit) for place, visit in enumerate(tour.visits, 1)),
            manifest="",
        )
        for number, tour in enumerate(found.tours, 1)
    ]
    unserved = [
        f"{number}: {one.reason}" + (f" ({call.window})" if call.window else "")
        for one in found.unserved
        for call in (calls[one.stop],)
        for _, number in call.parcels
    ]
    return ToursView(location, found.method, found.distance, tuple(tours), (*lost, *unserved))


def stop_view(place: int, call: Call, visit: Visit | None) -> StopView:
    """A call as it is shown; `visit` None where it is not known when the van is there."""
    one = call.address
    return StopView(
        stop=place,
        arrival=clock(visit.begins) if visit else "",
        window=call.window,
        parcels=tuple(number for _, number in call.parcels),
        orders=tuple(call.orders),
        name=one.name or one.company,
        city=one.city,
        address=", ".join(filter(None, (*one.lines, one.city, one.postcode))),
        phone=one.phone,
        grams=call.grams,
        cash=call.cash,
    )
