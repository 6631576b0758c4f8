"""Facts brought together from several origins in any order, as an exchange of journals will bring them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, text

from storeops.database.tables import metadata
from storeops.journal.apply import apply, insert_statement, placeholder, run_many
from storeops.journal.envelope import JournalRow
from storeops.journal.projections import PROJECTED, Changes, project
from storeops.journal.projections.changes import SUMS
from storeops.journal.reading import entry_of
from storeops.journal.replay import clear


def interleaved(one: Sequence[JournalRow], other: Sequence[JournalRow], turns: Iterable[bool]) -> list[JournalRow]:
    """Both lists as one, each in its own order; a true turn takes the next of `one`."""
    left, right = list(one), list(other)
    merged = [source.pop(0) for turn in turns if (source := left if turn else right)]
    return [*merged, *left, *right]


def take(connection: Connection, facts: Sequence[JournalRow], batch: int) -> None:
    """Write the facts and project them, `batch` at a time."""
    mark = placeholder(connection)
    for start in range(0, len(facts), batch):
        changes = Changes()
        for row in facts[start : start + batch]:
            project(entry_of(row), changes)
        run_many(connection, insert_statement("journal", mark), facts[start : start + batch])
        apply(connection, changes)


def tables(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every projected table's rows, in one order on every database; a sum that came to nothing is no row."""
    found = {}
    for name in PROJECTED:
        table = metadata.tables[name]
        query = select(table)
        if name in SUMS:
            query = query.where(table.c.quantity != 0)
        found[name] = sorted(tuple(row) for row in connection.execute(query))
    return found


def empty(connection: Connection) -> None:
    """Empty journal and projected tables; on a server inside a transaction that is rolled back anyway."""
    clear(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM journal"))
