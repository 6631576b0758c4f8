"""What two databases know of each other's chains; at the centre a journal in months, and a feed that misses nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _chains()
    _tills()
    if op.get_bind().dialect.name == "postgresql":
        _journal_in_months()
        _feed()


def _chains() -> None:
    op.create_table(
        "chain",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("after", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain")),
    )
    op.create_table(
        "journal_twin",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "seq", name=op.f("pk_journal_twin")),
    )
    op.create_index(op.f("ix_journal_twin_id"), "journal_twin", ["id"], unique=False)
    op.create_table(
        "parked",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.Text(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_parked")),
    )
    op.create_index(op.f("ix_parked_settled_parked_at"), "parked", ["settled", "parked_at"], unique=False)
    op.create_table(
        "acknowledged",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_acknowledged")),
    )
    op.create_table(
        "branch",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("after", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_branch")),
    )


def _tills() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=False),
        sa.Column("last_seen_at", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("clock_offset", NUMBER, autoincrement=False, nullable=False),
        sa.Column("waiting", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_store_terminal"), "device", ["store", "terminal"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("tries", NUMBER, autoincrement=False, nullable=False),
        sa.Column("used_at", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_enrolment")),
    )


def _journal_in_months() -> None:
    """The same columns, in partitions by the month of a fact's id (a UUIDv7 begins with its time), so that its
    identity stays unique over all of them. `xid` is the transaction that wrote a row: what is read below the oldest
    one still running cannot be joined by an earlier row later."""
    op.execute("ALTER TABLE journal RENAME TO journal_before")
    op.execute("ALTER SEQUENCE journal_position_seq OWNED BY NONE")
    op.execute(
        "CREATE TABLE journal (position bigint NOT NULL DEFAULT nextval('journal_position_seq'), "
        'origin text NOT NULL, seq bigint NOT NULL, id text COLLATE "C" NOT NULL, '
        "recorded_at text NOT NULL, business_date text NOT NULL, "
        "store text NOT NULL, terminal text NOT NULL, actor text NOT NULL, kind text NOT NULL, "
        "version bigint NOT NULL, body bytea NOT NULL, previous_hash bytea NOT NULL, hash bytea NOT NULL, "
        "xid xid8 NOT NULL DEFAULT pg_current_xact_id(), CONSTRAINT pk_journal_in_months PRIMARY KEY (id)) "
        "PARTITION BY RANGE (id)"
    )
    op.execute("CREATE TABLE journal_rest PARTITION OF journal DEFAULT")
    op.execute("CREATE INDEX ix_journal_origin_seq ON journal (origin, seq)")
    op.execute("CREATE INDEX ix_journal_position ON journal (position)")
    op.execute("CREATE INDEX ix_journal_kind_position_in_months ON journal (kind, position)")
    op.execute("CREATE INDEX ix_journal_store_xid ON journal (store, xid, position)")
    op.execute(
        "INSERT INTO journal (position, origin, seq, id, recorded_at, business_date, store, terminal, actor, kind, "
        "version, body, previous_hash, hash) SELECT position, origin, seq, id, recorded_at, business_date, store, "
        "terminal, actor, kind, version, body, previous_hash, hash FROM journal_before ORDER BY position"
    )
    op.execute("DROP TABLE journal_before")
    op.execute("ALTER SEQUENCE journal_position_seq OWNED BY journal.position")
    op.execute(
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
    )


def _feed() -> None:
    """Facts that concern a store which did not record them: an order that is to be sent from there."""
    op.execute(
        "CREATE TABLE delivery (store text NOT NULL, fact text NOT NULL, "
        "xid xid8 NOT NULL DEFAULT pg_current_xact_id(), position bigint NOT NULL, "
        "CONSTRAINT pk_delivery PRIMARY KEY (store, xid, position))"
    )
    op.execute("CREATE INDEX ix_delivery_fact ON delivery (fact)")


def downgrade() -> None:
    """Chains that were handed in are evidence; they are not taken back."""
    raise RuntimeError("these tables cannot be taken back; restore a backup instead")
