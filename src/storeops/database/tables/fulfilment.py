"""From the shelf to the customer, as rows: waves, picks, parcels, labels, tracking, collections."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, text

wave = Table(
    "wave",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("location"),
    text("mode"),
    text("objective"),
    number("pickers"),
    number("orders"),
    number("tasks"),
    number("units"),
    number("distance"),
    number("distance_single"),
    text("at"),
    text("actor"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)

#: released, closed.
wave_event = Table(
    "wave_event",
    metadata,
    text("wave", key=True),
    text("fact", key=True),
    text("kind"),
    text("reason"),
    text("at"),
    text("actor"),
    sqlite_with_rowid=False,
)

pick_task = Table(
    "pick_task",
    metadata,
    text("wave", key=True),
    number("task", key=True),
    number("tour"),
    number("sequence"),
    text("order_id", index=True),
    text("order_number"),
    number("line"),
    text("sku"),
    text("name"),
    text("unit"),
    number("quantity"),
    text("bin"),
    text("lot"),
    text("tote"),
    sqlite_with_rowid=False,
)

#: picked, short, dropped in thousandths; skipped counts how often.
pick_counter = Table(
    "pick_counter",
    metadata,
    text("wave", key=True),
    number("task", key=True),
    text("counter", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)

#: Who walks a tour: the latest (recorded_at, origin, fact) holds.
pick_claim = Table(
    "pick_claim",
    metadata,
    text("wave", key=True),
    number("tour", key=True),
    text("fact", key=True),
    text("picker"),
    text("recorded_at"),
    text("origin"),
    sqlite_with_rowid=False,
)

#: Every pick as it happened: picks an hour, and which tote an order's goods are in.
pick_event = Table(
    "pick_event",
    metadata,
    text("fact", key=True),
    text("wave", index=True),
    number("task"),
    text("order_id", index=True),
    text("kind"),
    text("sku"),
    number("quantity"),
    text("tote"),
    text("picker"),
    text("at"),
)

#: Goods that left their bins for a line: `stage` picked holds all of them, packed those in parcels; both fall when the
#: goods leave the location.
order_handling = Table(
    "order_handling",
    metadata,
    text("order_id", key=True),
    number("line", key=True),
    text("sku", key=True),
    text("location", key=True),
    text("stage", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)

parcel = Table(
    "parcel",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("order_id", index=True),
    text("order_number"),
    text("location"),
    text("sscc"),
    text("carton"),
    number("length"),
    number("width"),
    number("height"),
    number("grams"),
    text("at"),
    text("actor"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)

#: opened, sent (with the sale and the manifest).
parcel_event = Table(
    "parcel_event",
    metadata,
    text("parcel", key=True),
    text("fact", key=True),
    text("kind"),
    text("sale"),
    text("manifest"),
    text("reason"),
    text("at"),
    text("actor"),
    sqlite_with_rowid=False,
)

#: requested, bought, voided: each step of a label, under our own reference.
parcel_label = Table(
    "parcel_label",
    metadata,
    text("parcel", key=True),
    text("fact", key=True),
    text("step"),
    text("reference"),
    text("carrier"),
    text("service"),
    text("tracking", index=True),
    text("shipment"),
    number("cost"),
    text("currency"),
    text("at"),
    sqlite_with_rowid=False,
)

manifest = Table(
    "manifest",
    metadata,
    text("id", key=True),
    text("number"),
    text("series"),
    number("counter"),
    text("carrier"),
    text("location"),
    number("parcels"),
    number("grams"),
    text("at"),
    text("actor"),
    Index(None, "series", "counter"),
    Index(None, "number"),
)

parcel_tracking = Table(
    "parcel_tracking",
    metadata,
    text("parcel", key=True),
    text("event", key=True),
    text("fact", key=True),
    text("tracking"),
    text("status"),
    text("at"),
    text("place"),
    text("note"),
    text("expected"),
    text("signed_by"),
    sqlite_with_rowid=False,
)

pickup_event = Table(
    "pickup_event",
    metadata,
    text("order_id", key=True),
    text("fact", key=True),
    text("step"),
    text("code"),
    text("until"),
    text("proof"),
    text("note"),
    text("at"),
    text("actor"),
    sqlite_with_rowid=False,
)

#: What is under way: a parcel that is `here` (packed, neither opened nor sent) or `away` (sent, and not told to be
#: delivered), an order that waits for a `pickup`. One where it began, one less for each end of it, so that two origins
#: that both ended it leave it ended. The index holds what is under way only: the rest is history, and grows.
fulfilment_open = Table(
    "fulfilment_open",
    metadata,
    text("stage", key=True),
    text("id", key=True),
    number("quantity"),
    sqlite_with_rowid=False,
)
Index(
    None,
    fulfilment_open.c.stage,
    fulfilment_open.c.id,
    fulfilment_open.c.quantity,
    sqlite_where=fulfilment_open.c.quantity > 0,
)
