"""Leases: stock of a store that a channel may sell at the centre."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def upgrade() -> None:
    op.create_table(
        "lease",
        *(text("id"), text("sku"), text("location"), text("channel"), number("granted"), text("expires_at")),
        *(text("origin"), text("at"), text("actor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
    )
    op.create_index(op.f("ix_lease_sku_expires_at"), "lease", ["sku", "expires_at"], unique=False)
    op.create_table(
        "lease_event",
        *(text("fact"), number("line"), text("lease"), text("kind"), text("order_id"), text("draw")),
        *(number("quantity"), text("expires_at")),
        sa.PrimaryKeyConstraint("fact", "line", name=op.f("pk_lease_event")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_lease_event_lease_kind"), "lease_event", ["lease", "kind"], unique=False)
    op.create_index(op.f("ix_lease_event_draw"), "lease_event", ["draw"], unique=False)
    op.create_table(
        "lease_rule",
        *(text("sku"), text("location"), text("channel"), number("percent"), number("hours"), number("revision")),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", "channel", name=op.f("pk_lease_rule")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """What is here comes from the journal, but for the rules."""
    for name in ("lease_rule", "lease_event", "lease"):
        op.drop_table(name)
