"""The same shop on SQLite and on PostgreSQL: tables, guards, and one way to write."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from tests.machines import till

from storeops.database import schema
from storeops.database.engine import BadServerAddress, open_engine
from storeops.database.faults import ServerUnreachable
from storeops.database.tables import metadata
from storeops.operations import drawer
from storeops.operations.shop import ShopExists
from storeops.settings import Settings
from storeops.store import Store

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a shop can be made, on each of the two databases."""
    return str(tmp_path / "shop.db") if request.param == "sqlite" else str(request.getfixturevalue("empty_database"))


def migrated(place: str) -> Engine:
    engine = open_engine(place, create=True)
    schema.migrate(engine)
    return engine


#: Tables of the server alone, and the one that is in months there: held against the program's by a test of its own.
OTHERWISE = {"journal", "journal_rest", "delivery", "stock_told", "stock_rolled"}

#: What only a server looks for: rows of the large tables by their revision.
BY_REVISION = {"ix_product_revision_key", "ix_barcode_revision_key", "ix_price_revision_key"}


def own(engine: Engine) -> Callable[..., bool]:
    """Leaves out the tables of the word index (SQLite makes a handful of shadow tables for it), and what a server has
    otherwise."""
    left_out = OTHERWISE if engine.dialect.name == "postgresql" else set()

    def wanted(name: str | None, kind: str, _parents: object) -> bool:
        if kind == "index" and name in BY_REVISION:
            return False
        return kind != "table" or not (str(name).startswith("product_words") or name in left_out)

    return wanted


# Of many tables Alembic reads all columns beforehand, also of those that are left out.
@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_migrations_make_exactly_the_tables_the_program_uses(place: str) -> None:
    engine = migrated(place)
    with engine.connect() as connection:
        wanted = own(engine)
        options = {
            "compare_type": True,
            "include_name": wanted,
            "include_object": lambda _object, name, kind, _reflected, _other: wanted(name, kind, None),
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    assert schema.revision(engine) == schema.HEAD
    engine.dispose()


def test_migrations_make_exactly_the_indexes_and_keys_the_program_names(place: str) -> None:
    engine = migrated(place)
    found = inspect(engine)
    for table in filter(lambda one: own(engine)(one.name, "table", None), metadata.sorted_tables):
        made = {index["name"]: index["column_names"] for index in found.get_indexes(table.name)}
        made = {name: columns for name, columns in made.items() if name not in BY_REVISION}
        unique = {str(one["name"]) for one in found.get_unique_constraints(table.name)}
        wanted = {str(index.name): [column.name for column in index.columns] for index in table.indexes}
        assert {name: columns for name, columns in made.items() if name not in unique} == wanted
        keys = found.get_pk_constraint(table.name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key.columns]
    engine.dispose()


def test_the_servers_journal_has_the_same_columns_and_is_in_months(database: str) -> None:
    engine = open_engine(database)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT column_name, data_type, is_nullable FROM information_schema.columns "
                "WHERE table_name = 'journal' AND table_schema = 'public' ORDER BY ordinal_position"
            )
        ).all()
        kinds = {"BIGINT": "bigint", "TEXT": "text", "BYTEA": "bytea"}
        wanted = [
            (column.name, kinds[column.type.compile(engine.dialect)], "NO")
            for column in metadata.tables["journal"].columns
        ]
        assert [tuple(row) for row in rows] == [*wanted, ("xid", "xid8", "NO")]
        key = connection.execute(text("SELECT pg_get_partkeydef('journal'::regclass)")).scalar()
        assert key == "RANGE (id)"
    engine.dispose()


def test_migrating_again_changes_nothing(place: str) -> None:
    engine = migrated(place)
    schema.migrate(engine)
    assert schema.revision(engine) == schema.HEAD
    engine.dispose()


def test_a_shop_is_made_sells_and_is_opened_again(place: str) -> None:
    shop = till.trading(place)
    sold = till.sell(shop, (till.item(), 2000))
    assert (sold.number, sold.total, sold.change) == ("S1-T1-000001", 500, 100)
    shop.close()
    again = Store.open(Settings(place, minimum_free_bytes=0), clock=till.Clock())
    assert till.sell(again, (till.item(), 1000)).number == "S1-T1-000002"
    again.require_room()
    till.assert_sound(again)
    assert till.replay_differences(again) == ()
    assert drawer.close(again, 10_750).difference == 0
    again.close()


def test_a_second_shop_does_not_go_where_one_is(place: str) -> None:
    shop = till.make(place)
    before = till.dump(shop)
    with pytest.raises(ShopExists):
        till.make(place)
    assert till.dump(shop) == before
    shop.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'nobody'",
        "UPDATE journal SET body = body WHERE seq = 1",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal",
    ],
)
def test_the_journal_only_grows(place: str, statement: str) -> None:
    shop = till.make(place)
    before = till.dump(shop)
    with pytest.raises(DBAPIError, match="append-only"), shop.write() as tx:
        tx.connection.execute(text(statement))
    assert till.dump(shop) == before
    shop.close()


def test_a_journal_on_a_server_is_not_emptied_at_a_stroke(database: str) -> None:
    shop = till.make(database)
    with pytest.raises(DBAPIError, match="append-only"), shop.write() as tx:
        tx.connection.execute(text("TRUNCATE journal"))
    assert till.count(shop) == 2
    shop.close()


def test_a_fact_is_not_replaced_by_another_of_its_number(tmp_path: Path) -> None:
    """INSERT OR REPLACE deletes without asking a trigger, unless the connection is told to ask."""
    shop = till.make(tmp_path / "shop.db")
    with pytest.raises(DBAPIError, match="append-only"), shop.write() as tx:
        tx.connection.exec_driver_sql("INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1")
    assert till.count(shop) == 2
    shop.close()


def test_what_a_reader_writes_is_not_kept(place: str) -> None:
    shop = till.make(place)
    before = till.dump(shop)
    with contextlib.suppress(DBAPIError), shop.read() as connection:
        connection.execute(text("UPDATE person SET name = 'Mallory'"))
    assert till.dump(shop) == before
    shop.close()


def test_an_error_inside_a_transaction_takes_everything_back(place: str) -> None:
    shop = till.trading(place)
    before = till.dump(shop)
    with pytest.raises(ZeroDivisionError), shop.write() as tx:
        till.receive_in(tx, till.item(), 5000)
        raise ZeroDivisionError
    assert till.dump(shop) == before
    shop.close()


def test_a_server_that_is_not_there_is_told_with_its_remedy_and_without_the_password() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    settings = Settings(f"postgresql://shop:geheim@127.0.0.1:{port}/shop")
    for ask in (lambda: Store.open(settings), lambda: till.make(settings.database)):
        with pytest.raises(ServerUnreachable, match=r"does not answer.*[Cc]onnection refused.*try again") as refused:
            ask()
        assert refused.value.again
        assert "geheim" not in str(refused.value)


def test_a_server_that_goes_away_is_told_and_the_shop_goes_on_when_it_is_back(database: str) -> None:
    shop, elsewhere = till.make(database), open_engine(database)
    with pytest.raises(ServerUnreachable), shop.write() as tx:
        own = tx.connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with elsewhere.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        till.receive_in(tx, till.item(), 1000)
    elsewhere.dispose()
    with shop.read() as connection:
        assert len(till.entries(connection)) == 2
    till.receive(shop, till.item(), 1000)
    shop.close()


@pytest.mark.parametrize("address", ["postgresql://shop:a@b@c:port/shop", "postgresql://[::1/shop"])
def test_an_address_that_cannot_be_read_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(BadServerAddress) as refused:
        open_engine(address)
    assert address not in str(refused.value)
