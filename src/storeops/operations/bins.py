"""Bins: the places within a location, brought in from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storeops.database.queries import places as queries
from storeops.database.tables import bin
from storeops.journal.facts import ReferenceChanged
from storeops.operations.catalogue.file import Record, layout, records
from storeops.operations.catalogue.rejects import Rejects
from storeops.operations.catalogue.rows import BadRow
from storeops.operations.places import chosen
from storeops.operations.shop import next_revision, put
from storeops.rules import quantity
from storeops.rules.card_numbers import CardNumberRefused, refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.text import clean
from storeops.rules.wording import quote
from storeops.store import Store, Tx

_CODE = re.compile(r"(?=.*[0-9A-Za-z])[0-9A-Za-z][0-9A-Za-z._/-]{0,19}")
_REQUIRED = ("code",)
_KNOWN = frozenset(("code", "aisle", "x", "y", "level", "capacity"))


class UnknownBin(Refused):
    """No bin of this code at this location, or anywhere where no location is given."""

    def __init__(self, code: str, location: str = "") -> None:
        where = f" at {location}" if location else ""
        super().__init__(f"There is no bin {quote(code)}{where}. 'storeops bin list' shows those there are.")
        self.code = code
        self.location = location


@dataclass(frozen=True, slots=True)
class BinImport:
    """What became of a file of bins, and the location they are at."""

    location: str
    rows: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    rejected_file: str
    revision: int


def import_bins(
    shop: Store,
    path: Path,
    *,
    location: str = "",
    encoding: str = "",
    delimiter: str = "",
    reject_path: Path | None = None,
) -> BinImport:
    """Bring in a file of bins (CSV: code, aisle, x, y, level, capacity): new ones are added, what differs is changed.

    `x` and `y` in centimetres from the location's door, `capacity` in units of what is in it, written with the shop's
    decimal sign. Without a location they are the only warehouse's. Rows that cannot be kept go to `reject_path`
    (`<file>.rejected.csv`) with line and reason; the same file again changes nothing.

    Raises BadFile, UnknownLocation, WhichLocation; nothing is written then."""
    how = layout(path, encoding, delimiter, required=_REQUIRED, known=_KNOWN)
    rejects = Rejects(path, reject_path or path.with_name(path.name + ".rejected.csv"), how)
    with rejects:
        rows, offered = _read(path, how, rejects, shop.profile.decimal)
        rejects.write_out()
        with shop.write() as tx:
            place = chosen(tx, location)
            added, changed, revision = _put(tx, place, offered)
            if revision:
                tx.record(
                    ReferenceChanged(
                        subject=f"bins of {place}",
                        revision=revision,
                        source=clean(path.name),
                        digest=how.digest,
                        added=added,
                        changed=changed,
                        rejected=rejects.count,
                        note="",
                    )
                )
        rejects.finish()
    unchanged = len(offered) - added - changed
    listed = str(rejects.path) if rejects.count else ""
    return BinImport(place, rows, added, changed, unchanged, rejects.count, listed, revision)


def known_bin(tx: Tx, location: str, code: str) -> str:
    """The bin as it is written, or nothing for goods that lie loose. Raises UnknownBin."""
    if not code:
        return ""
    for candidate in (code, code.upper()):
        if queries.bins(tx.connection, location, candidate):
            return candidate
    raise UnknownBin(code, location)


def _read(path: Path, how: Any, rejects: Rejects, decimal: str) -> tuple[int, list[dict[str, Any]]]:
    rows = 0
    offered: dict[str, dict[str, Any]] = {}
    for record, _ in records(path, how):
        rows += 1
        try:
            values = _bin(record, how.columns, decimal)
            if values["code"] in offered:
                raise BadRow("its code stands further up in the file already")
            offered[values["code"]] = values
        except BadRow as refused:
            rejects.add(record, refused.reason)
    return rows, list(offered.values())


def _bin(record: Record, columns: Sequence[str], decimal: str) -> dict[str, Any]:
    if record.fault:
        raise BadRow(record.fault)
    row = {name: field.strip() for name, field in zip(columns, record.fields, strict=True) if name in _KNOWN}
    code = row["code"]
    try:
        refuse_card_number(code, "the code")
        refuse_card_number(row.get("aisle", ""), "the aisle")
    except CardNumberRefused as error:
        raise BadRow(f"{error.field} passes as a payment card number") from None
    if not _CODE.fullmatch(code):
        raise BadRow("it has no code" if not code else f"the code {quote(code)} is not like A-03-2, 20 signs at most")
    whole: dict[str, Any] = {name: _whole(row[name], name) for name in ("x", "y", "level") if name in row}
    values: dict[str, Any] = {"code": code, **whole}
    if "aisle" in row:
        values["aisle"] = clean(row["aisle"], limit=20)
    if "capacity" in row:
        values["capacity"] = _capacity(row["capacity"], decimal)
    return values


def _whole(text: str, column: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise BadRow(f"{column} {quote(text)} is no whole number")
    return int(text)


def _capacity(text: str, decimal: str) -> int:
    if not text:
        return 0
    try:
        capacity = quantity.parse(text, decimal=decimal)
    except quantity.NotAQuantity as error:
        raise BadRow(f"the capacity {quote(text)} is no quantity: {error.reason}") from None
    if capacity < 0:
        raise BadRow(f"the capacity {quote(text)} is below zero")
    return capacity


_USUAL: Mapping[str, Any] = {"aisle": "", "x": 0, "y": 0, "level": 0, "capacity": 0}


def _put(tx: Tx, location: str, offered: Sequence[dict[str, Any]]) -> tuple[int, int, int]:
    """How many were added and changed, and the revision, 0 where nothing differs."""
    before = {row["code"]: row for row in queries.bins(tx.connection, location)}
    added = changed = revision = 0
    for values in offered:
        had = before.get(values["code"])
        kept = {name: had[name] for name in _USUAL} if had is not None else _USUAL
        now = {"location": location, **kept, **values}
        if had is not None and all(had[name] == value for name, value in now.items()):
            continue
        revision = revision or next_revision(tx)
        put(tx, bin, revision, now)
        added += had is None
        changed += had is not None
    return added, changed, revision
