"""How a database stands to its centre: what was acknowledged, what waits, what needs a person, how old all that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import exchange as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.profile import Profile
from storeops.journal.reading import head
from storeops.rules.chains import origin_of, parent_of


@dataclass(frozen=True, slots=True)
class ChainView:
    """One life of this database, and how much of it the centre has."""

    chain: str
    facts: int
    acknowledged: int
    waiting: int
    waiting_since: datetime | None
    """When the oldest fact that waits was recorded."""
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class ParkedView:
    """A fact that was handed in but needs a person. `what` is what it recorded, `fix` what can be done."""

    chain: str
    seq: int
    fact: str
    code: str
    why: str
    fix: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SyncView:
    """Everything about the exchange, as this database knows it now."""

    centre: str
    """Its address; nothing where there is no centre."""
    terminal: str
    spoke_at: datetime | None
    """When the centre last answered."""
    waiting: int
    waiting_since: datetime | None
    parked: tuple[ParkedView, ...]
    chains: tuple[ChainView, ...]
    safe_to_close: bool
    """Nothing that was recorded here is only here."""
    verdict: str


@dataclass(frozen=True, slots=True)
class BriefView:
    """What the status corner says of the exchange."""

    waiting: int
    parked: int


#: What a person does about each kind of doubt.
FIXES = {
    "unknown-kind": "Update the centre's program, then 'storeops sync quarantine retry' there.",
    "unbalanced": "Report it: the program that recorded it was wrong. Book the difference, then drop it.",
    "other-store": "Was the till moved? Enrol it for its store, then retry.",
    "revoked": "If the till is trusted after all, retry; else drop.",
    "twin": "It counts once already. Look whether both customers were served, then drop it.",
    "unreadable": "Restore the till from a backup made before it; drop it here.",
}


def status(connection: Connection, profile: Profile) -> SyncView:
    """How this database stands to its centre."""
    known = shop_queries.local_values(connection)
    address = known.get("centre.address", "")
    chains = _chains(connection, profile)
    parked = tuple(
        ParkedView(
            chain=row["chain"],
            seq=row["seq"],
            fact=row["fact"],
            code=row["code"],
            why=row["why"],
            fix=FIXES.get(row["code"], "Look at it, then retry or drop it."),
            since=datetime.fromisoformat(row["parked_at"]),
        )
        for row in queries.waiting(connection)
    )
    waiting = sum(one.waiting for one in chains)
    since = min((one.waiting_since for one in chains if one.waiting_since), default=None)
    return SyncView(
        centre=address,
        terminal=profile.terminal,
        spoke_at=_moment(known.get("centre.spoke_at", "")),
        waiting=waiting if address else 0,
        waiting_since=since if address else None,
        parked=parked,
        chains=chains,
        safe_to_close=bool(address) and not waiting,
        verdict=_verdict(address, waiting, len(parked)),
    )


def brief(connection: Connection, profile: Profile) -> BriefView:
    """How much waits and how much needs a person: one prepared query, for after each write."""
    found = queries.behind(connection, profile.device)
    parked = max((one.parked for one in found), default=0)
    if any(one.branches for one in found):
        return BriefView(sum(one.waiting for one in _chains(connection, profile)), parked)
    return BriefView(sum(max(0, one.seq - one.acknowledged) for one in found), parked)


def device_of(chain: str) -> str:
    """The device that recorded a chain."""
    return origin_of(chain).rpartition(".")[0]


def centre_of(connection: Connection) -> str:
    """The address of this database's centre; nothing where it has none."""
    return shop_queries.local_values(connection).get("centre.address", "")


def _chains(connection: Connection, profile: Profile) -> tuple[ChainView, ...]:
    acknowledged, apart = queries.acknowledgements(connection), queries.branches(connection)
    found = []
    for origin in queries.own_origins(connection, profile.device):
        last = head(connection, origin)
        if last is None:
            continue
        for name in (origin, *sorted(one for one in apart if origin_of(one) == origin)):
            end = min((after for one, after in apart.items() if parent_of(one) == name), default=last[0])
            begin, row = apart.get(name, 0), acknowledged.get(name)
            done = max(begin, row["seq"] if row else begin)
            since = queries.oldest_behind(connection, origin, done) if end > done else ""
            at = _moment(row["at"]) if row else None
            found.append(ChainView(name, end - begin, done - begin, max(0, end - done), _moment(since), at))
    return tuple(found)


def _verdict(address: str, waiting: int, parked: int) -> str:
    if not address:
        return "This shop has no centre: everything it knows is in this database. Make backups."
    if waiting:
        return f"Not yet: {waiting} facts are only here. Run 'storeops sync' with the line up."
    if parked:
        return f"Yes: the centre has everything. {parked} facts need a person there."
    return "Yes: the centre has everything that was recorded here."


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
