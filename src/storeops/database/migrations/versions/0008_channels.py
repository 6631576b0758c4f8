"""Channels that speak to the centre by HTTP: their keys, the answers they got, and the events they are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def upgrade() -> None:
    op.create_table(
        "api_key",
        *(text("id"), text("channel"), text("secret"), number("rate")),
        *(text("made_by"), text("made_at"), text("revoked_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_table(
        "idempotency",
        *(text("channel"), text("key"), text("digest"), number("status")),
        *(sa.Column("answer", sa.LargeBinary(), nullable=False), text("at")),
        sa.PrimaryKeyConstraint("channel", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "webhook_subscription",
        *(text("id"), text("channel"), text("url"), text("events"), text("secret")),
        *(sa.Column("insecure", sa.Boolean(), nullable=False), number("since")),
        *(text("made_by"), text("made_at"), text("dropped_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_subscription")),
    )
    op.create_table(
        "webhook_delivery",
        *(text("subscription"), text("fact"), text("event"), text("body"), text("made_at"), text("state")),
        *(text("next_at"), number("attempts"), number("status"), text("told")),
        sa.PrimaryKeyConstraint("subscription", "fact", name=op.f("pk_webhook_delivery")),
    )
    op.create_index(op.f("ix_webhook_delivery_state_next_at"), "webhook_delivery", ["state", "next_at"], unique=False)
    op.create_table(
        "webhook_cursor",
        *(text("name"), text("generation"), number("xid"), number("position")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_webhook_cursor")),
    )
    op.create_table(
        "webhook_received",
        *(text("sender"), text("id"), text("at")),
        sa.PrimaryKeyConstraint("sender", "id", name=op.f("pk_webhook_received")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # The few kinds that channels are told of, in the order in which they can be read without missing any.
        op.execute(
            "CREATE INDEX ix_journal_told ON journal (xid, position) WHERE kind IN ('order.placed', 'order.amended', "
            "'order.cancelled', 'order.dispatched', 'order.returned')"
        )


def downgrade() -> None:
    """What a channel was answered must stay known: it would order again."""
    raise RuntimeError("these tables cannot be taken back; restore a backup instead")
