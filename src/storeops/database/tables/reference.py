"""Reference data: owned by the centre, or by the one shop that has no centre. Copied into the facts that use it."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storeops.database.tables.base import flag, metadata, number, reference_columns, text

#: The last revision given out for reference data: one row, stream "reference".
reference_revision = Table("reference_revision", metadata, text("stream", key=True), number("revision"))

store = Table(
    "store",
    metadata,
    text("code", key=True),
    text("name"),
    text("country"),
    text("currency"),
    text("timezone"),
    text("address"),
    text("tax_number"),
    text("receipt_footer"),
    *reference_columns(),
)

location = Table(
    "location",
    metadata,
    text("code", key=True),
    text("store"),
    text("kind"),
    text("name"),
    *reference_columns(),
)

terminal = Table("terminal", metadata, text("code", key=True), text("store"), text("name"), *reference_columns())

person = Table(
    "person", metadata, text("id", key=True), text("name"), text("role"), flag("active"), *reference_columns()
)

department = Table("department", metadata, text("code", key=True), text("name"), *reference_columns())

#: The components of a tax class: one row a component and validity. `rate` is a decimal in percent.
tax_rate = Table(
    "tax_rate",
    metadata,
    text("tax_class", key=True),
    text("code", key=True),
    text("valid_from", key=True),
    text("valid_to"),
    text("rate"),
    *reference_columns(),
)

product = Table(
    "product",
    metadata,
    text("sku", key=True),
    text("name"),
    text("department"),
    text("tax_class"),
    text("unit"),
    flag("active"),
    flag("stocked"),
    number("cost"),
    *reference_columns(),
)

#: `code` is the normal form of rules.barcodes.key; `quantity` is the pack it names, in thousandths of the unit.
barcode = Table(
    "barcode",
    metadata,
    text("code", key=True),
    text("sku", index=True),
    number("quantity"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: A price of one unit; the valid one is the latest `valid_from` that has come, unless its `valid_to` has passed.
price = Table(
    "price",
    metadata,
    text("sku", key=True),
    text("price_list", key=True),
    text("valid_from", key=True),
    text("valid_to"),
    number("amount"),
    *reference_columns(),
    sqlite_with_rowid=False,
)

#: Settings of the shop: `scope` is a store, a terminal or empty for all.
setting = Table(
    "setting",
    metadata,
    text("scope", key=True),
    text("key", key=True),
    Column("value", Text(), nullable=False),
    *reference_columns(),
)
