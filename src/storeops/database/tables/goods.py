"""The goods ledger: every move goes from a location to a location. On hand is the sum."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, text

#: `quantity` in thousandths, positive; `unit_cost` in minor units. Places that are no shelf: supplier, customer,
#: scrap, difference, transit. Bins and statuses are empty for loose goods that may be sold.
goods_move = Table(
    "goods_move",
    metadata,
    text("fact", key=True),
    number("line", key=True),
    text("sku"),
    text("lot"),
    text("serial"),
    text("from_location"),
    text("to_location"),
    number("quantity"),
    number("unit_cost"),
    text("reason"),
    text("from_bin"),
    text("to_bin"),
    text("from_status"),
    text("to_status"),
    Index(None, "sku", "fact"),
    sqlite_with_rowid=False,
)

#: What other stores have, as the centre told it last: no part of this database's books. `available` is what may be
#: promised of it; `as_of` is UTC.
stock_elsewhere = Table(
    "stock_elsewhere",
    metadata,
    text("sku", key=True),
    text("location", key=True),
    number("on_hand"),
    number("available"),
    text("as_of"),
    sqlite_with_rowid=False,
)

#: A cache of the ledger's sums, kept in the same transaction; `doctor` recomputes and compares it.
stock_balance = Table(
    "stock_balance",
    metadata,
    text("sku", key=True),
    text("location", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)
