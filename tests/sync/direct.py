"""A centre without a network: the real books on a real database, spoken to by calls."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine
from tests.made_once import TABLES

from storeops.database.engine import open_engine
from storeops.journal.intake import Source
from storeops.rules.chains import origin_of
from storeops.sync import receiving
from storeops.sync.books import Books
from storeops.sync.messages import Found, Hello, Limits, Page, Push, Question, Receipt, Rows, Welcome

NOW = "2026-11-25T12:00:00.000000Z"


def empty(where: str) -> Engine:
    engine = open_engine(where, create=True)
    TABLES.migrate(engine)
    return engine


class DirectLine:
    """`exchange.Line` straight into the centre's database."""

    def __init__(self, engine: Engine, source: Source | None = None, facts: int = 7) -> None:
        self.engine = engine
        self.source = source or Source()
        self.generation = "g1"
        self.facts = facts
        self.pushes = 0

    def _books(self, connection: Connection, chain: str) -> Books:
        device = origin_of(chain).rpartition(".")[0]
        return Books(connection, self.generation, device, self.source, NOW)

    def hello(self, words: Hello) -> Welcome:
        with self.engine.connect() as connection, connection.begin():
            have = receiving.holdings(self._books(connection, ""), words.heads)
        return Welcome(generation=self.generation, have=have, now=NOW, limits=Limits(facts=self.facts))

    def pull(self, after: str, limit: int, but: str) -> Page:
        """Nothing for this store."""
        return Page(facts=(), next=after, more=False)

    def reference(self, after: str, limit: int) -> Rows:
        return Rows(rows=(), next=after, more=False)

    def stock(self, after: str, limit: int) -> Rows:
        return Rows(rows=(), next=after, more=False)

    def locate(self, question: Question) -> Found:
        with self.engine.connect() as connection, connection.begin():
            return Found(receiving.last_held(self._books(connection, question.chain), question))

    def push(self, piece: Push) -> Receipt:
        self.pushes += 1
        writing = self.engine.connect().execution_options(writing=True)
        with writing as connection, connection.begin():
            return receiving.receive(self._books(connection, piece.chain), piece)


def place(folder: Path, name: str) -> str:
    return str(folder / f"{name}.db")
