"""Appending facts: number, chain, write, project. One appender lives as long as one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from storeops.journal.apply import apply, in_one_go, insert
from storeops.journal.envelope import Entry, Envelope, JournalRow, seal
from storeops.journal.facts import AnyFact
from storeops.journal.projections import Changes, project
from storeops.journal.reading import head
from storeops.rules.chains import GENESIS
from storeops.rules.errors import Refused


class Unbalanced(Refused):
    """A fact's postings do not sum to zero; it is not accepted."""

    def __init__(self, kind: str, difference: int) -> None:
        super().__init__(
            f"The books of this {kind} do not balance (off by {difference}). Nothing was recorded; please report this."
        )
        self.kind = kind
        self.difference = difference


class Appender:
    """Writes an origin's next facts inside the caller's transaction."""

    def __init__(self, connection: Connection, origin: str) -> None:
        self._connection = connection
        self._origin = origin
        self._seq, self._hash = head(connection, origin) or (0, GENESIS)

    @property
    def head(self) -> tuple[int, bytes]:
        """The last number and hash of this origin, this transaction's facts included."""
        return self._seq, self._hash

    def go_back(self, head: tuple[int, bytes]) -> None:
        """Go on from an earlier head: what was written behind it was undone."""
        self._seq, self._hash = head

    def append(self, envelopes: Iterable[Envelope]) -> list[Entry]:
        """Number, chain and write the facts, and project them. Raises Unbalanced before anything is written."""
        rows: list[JournalRow] = []
        entries: list[Entry] = []
        changes = Changes()
        seq, previous = self._seq, self._hash
        for envelope in envelopes:
            _check_balance(envelope)
            seq += 1
            row = seal(envelope, self._origin, seq, previous)
            previous = row.hash
            rows.append(row)
            entries.append(entry := Entry(self._origin, seq, envelope))
            project(entry, changes)
        with in_one_go(self._connection, rows, changes):
            insert(self._connection, "journal", rows)
            apply(self._connection, changes)
        self._seq, self._hash = seq, previous
        return entries


def imbalance(fact: AnyFact) -> int:
    """What the postings of a fact sum to; anything but zero is a mistake."""
    return sum(posting.amount for posting in getattr(fact, "postings", ()))


def _check_balance(envelope: Envelope) -> None:
    if difference := imbalance(envelope.fact):
        raise Unbalanced(type(envelope.fact).__name__, difference)
