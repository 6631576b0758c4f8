"""The tills of a centre as it last saw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storeops import __version__
from storeops.database.queries import exchange
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import tills as queries
from storeops.rules.chains import origin_of

SILENT_WITH_FACTS = timedelta(minutes=15)
"""A till that holds facts the centre has not and says nothing for longer needs a look."""
SILENT = timedelta(days=2)
"""So does one that says nothing at all for longer: shops are closed at night and on Sundays."""
CLOCK_APART = timedelta(minutes=1)
"""A clock further off needs a look; beyond five minutes the centre does not believe the till's signature."""


@dataclass(frozen=True, slots=True)
class TillView:
    """An enrolled till. `clock_offset`: how far its clock is ahead of the centre's, in milliseconds."""

    device: str
    store: str
    terminal: str
    enrolled_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    waiting: int
    """Facts it had not handed in when it last spoke."""
    app: str
    tables: str
    clock_offset: int


@dataclass(frozen=True, slots=True)
class TillLook:
    """A till with what about it needs a look: person, facts, silent, never, clock, program; the worst first."""

    till: TillView
    in_doubt: int
    """Facts of it that need a person."""
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CentreView:
    """All stores and tills of a centre: what needs a look first, the revoked ones last."""

    at: datetime
    tills: tuple[TillLook, ...]
    names: dict[str, str]
    """The stores' names by their codes."""
    without_till: tuple[str, ...]
    """Stores that no till was let in for."""
    in_doubt: int
    """Facts that need a person, of all tills."""

    @property
    def troubled(self) -> int:
        """How many tills need a look."""
        return sum(bool(one.needs) for one in self.tills)


def overview(connection: Connection, now: datetime) -> CentreView:
    """How every store and till of this centre stands at `now`."""
    doubts: dict[str, int] = {}
    for chain, count in exchange.parked_by_chain(connection).items():
        device = origin_of(chain).rpartition(".")[0]
        doubts[device] = doubts.get(device, 0) + count
    found = tills(connection)
    looks = [TillLook(one, doubts.get(one.device, 0), needs(one, doubts.get(one.device, 0), now)) for one in found]
    order = {word: place for place, word in enumerate(NEEDS)}
    looks.sort(key=lambda one: (order[one.needs[0]] if one.needs else len(order), one.till.revoked_at is not None))
    names = shop_queries.store_names(connection)
    bare = tuple(code for code in names if code not in {one.store for one in found})
    return CentreView(now, tuple(looks), names, bare, sum(doubts.values()))


NEEDS = ("person", "facts", "silent", "never", "clock", "program")
"""What may need a look, the worst first."""


def needs(till: TillView, in_doubt: int, now: datetime) -> tuple[str, ...]:
    """What about a till needs a look. Of a revoked one only its facts in doubt: it has nothing else to say."""
    found = {"person"} if in_doubt else set()
    if till.revoked_at is None:
        silence = now - (till.last_seen_at or till.enrolled_at)
        if till.last_seen_at is None:
            found.add("never")
        elif till.waiting and silence > SILENT_WITH_FACTS:
            found.add("facts")
        elif silence > SILENT:
            found.add("silent")
        if abs(timedelta(milliseconds=till.clock_offset)) > CLOCK_APART:
            found.add("clock")
        if till.app and till.app != __version__:
            found.add("program")
    return tuple(word for word in NEEDS if word in found)


def tills(connection: Connection) -> tuple[TillView, ...]:
    """Every till that was ever let in, by store and terminal."""
    return tuple(
        TillView(
            device=row["id"],
            store=row["store"],
            terminal=row["terminal"],
            enrolled_at=datetime.fromisoformat(row["enrolled_at"]),
            last_seen_at=_moment(row["last_seen_at"]),
            revoked_at=_moment(row["revoked_at"]),
            waiting=row["waiting"],
            app=row["app"],
            tables=row["tables"],
            clock_offset=row["clock_offset"],
        )
        for row in queries.every(connection)
    )


def is_centre(connection: Connection) -> bool:
    """Whether this database is a centre: tills were let in, or invited."""
    return queries.any_till(connection)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
