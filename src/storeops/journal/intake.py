"""Facts that another database recorded: written down as they came, projected where nothing speaks against it.

Whoever hands in a fact has acted on it already: the customer has left with the goods. So it is kept whatever is in it;
what cannot be is parked for a person, and has no effect until one decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, IntegrityError

from storeops.database.queries import exchange as queries
from storeops.database.queries.exchange import Doubt
from storeops.database.tables import journal
from storeops.journal.append import imbalance
from storeops.journal.apply import apply, insert
from storeops.journal.envelope import Entry, Envelope, JournalRow, unseal, utc_text
from storeops.journal.projections import Changes, project
from storeops.rules.chains import Link

UNKNOWN, UNBALANCED, OTHER_STORE, REVOKED, TWIN, UNREADABLE = (
    "unknown-kind",
    "unbalanced",
    "other-store",
    "revoked",
    "twin",
    "unreadable",
)
WITHOUT_EFFECT = frozenset({UNKNOWN, UNBALANCED, OTHER_STORE, REVOKED})
"""What a person may still give its effect: the fact is in the journal, its rows are not."""


class Source(NamedTuple):
    """Who hands in: the store that its credential stands for (empty where any will do), and whether it still may."""

    store: str = ""
    revoked: bool = False


class _Kind(msgspec.Struct, frozen=True):
    kind: str


class _Circumstances(msgspec.Struct, frozen=True):
    """An envelope whose fact may be of a kind that a later program records."""

    id: str
    at: str
    business_date: str
    store: str
    terminal: str
    actor: str
    version: int
    fact: _Kind


_circumstances = msgspec.json.Decoder(_Circumstances)


class TwinRow(NamedTuple):
    """A row of journal_twin, in its columns' order."""

    origin: str
    seq: int
    id: str
    body: bytes
    previous_hash: bytes
    hash: bytes


def missing(connection: Connection, links: Sequence[Link]) -> list[Link]:
    """Those of these facts that are not in the journal, in whichever chain: the same identity with the same hash."""
    ids = [row.id if (row := _row("", link)) else "" for link in links]
    query = select(journal.c.id, journal.c.hash).where(journal.c.id.in_(ids))
    held = {id: bytes(digest) for id, digest in connection.execute(query)}
    return [link for id, link in zip(ids, links, strict=True) if held.get(id) != link.hash]


def take_in(connection: Connection, chain: str, links: Sequence[Link], source: Source, at: str) -> list[Doubt]:
    """Write facts of a chain, which the caller has judged, and their rows; what needs a person is parked, and returned.

    Where the tables do not take what is in one of them (a number too large for them, a sign that no text may hold) that
    one is kept as evidence, and stops none of the others. `at` is UTC text like the journal's."""
    try:
        with connection.begin_nested():
            doubts = _write(connection, chain, links, source)
    except _unwritable(connection) as error:
        if len(links) > 1:
            return [doubt for link in links for doubt in take_in(connection, chain, [link], source, at)]
        (link,) = links
        insert(connection, "journal_twin", [TwinRow(chain, link.seq, "", link.body, link.previous, link.hash)])
        doubts = [Doubt(link.seq, "", UNREADABLE, f"The tables do not take what is in it ({type(error).__name__}).")]
    queries.park(connection, chain, doubts, at)
    return doubts


def _unwritable(connection: Connection) -> tuple[type[Exception], ...]:
    """What a driver raises where a value is the matter, not the disk, the line or another program."""
    driver: Any = connection.dialect.loaded_dbapi
    return (driver.DataError, driver.IntegrityError, OverflowError, UnicodeEncodeError, DataError, IntegrityError)


def _write(connection: Connection, chain: str, links: Sequence[Link], source: Source) -> list[Doubt]:
    read = [(link, _row(chain, link)) for link in links]
    known = _bodies(connection, [row.id for _, row in read if row])
    rows: list[JournalRow] = []
    twins: list[TwinRow] = []
    doubts: list[Doubt] = []
    changes = Changes()
    for link, row in read:
        if row is None or row.id in known:
            id = row.id if row else ""
            twins.append(TwinRow(chain, link.seq, id, link.body, link.previous, link.hash))
            if row is None:
                doubts.append(Doubt(link.seq, id, UNREADABLE, "Its bytes are no fact."))
            elif known[row.id] != link.body:
                doubts.append(Doubt(link.seq, id, TWIN, "Two lives of one database recorded the same request."))
            continue
        known[row.id] = link.body
        rows.append(row)
        if doubt := _project(row, source, changes):
            doubts.append(doubt)
    if twins:
        insert(connection, "journal_twin", twins)
    if rows:
        insert(connection, "journal", rows)
        apply(connection, changes)
    return doubts


def give_effect(connection: Connection, id: str) -> Doubt | None:
    """Write the rows of a fact that was kept without them; or why it still cannot have them."""
    columns = [journal.c[name] for name in JournalRow._fields]
    row = JournalRow(*connection.execute(select(*columns).where(journal.c.id == id)).one())
    changes = Changes()
    if (doubt := _project(row, Source(), changes)) is None:
        apply(connection, changes)
    return doubt


def _row(chain: str, link: Link) -> JournalRow | None:
    """The journal's row of a link; None where its bytes are not even the frame of a fact."""
    try:
        around = _circumstances.decode(link.body)
        return JournalRow(
            origin=chain,
            seq=link.seq,
            id=around.id,
            recorded_at=utc_text(around.at),
            business_date=around.business_date,
            store=around.store,
            terminal=around.terminal,
            actor=around.actor,
            kind=around.fact.kind,
            version=around.version,
            body=link.body,
            previous_hash=link.previous,
            hash=link.hash,
        )
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None


def _bodies(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """The bodies of those of these facts that are held already."""
    query = select(journal.c.id, journal.c.body).where(journal.c.id.in_(ids))
    return {id: bytes(body) for id, body in connection.execute(query)}


def _project(row: JournalRow, source: Source, changes: Changes) -> Doubt | None:
    if source.revoked:
        return Doubt(row.seq, row.id, REVOKED, "The till that handed it in is not trusted any more.")
    if source.store and row.store != source.store:
        return Doubt(row.seq, row.id, OTHER_STORE, f"It says it is of store {row.store[:20]}, the till is of another.")
    try:
        envelope = unseal(row.body, row.kind, row.version)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        return Doubt(row.seq, row.id, UNKNOWN, f"This program cannot read it ({error}). Update it, then retry.")
    return _effect(row, envelope, changes)


def _effect(row: JournalRow, envelope: Envelope, changes: Changes) -> Doubt | None:
    if difference := imbalance(envelope.fact):
        return Doubt(row.seq, row.id, UNBALANCED, f"Its books are off by {difference}.")
    project(Entry(row.origin, row.seq, envelope), changes)
    return None
