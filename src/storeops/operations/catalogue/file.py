"""Reading a file of products, or of other reference data, line by line, however large it is and whoever wrote it."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

LARGEST_FILE = 2 * 1024**3
MOST_COLUMNS = 200
LONGEST_FIELD = 10_000
_LONGEST_LINE = MOST_COLUMNS * LONGEST_FIELD
_MOST_LINES_OF_A_RECORD = 50
_DELIMITERS = (",", ";", "\t", "|")
_SPELLED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_BLOCK = 1024 * 1024

REQUIRED = ("sku", "name", "price")
OPTIONAL = ("barcode", "barcodes", "pack_barcode", "pack_quantity", "department", "tax_class", "unit")
KNOWN = frozenset((*REQUIRED, *OPTIONAL, "cost", "active", "stocked", "valid_from"))


class BadFile(Refused):
    """The file as a whole cannot be read as products; nothing was imported."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{quote(path.name)} cannot be imported: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written. `columns` are its header's names, folded; `digest` its SHA-256; `size` in bytes."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on, its fields, and why it cannot be read, if it cannot."""

    line: int
    fields: tuple[str, ...]
    fault: str = ""


def layout(
    path: Path,
    encoding: str = "",
    delimiter: str = "",
    *,
    required: Sequence[str] = REQUIRED,
    known: frozenset[str] = KNOWN,
) -> Layout:
    """Look a file through once: encoding, delimiter, header. What is given is not guessed; by default a file of
    products.

    Raises BadFile: not there, empty, too large, not in the encoding given, or without the `required` columns."""
    try:
        if not path.is_file():
            raise BadFile(path, "there is no such file. Check the name.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise BadFile(path, f"it is larger than {LARGEST_FILE // 1024**3} GB. Split it.")
        found, digest = _encoding(path, encoding)
        with open_text(path, found) as lines:
            header = next((line for line in iter(lambda: lines.readline(_LONGEST_LINE), "") if line.strip()), "")
    except OSError as error:
        raise BadFile(path, f"it cannot be read ({error.strerror}).") from error
    if not header:
        raise BadFile(path, "it is empty.")
    chosen, columns = _header(path, header, _SPELLED.get(delimiter.lower(), delimiter), required, known)
    return Layout(found, chosen, columns, digest, size)


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text; a byte order mark at its beginning is no part of it."""
    return path.open(encoding=encoding, newline="")


def _encoding(path: Path, given: str) -> tuple[str, str]:
    """The encoding that holds for the whole file, and the file's SHA-256."""
    with path.open("rb") as file:
        start = file.read(4096)
    names = [given] if given else _candidates(start)
    try:
        decoders = [(name, codecs.getincrementaldecoder(name)("strict")) for name in names]
    except LookupError:
        raise BadFile(path, f"{quote(given)} is not an encoding. Use utf-8, utf-16 or latin-1.") from None
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            decoders = [pair for pair in decoders if _decodes(pair[1], block, final=False)]
    decoders = [pair for pair in decoders if _decodes(pair[1], b"", final=True)]
    if not decoders:
        raise BadFile(path, f"it is not in {quote(names[0])}. Name its encoding, or save it again as UTF-8.")
    return decoders[0][0], digest.hexdigest()


def _candidates(start: bytes) -> list[str]:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if start.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    # A header of ASCII letters in UTF-16 has a NUL in every other place, which no other encoding has.
    half = len(start) // 2
    if half and start[1::2].count(0) > half * 0.4:
        return ["utf-16-le"]
    if half and start[::2].count(0) > half * 0.4:
        return ["utf-16-be"]
    return ["utf-8", "latin-1"]


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _header(
    path: Path, line: str, given: str, required: Sequence[str], known: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    best: tuple[str, tuple[str, ...]] = (given or ",", ())
    for delimiter in (given,) if given else _DELIMITERS:
        try:
            names = tuple(name.strip("\ufeff \t").lower().replace(" ", "_") for name in _split(line, delimiter))
        except TypeError:
            raise BadFile(path, f"{quote(delimiter)} cannot set fields apart. Use one character, such as ;") from None
        except csv.Error as error:
            if given:
                raise BadFile(path, f"its first line cannot be read ({error}).") from error
            continue  # quotation marks rule this delimiter out
        if len(known.intersection(names)) > len(known.intersection(best[1])):
            best = (delimiter, names)
    delimiter, names = best
    if missing := [name for name in required if name not in names]:
        raise BadFile(
            path, f"its first line names no column {', '.join(missing)}. It needs at least: {', '.join(required)}."
        )
    if len(names) > MOST_COLUMNS:
        raise BadFile(path, f"it has {len(names)} columns; {MOST_COLUMNS} are allowed.")
    if twice := [name for name in known.intersection(names) if names.count(name) > 1]:
        raise BadFile(path, f"the column {min(twice)} is there twice. Take one away.")
    return delimiter, names


def records(path: Path, how: Layout) -> Iterator[tuple[Record, int]]:
    """Every record below the header with the bytes read so far. Lines with nothing in them are passed over.

    A record that cannot be read is given with its fault and costs only its own line: an open quotation mark does not
    swallow the products behind it."""
    with open_text(path, how.encoding) as file:
        reader = _Lines(file)
        while (first := reader.next()) and not first[1].strip():
            pass
        while taken := reader.next():
            line, text = taken
            if text.strip():
                record = _record(reader, line, text, how)
                if record.fault or any(record.fields):
                    yield record, reader.position


def _record(reader: _Lines, line: int, text: str, how: Layout) -> Record:
    if "\0" in text:
        return Record(line, (text.replace("\0", ""),), "it holds a NUL character")
    if len(text) >= _LONGEST_LINE:
        return Record(line, (text[:LONGEST_FIELD],), "the line is too long")
    try:
        fields = _whole(reader, text, how.delimiter)
    except csv.Error:
        return Record(
            line, (text.rstrip("\r\n"),), "a quotation mark is opened and not closed, or stands within a field"
        )
    if any(len(field) > LONGEST_FIELD for field in fields):
        return Record(line, tuple(field[:200] for field in fields), f"a field has more than {LONGEST_FIELD} characters")
    if len(fields) != len(how.columns):
        few = f"it has {len(fields)} fields, the first line has {len(how.columns)}"
        return Record(line, fields[:MOST_COLUMNS], few)
    return Record(line, fields)


def _whole(reader: _Lines, text: str, delimiter: str) -> tuple[str, ...]:
    """The fields of a record, its further lines read when it goes on behind a line break in quotes (RFC 4180)."""
    if '"' not in text:
        return tuple(text.rstrip("\r\n").split(delimiter))
    taken: list[tuple[int, str]] = []
    while True:
        try:
            return tuple(_split(text, delimiter))
        except csv.Error as error:
            is_open = str(error) == "unexpected end of data"
            is_short = len(taken) < _MOST_LINES_OF_A_RECORD and len(text) < 2 * LONGEST_FIELD
            more = reader.next() if is_open and is_short else None
            if more is None or "\0" in more[1]:
                reader.back([*taken, more] if more else taken)
                raise
            taken.append(more)
            text += more[1]


def _split(text: str, delimiter: str) -> list[str]:
    """Raises csv.Error when a quotation mark is left open."""
    rows = list(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=delimiter, strict=True))
    return rows[0] if rows else []


class _Lines:
    """Lines with their numbers, some of which may be given back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._raw = getattr(file, "buffer")  # noqa: B009  # TextIO has it; its stub calls it BinaryIO
        self._number = 0
        self._returned: list[tuple[int, str]] = []

    @property
    def position(self) -> int:
        """Bytes read, as far as the buffer has come."""
        return int(self._raw.tell())

    def next(self) -> tuple[int, str] | None:
        if self._returned:
            return self._returned.pop(0)
        text = self._file.readline(_LONGEST_LINE)
        if not text:
            return None
        self._number += 1
        rest = text
        while len(rest) == _LONGEST_LINE and not rest.endswith(("\r", "\n")):
            rest = self._file.readline(_LONGEST_LINE)
        return self._number, text

    def back(self, lines: list[tuple[int, str]]) -> None:
        self._returned = [*lines, *self._returned]
