"""Tours of the shop's own vans: which van takes which parcels in which order, and the parcels that leave on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from storeops.database.queries import fulfilment as queries
from storeops.operations.locations import location_of
from storeops.operations.parcels.leaving import send_parcels
from storeops.reports.orders.state import by_id
from storeops.reports.run_sheet_view import RunSheetStop, RunSheetView
from storeops.reports.shipping import sender
from storeops.rules.addresses import Address
from storeops.rules.amounts import Minor
from storeops.rules.coordinates import Coordinates, read_places
from storeops.rules.errors import Refused
from storeops.rules.tariffs import OWN_VAN
from storeops.settings import shipped_data
from storeops.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storeops.planning.tours import Place, Tour, Tours

SERVICE_SECONDS = 300
"""What a stop takes: finding the door, handing over."""
DEPARTURE, HOME = 8 * 3600, 18 * 3600


class NoVanParcels(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(
            f"No parcel for the vans waits at {location}. Give one its label with 'storeops ship parcel P --carrier "
            f"{OWN_VAN}'."
        )


class NoDepot(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(
            f"It is not known where {location} lies: its postcode is in no area of the places. Add it, with its "
            "latitude and longitude."
        )
        self.location = location


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop: the parcels for one address. Times of day as HH:MM; `cash` still to be paid, in minor units."""

    stop: int
    arrival: str
    parcels: tuple[str, ...]
    orders: tuple[str, ...]
    name: str
    address: str
    phone: str
    cash: Minor


@dataclass(frozen=True, slots=True)
class TourView:
    """What one van does: metres, minutes, grams; `manifest` where the parcels have left on it."""

    van: int
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
    """The tours, and the run sheet of each for its driver."""

    view: ToursView
    sheets: tuple[RunSheetView, ...]


@dataclass(slots=True)
class _Call:
    """The parcels for one address."""

    key: str
    address: Address
    parcels: list[tuple[str, str]]
    orders: list[str]
    grams: int
    cash: Minor


@cache
def places() -> Coordinates:
    """The areas the vans know. Raises WrongPlaceFile."""
    path = shipped_data() / "places" / "demo.csv"
    return read_places(path.read_text(encoding="utf-8").splitlines())


def plan(
    shop: Store,
    vans: int,
    *,
    location: str = "",
    capacity_grams: int = 800_000,
    seconds: int = 5,
    send: bool = False,
) -> Planned:
    """Tours for the parcels with a van's label; with `send` they leave on them, one manifest a van.

    Raises UnknownLocation, NoVanParcels, NoDepot, and with `send` what `leaving.hand_over` raises; nothing is written
    then."""
    with shop.read() as connection:
        place = location_of(connection, shop.profile, location)
        calls = _calls(connection, place)
    if not calls:
        raise NoVanParcels(place)
    found, lost = _solve(shop, place, calls, vans, capacity_grams, seconds)
    by_key = {one.key: one for one in calls}
    manifests: list[str] = []
    if send:
        with shop.write() as tx:
            for tour in found.tours:
                parcels = [id for visit in tour.visits for id, _ in by_key[visit.stop].parcels]
                entry = send_parcels(tx, parcels, OWN_VAN, place)
                manifests.append(getattr(entry.envelope.fact, "number", ""))
    return Planned(
        _view(place, found, by_key, manifests, lost),
        tuple(_sheet(number, tour, by_key, shop.business_date()) for number, tour in enumerate(found.tours, 1)),
    )


def _calls(connection: Connection, location: str) -> list[_Call]:
    calls: dict[Address, _Call] = {}
    for row in queries.waiting_parcels(connection, location):
        label = queries.label(connection, row["id"])
        if label is None or label.carrier != OWN_VAN:
            continue
        state = by_id(connection, row["order_id"])
        call = calls.setdefault(state.ship_to, _Call(f"stop {len(calls) + 1}", state.ship_to, [], [], 0, 0))
        call.parcels.append((row["id"], row["number"]))
        call.grams += row["grams"]
        if state.placed.number not in call.orders:
            call.orders.append(state.placed.number)
            call.cash += max(0, state.money.due - state.money.held)
    return list(calls.values())


def _solve(
    shop: Store, location: str, calls: list[_Call], vans: int, capacity_grams: int, seconds: int
) -> tuple[Tours, list[str]]:
    from storeops.planning.tours import Stop, Van
    from storeops.planning.tours import plan as plan_tours

    depot = _place("depot", sender(shop.profile))
    if depot is None:
        raise NoDepot(location)
    stops, lost = [], []
    for one in calls:
        where = _place(one.key, one.address)
        if where is None:
            told = f"{one.address.postcode or one.address.city or 'no postcode'} lies in no area of the places"
            lost += [f"{number}: {told}" for _, number in one.parcels]
        else:
            stops.append(Stop(one.key, where.latitude, where.longitude, demand=one.grams, service=SERVICE_SECONDS))
    fleet = [Van("van", capacity_grams, shift=(DEPARTURE, HOME), count=vans)]
    return plan_tours(depot, stops, fleet, seconds=seconds), lost


def _place(key: str, address: Address) -> Place | None:
    from storeops.planning.tours import Place

    found = places().locate(address)
    return Place(key, found.latitude, found.longitude) if found else None


def _view(location: str, found: Tours, calls: dict[str, _Call], manifests: list[str], lost: list[str]) -> ToursView:
    tours = []
    for number, tour in enumerate(found.tours, 1):
        stops = tuple(_stop(place, calls[visit.stop], visit.arrival) for place, visit in enumerate(tour.visits, 1))
        tours.append(
            TourView(
                number,
                tour.distance,
                tour.duration // 60,
                tour.load,
                stops,
                manifests[number - 1] if manifests else "",
            )
        )
    unserved = [f"{number}: {one.reason}" for one in found.unserved for _, number in calls[one.stop].parcels]
    return ToursView(location, found.method, found.distance, tuple(tours), (*lost, *unserved))


def _sheet(number: int, tour: Tour, calls: dict[str, _Call], day: date) -> RunSheetView:
    stops = []
    for visit in tour.visits:
        call = calls[visit.stop]
        stops.append(
            RunSheetStop(
                arrival=visit.arrival,
                windows=(),
                recipient=call.address,
                orders=tuple(call.orders),
                parcels=len(call.parcels),
                collect=call.cash,
            )
        )
    return RunSheetView(
        van=str(number),
        day=day,
        departure=tour.departure,
        back=tour.back,
        distance=tour.distance,
        stops=tuple(stops),
    )


def _stop(place: int, call: _Call, arrival: int) -> StopView:
    one = call.address
    return StopView(
        stop=place,
        arrival=f"{arrival // 3600:02}:{arrival % 3600 // 60:02}",
        parcels=tuple(number for _, number in call.parcels),
        orders=tuple(call.orders),
        name=one.name or one.company,
        address=", ".join(filter(None, (*one.lines, one.city, one.postcode))),
        phone=one.phone,
        cash=call.cash,
    )
