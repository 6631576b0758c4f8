"""The carriers' tariffs that come with the program, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from storeops.rules.tariffs import (
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


@cache
def carrier(code: str = CARRIER) -> Carrier:
    """A carrier by the name of its folder. Raises WrongCarrierFile, FileNotFoundError."""
    folder = shipped_data() / "carriers" / code

    def rows(name: str) -> list[str]:
        return (folder / name).read_text(encoding="utf-8").splitlines()

    tariffs, zones = read_tariffs(rows("tariffs.csv")), read_zones(rows("zones.csv"))
    services = read_services(rows("services.csv"))
    return Carrier(code, tariffs, zones, services, TariffTable(tariffs, zones, services))
