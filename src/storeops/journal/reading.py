"""Reading the journal: one fact, or all of them in order, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select

from storeops.database.prepared import Prepared
from storeops.database.tables import journal
from storeops.journal.envelope import Entry, JournalRow, unseal
from storeops.rules.errors import Refused


class UnreadableFact(Refused):
    """A fact in the journal cannot be read: damaged, or written by a later program."""

    def __init__(self, origin: str, seq: int, reason: str) -> None:
        super().__init__(
            f"Fact {seq} of {origin} cannot be read ({reason}). Run 'storeops journal verify'; "
            "restore from a backup if it is damaged, update the program if it comes from a later one."
        )
        self.origin = origin
        self.seq = seq


class Numbered(NamedTuple):
    position: int
    row: JournalRow


_COLUMNS = [journal.c[name] for name in JournalRow._fields]

_HEAD = Prepared(
    select(journal.c.seq, journal.c.hash)
    .where(journal.c.origin == bindparam("of_origin"))
    .order_by(journal.c.seq.desc())
    .limit(1)
)
_FACT = Prepared(select(*_COLUMNS).where(journal.c.id == bindparam("of_id")))


def entry_of(row: JournalRow) -> Entry:
    """The fact in a row. Raises UnreadableFact."""
    try:
        return Entry(row.origin, row.seq, unseal(row.body, row.kind, row.version))
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise UnreadableFact(row.origin, row.seq, str(error)) from error


def fact(connection: Connection, id: str) -> Entry | None:
    """The fact with this id, or None."""
    row = _FACT.one(connection, of_id=id)
    return None if row is None else entry_of(JournalRow(*row))


def head(connection: Connection, origin: str) -> tuple[int, bytes] | None:
    """The last sequence number of an origin and its hash."""
    row = _HEAD.one(connection, of_origin=origin)
    return None if row is None else (int(row[0]), bytes(row[1]))


def rows(connection: Connection, *, after: int = 0, page: int = 1000) -> Iterator[Numbered]:
    """All rows in the order this database came to know them, from behind `after`."""
    query = select(journal.c.position, *_COLUMNS).order_by(journal.c.position).limit(page)
    while True:
        found = connection.execute(query.where(journal.c.position > after)).all()
        for row in found:
            yield Numbered(row[0], JournalRow(*row[1:]))
        if len(found) < page:
            return
        after = found[-1][0]
