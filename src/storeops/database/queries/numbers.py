"""Number series of documents: the next place in one, and the document a typed number means."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, select

from storeops.database.prepared import Prepared
from storeops.database.tables import claim, customer_order, manifest, parcel, purchase, rma, stock_count, transfer, wave
from storeops.rules.errors import Refused
from storeops.rules.wording import quote


class UnknownDocument(Refused):
    """No document of this kind has this number."""

    def __init__(self, kind: str, number: str) -> None:
        super().__init__(f"There is no {kind} {quote(number)}. Look at the list of them for its number.")
        self.kind = kind
        self.number = number


class AmbiguousDocument(Refused):
    """Several documents have this number, or end in it."""

    def __init__(self, kind: str, number: str, found: list[str]) -> None:
        super().__init__(f"{quote(number)} may be more than one {kind}: {', '.join(found)}. Give the whole number.")
        self.kind = kind
        self.found = found


class Numbered(NamedTuple):
    """A place in a terminal's series: S1-T1-O000001 is counter 1 of series S1-T1."""

    number: str
    series: str
    counter: int


#: What each kind of document is called, its table, and the letter before its counter.
KINDS: MappingProxyType[str, tuple[Table, str]] = MappingProxyType(
    {
        "order": (customer_order, "O"),
        "purchase order": (purchase, "P"),
        "transfer": (transfer, "X"),
        "count": (stock_count, "C"),
        "wave": (wave, "W"),
        "parcel": (parcel, "B"),
        "manifest": (manifest, "M"),
        "return authorisation": (rma, "R"),
        "claim": (claim, "K"),
    }
)

_LAST = {
    kind: Prepared(
        select(table.c.counter)
        .where(table.c.series == bindparam("in_series"))
        .order_by(table.c.counter.desc())
        .limit(1)
    )
    for kind, (table, _) in KINDS.items()
}

_BY_ID = {
    kind: Prepared(select(table.c.id).where(table.c.id == bindparam("of_id"))) for kind, (table, _) in KINDS.items()
}
_BY_NUMBER = {
    kind: Prepared(select(table.c.id, table.c.number).where(table.c.number == bindparam("of_number")))
    for kind, (table, _) in KINDS.items()
}
_ID_LENGTH = 36


def next_number(connection: Connection, kind: str, series: str) -> Numbered:
    """The next number of a series: gapless, when it is taken in the transaction that uses it."""
    row = _LAST[kind].one(connection, in_series=series)
    counter = (row[0] if row else 0) + 1
    return Numbered(f"{series}-{KINDS[kind][1]}{counter:06d}", series, counter)


def id_of(connection: Connection, kind: str, number: str) -> str:
    """The id of the document with this number; what it ends in (O000012, o12, 12) or its id will do, and the letter
    alone for the one that was made last.

    Raises UnknownDocument, AmbiguousDocument."""
    table, letter = KINDS[kind]
    typed = number.strip()
    if len(typed) == _ID_LENGTH and _BY_ID[kind].one(connection, of_id=typed) is not None:
        return typed
    if typed.upper() in (letter, kind[0].upper()):
        latest = select(table.c.id).order_by(table.c.at.desc(), table.c.id.desc()).limit(1)
        if (last := connection.execute(latest).scalar()) is not None:
            return str(last)
    found: Sequence[tuple[Any, ...]] = _BY_NUMBER[kind].all(connection, of_number=typed.upper())
    digits = typed.upper().removeprefix(letter)
    if not found and digits.isascii() and digits.isdigit() and len(digits) <= 9:
        query = select(table.c.id, table.c.number).where(table.c.counter == int(digits))
        found = [tuple(row) for row in connection.execute(query.limit(10))]
    if not found:
        raise UnknownDocument(kind, number)
    if len(found) > 1:
        raise AmbiguousDocument(kind, number, sorted(str(row[1]) for row in found))
    return str(found[0][0])
