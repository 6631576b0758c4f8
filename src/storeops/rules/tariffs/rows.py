"""Carriers' files read: services, zones and tariffs as CSV, line by line, each fault named with its line.

The columns are described in data/README.md. A file is read whole or not at all: half a tariff prices wrongly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from storeops.rules.addresses import country_code
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money import currency as currency_of
from storeops.rules.money import parse
from storeops.rules.tariffs.carriers import ANYWHERE, PICKUP, SERVICES, Service, Tariff, UnknownService, Zone
from storeops.rules.text import clean

SERVICE_COLUMNS = ("carrier", "service", "name", "heaviest_grams", "delivery_days", "cut_off")
ZONE_COLUMNS = ("carrier", "origin", "destination", "area", "zone")
TARIFF_COLUMNS = (
    *("carrier", "service", "zone", "up_to_grams", "price", "currency", "transit_days"),
    "per_extra_kg",
)

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_AREA = re.compile(r"[A-Z]{1,2}|[0-9]{1,2}|[A-Z][0-9]|[0-9][A-Z]|")

_Row = Mapping[str, str]
_Read = TypeVar("_Read", Service, Zone, Tariff)


class WrongCarrierFile(Refused):
    """A line of a carrier's file is wrong. `line` counts from 1, the header; `reason` in words."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}. Correct the file and read it again; nothing of it was taken.")
        self.line = line
        self.reason = reason


def read_services(lines: Iterable[str]) -> tuple[Service, ...]:
    """The services of a carrier's `services.csv`. Raises WrongCarrierFile."""
    return _read(lines, SERVICE_COLUMNS, _service, lambda row: (row.carrier, row.service))


def read_zones(lines: Iterable[str]) -> tuple[Zone, ...]:
    """The zones of a carrier's `zones.csv`. Raises WrongCarrierFile."""
    return _read(lines, ZONE_COLUMNS, _zone, lambda row: (row.carrier, row.origin, row.destination, row.area))


def read_tariffs(lines: Iterable[str]) -> tuple[Tariff, ...]:
    """The rows of a carrier's `tariffs.csv`. Raises WrongCarrierFile, also when `per_extra_kg` stands on another
    than the heaviest row of its service and zone, or when these differ in currency."""
    tariffs = _read(lines, TARIFF_COLUMNS, _tariff, lambda row: (row.carrier, row.service, row.zone, row.up_to_grams))
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


def _read(
    lines: Iterable[str], columns: Sequence[str], make: Callable[[_Row], _Read], key: Callable[[_Read], object]
) -> tuple[_Read, ...]:
    seen: dict[object, int] = {}
    read: list[_Read] = []
    for number, row in _rows(lines, columns):
        try:
            made = make(row)
        except (ValueError, Refused) as fault:
            raise WrongCarrierFile(number, str(fault).rstrip(".")) from fault
        first = seen.setdefault(key(made), number)
        if first != number:
            raise WrongCarrierFile(number, f"the same as line {first}")
        read.append(made)
    return tuple(read)


def _rows(lines: Iterable[str], columns: Sequence[str]) -> Iterator[tuple[int, _Row]]:
    reader = _cells(lines)
    header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
    if tuple(header) != tuple(columns):
        raise WrongCarrierFile(1, f"the columns must be {','.join(columns)}")
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(columns):
            raise WrongCarrierFile(number, f"{len(columns)} columns are expected, there are {len(cells)}")
        yield number, dict(zip(columns, (clean(cell) for cell in cells), strict=True))


def _cells(lines: Iterable[str]) -> Iterator[list[str]]:
    reader = csv.reader(lines, strict=True)
    try:
        yield from reader
    except csv.Error as fault:
        raise WrongCarrierFile(max(1, reader.line_num), f"it is not CSV ({fault})") from fault


def _service(row: _Row) -> Service:
    if not _TIME.fullmatch(row["cut_off"]):
        raise ValueError("cut_off is a time such as 16:00")
    days = row["delivery_days"]
    if not days or not set(days) <= set("1234567"):
        raise ValueError("delivery_days are digits, 1 for Monday to 7 for Sunday, such as 12345")
    if not row["name"]:
        raise ValueError("name is empty")
    heaviest = _whole(row, "heaviest_grams") if row["heaviest_grams"] else None
    return Service(
        _code(row, "carrier"), _offered(row), row["name"], heaviest, frozenset(map(int, days)), row["cut_off"]
    )


def _zone(row: _Row) -> Zone:
    for column in ("origin", "destination"):
        if row[column] != ANYWHERE and country_code(row[column]) != row[column]:
            raise ValueError(f"{column} is a country's code of two letters, such as GB, or {ANYWHERE}")
    if not _AREA.fullmatch(row["area"]):
        raise ValueError("area is empty or the first one or two letters or digits of a postcode, such as BT or 10")
    return Zone(_code(row, "carrier"), row["origin"], row["destination"], row["area"], _code(row, "zone"))


def _tariff(row: _Row) -> Tariff:
    extra = _amount(row, "per_extra_kg") if row["per_extra_kg"] else None
    grams = _whole(row, "up_to_grams")
    if not grams:
        raise ValueError("up_to_grams must be more than 0")
    return Tariff(
        _code(row, "carrier"),
        _offered(row),
        _code(row, "zone"),
        grams,
        _amount(row, "price"),
        row["currency"],
        _whole(row, "transit_days"),
        extra,
    )


def _offered(row: _Row) -> str:
    if row["service"] not in SERVICES:
        raise UnknownService(row["service"])
    if row["service"] == PICKUP:
        raise ValueError("pickup needs no carrier and is always free")
    return row["service"]


def _code(row: _Row, column: str) -> str:
    if not _CODE.fullmatch(row[column]):
        raise ValueError(f"{column} is small letters, digits and hyphens, such as gb-islands")
    return row[column]


def _whole(row: _Row, column: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", row[column]):
        raise ValueError(f"{column} is a whole number")
    return int(row[column])


def _amount(row: _Row, column: str) -> Minor:
    amount = parse(row[column], currency_of(row["currency"]))
    if amount < 0:
        raise ValueError(f"{column} is below zero")
    return amount
