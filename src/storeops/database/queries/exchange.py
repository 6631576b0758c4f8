"""Queries of the exchange: heads, hashes and pieces of chains; what was acknowledged; what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, select, text, update

from storeops.database.prepared import Prepared
from storeops.database.tables import acknowledged, branch, chain, journal, journal_twin, origin, parked
from storeops.rules.chains import BRANCH, Head, Link, origin_of, parent_of


class Held(NamedTuple):
    """How far a chain of somebody else's is held, and behind which fact of its parent it begins."""

    after: int
    head: Head


_CHAIN = Prepared(select(chain.c.after, chain.c.seq, chain.c.hash).where(chain.c.name == bindparam("of_name")))


def held(connection: Connection, name: str) -> Held | None:
    row = _CHAIN.one(connection, of_name=name)
    return None if row is None else Held(int(row[0]), Head(int(row[1]), bytes(row[2])))


def lock(connection: Connection, name: str) -> None:
    """Nobody else adds to this chain before the transaction ends. SQLite has one writer at a time anyway."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


def hashes(connection: Connection, name: str, seqs: Sequence[int]) -> dict[int, bytes]:
    """The hashes of those of these facts that are held; of a branch also those of its parents before it."""
    found: dict[int, bytes] = {}
    while name and seqs:
        for table in (journal, journal_twin):
            query = select(table.c.seq, table.c.hash).where(table.c.origin == name, table.c.seq.in_(seqs))
            found |= {int(seq): bytes(digest) for seq, digest in connection.execute(query)}
        if parent := parent_of(name):
            known = held(connection, name)
            seqs = [seq for seq in seqs if known is None or seq <= known.after]
        name = parent
    return found


def advance(connection: Connection, name: str, after: int, head: Head, device: str, at: str) -> None:
    """The chain is held up to `head` now; it begins behind fact `after`."""
    values = {"seq": head.seq, "hash": head.hash, "received_at": at}
    if not connection.execute(update(chain).where(chain.c.name == name).values(**values)).rowcount:
        row = {"name": name, "parent": parent_of(name), "after": after, "device": device, **values}
        connection.execute(chain.insert().values(**row))


def saw(connection: Connection, name: str, links: Sequence[Link], at: str) -> None:
    """Facts of a chain came that others recorded, in whatever order: the chain is known from before the first of them
    to the last."""
    first, last = min(links), max(links)
    known = held(connection, name)
    if known is None or last.seq > known.head.seq:
        advance(connection, name, first.seq - 1, Head(last.seq, last.hash), origin_of(name).rpartition(".")[0], at)
    if known is not None and first.seq <= known.after:
        connection.execute(update(chain).where(chain.c.name == name).values(after=first.seq - 1))


def branch_behind(connection: Connection, name: str, previous: bytes) -> str:
    """The branch of a chain that ends in this fact; nothing where there is none."""
    query = select(chain.c.name).where(chain.c.parent == name, chain.c.hash == previous)
    return str(connection.execute(query).scalar() or "")


class Doubt(NamedTuple):
    """Why a fact needs a person; `fact` is its id, `code` a word for programs."""

    seq: int
    fact: str
    code: str
    why: str


_PARK = text(
    "INSERT INTO parked (chain, seq, fact, code, why, parked_at, settled, settled_at, settled_by) "
    "VALUES (:chain, :seq, :fact, :code, :why, :at, '', '', '') ON CONFLICT DO NOTHING"
)


def park(connection: Connection, name: str, doubts: Iterable[Doubt], at: str) -> None:
    """Facts of a chain that wait for a person; one that is known already stays as it is."""
    if rows := [{"chain": name, "at": at, **one._asdict()} for one in doubts]:
        connection.execute(_PARK, rows)


def waiting(connection: Connection) -> list[RowMapping]:
    """What is parked and not settled, the oldest first."""
    query = select(parked).where(parked.c.settled == "").order_by(parked.c.parked_at, parked.c.chain, parked.c.seq)
    return list(connection.execute(query).mappings())


def twins(connection: Connection) -> dict[str, dict[int, Link]]:
    """The facts that are kept as evidence beside the journal, by chain and number."""
    found: dict[str, dict[int, Link]] = {}
    for row in connection.execute(select(journal_twin).order_by(journal_twin.c.origin, journal_twin.c.seq)):
        link = Link(int(row.seq), bytes(row.body), bytes(row.previous_hash), bytes(row.hash))
        found.setdefault(row.origin, {})[link.seq] = link
    return found


def settle(connection: Connection, name: str, seq: int, how: str, at: str, by: str) -> None:
    where = (parked.c.chain == name, parked.c.seq == seq)
    connection.execute(update(parked).where(*where).values(settled=how, settled_at=at, settled_by=by))


def waiting_of(connection: Connection, device: str, most: int) -> list[RowMapping]:
    """What of a device's facts waits for a person, the oldest first."""
    ours = parked.c.chain.startswith(f"{device}.", autoescape=True)
    query = select(parked).where(parked.c.settled == "", ours).order_by(parked.c.parked_at, parked.c.seq).limit(most)
    return list(connection.execute(query).mappings())


def own_origins(connection: Connection, device: str) -> list[str]:
    """The lives of this database that recorded something, the oldest first."""
    query = select(origin.c.id).where(origin.c.device == device).order_by(origin.c.started_at, origin.c.id)
    return [str(row[0]) for row in connection.execute(query)]


def branches(connection: Connection) -> dict[str, int]:
    """Parts of one's own facts that go under a name of their own, and the fact each begins behind."""
    return {row.name: int(row.after) for row in connection.execute(select(branch).order_by(branch.c.name))}


def go_apart(connection: Connection, name: str, after: int, apart: str, at: str) -> None:
    """From behind `after` on the facts of a chain go under the name `apart`; branches further on go with them."""
    ours = [one for one in branches(connection) if one.startswith(f"{name}{BRANCH}")]
    connection.execute(delete(branch).where(branch.c.name.in_(ours)))
    connection.execute(branch.insert().values(name=apart, after=after, at=at))


_HASH = Prepared(
    select(journal.c.hash).where(journal.c.origin == bindparam("of_origin"), journal.c.seq == bindparam("of_seq"))
)


def hash_at(connection: Connection, of_origin: str, seq: int) -> bytes | None:
    row = _HASH.one(connection, of_origin=of_origin, of_seq=seq)
    return None if row is None else bytes(row[0])


_LINKS = Prepared(
    select(journal.c.seq, journal.c.body, journal.c.previous_hash, journal.c.hash)
    .where(
        journal.c.origin == bindparam("of_origin"),
        journal.c.seq > bindparam("behind"),
        journal.c.seq <= bindparam("upto"),
    )
    .order_by(journal.c.seq)
    .limit(bindparam("most"))
)


def links(connection: Connection, of_origin: str, after: int, upto: int, most: int) -> list[Link]:
    """The facts of an origin behind `after`, up to `upto`, at most `most`."""
    rows = _LINKS.all(connection, of_origin=of_origin, behind=after, upto=upto, most=most)
    return [Link(int(seq), bytes(body), bytes(before), bytes(digest)) for seq, body, before, digest in rows]


def acknowledge(connection: Connection, name: str, head: Head, at: str) -> None:
    values = {"seq": head.seq, "hash": head.hash, "at": at}
    if not connection.execute(update(acknowledged).where(acknowledged.c.chain == name).values(**values)).rowcount:
        connection.execute(acknowledged.insert().values(chain=name, **values))


def acknowledgements(connection: Connection) -> dict[str, RowMapping]:
    """What the centre has acknowledged, by chain."""
    return {row["chain"]: row for row in connection.execute(select(acknowledged)).mappings()}


def without_effect(connection: Connection, codes: Iterable[str]) -> set[tuple[str, int]]:
    """Facts in the journal whose rows are not written: parked for one of these reasons, and not retried since."""
    query = select(parked.c.chain, parked.c.seq).where(parked.c.code.in_(list(codes)), parked.c.settled != "retried")
    return {(str(name), int(seq)) for name, seq in connection.execute(query)}


def oldest_behind(connection: Connection, of_origin: str, seq: int) -> str:
    """When the first fact of an origin behind `seq` was recorded (UTC); nothing where there is none."""
    query = select(func.min(journal.c.recorded_at)).where(journal.c.origin == of_origin, journal.c.seq == seq + 1)
    return str(connection.execute(query).scalar() or "")


_HEADS = Prepared(
    select(
        origin.c.id,
        select(func.max(journal.c.seq)).where(journal.c.origin == origin.c.id).scalar_subquery(),
        select(acknowledged.c.seq).where(acknowledged.c.chain == origin.c.id).scalar_subquery(),
        select(func.count()).select_from(branch).scalar_subquery(),
        select(func.count()).select_from(parked).where(parked.c.settled == "").scalar_subquery(),
    ).where(origin.c.device == bindparam("of_device"))
)


class Behind(NamedTuple):
    """How far one life of this database is ahead of what the centre acknowledged of it."""

    origin: str
    seq: int
    acknowledged: int
    branches: int
    """Parts of chains that go under a name of their own, of all lives: what is acknowledged is told apart there."""
    parked: int
    """Facts that need a person, of all lives."""


def behind(connection: Connection, device: str) -> list[Behind]:
    """Every life of this database in one query, for the status corner after each write."""
    rows = _HEADS.all(connection, of_device=device)
    return [Behind(str(row[0]), *(int(value or 0) for value in row[1:])) for row in rows]


def latest(connection: Connection, of_origin: str, after: int, upto: int, most: int) -> list[RowMapping]:
    """The last facts of an origin behind `after`, up to `upto`: the newest first, at most `most`."""
    columns = (journal.c.seq, journal.c.id, journal.c.kind, journal.c.recorded_at, journal.c.body)
    query = select(*columns).where(journal.c.origin == of_origin, journal.c.seq > after, journal.c.seq <= upto)
    return list(connection.execute(query.order_by(journal.c.seq.desc()).limit(most)).mappings())


def recorded(connection: Connection, ids: Sequence[str]) -> list[RowMapping]:
    """What these facts recorded, as far as the journal holds them."""
    columns = (journal.c.id, journal.c.kind, journal.c.recorded_at, journal.c.body, journal.c.terminal)
    return list(connection.execute(select(*columns).where(journal.c.id.in_(ids))).mappings())


def parked_by_chain(connection: Connection) -> dict[str, int]:
    """How many facts need a person, by chain."""
    query = select(parked.c.chain, func.count()).where(parked.c.settled == "").group_by(parked.c.chain)
    return {str(name): int(count) for name, count in connection.execute(query)}
