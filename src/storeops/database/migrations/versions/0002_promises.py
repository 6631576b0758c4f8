"""Orders from any channel, stock that is promised, bought, transferred and counted, and where orders come from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name in ("from_bin", "to_bin", "from_status", "to_status"):
        op.add_column("goods_move", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _reference()
    _inventory()
    _orders()


def _reference() -> None:
    op.create_table(
        "site",
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("ships", sa.Boolean(), nullable=False),
        sa.Column("pickup", sa.Boolean(), nullable=False),
        sa.Column("capacity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("cut_off", sa.Text(), nullable=False),
        sa.Column("handling_days", NUMBER, autoincrement=False, nullable=False),
        sa.Column("handling_parcel", NUMBER, autoincrement=False, nullable=False),
        sa.Column("handling_line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("location", name=op.f("pk_site")),
    )
    op.create_table(
        "bin",
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("aisle", sa.Text(), nullable=False),
        sa.Column("x", NUMBER, autoincrement=False, nullable=False),
        sa.Column("y", NUMBER, autoincrement=False, nullable=False),
        sa.Column("level", NUMBER, autoincrement=False, nullable=False),
        sa.Column("capacity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("location", "code", name=op.f("pk_bin")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "channel",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.Column("locations", sa.Text(), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("short_preference", sa.Text(), nullable=False),
        sa.Column("free_shipping_from", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_channel")),
    )
    op.create_table(
        "safety_stock",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", "channel", name=op.f("pk_safety_stock")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sourcing_rule",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sourcing_rule")),
    )
    op.create_table(
        "supplier",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("lead_days", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_supplier")),
    )
    op.create_table(
        "supplier_product",
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("supplier_sku", sa.Text(), nullable=False),
        sa.Column("pack", NUMBER, autoincrement=False, nullable=False),
        sa.Column("cost", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("supplier", "sku", name=op.f("pk_supplier_product")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "product_handling",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("weight", NUMBER, autoincrement=False, nullable=False),
        sa.Column("length", NUMBER, autoincrement=False, nullable=False),
        sa.Column("width", NUMBER, autoincrement=False, nullable=False),
        sa.Column("height", NUMBER, autoincrement=False, nullable=False),
        sa.Column("shelf_days", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_product_handling")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kit_part",
        sa.Column("kit", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kit", "sku", name=op.f("pk_kit_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "substitute",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("rank", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "other", name=op.f("pk_substitute")),
        sqlite_with_rowid=False,
    )


def _inventory() -> None:
    op.create_table(
        "stock_detail",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", "bin", "status", "lot", "serial", name=op.f("pk_stock_detail")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stock_detail_location_bin"), "stock_detail", ["location", "bin"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "line", name=op.f("pk_reservation")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reservation_sku_expires_at"), "reservation", ["sku", "expires_at"], unique=False)
    op.create_table(
        "reservation_end",
        sa.Column("reservation", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reservation", "fact", name=op.f("pk_reservation_end")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "lot", "fact", name=op.f("pk_lot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "purchase",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
    )
    op.create_index(op.f("ix_purchase_number"), "purchase", ["number"], unique=False)
    op.create_index(op.f("ix_purchase_series_counter"), "purchase", ["series", "counter"], unique=False)
    op.create_table(
        "purchase_line",
        sa.Column("purchase", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("unit_cost", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("purchase", "line", name=op.f("pk_purchase_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_purchase_line_sku"), "purchase_line", ["sku"], unique=False)
    op.create_table(
        "purchase_counter",
        sa.Column("purchase", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("purchase", "line", "counter", name=op.f("pk_purchase_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("from_location", sa.Text(), nullable=False),
        sa.Column("to_location", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(op.f("ix_transfer_number"), "transfer", ["number"], unique=False)
    op.create_index(op.f("ix_transfer_series_counter"), "transfer", ["series", "counter"], unique=False)
    op.create_table(
        "transfer_line",
        sa.Column("transfer", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("to_location", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("unit_cost", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("transfer", "line", name=op.f("pk_transfer_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_transfer_line_sku"), "transfer_line", ["sku"], unique=False)
    op.create_table(
        "transfer_counter",
        sa.Column("transfer", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("transfer", "line", "counter", name=op.f("pk_transfer_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_count",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
    )
    op.create_index(op.f("ix_stock_count_number"), "stock_count", ["number"], unique=False)
    op.create_index(op.f("ix_stock_count_series_counter"), "stock_count", ["series", "counter"], unique=False)
    op.create_table(
        "count_line",
        sa.Column("count", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("abc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("count", "sku", "bin", "lot", name=op.f("pk_count_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "count_entry",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("count", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("counted", NUMBER, autoincrement=False, nullable=False),
        sa.Column("book", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "line", name=op.f("pk_count_entry")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_count_entry_count"), "count_entry", ["count"], unique=False)
    op.create_table(
        "count_close",
        sa.Column("count", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("count", "fact", name=op.f("pk_count_close")),
        sqlite_with_rowid=False,
    )


def _orders() -> None:
    op.create_table(
        "customer_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("pickup_location", sa.Text(), nullable=False),
        sa.Column("promised", sa.Text(), nullable=False),
        sa.Column("short_preference", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("lines", NUMBER, autoincrement=False, nullable=False),
        sa.Column("discount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("net", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tax", NUMBER, autoincrement=False, nullable=False),
        sa.Column("total", NUMBER, autoincrement=False, nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
    )
    op.create_index(
        op.f("ix_customer_order_business_date_channel"), "customer_order", ["business_date", "channel"], unique=False
    )
    op.create_index(op.f("ix_customer_order_number"), "customer_order", ["number"], unique=False)
    op.create_index(op.f("ix_customer_order_series_counter"), "customer_order", ["series", "counter"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("unit_price", NUMBER, autoincrement=False, nullable=False),
        sa.Column("discount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("net", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tax", NUMBER, autoincrement=False, nullable=False),
        sa.Column("cost", NUMBER, autoincrement=False, nullable=False),
        sa.Column("substitutes", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kit", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", "added_by", name=op.f("pk_order_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_order_line_sku_order_id"), "order_line", ["sku", "order_id"], unique=False)
    op.create_table(
        "order_counter",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", "counter", name=op.f("pk_order_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_money",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "counter", name=op.f("pk_order_money")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_open",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_open")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_order_open_order_id_quantity"),
        "order_open",
        ["order_id", "quantity"],
        unique=False,
        sqlite_where=sa.text("quantity != 0"),
        postgresql_where=sa.text("quantity != 0"),
    )
    op.create_table(
        "order_allocation",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", "sku", "location", name=op.f("pk_order_allocation")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_order_allocation_sku_location_quantity"),
        "order_allocation",
        ["sku", "location", "quantity"],
        unique=False,
        sqlite_where=sa.text("quantity > 0"),
        postgresql_where=sa.text("quantity > 0"),
    )
    op.create_table(
        "order_field",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "field", "fact", name=op.f("pk_order_field")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_hold",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_order_hold")),
    )
    op.create_index(op.f("ix_order_hold_order_id"), "order_hold", ["order_id"], unique=False)
    op.create_table(
        "order_hold_end",
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hold", "fact", name=op.f("pk_order_hold_end")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_payment",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_order_payment")),
    )
    op.create_index(op.f("ix_order_payment_order_id"), "order_payment", ["order_id"], unique=False)
    op.create_table(
        "order_dispatch",
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sale", "fact", name=op.f("pk_order_dispatch")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_order_dispatch_order_id"), "order_dispatch", ["order_id"], unique=False)
    op.create_table(
        "order_event",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "fact", name=op.f("pk_order_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_document",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "external", "fact", name=op.f("pk_order_document")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_digest"), "quarantine", ["digest"], unique=False)
    op.create_table(
        "quarantine_end",
        sa.Column("quarantine", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("quarantine", "fact", name=op.f("pk_quarantine_end")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """The facts that these tables are made of cannot be taken back."""
    raise RuntimeError("orders cannot be taken back out of a journal; restore a backup instead")
