"""On hand, exactly, per location."""

from __future__ import annotations

import pytest
from tests.reports.counter import Counter

from storeops.operations import stock
from storeops.operations.shop import add_location
from storeops.reports.plain import plain
from storeops.reports.stock import LocationStock, UnknownStock, listing, stock_of


def test_every_location_and_the_sum(counter: Counter) -> None:
    shop = counter.shop
    add_location(shop, "W1", "warehouse", "Warehouse")
    counter.open_drawer()
    stock.receive(shop, [("TEA", 10000)])
    stock.receive(shop, [("TEA", 40000)], location="W1")
    counter.sell("2*TEA")
    with shop.read() as connection:
        view = stock_of(connection, shop.profile, "TEA")
        by_barcode = stock_of(connection, shop.profile, "5012345678900")
    assert view == by_barcode
    assert (view.name, view.unit, view.on_hand) == ("Tea 80 bags", "each", 48000)
    assert view.locations == (
        LocationStock("S1", "Corner Shop", "shop_floor", 8000),
        LocationStock("W1", "Warehouse", "warehouse", 40000),
    )
    written = plain(view, 2)
    assert isinstance(written, dict)
    assert written["on_hand"] == "48"


def test_a_product_that_never_moved_has_nothing(counter: Counter) -> None:
    with counter.shop.read() as connection:
        view = stock_of(connection, counter.shop.profile, "MILK")
        with pytest.raises(UnknownStock):
            stock_of(connection, counter.shop.profile, "NOPE")
    assert view.on_hand == 0
    assert view.locations == (LocationStock("S1", "Corner Shop", "shop_floor", 0),)


def test_the_list_is_of_what_moved(counter: Counter) -> None:
    shop = counter.shop
    counter.open_drawer()
    stock.receive(shop, [("TEA", 10000), ("APPLE", 25500)])
    counter.sell("MILK")
    with shop.read() as connection:
        every = listing(connection, shop.profile)
        below = listing(connection, shop.profile, only_negative=True)
        found = listing(connection, shop.profile, text="LOOSE app")
        first = listing(connection, shop.profile, limit=1)
        percent = listing(connection, shop.profile, text="%")
    assert [(view.sku, view.on_hand) for view in every] == [("APPLE", 25500), ("MILK", -1000), ("TEA", 10000)]
    assert [view.sku for view in below] == ["MILK"]
    assert [view.sku for view in found] == ["APPLE"]
    assert [view.sku for view in first] == ["APPLE"]
    assert percent == ()
