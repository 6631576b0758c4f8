"""Sales and returns as rows, for lists, sums and lookups. Amounts and quantities of returns are negative, so that a
plain sum is the net. The whole document, discounts and tax of each line included, is in its fact."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import flag, metadata, number, text

sale = Table(
    "sale",
    metadata,
    text("id", key=True),
    text("kind"),
    text("number"),
    text("series"),
    number("counter"),
    text("store"),
    text("terminal"),
    text("session"),
    text("actor"),
    text("business_date"),
    text("at"),
    text("currency"),
    text("customer"),
    number("lines"),
    number("units"),
    number("discount"),
    number("net"),
    number("tax"),
    number("total"),
    number("rounding"),
    number("change"),
    text("original"),
    text("source"),
    number("grand_total"),
    flag("imported"),
    Index(None, "business_date", "store"),
    Index(None, "series", "counter"),
    Index(None, "number"),
    Index(None, "session"),
)

sale_line = Table(
    "sale_line",
    metadata,
    text("sale", key=True),
    number("line", key=True),
    text("sku"),
    text("name"),
    text("department"),
    text("unit"),
    number("quantity"),
    number("unit_price"),
    number("discount"),
    number("amount"),
    number("net"),
    number("tax"),
    number("cost"),
    text("original"),
    number("original_line"),
    text("disposition"),
    Index(None, "sku", "sale"),
    sqlite_with_rowid=False,
)

sale_tax = Table(
    "sale_tax",
    metadata,
    text("sale", key=True),
    text("code", key=True),
    text("rate", key=True),
    number("net"),
    number("tax"),
    sqlite_with_rowid=False,
)

sale_tender = Table(
    "sale_tender",
    metadata,
    text("sale", key=True),
    number("line", key=True),
    text("kind"),
    number("amount"),
    text("reference"),
    sqlite_with_rowid=False,
)

# Most sales have no original and no customer: the indexes hold only the rows that do. The migration says the same for
# PostgreSQL; here it would load that database's whole dialect at the start of every till.
Index(None, sale.c.original, sqlite_where=sale.c.original != "")
Index(None, sale.c.customer, sale.c.business_date, sqlite_where=sale.c.customer != "")
Index(None, sale_line.c.original, sale_line.c.original_line, sqlite_where=sale_line.c.original != "")
