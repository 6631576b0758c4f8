"""Replay of the journal into empty tables, beside the same rows inserted by hand-written sqlite3."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from storeops.database.engine import open_engine, sqlite_module
from storeops.database.tables import metadata
from storeops.journal.apply import insert_statement
from storeops.journal.facts import SaleCompleted
from storeops.journal.projections import PROJECTED
from storeops.journal.reading import entry_of, rows
from storeops.journal.replay import rebuild
from storeops.store import Store

SALES = 6000


def record_more(shop: Store, sales: int = SALES) -> None:
    """Append thousands of 5-line sales: the last one again and again, each with its own goods."""
    with shop.read() as connection:
        template = max(
            (entry for entry in map(entry_of, (found.row for found in rows(connection)))
             if isinstance(entry.envelope.fact, SaleCompleted)),
            key=lambda entry: entry.seq,
        ).envelope.fact  # fmt: skip
    with shop.write() as tx:
        tx.record_all((_like(template, place), tx.new_id(), tx.business_date) for place in range(sales))


def _like(template: SaleCompleted, place: int) -> SaleCompleted:
    lines = tuple(
        msgspec.structs.replace(line, sku=f"P{(place * 5 + line.line) % 20_000:07d}") for line in template.lines
    )
    counter = template.counter + 1 + place
    return msgspec.structs.replace(template, lines=lines, counter=counter, number=f"{template.series}-{counter:06d}")


def measure(shop: Store) -> tuple[int, float, float]:
    """Facts, seconds of our replay (reading, checking, projecting, writing), seconds of the same rows by hand."""
    record_more(shop)
    target = open_engine(str(Path(shop.settings.database).with_name("replayed.db")), create=True)
    metadata.create_all(target)
    with shop.read() as source, target.connect().execution_options(writing=True) as scratch, scratch.begin():
        begun = time.perf_counter()
        facts = rebuild(source, scratch)
        took = time.perf_counter() - begun
    target.dispose()
    return facts, took, _by_hand(shop)


def _by_hand(shop: Store) -> float:
    path = Path(shop.settings.database).with_name("replayed-by-hand.db")
    source = sqlite_module().connect(shop.settings.database)
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for name in PROJECTED:
        found[name] = source.execute(f'SELECT * FROM "{name}"').fetchall()
    target = sqlite_module().connect(str(path), isolation_level=None)
    target.execute("PRAGMA journal_mode=WAL")
    for name, sql in source.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')"):
        if name in PROJECTED and name in metadata.tables and sql:
            target.execute(sql)
    begun = time.perf_counter()
    target.execute("BEGIN")
    for name, kept in found.items():
        target.executemany(insert_statement(name, "?"), kept)
    target.execute("COMMIT")
    took = time.perf_counter() - begun
    source.close()
    target.close()
    return took
