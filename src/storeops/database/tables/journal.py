"""The journal: what happened, once, in the order of its origin. Everything else is derived from it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint

from storeops.database.tables.base import Number, metadata, number, raw, text

journal = Table(
    "journal",
    metadata,
    Column("position", Number, primary_key=True, autoincrement=True),
    text("origin"),
    number("seq"),
    text("id"),
    text("recorded_at"),
    text("business_date"),
    text("store"),
    text("terminal"),
    text("actor"),
    text("kind"),
    number("version"),
    raw("body"),
    raw("previous_hash"),
    raw("hash"),
    UniqueConstraint("origin", "seq"),
    UniqueConstraint("id"),
    Index(None, "kind", "position"),
)

#: One row for each life of a database: a device and an epoch. Projected from `journal.epoch_started`.
origin = Table(
    "origin",
    metadata,
    text("id", key=True),
    text("device"),
    text("epoch"),
    text("series_tag"),
    text("started_at"),
    text("parent"),
    number("parent_seq"),
    text("reason"),
)

#: Which document of another system became which fact: what makes a second import change nothing. The fact is in the
#: key: two databases may have imported the same file before they met, and a projection never refuses.
history_document = Table(
    "history_document",
    metadata,
    text("source", key=True),
    text("document", key=True),
    text("fact", key=True),
    text("digest"),
    sqlite_with_rowid=False,
)
