"""Reference data that promises rest on: where goods can be sent from, through which channels, and what is kept back."""

from __future__ import annotations

from sqlalchemy import Table

from storeops.database.tables.base import flag, metadata, number, reference_columns, text

#: A location that fulfils orders. `capacity` in orders a day, 0 without a limit; `cut_off` HH:MM on the shop's clock,
#: empty without one; `handling_parcel` and `handling_line` are what a parcel and a line in it cost, in minor units.
site = Table(
    "site",
    metadata,
    text("location", key=True),
    text("country"),
    text("region"),
    text("postcode"),
    flag("ships"),
    flag("pickup"),
    number("capacity"),
    text("cut_off"),
    number("handling_days"),
    number("handling_parcel"),
    number("handling_line"),
    *reference_columns(),
)

#: A place within a location. `x` and `y` in centimetres from the location's door; `capacity` in thousandths of a unit.
bin = Table(
    "bin",
    metadata,
    text("location", key=True),
    text("code", key=True),
    text("aisle"),
    number("x"),
    number("y"),
    number("level"),
    number("capacity"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: Where orders come from. `locations` and `services` are codes set apart by blanks, empty for all of them;
#: `free_shipping_from` in minor units, 0 for never.
channel = Table(
    "channel",
    metadata,
    text("code", key=True),
    text("name"),
    text("kind"),
    text("price_list"),
    text("locations"),
    text("services"),
    text("short_preference"),
    number("free_shipping_from"),
    *reference_columns(),
)

#: What is not promised, in thousandths. Empty parts hold for all; the row with the most parts named wins.
safety_stock = Table(
    "safety_stock",
    metadata,
    text("sku", key=True),
    text("location", key=True),
    text("channel", key=True),
    number("quantity"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: How orders are sourced: a set of rules by name, `body` its table as JSON.
sourcing_rule = Table("sourcing_rule", metadata, text("name", key=True), text("body"), *reference_columns())

supplier = Table(
    "supplier", metadata, text("code", key=True), text("name"), text("email"), number("lead_days"), *reference_columns()
)

#: What a supplier sells: `pack` in thousandths of the product's unit, `cost` of one unit in minor units.
supplier_product = Table(
    "supplier_product",
    metadata,
    text("supplier", key=True),
    text("sku", key=True),
    text("supplier_sku"),
    number("pack"),
    number("cost"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: How a product is handled. `tracking`: empty, lot or serial; weight in grams, lengths in millimetres of one unit;
#: `packing`: words set apart by blanks, of fragile, upright and own-box.
product_handling = Table(
    "product_handling",
    metadata,
    text("sku", key=True),
    text("tracking"),
    number("weight"),
    number("length"),
    number("width"),
    number("height"),
    number("shelf_days"),
    text("packing"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: A kit is sold as one and moved as its parts; `quantity` of the part in one kit, in thousandths.
kit_part = Table(
    "kit_part",
    metadata,
    text("kit", key=True),
    text("sku", key=True),
    number("quantity"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: What may be sent instead, the lowest `rank` first.
substitute = Table(
    "substitute",
    metadata,
    text("sku", key=True),
    text("other", key=True),
    number("rank"),
    *reference_columns(),
    sqlite_with_rowid=False,
)
