"""What a carrier offers: services, zones and the rows of its tariff, and why a parcel has no price."""

from __future__ import annotations

import msgspec

from storeops.rules.addresses import Address, postcode_area
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.quantity import decimal_string
from storeops.rules.wording import quote

NORMAL = "normal"
EXPRESS = "express"
OVERNIGHT = "overnight"
PICKUP = "pickup"
OWN_VAN = "own-van"
SERVICES = (NORMAL, EXPRESS, OVERNIGHT, PICKUP, OWN_VAN)
"""What a customer may choose. PICKUP is in the store, needs no carrier and costs nothing."""

ANYWHERE = "*"
"""As a zone's country: every country that no other row names."""


class Service(msgspec.Struct, frozen=True):
    """A service of a carrier: its printed `name`, the heaviest parcel in grams (None = no limit), the weekdays it
    delivers on (ISO 8601: 1 = Monday), and the local time `HH:MM` of the last collection."""

    carrier: str
    service: str
    name: str
    heaviest_grams: int | None
    delivery_days: frozenset[int]
    cut_off: str


class Zone(msgspec.Struct, frozen=True):
    """Where a carrier's zone lies: from `origin` to `destination` (ISO 3166-1 alpha-2, or ANYWHERE).

    `area` narrows it: letters must be the whole postcode area (BT), digits its beginning (1 = 10 to 19), '' the whole
    country. Of the rows that fit, named countries go before ANYWHERE, then the longer area wins."""

    carrier: str
    origin: str
    destination: str
    area: str
    zone: str


class Tariff(msgspec.Struct, frozen=True):
    """One row: the `price` of a parcel of at most `up_to_grams`, and its `transit_days` (the carrier's days).

    `per_extra_kg`, on the heaviest row of a service and zone, is charged for every started kilogram over it; None =
    nothing heavier is carried."""

    carrier: str
    service: str
    zone: str
    up_to_grams: int
    price: Minor
    currency: str
    transit_days: int
    per_extra_kg: Minor | None = None


class Place(msgspec.Struct, frozen=True):
    """As much of an address as a tariff needs: country and postcode area, see `addresses.postcode_area`."""

    country: str
    area: str = ""


def place_of(address: Address) -> Place:
    """The place of an address, of a store or of a customer."""
    return Place(address.country, postcode_area(address))


class UnknownService(Refused):
    """Not one of SERVICES."""

    def __init__(self, service: str) -> None:
        super().__init__(f"{quote(service)} is not a service; use one of: {', '.join(SERVICES)}.")
        self.service = service


class NoTariff(Refused):
    """No carrier, or not the one named, carries this service from there to here."""

    def __init__(self, service: str, origin: Place, destination: Place, carrier: str = "") -> None:
        who = f"{quote(carrier)} has" if carrier else "No carrier has"
        no = "no price" if carrier else "a price"
        super().__init__(
            f"{who} {no} for {service} from {_told(origin)} to {_told(destination)}. "
            "Choose another service, or add the row to the carrier's zones and tariffs."
        )
        self.service = service
        self.origin = origin
        self.destination = destination
        self.carrier = carrier


class TooHeavy(Refused):
    """The parcel, in `grams`, is heavier than the service carries at most (`heaviest_grams`)."""

    def __init__(self, service: str, grams: int, heaviest_grams: int) -> None:
        # Grams are thousandths of a kilogram.
        super().__init__(
            f"{decimal_string(grams)} kg is too heavy: {service} takes at most {decimal_string(heaviest_grams)} kg "
            "a parcel. Pack several parcels, or choose another service."
        )
        self.service = service
        self.grams = grams
        self.heaviest_grams = heaviest_grams


class MixedCurrencies(Refused):
    """Rates in several currencies cannot be compared: the cheapest is unknown."""

    def __init__(self, currencies: tuple[str, ...]) -> None:
        super().__init__(f"The carriers charge in {' and '.join(currencies)}. Say which currency, or which carrier.")
        self.currencies = currencies


def _told(place: Place) -> str:
    return f"{place.country} {place.area}".strip()
