"""From the shelf to the customer: waves, picks, parcels, labels, tracking, collections in the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("product_handling", sa.Column("packing", sa.Text(), nullable=False, server_default=""))
    _picking()
    _parcels()


def _picking() -> None:
    op.create_table(
        "wave",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("pickers", NUMBER, autoincrement=False, nullable=False),
        sa.Column("orders", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tasks", NUMBER, autoincrement=False, nullable=False),
        sa.Column("units", NUMBER, autoincrement=False, nullable=False),
        sa.Column("distance", NUMBER, autoincrement=False, nullable=False),
        sa.Column("distance_single", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
    )
    op.create_index(op.f("ix_wave_number"), "wave", ["number"], unique=False)
    op.create_index(op.f("ix_wave_series_counter"), "wave", ["series", "counter"], unique=False)
    op.create_table(
        "wave_event",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "fact", name=op.f("pk_wave_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pick_task",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("task", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tour", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("tote", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "task", name=op.f("pk_pick_task")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pick_task_order_id"), "pick_task", ["order_id"], unique=False)
    op.create_table(
        "pick_counter",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("task", NUMBER, autoincrement=False, nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("wave", "task", "counter", name=op.f("pk_pick_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pick_claim",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("tour", NUMBER, autoincrement=False, nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("picker", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "tour", "fact", name=op.f("pk_pick_claim")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pick_event",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("task", NUMBER, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tote", sa.Text(), nullable=False),
        sa.Column("picker", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_pick_event")),
    )
    op.create_index(op.f("ix_pick_event_order_id"), "pick_event", ["order_id"], unique=False)
    op.create_index(op.f("ix_pick_event_wave"), "pick_event", ["wave"], unique=False)
    op.create_table(
        "order_handling",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line", "sku", "location", "stage", name=op.f("pk_order_handling")),
        sqlite_with_rowid=False,
    )


def _parcels() -> None:
    op.create_table(
        "parcel",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("sscc", sa.Text(), nullable=False),
        sa.Column("carton", sa.Text(), nullable=False),
        sa.Column("length", NUMBER, autoincrement=False, nullable=False),
        sa.Column("width", NUMBER, autoincrement=False, nullable=False),
        sa.Column("height", NUMBER, autoincrement=False, nullable=False),
        sa.Column("grams", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
    )
    op.create_index(op.f("ix_parcel_number"), "parcel", ["number"], unique=False)
    op.create_index(op.f("ix_parcel_order_id"), "parcel", ["order_id"], unique=False)
    op.create_index(op.f("ix_parcel_series_counter"), "parcel", ["series", "counter"], unique=False)
    op.create_index(op.f("ix_parcel_sscc"), "parcel", ["sscc"], unique=False)
    op.create_table(
        "parcel_line",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("place", NUMBER, autoincrement=False, nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("units", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("parcel", "place", name=op.f("pk_parcel_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parcel_event",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("parcel", "fact", name=op.f("pk_parcel_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parcel_label",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("shipment", sa.Text(), nullable=False),
        sa.Column("cost", NUMBER, autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("parcel", "fact", name=op.f("pk_parcel_label")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_parcel_label_tracking"), "parcel_label", ["tracking"], unique=False)
    op.create_table(
        "manifest",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("parcels", NUMBER, autoincrement=False, nullable=False),
        sa.Column("grams", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
    )
    op.create_index(op.f("ix_manifest_number"), "manifest", ["number"], unique=False)
    op.create_index(op.f("ix_manifest_series_counter"), "manifest", ["series", "counter"], unique=False)
    op.create_table(
        "parcel_tracking",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("parcel", "event", "fact", name=op.f("pk_parcel_tracking")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pickup_event",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "fact", name=op.f("pk_pickup_event")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """The facts that these tables are made of cannot be taken back."""
    raise RuntimeError("what was picked and packed cannot be taken back out of a journal; restore a backup instead")
