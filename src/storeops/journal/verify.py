"""Proof that no byte of the journal was changed, taken out or put in after the fact."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_type_hints

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from storeops.database.queries import shop
from storeops.database.queries.exchange import hashes, held, twins
from storeops.database.tables import journal
from storeops.journal.envelope import JournalRow, raw_fields, utc_text
from storeops.journal.reading import Numbered, rows
from storeops.rules.chains import GENESIS, chain_hash, origin_of, parent_of

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
    hash is right, and the columns say what the hashed body says.

    A branch goes on behind the fact it left its parent at. A till that has a centre gets of other databases' facts
    only those that concern its store: theirs may have holes, and each is still what its hash says."""
    chains = _Chains(connection)
    problems: list[Problem] = []
    facts = 0
    for row in _each(connection):
        facts += 1
        if isinstance(row, Problem):
            problems.append(row)
            continue
        problems.extend(chains.twins_before(row.origin, row.seq))
        seq, previous = chains.expected(row)
        problems.extend(Problem(row.origin, row.seq, what) for what in _wrongs(row, seq, previous))
        chains.heads[row.origin] = (row.seq, bytes(row.hash))
    problems.extend(chains.twins_left())
    return Verification(
        facts=facts,
        heads=tuple((origin, seq, digest.hex()) for origin, (seq, digest) in sorted(chains.heads.items())),
        problems=tuple(problems),
    )


class _Chains:
    """How far each chain was read, and what is kept of it outside the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.heads: dict[str, tuple[int, bytes]] = {}
        self._twins = twins(connection)
        known = shop.local_values(connection)
        self._own_device = known.get("device", "") if "centre.address" in known else ""

    def expected(self, row: JournalRow) -> tuple[int, bytes]:
        """Number and hash that this row should follow."""
        known = self.heads.get(row.origin)
        seq, previous = known or self._beginning(row.origin)
        goes_on = row.seq == seq + 1 and (known is not None or bytes(row.previous_hash) == previous)
        if goes_on or not self._may_have_holes(row.origin, row.seq):
            return seq, previous
        return row.seq - 1, bytes(row.previous_hash)

    def _may_have_holes(self, name: str, seq: int) -> bool:
        """Whether a fact came from the centre: of other devices every one; of this one what it had lost, or what a
        twin of it recorded."""
        if not self._own_device or origin_of(name).rpartition(".")[0] != self._own_device:
            return bool(self._own_device)
        found = held(self._connection, name)
        return found is not None and seq > found.after

    def _beginning(self, name: str) -> tuple[int, bytes]:
        found = held(self._connection, name) if parent_of(name) else None
        if found is None or found.after == 0:
            return 0, GENESIS
        return found.after, hashes(self._connection, parent_of(name), [found.after]).get(found.after, GENESIS)

    def twins_before(self, name: str, seq: int) -> list[Problem]:
        """What is wrong with the twins that a chain has between where it was read to and this number."""
        kept, wrongs = self._twins.get(name, {}), []
        while kept:
            last, previous = self.heads.get(name) or self._beginning(name)
            if last + 1 >= seq or (link := kept.pop(last + 1, None)) is None:
                break
            right = chain_hash(link.previous, origin_of(name), link.seq, link.body) == link.hash
            if not right or link.previous != previous:
                wrongs.append(Problem(name, link.seq, "its content does not match its hash, or it is not chained"))
            self.heads[name] = (link.seq, link.hash)
        return wrongs

    def twins_left(self) -> list[Problem]:
        wrongs = []
        for name in list(self._twins):
            wrongs += self.twins_before(name, sys.maxsize)
            for link in [one for one in self._twins[name].values() if self._may_have_holes(name, one.seq)]:
                del self._twins[name][link.seq]
                if chain_hash(link.previous, origin_of(name), link.seq, link.body) != link.hash:
                    wrongs.append(Problem(name, link.seq, "its content does not match its hash"))
            wrongs += [Problem(name, seq, "follows no fact of its chain") for seq in self._twins[name]]
        return wrongs


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
    if chain_hash(bytes(row.previous_hash), origin_of(row.origin), row.seq, bytes(row.body)) != bytes(row.hash):
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
