"""The first tables: journal, ledgers, sales, reference data, and what is local to one database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_tables()
    if op.get_bind().dialect.name == "sqlite":
        _make_sqlite_extras()
    else:
        _make_server_extras()


def _make_tables() -> None:

    op.create_table(
        "barcode",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_barcode")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_barcode_sku"), "barcode", ["sku"], unique=False)
    op.create_table(
        "cart",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("lines", NUMBER, autoincrement=False, nullable=False),
        sa.Column("total", NUMBER, autoincrement=False, nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart")),
    )
    op.create_index(op.f("ix_cart_terminal_status"), "cart", ["terminal", "status"], unique=False)
    op.create_table(
        "department",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_department")),
    )
    op.create_table(
        "drawer_close",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("expected", NUMBER, autoincrement=False, nullable=False),
        sa.Column("counted", NUMBER, autoincrement=False, nullable=False),
        sa.Column("difference", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_drawer_close")),
    )
    op.create_index(op.f("ix_drawer_close_series_counter"), "drawer_close", ["series", "counter"], unique=False)
    op.create_index(op.f("ix_drawer_close_session"), "drawer_close", ["session"], unique=False)
    op.create_table(
        "drawer_event",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_drawer_event")),
    )
    op.create_index(op.f("ix_drawer_event_session"), "drawer_event", ["session"], unique=False)
    op.create_index(op.f("ix_drawer_event_subject"), "drawer_event", ["subject"], unique=False)
    op.create_table(
        "drawer_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("float", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_session")),
    )
    op.create_index(op.f("ix_drawer_session_terminal"), "drawer_session", ["terminal"], unique=False)
    op.create_table(
        "goods_move",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("from_location", sa.Text(), nullable=False),
        sa.Column("to_location", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.Column("unit_cost", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "line", name=op.f("pk_goods_move")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_goods_move_sku_fact"), "goods_move", ["sku", "fact"], unique=False)
    op.create_table(
        "history_document",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "document", "fact", name=op.f("pk_history_document")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("position", NUMBER, autoincrement=True, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_journal")),
        sa.UniqueConstraint("id", name=op.f("uq_journal_id")),
        sa.UniqueConstraint("origin", "seq", name=op.f("uq_journal_origin_seq")),
    )
    op.create_index(op.f("ix_journal_kind_position"), "journal", ["kind", "position"], unique=False)
    op.create_table(
        "local",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_local")),
    )
    op.create_table(
        "location",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_location")),
    )
    op.create_table(
        "money_posting",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "line", name=op.f("pk_money_posting")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_money_posting_business_date_account"),
        "money_posting",
        ["business_date", "account"],
        unique=False,
    )
    op.create_index(op.f("ix_money_posting_session_account"), "money_posting", ["session", "account"], unique=False)
    op.create_table(
        "origin",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("series_tag", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("parent_seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origin")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "price",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("price_list", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "price_list", "valid_from", name=op.f("pk_price")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("copy", NUMBER, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", NUMBER, autoincrement=False, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index(op.f("ix_print_job_state_created_at"), "print_job", ["state", "created_at"], unique=False)
    op.create_index(op.f("ix_print_job_subject"), "print_job", ["subject"], unique=False)
    op.create_table(
        "product",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("tax_class", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stocked", sa.Boolean(), nullable=False),
        sa.Column("cost", NUMBER, autoincrement=False, nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_product")),
    )
    op.create_table(
        "reference_revision",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_reference_revision")),
    )
    op.create_table(
        "sale",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("counter", NUMBER, autoincrement=False, nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("lines", NUMBER, autoincrement=False, nullable=False),
        sa.Column("units", NUMBER, autoincrement=False, nullable=False),
        sa.Column("discount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("net", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tax", NUMBER, autoincrement=False, nullable=False),
        sa.Column("total", NUMBER, autoincrement=False, nullable=False),
        sa.Column("rounding", NUMBER, autoincrement=False, nullable=False),
        sa.Column("change", NUMBER, autoincrement=False, nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("grand_total", NUMBER, autoincrement=False, nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
    )
    op.create_index(op.f("ix_sale_business_date_store"), "sale", ["business_date", "store"], unique=False)
    op.create_index(
        op.f("ix_sale_customer_business_date"),
        "sale",
        ["customer", "business_date"],
        unique=False,
        sqlite_where=sa.text("customer != ''"),
        postgresql_where=sa.text("customer != ''"),
    )
    op.create_index(op.f("ix_sale_number"), "sale", ["number"], unique=False)
    op.create_index(
        op.f("ix_sale_original"),
        "sale",
        ["original"],
        unique=False,
        sqlite_where=sa.text("original != ''"),
        postgresql_where=sa.text("original != ''"),
    )
    op.create_index(op.f("ix_sale_series_counter"), "sale", ["series", "counter"], unique=False)
    op.create_index(op.f("ix_sale_session"), "sale", ["session"], unique=False)
    op.create_table(
        "sale_line",
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
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
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("original_line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sale", "line", name=op.f("pk_sale_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_sale_line_original_original_line"),
        "sale_line",
        ["original", "original_line"],
        unique=False,
        sqlite_where=sa.text("original != ''"),
        postgresql_where=sa.text("original != ''"),
    )
    op.create_index(op.f("ix_sale_line_sku_sale"), "sale_line", ["sku", "sale"], unique=False)
    op.create_table(
        "sale_tax",
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("net", NUMBER, autoincrement=False, nullable=False),
        sa.Column("tax", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("sale", "code", "rate", name=op.f("pk_sale_tax")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sale_tender",
        sa.Column("sale", sa.Text(), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sale", "line", name=op.f("pk_sale_tender")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "setting",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_setting")),
    )
    op.create_table(
        "stock_balance",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("sku", "location", name=op.f("pk_stock_balance")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "store",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.Text(), nullable=False),
        sa.Column("receipt_footer", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_store")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("tax_class", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tax_class", "code", "valid_from", name=op.f("pk_tax_rate")),
    )
    op.create_table(
        "terminal",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", NUMBER, autoincrement=False, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_terminal")),
    )


def _make_sqlite_extras() -> None:
    """The journal only grows; names are found by the beginnings of their words."""
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_no_{action.lower()} BEFORE {action} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
    op.execute(
        "CREATE VIRTUAL TABLE product_words USING fts5(sku UNINDEXED, kept UNINDEXED, words, content = '', "
        "contentless_delete = 1, contentless_unindexed = 1, detail = none, "
        "tokenize = \"ascii tokenchars '^'\", prefix = '1 2 3 4')"
    )


def _make_server_extras() -> None:
    """The same guard and the same search on PostgreSQL."""
    op.execute(
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
    )
    op.execute("CREATE TABLE product_words (sku text PRIMARY KEY, words text NOT NULL)")
    op.execute(
        "CREATE INDEX ix_product_words_words ON product_words "
        "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
    )


def downgrade() -> None:
    """There is nothing before the first tables."""
    raise RuntimeError("the first tables cannot be taken back; restore a backup instead")
