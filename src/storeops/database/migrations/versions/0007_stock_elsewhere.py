"""Stock of other stores in summary; at the centre what changed of it when, and reference data by revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "stock_elsewhere",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("on_hand", NUMBER, autoincrement=False, nullable=False),
        sa.Column("available", NUMBER, autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", name=op.f("pk_stock_elsewhere")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        _summary()
        for table, key in (("product", "sku"), ("barcode", "code"), ("price", "sku, price_list, valid_from")):
            op.execute(f"CREATE INDEX ix_{table}_revision_key ON {table} (revision, {key})")


def _summary() -> None:
    """`stock_told`: what tills are told of a product at a location. `stamp` grows with every roll-up, of which there
    is one at a time (`queries.elsewhere`). `stock_rolled`: how far the journal was looked through for changes."""
    op.execute(
        "CREATE TABLE stock_told (sku text NOT NULL, location text NOT NULL, on_hand bigint NOT NULL, "
        "available bigint NOT NULL, stamp bigint NOT NULL, CONSTRAINT pk_stock_told PRIMARY KEY (sku, location))"
    )
    op.execute("CREATE INDEX ix_stock_told_stamp ON stock_told (stamp, sku, location)")
    op.execute("CREATE INDEX ix_stock_told_promised ON stock_told (sku) WHERE on_hand <> available")
    op.execute("CREATE TABLE stock_rolled (xid xid8 NOT NULL, stamp bigint NOT NULL, at text NOT NULL)")
    op.execute("INSERT INTO stock_rolled (xid, stamp, at) VALUES ('0', 0, '')")


def downgrade() -> None:
    """What is here is told again; nothing is lost."""
    if op.get_bind().dialect.name == "postgresql":
        for name in ("product", "barcode", "price"):
            op.execute(f"DROP INDEX ix_{name}_revision_key")
        op.execute("DROP TABLE stock_told")
        op.execute("DROP TABLE stock_rolled")
    op.drop_table("stock_elsewhere")
