"""Reference data from the centre, written in pieces so small that no sale waits for them.

The centre owns it: a row is taken where its revision is higher than that of the row that is here. The cursor is written
down with the last rows of the page that it covers; what comes twice changes nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Table

from storeops.database.queries import reference as queries
from storeops.database.queries import shop as shop_queries
from storeops.store import Store, Tx
from storeops.sync.messages import Row, Rows
from storeops.sync.pull import PAUSE, STEP, Pause, small
from storeops.sync.wire import Unreadable

PAGE = 5000
"""Rows asked for at once."""
CURSOR = "centre.reference"


class Source(Protocol):
    """Where rows come from. May raise LineDown."""

    def reference(self, after: str, limit: int) -> Rows: ...


def fetch(shop: Store, source: Source, *, pause: Pause = time.sleep) -> int:
    """Take every change of reference data that the centre has for this store; returns how many rows changed here.

    Raises LineDown, Unreadable; what was taken before stays."""
    changed = 0
    more = True
    while more:
        with shop.read() as connection:
            after = shop_queries.local_values(connection).get(CURSOR, "")
        page = source.reference(after, PAGE)
        changed += _take(shop, page, pause)
        more = page.more and page.next != after
    if changed:
        shop.refresh()
    return changed


def _take(shop: Store, page: Rows, pause: Pause) -> int:
    rest: Sequence[tuple[Table, dict[str, Any]]] = [ready for row in page.rows if (ready := _ready(row))]
    changed, buried = 0, not (page.again and not page.more)
    while True:
        with small(shop) as (tx, is_room):
            taken = 0
            while rest and is_room(taken):
                step, rest = rest[:STEP], rest[STEP:]
                changed += _write(tx, step, anyway=page.anew)
                taken += len(step)
            while not rest and not buried and is_room(taken):
                gone = sum(queries.bury_beyond(tx.connection, table, page.revision, STEP) for table in _all())
                taken, buried, changed = taken + gone, gone == 0, changed + gone
            if not rest and buried:
                shop_queries.set_local(tx.connection, {CURSOR: page.next})
                if not page.more:
                    queries.set_revision(tx.connection, page.revision)
                return changed
        pause(PAUSE)


def _all() -> list[Table]:
    return [table for name in queries.HANDED_OUT if (table := queries.table_of(name)) is not None]


def _ready(row: Row) -> tuple[Table, dict[str, Any]] | None:
    """The row as its table takes it; nothing of a table that only a later program has. Raises Unreadable."""
    table = queries.table_of(row.table)
    if table is None:
        return None
    values = queries.fits(table, row.values)
    if values is None:
        raise Unreadable(f"a row of {table.name} is not what that table holds")
    return table, values


def _write(tx: Tx, rows: Sequence[tuple[Table, dict[str, Any]]], *, anyway: bool) -> int:
    changed = 0
    for table, group in groupby(rows, key=lambda row: row[0]):
        changed += queries.put(tx.connection, table, [values for _, values in group], anyway=anyway)
    return changed
