"""Returns by parcel on PostgreSQL: the same operations, the same books, the same worklist as on SQLite."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.machines import apart, merging, parcels, promising, till

from storeops.database import schema
from storeops.database.engine import open_engine
from storeops.operations import stock
from storeops.operations.rma import authorising, claiming, ending, exchanging, receiving, refunding, resolving
from storeops.reports.orders import board
from storeops.reports.rma.by_reason import by_reason
from storeops.reports.rma.rma import listing
from storeops.store import Store

pytestmark = pytest.mark.xdist_group("postgresql")


def test_a_returns_life_on_a_server(database: str) -> None:
    shop = promising.world(database, S1={"TEA": 10_000, "MUG": 6000}, WH1={"JAM": 9000})
    parcels.sent(shop, ("TEA", 3000), ("MUG", 2000))
    authorising.create(shop, "O", authorising.everything(shop, "O"), "damaged")
    receiving.receive(shop, "R", [(1, 2000)], condition="sealed")
    receiving.receive(shop, "R", [(2, 2000)], condition="faulty")
    refunding.refund(shop, "R", [(1, 1000)])
    ending.reject(shop, "R", "worn", wanted=[(1, 1000)])
    exchanging.exchange(shop, "R", [(2, 1000)], "JAM", even=True)
    claiming.claim(shop, "R", 800, "they leak", against="supplier")
    claiming.settle(shop, "K", "credited")
    refunding.refund(shop, "R", [(2, 1000)])
    ending.close(shop, "R", "the last tea never came")
    assert parcels.read(shop).status == "refunded"
    with shop.read() as connection:
        (row,) = listing(connection)
        assert (row.status, row.refunded) == ("refunded", 250 + 2 * 899)
        (reason,) = by_reason(connection, date(2026, 11, 1), date(2026, 12, 1)).reasons
        assert (reason.authorised, reason.received, reason.refunded, reason.refused) == (5000, 4000, 3000, 2000)
        assert reason.dispositions == {"restock": 2000, "supplier": 2000}
        assert "returns_received" not in till.accounts(connection) and "claims" not in till.accounts(connection)
    assert promising.worklist(shop) == []
    parcels.assert_well(shop)
    shop.close()


def test_a_contradiction_is_named_and_settled_on_a_server(tmp_path: Path, database: str) -> None:
    first = parcels.world(tmp_path / "shop.db")
    authorising.create(first, "O", [(2, 1000)], "late")
    first.close()
    left, right = apart.two(tmp_path / "shop.db", tmp_path)
    shared = len(apart.facts_of(left))
    for shop in (left, right):
        both(shop)
    ours, theirs = apart.facts_of(left)[shared:], apart.facts_of(right)[shared:]
    facts = [*apart.facts_of(left)[:shared], *merging.interleaved(theirs, ours, [True, False] * 9)]
    apart.bring(left, theirs, 50)
    engine = open_engine(database)
    schema.migrate(engine)
    with left.read() as here, engine.connect().execution_options(writing=True) as there, there.begin() as transaction:
        merging.take(there, facts, 7)
        assert merging.tables(there) == merging.tables(here)
        listed = board.worklist(here)
        assert {"received_twice", "refunded_twice", "authorised_twice"} <= {one.kind for one in listed}
        assert board.worklist(there) == listed
        transaction.rollback()
    engine.dispose()
    resolving.resolve(left, "S1-T1-R000001", "there was one parcel")
    left.close()
    right.close()


def both(shop: Store) -> None:
    """What each of the two does with the one return, and announces besides."""
    receiving.receive(shop, "R1", condition="sealed")
    refunding.refund(shop, "R1")
    authorising.create(shop, "O", [(1, 3000)], "late")
    stock.adjust(shop, [("TEA", -1000)], "count")
