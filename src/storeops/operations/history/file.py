"""Reading a file of another system's sales: how it is written, then its documents one by one, however long it is."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TextIO, cast

from storeops.rules.errors import Refused
from storeops.rules.history import Row, is_document
from storeops.rules.history.moments import DateOrder, OrderVotes
from storeops.rules.wording import quote

REQUIRED = ("invoice", "sku", "quantity", "price", "at")
OPTIONAL = ("name", "customer")
_FIELDS = ("invoice", "sku", "name", "quantity", "price", "at", "customer")
_DELIMITERS = (",", ";", "\t", "|")
_UNREADABLE = (OSError, EOFError, UnicodeError, zlib.error)
_LONGEST_LINE = 100_000
_MOST_LINES_OF_A_RECORD = 50
MOST_HELD_LINES = 200_000
"""Lines kept in memory for documents whose lines do not stand together (some 200 MB)."""


class CannotReadHistory(Refused):
    """The file as a whole cannot be read as sales; nothing was imported."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{quote(path.name)} cannot be imported: {reason}")
        self.path = path
        self.reason = reason


class BadMapping(Refused):
    """The columns were not named as they must be."""

    def __init__(self, reason: str) -> None:
        needed = ",".join(f"{field}=..." for field in REQUIRED)
        super().__init__(f"{reason} Say which column is which: {needed}, and if there are any: name=..., customer=....")
        self.reason = reason


class DatesUnclear(Refused):
    """Day and month cannot be told apart, or the dates contradict each other."""

    def __init__(self, path: Path, example: str) -> None:
        super().__init__(
            f"The dates in {quote(path.name)} (such as {quote(example)}) do not tell in what order day, month and year "
            "are written. Say so: dates=dmy, dates=mdy or dates=ymd."
        )
        self.path = path
        self.example = example


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look through the whole file found. `places` are the columns of invoice, sku, name, quantity, price, at
    and customer (None where there is none); `scattered` says how many lines a document has whose lines do not stand
    together; `lines` counts every line of data."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    places: tuple[int | None, ...]
    dates: DateOrder
    lines: int
    scattered: Mapping[str, int]


class Record(NamedTuple):
    """A record and the line it begins on. `row` is None when it cannot be read."""

    line: int
    fields: list[str]
    row: Row | None


class Group(NamedTuple):
    """All records of one document; those that name no readable document come one by one under ''."""

    document: str
    records: list[Record]


def survey(path: Path, mapping: Mapping[str, str], *, encoding: str, delimiter: str, dates: str) -> Survey:
    """Look the file through: everything that could make its import fail as a whole shows here, before any writing.

    Raises CannotReadHistory, BadMapping, DatesUnclear."""
    columns = _checked(mapping, dates)
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise CannotReadHistory(path, f"{quote(delimiter)} cannot stand between columns. Use one character.")
    try:
        for candidate in [encoding] if encoding else _encodings(path):
            try:
                return _survey(path, columns, candidate, delimiter, dates)
            except UnicodeError:
                continue
    except LookupError:
        raise CannotReadHistory(path, f"{quote(encoding)} is not an encoding. Use utf-8 or latin-1.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise CannotReadHistory(path, f"it cannot be read ({getattr(error, 'strerror', None) or error}).") from error
    raise CannotReadHistory(path, f"it is not in {quote(encoding)}. Name its encoding, or save it again as UTF-8.")


def _checked(mapping: Mapping[str, str], dates: str) -> dict[str, str]:
    if unknown := sorted(set(mapping) - {*REQUIRED, *OPTIONAL}):
        raise BadMapping(f"{quote(unknown[0])} is none of the fields.")
    if missing := [field for field in REQUIRED if not mapping.get(field, "").strip()]:
        raise BadMapping(f"No column is named for {', '.join(missing)}.")
    if dates and dates not in list(DateOrder):
        raise BadMapping(f"{quote(dates)} is no order of dates; use dates=dmy, dates=mdy or dates=ymd.")
    return {field: name.strip() for field, name in mapping.items() if name.strip()}


def _encodings(path: Path) -> list[str]:
    with _binary(path) as file:
        start = file.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    # Latin letters in UTF-16 have a NUL in every other place, which no other encoding has.
    half = len(start) // 2
    if half and start[1::2].count(0) > half * 0.4:
        return ["utf-16-le"]
    if half and start[::2].count(0) > half * 0.4:
        return ["utf-16-be"]
    return ["utf-8-sig", "cp1252", "latin-1"]


def _binary(path: Path) -> io.BufferedIOBase:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def _text(path: Path, encoding: str) -> TextIO:
    """The file as text, unpacked; a byte order mark at its beginning is no part of it."""
    name = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    codecs.lookup(name)
    return io.TextIOWrapper(cast("io.BufferedReader", _binary(path)), encoding=name, newline="")


def _survey(path: Path, columns: Mapping[str, str], encoding: str, delimiter: str, dates: str) -> Survey:
    with _text(path, encoding) as file:
        lines = _Lines(file)
        chosen, header = _header(path, lines, columns, delimiter)
        places = tuple(header.index(columns[field]) if field in columns else None for field in _FIELDS)
        votes, counts, scattered = OrderVotes(), Counter[str](), set[str]()
        current, example, total = "", "", 0
        for record in _records(lines, chosen, len(header), places):
            total += 1
            if record.row is None:
                continue
            document, at = record.row.document.strip(), record.row.at
            if at != example:
                votes.add(at)
                example = at
            if document != current:
                if document in counts:
                    scattered.add(document)
                current = document
            counts[document] += 1
    order = DateOrder(dates) if dates else votes.winner()
    if total == 0:
        raise CannotReadHistory(path, "it has no line below its first one.")
    if order is None:
        raise DatesUnclear(path, example)
    held = {document: counts[document] for document in scattered if is_document(document)}
    if sum(held.values()) > MOST_HELD_LINES:
        raise CannotReadHistory(path, "the lines of its documents are spread all over it. Sort it by document first.")
    return Survey(path, encoding.removesuffix("-sig"), chosen, header, places, order, total, held)


def _header(path: Path, lines: _Lines, columns: Mapping[str, str], given: str) -> tuple[str, tuple[str, ...]]:
    first = next((text for _, text in lines if text.strip()), "")
    if not first:
        raise CannotReadHistory(path, "it is empty.")
    wanted = set(columns.values())
    best: tuple[str, tuple[str, ...]] = (given or ",", ())
    for delimiter in (given,) if given else _DELIMITERS:
        names = tuple(name.strip() for name in _split(first, delimiter) or ())
        if len(wanted.intersection(names)) > len(wanted.intersection(best[1])):
            best = (delimiter, names)
    if missing := sorted(wanted.difference(best[1])):
        shown = ", ".join(quote(name) for name in missing)
        raise CannotReadHistory(path, f"its first line names no column {shown}. Check the names, capitals too.")
    if twice := sorted(name for name in wanted if best[1].count(name) > 1):
        raise CannotReadHistory(path, f"the column {quote(twice[0])} is there twice. Take one away.")
    return best


def groups(found: Survey) -> Iterator[Group]:
    """The documents of the file in its order; one whose lines are scattered comes where its last line stands.

    Raises CannotReadHistory when the file is no longer what the survey saw."""
    try:
        yield from _groups(found)
    except _UNREADABLE as error:
        reason = f"it changed while it was read ({error}). What was imported stays; run it again."
        raise CannotReadHistory(found.path, reason) from error


def _groups(found: Survey) -> Iterator[Group]:
    held: dict[str, list[Record]] = {}
    current = Group("", [])
    with _text(found.path, found.encoding) as file:
        lines = _Lines(file)
        next((text for _, text in lines if text.strip()), "")
        for record in _records(lines, found.delimiter, len(found.header), found.places):
            document = record.row.document.strip() if record.row else ""
            if document == current.document and document:
                current.records.append(record)
            elif not is_document(document):
                yield Group("", [record])
            elif document in found.scattered:
                held.setdefault(document, []).append(record)
                if len(held[document]) == found.scattered[document]:
                    yield Group(document, held.pop(document))
            else:
                if current.records:
                    yield current
                current = Group(document, [record])
    if current.records:
        yield current
    # Only a file that was written to meanwhile leaves anything here.
    yield from (Group(document, records) for document, records in held.items())


def _records(lines: _Lines, delimiter: str, width: int, places: tuple[int | None, ...]) -> Iterator[Record]:
    """Every record below the header; lines with nothing in them are passed over.

    One that cannot be read costs only its own line: an open quotation mark does not swallow what stands behind it."""
    # A column that is not there is read from an empty field put behind the others.
    pick = itemgetter(*(width if place is None else place for place in places))
    missing = None in places
    for line, text in lines:
        if len(text) >= _LONGEST_LINE:
            yield Record(line, [text[:1000]], None)
            continue
        if '"' in text:
            fields = _quoted(lines, text, delimiter)
        else:
            fields = text.rstrip("\r\n").split(delimiter)
        if fields is None or len(fields) != width:
            if text.strip():
                yield Record(line, fields or [text.rstrip("\r\n")], None)
        elif any(fields):
            yield Record(line, fields, Row._make(pick([*fields, ""] if missing else fields)))


def _quoted(lines: _Lines, text: str, delimiter: str) -> list[str] | None:
    """The fields of a record, its further lines read when it goes on behind a line break in quotes (RFC 4180).
    None when it never ends; the further lines are given back then."""
    taken: list[tuple[int, str]] = []
    while (fields := _split(text, delimiter)) is None:
        more = next(lines, None) if len(taken) < _MOST_LINES_OF_A_RECORD and len(text) < _LONGEST_LINE else None
        if more is None:
            lines.back(taken)
            return None
        taken.append(more)
        text += more[1]
    return fields


def _split(text: str, delimiter: str) -> list[str] | None:
    """None when a quotation mark is left open, or stands where none may."""
    try:
        rows = list(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


class _Lines:
    """Lines with their numbers, some of which may be given back. No line is longer than the longest allowed."""

    def __init__(self, file: TextIO) -> None:
        self._read = partial(file.readline, _LONGEST_LINE)
        self._number = 0
        self._returned: deque[tuple[int, str]] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> tuple[int, str]:
        if self._returned:
            return self._returned.popleft()
        text = rest = self._read()
        if not text:
            raise StopIteration
        self._number += 1
        while len(rest) == _LONGEST_LINE and not rest.endswith(("\r", "\n")):
            rest = self._read()
        return self._number, text

    def back(self, lines: list[tuple[int, str]]) -> None:
        self._returned.extendleft(reversed(lines))
