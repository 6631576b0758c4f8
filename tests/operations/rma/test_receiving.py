"""Unpacking: conditions and dispositions, statuses, lots and serials, kits, orders that wait."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.machines import parcels, promising, till

from storeops.database.queries.rma import dispatched
from storeops.database.tables import stock_detail
from storeops.operations import returns, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.handling import Handling, set_handling
from storeops.operations.locations import UnknownLocation
from storeops.operations.rma import authorising, ending, receiving, refunding
from storeops.operations.rma.goods import NotSentWithIt
from storeops.operations.shop import set_setting
from storeops.rules.carts import NoSuchLine
from storeops.rules.quantity import NotWhole
from storeops.rules.returns import NothingToReturn
from storeops.rules.rma.counting import NotSoMuch
from storeops.rules.rma.dispositions import UnknownDisposition
from storeops.rules.rma.reasons import UnknownCondition
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000001"


def status_of(shop: Store, sku: str) -> dict[str, int]:
    with shop.read() as connection:
        at = stock_detail.c
        rows = connection.execute(select(stock_detail).where(at.sku == sku, at.location == "S1"))
        return {row.status: row.quantity for row in rows if row.status and row.quantity}


@pytest.mark.parametrize(
    ("disposition", "on_hand", "status", "account"),
    [
        ("restock", 5000, {}, "inventory"),
        ("quarantine", 5000, {"quarantine": 1000}, "inventory"),
        ("refurbish", 5000, {"damaged": 1000}, "inventory"),
        ("scrap", 4000, {}, "shrinkage"),
        ("supplier", 4000, {}, "claims"),
    ],
)
def test_where_goods_go(shop: Store, disposition: str, on_hand: int, status: dict[str, int], account: str) -> None:
    authorising.create(shop, "O", [(2, 1000)], "other")
    before = parcels.accounts(shop)
    receiving.receive(shop, "R", [(2, 1000)], condition="opened", disposition=disposition)
    assert parcels.on_hand(shop, "MUG") == on_hand
    assert status_of(shop, "MUG") == status
    after = parcels.accounts(shop)
    changed = {name: after.get(name, 0) - before.get(name, 0) for name in {*before, *after}}
    assert {name: amount for name, amount in changed.items() if amount} == {account: 400, "returns_received": -400}


def test_the_usual_place(shop: Store) -> None:
    set_setting(shop, "return_dispositions", "all/opened=scrap", scope="S1")
    authorising.create(shop, "O", [(1, 3000), (2, 1000)], "other")
    for condition, line in (("sealed", 1), ("opened", 1), ("faulty", 1), ("used", 2)):
        receiving.receive(shop, "R", [(line, 1000)], condition=condition)
    went = [one.part.disposition for one in parcels.read(shop).happened]
    assert went == ["restock", "scrap", "supplier", "refurbish"]


def test_in_parts_and_in_several_conditions(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 3000)], "other")
    receiving.receive(shop, "R", [(1, 1000)], condition="sealed")
    assert parcels.read(shop).status == "partly_received"
    receiving.receive(shop, "R", [(1, 1000)], condition="damaged", location="S2")
    receiving.receive(shop, "R", condition="used", location="S2")
    one = parcels.read(shop)
    assert one.status == "received"
    (line,) = one.authorised.lines
    assert one.awaiting(1, line.pieces[0]) == [("sealed", 1000), ("damaged", 1000), ("used", 1000)]
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "TEA", "S2")) == (8000, 5000)


REFUSALS: list[tuple[list[tuple[int, int]], dict[str, object], type[Exception]]] = [
    ([(1, 2000)], {}, NotSoMuch),
    ([(1, 1000), (1, 1000)], {}, NotSoMuch),
    ([(2, 1000)], {}, NoSuchLine),
    ([(1, 500)], {}, NotWhole),
    ([], {"condition": "crushed"}, UnknownCondition),
    ([], {"disposition": "eat"}, UnknownDisposition),
    ([], {"location": "S9"}, UnknownLocation),
    ([], {"marks": ["L1"]}, NotSentWithIt),
]


def test_refusals_change_nothing(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 1000)], "other")
    before = till.dump(shop)
    for lines, how, error in REFUSALS:
        with pytest.raises(error):
            receiving.receive(shop, "R", lines, **{"condition": "sealed", **how})  # type: ignore[arg-type]
    assert till.dump(shop) == before


def test_what_has_come_does_not_come_again(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 1000)], "other")
    receiving.receive(shop, "R", condition="sealed", command=FORM)
    before = till.dump(shop)
    receiving.receive(shop, "R", condition="sealed", command=FORM)
    with pytest.raises(NothingToReturn):
        receiving.receive(shop, "R", condition="sealed")
    with pytest.raises(NotSoMuch):
        receiving.receive(shop, "R", [(1, 0)], condition="sealed")
    assert till.dump(shop) == before
    authorising.create(shop, "O", [(1, 1000)], "other")
    with pytest.raises(RecordedOtherwise):
        receiving.receive(shop, "R", condition="sealed", command=FORM)


def test_an_order_that_waits_gets_what_may_be_sold(shop: Store) -> None:
    authorising.create(shop, "O", [(2, 2000)], "other")
    waiting = promising.place(shop, ("MUG", 5000))
    assert promising.stands(shop, waiting) == {(1, "S1"): 4000}
    receiving.receive(shop, "R", [(2, 1000)], condition="opened", disposition="quarantine")
    assert promising.stands(shop, waiting) == {(1, "S1"): 4000}
    receiving.receive(shop, "R", [(2, 1000)], condition="sealed", disposition="restock")
    assert promising.stands(shop, waiting) == {(1, "S1"): 5000}


def test_a_kit_comes_back_as_its_parts(shop: Store) -> None:
    order = parcels.sent(shop, ("HAMPER", 2000))
    tea, mug = parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")
    authorising.create(shop, order, [(1, 2000)], "late")
    receiving.receive(shop, "R", [(1, 1000)], condition="sealed")
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (tea + 2000, mug + 1000)
    receiving.receive(shop, "R", condition="sealed")
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (tea + 4000, mug + 2000)
    refunding.refund(shop, "R")


@pytest.fixture
def tracked(shop: Store) -> str:
    """An order of 3 m of cloth out of two lots of 2 m, L1 and L2."""
    stock.adjust(shop, [("CLOTH", -9000)], "count", location="WH1")
    set_handling(shop, "CLOTH", Handling(tracking="lot"))
    for lot in ("L1", "L2"):
        stock.receive(shop, [Arrival("CLOTH", 2000, lot, "2027-01-01", (), "", "")], location="S1")
    return parcels.sent(shop, ("CLOTH", 3000))


def lots(shop: Store) -> dict[str, int]:
    with shop.read() as connection:
        rows = connection.execute(select(stock_detail).where(stock_detail.c.location == "S1", stock_detail.c.lot != ""))
        return {row.lot: row.quantity for row in rows if row.quantity}


def test_the_lot_that_is_seen_comes_back_and_each_once(shop: Store, tracked: str) -> None:
    assert lots(shop) == {"L2": 1000}
    authorising.create(shop, tracked, [(1, 2500)], "other")
    before = till.dump(shop)
    with pytest.raises(NotSentWithIt):
        receiving.receive(shop, "R", [(1, 500)], condition="sealed", disposition="restock", marks=["L3"])
    assert till.dump(shop) == before
    receiving.receive(shop, "R", [(1, 500)], condition="sealed", disposition="restock", marks=["L2"])
    assert lots(shop) == {"L2": 1500}
    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert lots(shop) == {"L1": 2000, "L2": 1500}
    authorising.create(shop, tracked, [(1, 500)], "other")
    with pytest.raises(NotSentWithIt):
        receiving.receive(shop, "R", condition="sealed", disposition="restock", marks=["L1"])
    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert lots(shop) == {"L1": 2000, "L2": 2000}


def test_what_goes_out_again_is_what_came(shop: Store, tracked: str) -> None:
    authorising.create(shop, tracked, [(1, 3000)], "other")
    receiving.receive(shop, "R", [(1, 1000)], condition="sealed", disposition="restock", marks=["L2"])
    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert lots(shop) == {"L1": 2000, "L2": 2000}
    ending.reject(shop, "R", "worn", wanted=[(1, 2000)])
    assert lots(shop) == {"L2": 2000}
    ending.reject(shop, "R", "worn")
    assert lots(shop) == {"L2": 1000}
    authorising.create(shop, tracked, [(1, 3000)], "other")
    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert lots(shop) == {"L1": 2000, "L2": 2000}
    refunding.refund(shop, "R")


def test_counter_and_parcel_bring_each_lot_back_once(shop: Store, tracked: str) -> None:
    with shop.read() as connection:
        number = dispatched(connection, tracked)[0][1]
    returns.take_back(shop, number, [(1, 1500)], "brought in")
    assert lots(shop) == {"L1": 1500, "L2": 1000}
    authorising.create(shop, tracked, [(1, 1500)], "other")
    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert lots(shop) == {"L1": 2000, "L2": 2000}
    refunding.refund(shop, "R")
