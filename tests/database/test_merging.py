"""Facts of two origins, in any order, on SQLite and PostgreSQL: the very same rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine
from tests.machines import merging, till, two_tills

from storeops.database import schema
from storeops.database.engine import open_engine
from storeops.database.tables import metadata
from storeops.journal.replay import compare, ordered, rebuild, sorted_rows
from storeops.journal.verify import verify
from storeops.operations import stock

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> two_tills.Histories:
    return two_tills.make(tmp_path_factory.mktemp("two_tills"))


@pytest.fixture
def centre(database: str) -> Iterator[Engine]:
    """An empty database on the server, with every table."""
    engine = open_engine(database)
    schema.migrate(engine)
    yield engine
    engine.dispose()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.booleans(), max_size=80), batch=st.integers(1, 40))
def test_any_interleaving_gives_the_same_tables_on_both(
    histories: two_tills.Histories, centre: Engine, turns: list[bool], batch: int
) -> None:
    local = till.scratch()
    facts = [*histories.shared, *merging.interleaved(histories.one, histories.other, turns)]
    with local.begin() as here, _writing(centre) as there:
        merging.take(here, [*histories.shared, *histories.other, *histories.one], 1000)
        merging.take(there, facts, batch)
        expected = merging.tables(here)
        assert sum(map(len, expected.values())) > 100
        assert merging.tables(there) == expected
    local.dispose()


def test_a_server_verifies_and_replays_into_a_file(histories: two_tills.Histories, centre: Engine) -> None:
    """Keys in both cases and beyond ASCII: both databases have to compare rows in one order, whatever their locale."""
    local = till.scratch()
    with local.begin() as here, _writing(centre) as there:
        merging.take(there, [*histories.shared, *merging.interleaved(histories.other, histories.one, [])], 9)
        proof = verify(there)
        assert proof.sound
        assert rebuild(there, here) == proof.facts
        assert compare(there, here) == ()
    local.dispose()


def test_rows_are_compared_in_one_order_whatever_the_locale(database: str) -> None:
    shop = till.trading(database)
    items = [till.item(sku) for sku in ("tea", "TEA", "Tea", "éclair", "Zebra", "a-1", "a1", "A 1", "😀", "ﬀ", "_")]
    till.list_products(shop, items)
    stock.receive(shop, [(one.sku, 1000 * place) for place, one in enumerate(items, 1)])
    for one in items:
        till.sell(shop, (one, 1000))
    assert till.replay_differences(shop) == ()
    with shop.read() as connection:
        in_order = sorted_rows(metadata.tables["stock_balance"], connection)
        assert [row[:2] for row in in_order] == sorted(
            till.cached(connection), key=lambda key: [k.encode() for k in key]
        )
        # A server of another locale would sort otherwise: the order is asked for by name.
        told = str(ordered(metadata.tables["stock_balance"], connection).compile(dialect=shop.engine.dialect))
    assert told.count('COLLATE "C"') == 2
    shop.close()


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """A transaction on the server that is taken back at the end."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
