"""Customer orders as rows. The whole order is in its fact; an order's state is added up from counters, never stored."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import flag, metadata, number, text

customer_order = Table(
    "customer_order",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("channel"),
    text("external"),
    text("store"),
    text("terminal"),
    text("actor"),
    text("business_date"),
    text("at"),
    text("currency"),
    text("customer"),
    text("customer_name"),
    text("country"),
    text("region"),
    text("service"),
    text("pickup_location"),
    text("promised"),
    text("short_preference"),
    text("due"),
    number("lines"),
    number("discount"),
    number("net"),
    number("tax"),
    number("total"),
    flag("prices_include_tax"),
    Index(None, "series", "counter"),
    Index(None, "number"),
    Index(None, "business_date", "channel"),
)

#: `kind`: goods, shipping or service; only goods are allocated. `added_by` is the fact that brought the line.
order_line = Table(
    "order_line",
    metadata,
    text("order_id", key=True),
    number("line", key=True),
    text("added_by", key=True),
    text("kind"),
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
    number("substitutes"),
    flag("kit"),
    Index(None, "sku", "order_id"),
    sqlite_with_rowid=False,
)

#: Counters that only grow, in thousandths: ordered, cancelled, allocated, deallocated, picked, short, put_back, packed,
#: unpacked, shipped, delivered, return_requested, returned, reinstated.
order_counter = Table(
    "order_counter",
    metadata,
    text("order_id", key=True),
    number("line", key=True),
    text("counter", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)

#: Money of an order in minor units: total, cancelled, authorised, voided, captured, paid, refunded,
#: dispatched, returned, reinstated.
order_money = Table(
    "order_money",
    metadata,
    text("order_id", key=True),
    text("counter", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)

#: What of an order's goods is still to be sent: ordered less cancelled less shipped. The index holds open orders only.
order_open = Table("order_open", metadata, text("order_id", key=True), number("quantity"), sqlite_with_rowid=False)
Index(None, order_open.c.order_id, order_open.c.quantity, sqlite_where=order_open.c.quantity != 0)

#: Thousandths of a product that stand at a location for a line; of a kit, of each part. Below zero where goods were
#: sent from a promise that another origin had taken back: it promises nothing. The index holds what is promised.
order_allocation = Table(
    "order_allocation",
    metadata,
    text("order_id", key=True),
    number("line", key=True),
    text("sku", key=True),
    text("location", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)
Index(
    None,
    order_allocation.c.sku,
    order_allocation.c.location,
    order_allocation.c.quantity,
    sqlite_where=order_allocation.c.quantity > 0,
)

#: A field that may change: each value with its moment; the latest (recorded_at, origin, fact) holds.
order_field = Table(
    "order_field",
    metadata,
    text("order_id", key=True),
    text("field", key=True),
    text("fact", key=True),
    text("recorded_at"),
    text("origin"),
    text("value"),
    sqlite_with_rowid=False,
)

order_hold = Table(
    "order_hold",
    metadata,
    text("fact", key=True),
    text("order_id", index=True),
    text("kind"),
    text("reason"),
    text("at"),
    text("actor"),
)
order_hold_end = Table(
    "order_hold_end", metadata, text("hold", key=True), text("fact", key=True), sqlite_with_rowid=False
)

#: Every payment step of an order. `stage`: authorised, voided, captured, paid, refunded.
order_payment = Table(
    "order_payment",
    metadata,
    text("fact", key=True),
    text("order_id", index=True),
    text("stage"),
    text("tender"),
    number("amount"),
    text("reference"),
    text("at"),
    text("actor"),
)

#: Which sale document each dispatch of an order is, and whether it came back.
order_dispatch = Table(
    "order_dispatch",
    metadata,
    text("sale", key=True),
    text("fact", key=True),
    text("order_id", index=True),
    text("location"),
    text("at"),
    sqlite_with_rowid=False,
)

#: Every fact of an order, for its timeline.
order_event = Table(
    "order_event",
    metadata,
    text("order_id", key=True),
    text("fact", key=True),
    text("kind"),
    text("recorded_at"),
    sqlite_with_rowid=False,
)

#: Which document of a channel became which order: what makes a second import change nothing.
order_document = Table(
    "order_document",
    metadata,
    text("channel", key=True),
    text("external", key=True),
    text("fact", key=True),
    text("digest"),
    sqlite_with_rowid=False,
)

#: Documents that could not be taken, with the reason, until somebody settles them.
quarantine = Table(
    "quarantine",
    metadata,
    text("fact", key=True),
    text("channel"),
    text("format"),
    text("external"),
    text("digest", index=True),
    text("reason"),
    text("at"),
)
quarantine_end = Table(
    "quarantine_end",
    metadata,
    text("quarantine", key=True),
    text("fact", key=True),
    text("outcome"),
    sqlite_with_rowid=False,
)
