"""The cartons a shop keeps, read from CSV: inner sizes, weight limit, cost. Each fault is named with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from storeops.rules.amounts import Minor
from storeops.rules.rows import Row, WrongFile, amount, read_rows, whole

CARTON_COLUMNS = (
    *("code", "name", "length_mm", "width_mm", "height_mm"),
    *("max_grams", "tare_grams", "cost", "currency"),
)

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")


@dataclass(frozen=True, slots=True)
class CartonSize:
    """A size of carton: inner lengths in millimetres, the gross weight it bears and its own weight in grams, and the
    cost of one, padding included, in minor units of `currency`."""

    code: str
    name: str
    length: int
    width: int
    height: int
    max_grams: int
    tare_grams: int
    cost: Minor
    currency: str


class WrongCartonFile(WrongFile):
    """A line of a file of cartons is wrong. `line` counts from 1, the header; `reason` in words."""


def read_cartons(lines: Iterable[str]) -> tuple[CartonSize, ...]:
    """The carton sizes of a `sizes.csv`. Raises WrongCartonFile, also when their costs are in several currencies,
    because then nobody could say which is cheaper."""
    sizes = read_rows(lines, CARTON_COLUMNS, _size, attrgetter("code"), WrongCartonFile)
    for number, size in enumerate(sizes, start=2):
        if size.currency != sizes[0].currency:
            raise WrongCartonFile(number, f"{size.currency} and {sizes[0].currency} stand in one file")
    return sizes


def _size(row: Row) -> CartonSize:
    if not _CODE.fullmatch(row["code"]):
        raise ValueError("code is capital letters, digits and hyphens, such as M-FLAT")
    if not row["name"]:
        raise ValueError("name is empty")
    length, width, height = (_above_zero(row, column) for column in ("length_mm", "width_mm", "height_mm"))
    heaviest, tare = _above_zero(row, "max_grams"), whole(row, "tare_grams")
    if tare >= heaviest:
        raise ValueError("max_grams must be more than tare_grams")
    return CartonSize(
        row["code"], row["name"], length, width, height, heaviest, tare, amount(row, "cost"), row["currency"]
    )


def _above_zero(row: Row, column: str) -> int:
    number = whole(row, column)
    if not number:
        raise ValueError(f"{column} must be more than 0")
    return number
