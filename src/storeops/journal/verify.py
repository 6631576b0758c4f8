"""Proof that no byte of the journal was changed, taken out or put in after the fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_type_hints

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from storeops.database.tables import journal
from storeops.journal.envelope import JournalRow, raw_fields, utc_text
from storeops.journal.reading import Numbered, rows
from storeops.rules.chains import GENESIS, chain_hash

_PAGE = 1000
_KINDS = tuple(get_type_hints(JournalRow).values())


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one fact; without origin and number where not even these can be read."""

    origin: str
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The result: how much was read, the heads of all origins, and every problem found."""

    facts: int
    heads: tuple[tuple[str, int, str], ...]
    """origin, last sequence number, its hash in hex."""
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def verify(connection: Connection) -> Verification:
    """Read the whole journal: each origin's numbers are dense from 1, each row is chained to the one before, each
    hash is right, and the columns say what the hashed body says."""
    heads: dict[str, tuple[int, bytes]] = {}
    problems: list[Problem] = []
    facts = 0
    for row in _each(connection):
        facts += 1
        if isinstance(row, Problem):
            problems.append(row)
            continue
        seq, previous = heads.get(row.origin, (0, GENESIS))
        problems.extend(Problem(row.origin, row.seq, what) for what in _wrongs(row, seq, previous))
        heads[row.origin] = (row.seq, bytes(row.hash))
    return Verification(
        facts=facts,
        heads=tuple((origin, seq, digest.hex()) for origin, (seq, digest) in sorted(heads.items())),
        problems=tuple(problems),
    )


def _each(connection: Connection) -> Iterator[JournalRow | Problem]:
    """Every row, or why it cannot be read: a flipped bit may make text that is none, or a number out of bytes."""
    after, more = 0, True
    while more:
        try:
            for numbered in rows(connection, after=after):
                yield _of_its_kinds(numbered)
                after = numbered.position
            more = False
        except DBAPIError:
            beyond = select(journal.c.position).where(journal.c.position > after).order_by(journal.c.position)
            positions = connection.execute(beyond.limit(_PAGE)).scalars().all()
            yield from (_one(connection, position) for position in positions)
            after, more = (positions[-1], True) if positions else (after, False)


def _one(connection: Connection, position: int) -> JournalRow | Problem:
    try:
        return _of_its_kinds(next(rows(connection, after=position - 1, page=1)))
    except DBAPIError as error:
        return Problem("", 0, f"the fact at position {position} cannot be read: {error.orig}")


def _of_its_kinds(numbered: Numbered) -> JournalRow | Problem:
    if tuple(map(type, numbered.row)) == _KINDS:
        return numbered.row
    return Problem("", 0, f"the fact at position {numbered.position} holds values of the wrong kind")


def _wrongs(row: JournalRow, last_seq: int, last_hash: bytes) -> list[str]:
    wrongs = []
    if row.seq != last_seq + 1:
        wrongs.append(f"follows {last_seq}: facts are missing or out of order")
    elif bytes(row.previous_hash) != last_hash:
        wrongs.append("is not chained to the fact before it")
    if chain_hash(bytes(row.previous_hash), row.origin, row.seq, bytes(row.body)) != bytes(row.hash):
        wrongs.append("its content does not match its hash")
        return wrongs
    try:
        body = raw_fields(row.body)
        told = {
            "id": body["id"],
            "recorded_at": utc_text(body["at"]),
            "business_date": body["business_date"],
            "store": body["store"],
            "terminal": body["terminal"],
            "actor": body["actor"],
            "kind": body["fact"]["kind"],
            "version": body["version"],
        }
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        return [*wrongs, f"its body cannot be read: {error}"]
    wrongs.extend(
        f"its column '{name}' says {getattr(row, name)!r}, its body {value!r}"
        for name, value in told.items()
        if getattr(row, name) != value
    )
    return wrongs
