"""Returns by parcel, exchanges and claims as rows. An authorisation's state is added up from its parts, never
stored."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, text

rma = Table(
    "rma",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("order_id", index=True),
    text("order_number"),
    text("channel"),
    text("customer"),
    text("store"),
    text("terminal"),
    text("actor"),
    text("business_date"),
    text("at"),
    text("currency"),
    text("postage"),
    text("override"),
    text("note"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)

rma_line = Table(
    "rma_line",
    metadata,
    text("rma", key=True),
    number("line", key=True),
    text("sku"),
    text("name"),
    text("department"),
    text("unit"),
    number("quantity"),
    text("reason"),
    sqlite_with_rowid=False,
)

#: Which part of which sale an authorised line is.
rma_piece = Table(
    "rma_piece",
    metadata,
    text("rma", key=True),
    number("line", key=True),
    text("sale", key=True),
    number("sale_line", key=True),
    number("quantity"),
    Index(None, "sale", "sale_line"),
    sqlite_with_rowid=False,
)

#: Everything that happened to a part of a piece, a row a step (`rules.rma.counting.STEPS`). `cleared` is what it adds
#: to the account of goods that came and were not refunded.
rma_part = Table(
    "rma_part",
    metadata,
    text("fact", key=True),
    number("place", key=True),
    text("rma"),
    text("step"),
    number("line"),
    text("sale"),
    number("sale_line"),
    number("quantity"),
    text("condition"),
    text("disposition"),
    number("amount"),
    number("fee"),
    number("postage"),
    number("cleared"),
    text("document"),
    text("business_date"),
    Index(None, "rma"),
    Index(None, "sale", "sale_line"),
    sqlite_with_rowid=False,
)

#: Every fact of an authorisation, for its timeline.
rma_event = Table(
    "rma_event",
    metadata,
    text("rma", key=True),
    text("fact", key=True),
    text("kind"),
    text("recorded_at"),
    sqlite_with_rowid=False,
)

exchange = Table(
    "exchange",
    metadata,
    text("fact", key=True),
    text("rma", index=True),
    text("order_id"),
    text("number"),
    number("value"),
)

claim = Table(
    "claim",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("rma", index=True),
    text("against"),
    text("party"),
    text("reference"),
    number("amount"),
    number("carried"),
    text("reason"),
    text("actor"),
    text("business_date"),
    text("at"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)

#: How a claim ended. More ends of one claim than are corrected, less one: two databases settled it, and a person has to
#: look.
claim_settlement = Table(
    "claim_settlement",
    metadata,
    text("claim", key=True),
    text("fact", key=True),
    text("outcome"),
    number("amount"),
    number("corrects"),
    text("reason"),
    text("at"),
    text("actor"),
    sqlite_with_rowid=False,
)
