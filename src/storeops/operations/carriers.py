"""The carriers' tariffs that come with the program, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from storeops.rules.promise import MONDAY_TO_FRIDAY, Calendar
from storeops.rules.tariffs import (
    Place,
    Service,
    Tariff,
    TariffTable,
    Zone,
    read_services,
    read_tariffs,
    read_zones,
)
from storeops.settings import shipped_data

CARRIER = "demo"
"""The carrier of a shop that has named no other."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier: its rows as they are, and a table to price parcels with."""

    code: str
    tariffs: tuple[Tariff, ...]
    zones: tuple[Zone, ...]
    services: tuple[Service, ...]
    table: TariffTable
    transit: Mapping[tuple[str, str], int]
    """(zone, service) -> delivery days at the most."""
    delivers: Mapping[str, frozenset[int]]
    """service -> ISO weekdays on which parcels arrive."""

    def calendar(self, service: str) -> Calendar:
        """The days on which parcels of a service arrive: from Monday to Friday where it says nothing else."""
        return Calendar(self.delivers.get(service, MONDAY_TO_FRIDAY))

    def zone(self, origin: str, country: str, area: str) -> str:
        """The zone of a place, seen from a country; empty where this carrier does not go."""
        return self.table.zone(self.code, Place(origin), Place(country, area))


@cache
def carrier(code: str = CARRIER) -> Carrier:
    """A carrier by the name of its folder. Raises WrongCarrierFile, FileNotFoundError (also for what is no name: it may
    come from a fact of another database, and would be a path)."""
    if not code.replace("-", "").replace("_", "").isalnum():
        raise FileNotFoundError(code)
    folder = shipped_data() / "carriers" / code

    def rows(name: str) -> list[str]:
        return (folder / name).read_text(encoding="utf-8").splitlines()

    tariffs, zones = read_tariffs(rows("tariffs.csv")), read_zones(rows("zones.csv"))
    services = read_services(rows("services.csv"))
    transit: dict[tuple[str, str], int] = {}
    for row in tariffs:
        key = (row.zone, row.service)
        transit[key] = max(transit.get(key, 0), row.transit_days)
    delivers = {one.service: one.delivery_days for one in services}
    return Carrier(code, tariffs, zones, services, TariffTable(tariffs, zones, services), transit, delivers)
