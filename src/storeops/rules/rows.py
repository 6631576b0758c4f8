"""Reference data read from CSV, line by line, each fault named with its line.

A file is read whole or not at all: half a tariff prices wrongly, half a list of cartons packs wrongly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money import currency as currency_of
from storeops.rules.money import parse
from storeops.rules.text import clean

Row: TypeAlias = Mapping[str, str]
"""The cells of a line by the name of their column, without control characters."""

T = TypeVar("T")


class WrongFile(Refused):
    """A line of a file is wrong. `line` counts from 1, the header; `reason` in words."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}. Correct the file and read it again; nothing of it was taken.")
        self.line = line
        self.reason = reason


def read_rows(
    lines: Iterable[str],
    columns: Sequence[str],
    make: Callable[[Row], T],
    key: Callable[[T], object],
    wrong: type[WrongFile] = WrongFile,
) -> tuple[T, ...]:
    """What `make` makes of every line after the header, which must be `columns`; no two may have one `key`.

    Raises `wrong`, also for any ValueError or Refused of `make`, whose words it takes."""
    seen: dict[object, int] = {}
    read: list[T] = []
    for number, row in _rows(lines, columns, wrong):
        try:
            made = make(row)
        except (ValueError, Refused) as fault:
            raise wrong(number, str(fault).rstrip(".")) from fault
        first = seen.setdefault(key(made), number)
        if first != number:
            raise wrong(number, f"the same as line {first}")
        read.append(made)
    return tuple(read)


def _rows(lines: Iterable[str], columns: Sequence[str], wrong: type[WrongFile]) -> Iterator[tuple[int, Row]]:
    reader = _cells(lines, wrong)
    header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
    if tuple(header) != tuple(columns):
        raise wrong(1, f"the columns must be {','.join(columns)}")
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(columns):
            raise wrong(number, f"{len(columns)} columns are expected, there are {len(cells)}")
        yield number, dict(zip(columns, (clean(cell) for cell in cells), strict=True))


def _cells(lines: Iterable[str], wrong: type[WrongFile]) -> Iterator[list[str]]:
    reader = csv.reader(lines, strict=True)
    try:
        yield from reader
    except csv.Error as fault:
        raise wrong(max(1, reader.line_num), f"it is not CSV ({fault})") from fault


def whole(row: Row, column: str) -> int:
    """A whole number of at most nine digits. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,9}", row[column]):
        raise ValueError(f"{column} is a whole number")
    return int(row[column])


def amount(row: Row, column: str) -> Minor:
    """An amount of the row's `currency`, zero or more. Raises ValueError, NotMoney, UnknownCurrency."""
    read = parse(row[column], currency_of(row["currency"]))
    if read < 0:
        raise ValueError(f"{column} is below zero")
    return read
