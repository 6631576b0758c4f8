"""Carriers' files read: services, zones and tariffs as CSV, line by line, each fault named with its line.

The columns are described in data/README.md. A file is read whole or not at all: half a tariff prices wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import attrgetter

from storeops.rules.addresses import country_code
from storeops.rules.rows import Row, WrongFile, amount, read_rows, whole
from storeops.rules.tariffs.carriers import ANYWHERE, PICKUP, SERVICES, Service, Tariff, UnknownService, Zone

SERVICE_COLUMNS = ("carrier", "service", "name", "heaviest_grams", "delivery_days", "cut_off")
ZONE_COLUMNS = ("carrier", "origin", "destination", "area", "zone")
TARIFF_COLUMNS = (
    *("carrier", "service", "zone", "up_to_grams", "price", "currency", "transit_days"),
    "per_extra_kg",
)

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_AREA = re.compile(r"[A-Z]{1,2}|[0-9]{1,2}|[A-Z][0-9]|[0-9][A-Z]|")

_SERVICE_KEY = attrgetter("carrier", "service")
_ZONE_KEY = attrgetter("carrier", "origin", "destination", "area")
_TARIFF_KEY = attrgetter("carrier", "service", "zone", "up_to_grams")


class WrongCarrierFile(WrongFile):
    """A line of a carrier's file is wrong. `line` counts from 1, the header; `reason` in words."""


def read_services(lines: Iterable[str]) -> tuple[Service, ...]:
    """The services of a carrier's `services.csv`. Raises WrongCarrierFile."""
    return read_rows(lines, SERVICE_COLUMNS, _service, _SERVICE_KEY, WrongCarrierFile)


def read_zones(lines: Iterable[str]) -> tuple[Zone, ...]:
    """The zones of a carrier's `zones.csv`. Raises WrongCarrierFile."""
    return read_rows(lines, ZONE_COLUMNS, _zone, _ZONE_KEY, WrongCarrierFile)


def read_tariffs(lines: Iterable[str]) -> tuple[Tariff, ...]:
    """The rows of a carrier's `tariffs.csv`. Raises WrongCarrierFile, also when `per_extra_kg` stands on another
    than the heaviest row of its service and zone, or when these differ in currency."""
    tariffs = read_rows(lines, TARIFF_COLUMNS, _tariff, _TARIFF_KEY, WrongCarrierFile)
    heaviest: dict[tuple[str, str, str], Tariff] = {}
    for row in tariffs:
        key = (row.carrier, row.service, row.zone)
        heaviest[key] = max(row, heaviest.get(key, row), key=lambda one: one.up_to_grams)
    for number, row in enumerate(tariffs, start=2):
        last = heaviest[row.carrier, row.service, row.zone]
        if row.per_extra_kg is not None and row is not last:
            raise WrongCarrierFile(number, "per_extra_kg belongs to the heaviest row of a service and zone only")
        if row.currency != last.currency:
            raise WrongCarrierFile(number, f"{row.currency} and {last.currency} stand in one service and zone")
    return tariffs


def _service(row: Row) -> Service:
    if not _TIME.fullmatch(row["cut_off"]):
        raise ValueError("cut_off is a time such as 16:00")
    days = row["delivery_days"]
    if not days or not set(days) <= set("1234567"):
        raise ValueError("delivery_days are digits, 1 for Monday to 7 for Sunday, such as 12345")
    if not row["name"]:
        raise ValueError("name is empty")
    heaviest = whole(row, "heaviest_grams") if row["heaviest_grams"] else None
    return Service(
        _code(row, "carrier"), _offered(row), row["name"], heaviest, frozenset(map(int, days)), row["cut_off"]
    )


def _zone(row: Row) -> Zone:
    for column in ("origin", "destination"):
        if row[column] != ANYWHERE and country_code(row[column]) != row[column]:
            raise ValueError(f"{column} is a country's code of two letters, such as GB, or {ANYWHERE}")
    if not _AREA.fullmatch(row["area"]):
        raise ValueError("area is empty or the first one or two letters or digits of a postcode, such as BT or 10")
    return Zone(_code(row, "carrier"), row["origin"], row["destination"], row["area"], _code(row, "zone"))


def _tariff(row: Row) -> Tariff:
    extra = amount(row, "per_extra_kg") if row["per_extra_kg"] else None
    grams = whole(row, "up_to_grams")
    if not grams:
        raise ValueError("up_to_grams must be more than 0")
    return Tariff(
        _code(row, "carrier"),
        _offered(row),
        _code(row, "zone"),
        grams,
        amount(row, "price"),
        row["currency"],
        whole(row, "transit_days"),
        extra,
    )


def _offered(row: Row) -> str:
    if row["service"] not in SERVICES:
        raise UnknownService(row["service"])
    if row["service"] == PICKUP:
        raise ValueError("pickup needs no carrier and is always free")
    return row["service"]


def _code(row: Row, column: str) -> str:
    if not _CODE.fullmatch(row[column]):
        raise ValueError(f"{column} is small letters, digits and hyphens, such as gb-islands")
    return row[column]
