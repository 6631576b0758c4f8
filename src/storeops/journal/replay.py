"""Rebuilding every projected table from the journal, to prove it or to repair it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Select, Table, Text, delete, select

from storeops.database.queries.exchange import without_effect
from storeops.database.tables import metadata
from storeops.journal.apply import apply
from storeops.journal.intake import WITHOUT_EFFECT
from storeops.journal.projections import PROJECTED, Changes, project
from storeops.journal.projections.changes import SUMS
from storeops.journal.reading import entry_of, rows

BATCH = 5000
"""Facts projected before their rows are written: a page of an index is then touched once for many rows."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the live table and the rebuilt one do not share."""

    table: str
    live: tuple[Any, ...] | None
    rebuilt: tuple[Any, ...] | None


def rebuild(source: Connection, target: Connection) -> int:
    """Project the whole journal of `source` into the empty tables of `target`; returns the number of facts.

    `target` may be `source`, its tables emptied by `clear` first. A fact that waits for a person has no rows. Raises
    UnreadableFact."""
    facts = 0
    changes = Changes()
    left_out = without_effect(source, WITHOUT_EFFECT)
    for numbered in rows(source):
        if (numbered.row.origin, numbered.row.seq) not in left_out:
            project(entry_of(numbered.row), changes)
        facts += 1
        if facts % BATCH == 0:
            apply(target, changes)
            changes = Changes()
    apply(target, changes)
    return facts


def clear(connection: Connection) -> None:
    """Empty every projected table."""
    for name in PROJECTED:
        connection.execute(delete(metadata.tables[name]))


def compare(live: Connection, rebuilt: Connection) -> tuple[Difference, ...]:
    """The first differences of each projected table, at most twenty a table; none means identical.

    A sum of zero equals no row: a balance that came back to nothing is the same as one never touched."""
    found: list[Difference] = []
    for name in PROJECTED:
        found.extend(_table_differences(metadata.tables[name], live, rebuilt))
    return tuple(found)


def _table_differences(table: Table, live: Connection, rebuilt: Connection) -> Iterator[Difference]:
    shown = 0
    left, right = sorted_rows(table, live), sorted_rows(table, rebuilt)
    for one, other in zip_longest(left, right):
        if one != other:
            yield Difference(table.name, one, other)
            shown += 1
            if shown == SHOWN:
                return


def sorted_rows(table: Table, connection: Connection) -> Iterator[tuple[Any, ...]]:
    """A projected table's rows in one order on every database."""
    for row in connection.execute(ordered(table, connection), execution_options={"yield_per": 2000}):
        yield tuple(row)


def ordered(table: Table, connection: Connection) -> Select[Any]:
    """By key, text by its bytes: a server's locale may sort as people read, SQLite never does."""
    by_bytes = connection.dialect.name != "sqlite"
    order = [
        column.collate("C") if by_bytes and isinstance(column.type, Text) else column
        for column in table.primary_key.columns
    ]
    query = select(table).order_by(*order)
    return query.where(table.c.quantity != 0) if table.name in SUMS else query
