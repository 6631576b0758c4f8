"""All tables, one module per area. Text is text, dates are ISO text, money and quantities are integers everywhere,
so that SQLite and PostgreSQL hold the very same values."""

from __future__ import annotations

from storeops.database.tables.base import metadata
from storeops.database.tables.goods import goods_move, stock_balance
from storeops.database.tables.journal import history_document, journal, origin
from storeops.database.tables.local import cart, local, print_job
from storeops.database.tables.money import drawer_close, drawer_event, drawer_session, money_posting
from storeops.database.tables.reference import (
    barcode,
    department,
    location,
    person,
    price,
    product,
    reference_revision,
    setting,
    store,
    tax_rate,
    terminal,
)
from storeops.database.tables.sales import sale, sale_line, sale_tax, sale_tender

__all__ = [
    "barcode",
    "cart",
    "department",
    "drawer_close",
    "drawer_event",
    "drawer_session",
    "goods_move",
    "history_document",
    "journal",
    "local",
    "location",
    "metadata",
    "money_posting",
    "origin",
    "person",
    "price",
    "print_job",
    "product",
    "reference_revision",
    "sale",
    "sale_line",
    "sale_tax",
    "sale_tender",
    "setting",
    "stock_balance",
    "store",
    "tax_rate",
    "terminal",
]
