"""Where else a product is: every location that has it or waits for it, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries.profile import Profile
from storeops.reports.availability import AtpView, LocationAtpView, atp_of
from storeops.reports.places import PlaceView, places
from storeops.rules.nearness import Spot, nearness


@dataclass(frozen=True, slots=True)
class NearbyView:
    """A product as seen from one location. `locations` begins with that one, whether it has any or not; `nearest` is
    the first of the others that can promise some."""

    product: AtpView
    here: str
    locations: tuple[LocationAtpView, ...]
    nearest: LocationAtpView | None


def nearby(connection: Connection, profile: Profile, code: str, now: datetime) -> NearbyView:
    """One product, named by SKU or barcode, from the terminal's own location. Raises UnknownStock."""
    product = atp_of(connection, code, now)
    known = {place.location: place for place in places(connection)}
    here = profile.location
    found = {one.location: one for one in product.locations}
    found.setdefault(here, _nothing(here, known[here].name if here in known else here))
    own = _spot(here, known)
    own = own._replace(country=own.country or profile.country)
    locations = tuple(sorted(found.values(), key=lambda one: nearness(own, _spot(one.location, known))))
    nearest = next((one for one in locations if one.location != here and one.atp > 0), None)
    return NearbyView(product, here, locations, nearest)


def _spot(code: str, known: dict[str, PlaceView]) -> Spot:
    place = known.get(code)
    return Spot(code, place.store, place.country, place.region, place.postcode) if place else Spot(code)


def _nothing(code: str, name: str) -> LocationAtpView:
    return LocationAtpView(
        location=code,
        name=name,
        on_hand=0,
        held=0,
        allocated=0,
        reserved=0,
        safety_stock=0,
        on_order=0,
        in_transit=0,
        atp=0,
        channels=(),
    )
