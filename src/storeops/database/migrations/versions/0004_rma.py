"""Returns by parcel, exchanges and claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _returns()
    _exchanges_and_claims()


def _returns() -> None:
    op.create_table(
        "rma",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("postage", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rma")),
    )
    op.create_index(op.f("ix_rma_number"), "rma", ["number"], unique=False)
    op.create_index(op.f("ix_rma_order_id"), "rma", ["order_id"], unique=False)
    op.create_index(op.f("ix_rma_series_counter"), "rma", ["series", "counter"], unique=False)
    op.create_table(
        "rma_line",
        sa.Column("rma", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rma", "line", name=op.f("pk_rma_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rma_piece",
        sa.Column("rma", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("sale_line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("rma", "line", "sale", "sale_line", name=op.f("pk_rma_piece")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rma_piece_sale_sale_line"), "rma_piece", ["sale", "sale_line"], unique=False)
    op.create_table(
        "rma_part",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("place", NUMBER, autoincrement=False, nullable=False),
        sa.Column("rma", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("sale_line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("fee", NUMBER, autoincrement=False, nullable=False),
        sa.Column("postage", NUMBER, autoincrement=False, nullable=False),
        sa.Column("cleared", NUMBER, autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "place", name=op.f("pk_rma_part")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rma_part_rma"), "rma_part", ["rma"], unique=False)
    op.create_index(op.f("ix_rma_part_sale_sale_line"), "rma_part", ["sale", "sale_line"], unique=False)
    op.create_table(
        "rma_event",
        sa.Column("rma", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rma", "fact", name=op.f("pk_rma_event")),
        sqlite_with_rowid=False,
    )


def _exchanges_and_claims() -> None:
    op.create_table(
        "exchange",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("rma", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("value", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_exchange")),
    )
    op.create_index(op.f("ix_exchange_rma"), "exchange", ["rma"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("rma", sa.Text(), nullable=False),
        sa.Column("against", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("carried", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_number"), "claim", ["number"], unique=False)
    op.create_index(op.f("ix_claim_rma"), "claim", ["rma"], unique=False)
    op.create_index(op.f("ix_claim_series_counter"), "claim", ["series", "counter"], unique=False)
    op.create_table(
        "claim_settlement",
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("corrects", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim", "fact", name=op.f("pk_claim_settlement")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """The facts that these tables are made of cannot be taken back."""
    raise RuntimeError("returns cannot be taken back out of a journal; restore a backup instead")
