"""Where the shop's own vans call: parcels with a van's label, one call for each address and time window, and where
it lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from storeops.database.queries import fulfilment as queries
from storeops.database.queries.profile import Profile
from storeops.reports.orders.state import by_id
from storeops.reports.shipping import sender
from storeops.rules.addresses import Address
from storeops.rules.amounts import Minor
from storeops.rules.coordinates import Coordinates, read_places
from storeops.rules.errors import Refused
from storeops.rules.tariffs import OWN_VAN
from storeops.rules.windows import seconds
from storeops.settings import shipped_data

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from storeops.planning.tours import Place, Stop, Van, Window

SERVICE_SECONDS = 300
"""What a stop takes: finding the door, handing over."""
DEPARTURE, HOME = 8 * 3600, 18 * 3600


class NoDepot(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(
            f"It is not known where {location} lies: its postcode is in no area of the places. Add it, with its "
            "latitude and longitude."
        )
        self.location = location


@dataclass(slots=True)
class Call:
    """The parcels for one address in one time window ('' for any time): (id, number) each."""

    key: str
    address: Address
    window: str
    parcels: list[tuple[str, str]]
    orders: list[str]
    grams: int
    cash: Minor

    @property
    def stop(self) -> Stop | None:
        """It as a stop of a tour; None where nobody knows where it lies."""
        from storeops.planning.tours import Stop

        where = _place(self.key, self.address)
        if where is None:
            return None
        return Stop(
            self.key,
            where.latitude,
            where.longitude,
            demand=self.grams,
            service=SERVICE_SECONDS,
            windows=self.windows,
        )

    @property
    def windows(self) -> tuple[Window, ...]:
        """When the van may be at the door, in seconds of the day; () for any time."""
        return (seconds(self.window),) if self.window else ()


def waiting(connection: Connection, location: str) -> list[Call]:
    """What waits at a location for a van, the oldest first."""
    return _calls(connection, waiting_rows(connection, location))


def waiting_rows(connection: Connection, location: str) -> list[RowMapping]:
    """The parcels that wait at a location with a van's label, the oldest first."""
    rows = queries.waiting_parcels(connection, location)
    return [row for row in rows if is_for_a_van(connection, row["id"])]


def is_for_a_van(connection: Connection, parcel: str) -> bool:
    """Whether the label on a parcel is a van's."""
    label = queries.label(connection, parcel)
    return label is not None and label.carrier == OWN_VAN


def of_parcels(connection: Connection, parcels: Iterable[str]) -> list[Call]:
    """The calls of these parcels (their ids), in their order."""
    found = (queries.row(connection, parcel) for parcel in parcels)
    return _calls(connection, (row for row in found if row is not None))


def _calls(connection: Connection, rows: Iterable[RowMapping]) -> list[Call]:
    calls: dict[tuple[Address, str], Call] = {}
    for row in rows:
        state = by_id(connection, row["order_id"])
        door = (state.ship_to, state.window)
        call = calls.setdefault(door, Call(f"stop {len(calls) + 1}", *door, [], [], 0, 0))
        call.parcels.append((row["id"], row["number"]))
        call.grams += row["grams"]
        if state.placed.number not in call.orders:
            call.orders.append(state.placed.number)
            call.cash += max(0, state.money.due - state.money.held)
    return list(calls.values())


@cache
def places() -> Coordinates:
    """The areas the vans know. Raises WrongPlaceFile."""
    path = shipped_data() / "places" / "demo.csv"
    return read_places(path.read_text(encoding="utf-8").splitlines())


def depot(profile: Profile, location: str) -> Place:
    """Where the vans set out. Raises NoDepot."""
    found = _place("depot", sender(profile))
    if found is None:
        raise NoDepot(location)
    return found


def _place(key: str, address: Address) -> Place | None:
    from storeops.planning.tours import Place

    found = places().locate(address)
    return Place(key, found.latitude, found.longitude) if found else None


def fleet(vans: int, capacity_grams: int) -> Van:
    """So many vans alike, which are out within the working day."""
    from storeops.planning.tours import Van

    return Van("van", capacity_grams, shift=(DEPARTURE, HOME), count=vans)
