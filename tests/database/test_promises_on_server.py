"""Orders on PostgreSQL: the same operations, the same tables, the same worklist as on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.machines import apart, merging, promising, till

from storeops.connectors import shipping
from storeops.database import schema
from storeops.database.engine import open_engine
from storeops.operations import returns, stock
from storeops.operations.orders import changing, payments, sending
from storeops.operations.parcels import leaving, packing, tracking
from storeops.operations.picking import picks, waves
from storeops.operations.picking.short import short
from storeops.reports import picking
from storeops.reports.fulfilment import fulfilment
from storeops.reports.orders import board
from storeops.rules.tenders import Tender

pytestmark = pytest.mark.xdist_group("postgresql")

PICKING = [("wave", 0, 1), ("pick", 0, 1), ("pack", 0, 2), ("ship", 0, 1), ("short", 0, 1), ("cancel", 3, 3)]
ONE = [("dispatch", 0, 1), ("cancel", 3, 3), ("amend", 6, 2), ("place", 0, 1), ("deallocate", 3, 1), ("pay", 0, 2)]
OTHER = [("cancel", 0, 3), ("dispatch", 3, 1), ("amend", 6, 1), ("place", 0, 1), ("goods", 0, 3), ("pay", 0, 2)]


def test_what_two_databases_did_is_the_same_on_a_server(tmp_path: Path, database: str) -> None:
    apart.beginning(tmp_path / "shop.db")
    left, right = apart.two(tmp_path / "shop.db", tmp_path)
    shared = len(apart.facts_of(left))
    apart.act(left, [*ONE, *PICKING])
    apart.act(right, [*OTHER[:2], *PICKING, *OTHER[2:]])
    ours, theirs = apart.facts_of(left)[shared:], apart.facts_of(right)[shared:]
    facts = [*apart.facts_of(left)[:shared], *merging.interleaved(theirs, ours, [True, False] * 20)]
    apart.bring(left, theirs, 50)
    engine = open_engine(database)
    schema.migrate(engine)
    with left.read() as here, engine.connect().execution_options(writing=True) as there, there.begin() as transaction:
        merging.take(there, facts, 7)
        assert merging.tables(there) == merging.tables(here)
        listed = board.worklist(here)
        assert len({one.kind for one in listed}) >= 2
        assert board.worklist(there) == listed
        transaction.rollback()
    engine.dispose()
    left.close()
    right.close()


def test_an_orders_life_on_a_server(database: str) -> None:
    shop = promising.world(database, S1={"TEA": 3000, "MUG": 1000}, S2={"TEA": 2000})
    first = promising.place(shop, ("TEA", 4000), ("MUG", 2000), external="W-1", due="before")
    assert promising.place(shop, ("TEA", 4000), ("MUG", 2000), external="W-1", due="before") == first
    second = promising.place(shop, ("HAMPER", 1000))
    payments.pay(shop, first, Tender("card", promising.read(shop, first).money.due, "A1"), authorise=True)
    stock.receive(shop, [("MUG", 1000)], location="S2")
    assert sum(promising.stands(shop, first).values()) == 6000
    changing.amend(shop, first, changing.Change(cancel=((1, 2000),)), "fewer")
    stock.receive(shop, [("MUG", 1000), ("TEA", 2000)], location="S2")
    assert sum(promising.stands(shop, second).values()) == 1000
    sold, *_ = sending.dispatch(shop, first)
    returns.take_back(shop, sold.number, [(1, 1000)], "no")
    payments.refund(shop, first)
    stock.adjust(shop, [("TEA", -9000)], "stolen", location="S2")
    assert [kind for kind, _, _ in promising.worklist(shop)] == ["promised_beyond_stock"]
    changing.cancel(shop, second, "no")
    assert promising.worklist(shop) == []
    with shop.read() as connection:
        assert till.accounts(connection).get("deposits", 0) == 0
    promising.assert_well(shop)
    shop.close()


def test_from_the_shelf_to_the_customer_on_a_server(database: str) -> None:
    shop = promising.world(database, S1={"TEA": 3000, "MUG": 2000}, S2={"TEA": 2000})
    first, second = promising.place(shop, ("TEA", 2000), ("MUG", 1000)), promising.place(shop, ("MUG", 1000))
    for id in (first, second):
        payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    wave = waves.plan(shop).envelope.id
    waves.release(shop, wave)
    picks.take_tour(shop, wave, "ben")
    for task in apart.open_tasks(shop)[:-1]:
        picks.confirm(shop, task, picker="ben")
    short(shop, apart.open_tasks(shop)[0], picker="ben")
    number = promising.read(shop, first).placed.number
    packing.pack(shop, number)
    shipping.ship(shop, "P", "demo")
    leaving.hand_over(shop, "demo")
    tracking.delivered(shop, "P", proof="Ann")
    assert promising.read(shop, first).counter(1).delivered == 2000
    changing.cancel(shop, second, "no")
    assert [kind for kind, _, _ in promising.worklist(shop)] == []
    with shop.read() as connection:
        day = shop.business_date()
        assert fulfilment(connection, shop.profile, day, day).orders == 1
        assert picking.waves(connection)[0].status == "closed"
    promising.assert_well(shop)
    shop.close()
