"""The daily report on a million sale lines, beside DuckDB adding up the same rows of the same file."""

from __future__ import annotations

import time
from datetime import date, timedelta
from statistics import median

from storeops.database.engine import sqlite_module
from storeops.reports.daily import daily
from storeops.store import Store

DAYS = 365
FIRST = date(2025, 1, 1)
LINES_A_SALE = 5
ROUNDS = 15
_BY_HOUR = 'SELECT substr("at", 12, 2), count(*), sum(total) FROM sale WHERE business_date = ? GROUP BY 1'
_BY_PRODUCT = (
    "SELECT sku, sum(quantity), sum(amount) FROM sale JOIN sale_line ON sale_line.sale = sale.id "
    "WHERE business_date = ? GROUP BY 1 ORDER BY 3 DESC LIMIT 10"
)


def fill(shop: Store, lines: int) -> None:
    """Sale rows of a year, as the projections write them: `lines` lines in sales of five."""
    database = sqlite_module().connect(shop.settings.database)
    sales = lines // LINES_A_SALE
    with database:
        database.executemany(
            "INSERT INTO sale VALUES (?,'sale',?,'S1-T9',?,'S1','S1-T9','','owner',?,?,'GBP','',5,5000,0,2500,500,"
            "3000,0,0,'','till',0,0)",
            (_sale(place, sales) for place in range(sales)),
        )
        database.executemany(
            "INSERT INTO sale_line VALUES (?,?,?,?,?,'each',1000,600,0,600,500,100,250,'',0,'')",
            (
                (f"day-{place:09d}", line, f"P{place % 5000}", f"Product {place % 5000}", f"D{place % 20}")
                for place in range(sales)
                for line in range(1, LINES_A_SALE + 1)
            ),
        )
        database.executemany(
            "INSERT INTO sale_tender VALUES (?,1,?,3000,'')",
            ((f"day-{place:09d}", "card" if place % 3 else "cash") for place in range(sales)),
        )
        database.executemany(
            "INSERT INTO sale_tax VALUES (?,'standard','20',2500,500)",
            ((f"day-{place:09d}",) for place in range(sales)),
        )
    database.close()


def _sale(place: int, sales: int) -> tuple[object, ...]:
    day = FIRST + timedelta(days=place * DAYS // sales)
    at = f"{day.isoformat()}T{8 + place % 12:02d}:{place % 60:02d}:00.000000+00:00"
    return f"day-{place:09d}", f"S1-T9-{place:06d}", place, day.isoformat(), at


def measure(shop: Store) -> tuple[float, float]:
    """Median seconds of our report of a busy day, and of DuckDB summing that day's lines by product."""
    ours = []
    for round in range(ROUNDS):
        day = FIRST + timedelta(days=180 + round)
        with shop.read() as connection:
            begun = time.perf_counter()
            daily(connection, shop.profile, day)
            ours.append(time.perf_counter() - begun)
    return median(ours), _duckdb(shop)


def _duckdb(shop: Store) -> float:
    """The rows are handed over once, outside of the clock: DuckDB's own reader of SQLite files is a download."""
    import duckdb

    source = sqlite_module().connect(shop.settings.database)
    sales = source.execute("SELECT id, business_date, at, total FROM sale").fetchall()
    lines = source.execute("SELECT sale, sku, quantity, amount FROM sale_line").fetchall()
    source.close()
    import numpy

    database = duckdb.connect()
    for name, columns, rows in (
        ("sale", ("id", "business_date", "at", "total"), sales),
        ("sale_line", ("sale", "sku", "quantity", "amount"), lines),
    ):
        arrays = {column: numpy.array([row[place] for row in rows]) for place, column in enumerate(columns)}
        database.register("arrays", arrays)
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM arrays")
        database.unregister("arrays")
    took = []
    for round in range(ROUNDS):
        day = (FIRST + timedelta(days=180 + round)).isoformat()
        begun = time.perf_counter()
        database.execute(_BY_HOUR, [day]).fetchall()
        database.execute(_BY_PRODUCT, [day]).fetchall()
        took.append(time.perf_counter() - begun)
    return median(took)
