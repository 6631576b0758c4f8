"""Stock that is promised, on its way, or being counted; projected from facts."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, text

#: Sums of the goods ledger by bin, status, lot and serial, kept only where one of them is named: what is plain, loose
#: and for sale is the location's balance less these rows. Status: empty is available; quarantine, damaged, display.
stock_detail = Table(
    "stock_detail",
    metadata,
    text("sku", key=True),
    text("location", key=True),
    text("bin", key=True),
    text("status", key=True),
    text("lot", key=True),
    text("serial", key=True),
    number("quantity"),
    Index(None, "location", "bin"),
    sqlite_with_rowid=False,
)

#: Soft promises that end by themselves. `expires_at` is UTC text like the journal's.
reservation = Table(
    "reservation",
    metadata,
    text("fact", key=True),
    number("line", key=True),
    text("sku"),
    text("location"),
    text("channel"),
    number("quantity"),
    text("expires_at"),
    text("purpose"),
    text("reference"),
    Index(None, "sku", "expires_at"),
    sqlite_with_rowid=False,
)
reservation_end = Table(
    "reservation_end",
    metadata,
    text("reservation", key=True),
    text("fact", key=True),
    text("reason"),
    sqlite_with_rowid=False,
)

#: When a lot expires, as each receipt of it said: ISO date, empty where it does not.
lot = Table(
    "lot",
    metadata,
    text("sku", key=True),
    text("lot", key=True),
    text("fact", key=True),
    text("expires"),
    sqlite_with_rowid=False,
)

purchase = Table(
    "purchase",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("supplier"),
    text("location"),
    text("due"),
    text("reference"),
    text("at"),
    text("actor"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)
purchase_line = Table(
    "purchase_line",
    metadata,
    text("purchase", key=True),
    number("line", key=True),
    text("sku"),
    text("name"),
    text("unit"),
    text("location"),
    number("quantity"),
    number("unit_cost"),
    Index(None, "sku"),
    sqlite_with_rowid=False,
)

#: received, closed: thousandths that came, and that will not come any more.
purchase_counter = Table(
    "purchase_counter",
    metadata,
    text("purchase", key=True),
    number("line", key=True),
    text("counter", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)

transfer = Table(
    "transfer",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("from_location"),
    text("to_location"),
    text("at"),
    text("actor"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)
transfer_line = Table(
    "transfer_line",
    metadata,
    text("transfer", key=True),
    number("line", key=True),
    text("sku"),
    text("name"),
    text("unit"),
    text("lot"),
    text("serial"),
    text("to_location"),
    number("quantity"),
    number("unit_cost"),
    Index(None, "sku"),
    sqlite_with_rowid=False,
)

#: received, lost, found: thousandths that arrived, that never did, and that arrived beyond what was sent.
transfer_counter = Table(
    "transfer_counter",
    metadata,
    text("transfer", key=True),
    number("line", key=True),
    text("counter", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)

stock_count = Table(
    "stock_count",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("location"),
    text("classes"),
    text("at"),
    text("actor"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)
count_line = Table(
    "count_line",
    metadata,
    text("count", key=True),
    text("sku", key=True),
    text("bin", key=True),
    text("lot", key=True),
    text("abc"),
    sqlite_with_rowid=False,
)

#: Each time somebody counted: what was there, and what the books said at the moment `at` (UTC text).
count_entry = Table(
    "count_entry",
    metadata,
    text("fact", key=True),
    number("line", key=True),
    text("count"),
    text("sku"),
    text("bin"),
    text("lot"),
    number("counted"),
    number("book"),
    text("at"),
    text("actor"),
    Index(None, "count"),
    sqlite_with_rowid=False,
)
count_close = Table("count_close", metadata, text("count", key=True), text("fact", key=True), sqlite_with_rowid=False)
