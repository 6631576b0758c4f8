"""Leases: stock of a store that a channel may sell at the centre. From facts; the rules are reference data."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, reference_columns, text

#: A slice, as it was granted by the database `origin`. `expires_at` is UTC text; the latest of it and of its
#: extensions counts.
lease = Table(
    "lease",
    metadata,
    text("id", key=True),
    text("sku"),
    text("location"),
    text("channel"),
    number("granted"),
    text("expires_at"),
    text("origin"),
    text("at"),
    text("actor"),
    Index(None, "sku", "expires_at"),
)

#: What happened to it: extended, recalled (by its owner), returned (by its holder), drawn, confirmed, taken back.
#: `draw` is the fact that drew; `quantity` in thousandths; `expires_at` of an extension.
lease_event = Table(
    "lease_event",
    metadata,
    text("fact", key=True),
    number("line", key=True),
    text("lease"),
    text("kind"),
    text("order_id"),
    text("draw"),
    number("quantity"),
    text("expires_at"),
    Index(None, "lease", "kind"),
    Index(None, "draw"),
    sqlite_with_rowid=False,
)

#: Which share of what is free a channel is leased, in percent, for how many hours. An empty SKU or location: all.
lease_rule = Table(
    "lease_rule",
    metadata,
    text("sku", key=True),
    text("location", key=True),
    text("channel", key=True),
    number("percent"),
    number("hours"),
    *reference_columns(),
    sqlite_with_rowid=False,
)
