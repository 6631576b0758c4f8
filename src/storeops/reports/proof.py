"""Proof that the tables are what the journal says: the chain read byte by byte, and every table built again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from storeops.database.engine import open_engine
from storeops.database.tables import journal, metadata
from storeops.journal import replay
from storeops.journal.verify import verify


@dataclass(frozen=True, slots=True)
class HeadView:
    """The last fact of one origin; `hash` in hexadecimal. Written down elsewhere, it proves all before it."""

    origin: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What is wrong with one fact of the journal."""

    origin: str
    seq: int
    what: str

    def __str__(self) -> str:
        """A sentence; a row too damaged to say whose it is has no origin."""
        return f"fact {self.seq} of {self.origin}: {self.what}" if self.origin else self.what


@dataclass(frozen=True, slots=True)
class VerifyView:
    """The journal's chain, read from its first byte to its last."""

    facts: int
    sound: bool
    heads: tuple[HeadView, ...]
    problems: tuple[ProblemView, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A row that a table and its rebuilt copy do not share; None on the side that lacks it."""

    table: str
    live: str | None
    rebuilt: str | None


@dataclass(frozen=True, slots=True)
class ReplayView:
    """Every table rebuilt from the journal beside the one in use. At most twenty differences a table are told."""

    facts: int
    identical: bool
    differences: tuple[DifferenceView, ...]


def chain(connection: Connection) -> VerifyView:
    """Verify the journal of a database."""
    found = verify(connection)
    return VerifyView(
        facts=found.facts,
        sound=found.sound,
        heads=tuple(HeadView(*head) for head in found.heads),
        problems=tuple(ProblemView(problem.origin, problem.seq, problem.what) for problem in found.problems),
    )


def count(connection: Connection) -> int:
    """How many facts the journal holds."""
    return int(connection.execute(select(func.count()).select_from(journal)).scalar_one())


def replayed(connection: Connection) -> ReplayView:
    """Build every projected table again in a scratch database, and compare. Raises UnreadableFact."""
    with _scratch() as rebuilt:
        facts = replay.rebuild(connection, rebuilt)
        differences = replay.compare(connection, rebuilt)
    told = tuple(
        DifferenceView(found.table, _told(found.table, found.live), _told(found.table, found.rebuilt))
        for found in differences
    )
    return ReplayView(facts, not told, told)


@contextmanager
def _scratch() -> Iterator[Connection]:
    """An empty database with all tables, gone when it is left; never committed, so nothing waits for the disk."""
    with tempfile.TemporaryDirectory(prefix="storeops-replay-") as folder:
        engine = open_engine(str(Path(folder) / "scratch.db"), create=True)
        try:
            with engine.connect().execution_options(writing=True) as connection, connection.begin() as transaction:
                metadata.create_all(connection)
                yield connection
                transaction.rollback()
        finally:
            engine.dispose()


def _told(table: str, row: tuple[Any, ...] | None) -> str | None:
    if row is None:
        return None
    names = metadata.tables[table].columns.keys()
    return ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
