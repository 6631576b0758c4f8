"""What belongs to this database alone and is neither fact nor reference: never sent, never replayed."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, raw, text

#: Who this database is: its device, the current origin, the file it lives in, the terminal it starts as.
local = Table("local", metadata, text("key", key=True), text("value"))

#: Carts that are being filled (open) or wait (parked): written down as they grow, gone once they are a sale.
cart = Table(
    "cart",
    metadata,
    text("id", key=True),
    text("terminal"),
    text("status"),
    text("label"),
    number("lines"),
    number("total"),
    text("updated_at"),
    raw("body"),
    Index(None, "terminal", "status"),
)

#: The durable print queue. States: queued, sending, sent, confirmed, unknown, failed, dropped.
print_job = Table(
    "print_job",
    metadata,
    text("id", key=True),
    text("terminal"),
    text("document"),
    text("subject"),
    number("copy"),
    text("state"),
    number("attempts"),
    text("error"),
    text("created_at"),
    text("updated_at"),
    Index(None, "state", "created_at"),
    Index(None, "subject"),
)
