"""The money ledger, and the drawer sessions it is read by."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, text

#: Debits are positive, credits negative; the postings of one fact sum to zero.
money_posting = Table(
    "money_posting",
    metadata,
    text("fact", key=True),
    number("line", key=True),
    text("account"),
    number("amount"),
    text("store"),
    text("terminal"),
    text("session"),
    text("business_date"),
    Index(None, "session", "account"),
    Index(None, "business_date", "account"),
    sqlite_with_rowid=False,
)

drawer_session = Table(
    "drawer_session",
    metadata,
    text("id", key=True),
    text("store"),
    text("terminal"),
    text("business_date"),
    text("opened_at"),
    text("opened_by"),
    number("float"),
    Index(None, "terminal"),
)

drawer_close = Table(
    "drawer_close",
    metadata,
    text("fact", key=True),
    text("session", index=True),
    text("number"),
    text("series"),
    number("counter"),
    text("closed_at"),
    text("closed_by"),
    number("expected"),
    number("counted"),
    number("difference"),
    Index(None, "series", "counter"),
)

#: Everything at a drawer that is not a sale: paid_in, paid_out, drop, no_sale, void, copy.
drawer_event = Table(
    "drawer_event",
    metadata,
    text("fact", key=True),
    text("session"),
    text("terminal"),
    text("kind"),
    number("amount"),
    text("subject"),
    text("reason"),
    text("at"),
    text("actor"),
    Index(None, "session"),
    Index(None, "subject"),
)
