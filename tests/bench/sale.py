"""A 5-line sale committed, beside the same rows written by hand."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.bench.shop import barcode

from storeops.database.engine import PRAGMAS, sqlite_module
from storeops.journal.apply import insert_statement
from storeops.journal.projections import Changes, project
from storeops.journal.reading import entry_of, rows
from storeops.operations import carts, drawer, sales
from storeops.rules.carts import Cart
from storeops.rules.tenders import Tender
from storeops.store import Store

ROUNDS = 400


def measure(shop: Store, products: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds of each committed sale, of each hand-written one and of each raw 4 KB write, in turns."""
    drawer.open_drawer(shop, 10_000)
    ready = [_cart(shop, place, products) for place in range(ROUNDS)]
    by_hand = _ByHand(shop, _cart(shop, 7, products))
    raw = _Raw(Path(shop.settings.database).with_name("raw"))
    ours, hand, disk = [], [], []
    for cart in ready:
        ours.append(_timed(lambda cart=cart: sales.complete(shop, cart, [Tender("cash", 100_000)])))
        hand.append(_timed(by_hand.write))
        disk.append(_timed(raw.write))
    by_hand.close()
    raw.close()
    return ours, hand, disk


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _cart(shop: Store, place: int, products: int) -> Cart:
    cart = carts.new(shop)
    for step in range(5):
        code = barcode((place * 7919 + step * 104_729) % products)
        cart = carts.with_item(cart, carts.find(shop, code), 1000)
    return cart


class _ByHand:
    """The rows of one real sale, written again and again into tables of the same shape by plain sqlite3."""

    def __init__(self, shop: Store, cart: Cart) -> None:
        sales.complete(shop, cart, [Tender("cash", 100_000)])
        with shop.read() as connection:
            last = list(rows(connection))[-1]
        changes = Changes()
        project(entry_of(last.row), changes)
        self._journal, self._changes, self._count = last.row, changes, 0
        path = Path(shop.settings.database).with_name("by-hand.db")
        self._database = sqlite_module().connect(str(path), isolation_level=None)
        for name, value, _ in PRAGMAS:
            self._database.execute(f"PRAGMA {name}={value}")
        source = sqlite_module().connect(shop.settings.database)
        wanted = ("journal", *changes.rows, "stock_balance")
        for name, sql in source.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')"):
            if name in wanted and sql:
                self._database.execute(sql)
        source.close()

    def write(self) -> None:
        self._count += 1
        mark = f"{self._count:012d}"
        run = self._database.executemany
        self._database.execute("BEGIN IMMEDIATE")
        journal = self._journal._replace(seq=self._count, id=self._journal.id[:-12] + mark)
        run(insert_statement("journal", "?"), [journal])
        for table, found in self._changes.rows.items():
            run(insert_statement(table, "?"), [(row[0][:-12] + mark, *row[1:]) for row in found])
        run(
            "INSERT INTO stock_balance (sku, location, quantity) VALUES (?, ?, ?) ON CONFLICT (sku, location) "
            "DO UPDATE SET quantity = stock_balance.quantity + excluded.quantity",
            [(*key, quantity) for key, quantity in self._changes.sums["stock_balance"].items()],
        )
        self._database.execute("COMMIT")

    def close(self) -> None:
        self._database.close()


class _Raw:
    """What the disk takes to make 4 KB durable."""

    def __init__(self, path: Path) -> None:
        self._file, self._at = os.open(path, os.O_CREAT | os.O_RDWR, 0o600), 0

    def write(self) -> None:
        os.pwrite(self._file, bytes(4096), self._at)
        os.fdatasync(self._file)
        self._at += 4096

    def close(self) -> None:
        os.close(self._file)
