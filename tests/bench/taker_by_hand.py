"""python -m tests.bench.taker_by_hand DATABASE SKU: the same race in the fewest statements that keep a unit from being
taken twice, with SQLite's own waiting. The first to come makes the row of the unit, whoever takes it updates it."""

from __future__ import annotations

import sys
import time

import pysqlite3


def main() -> None:
    connection = pysqlite3.connect(sys.argv[1] + ".race", timeout=10, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS taken (sku TEXT PRIMARY KEY)")
    print("ready", flush=True)
    for sku in sys.stdin:
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        got = connection.execute("SELECT 1 FROM taken WHERE sku = ?", (sku,)).fetchone() is None
        if got:
            connection.execute("INSERT INTO taken VALUES (?)", (sku,))
        connection.execute("COMMIT" if got else "ROLLBACK")
        print("got" if got else "none", (time.perf_counter() - begun) * 1000, flush=True)
    connection.close()


if __name__ == "__main__":
    main()
