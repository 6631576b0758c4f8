"""Stock at the screen: search as you type, every location, every fact behind the figure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, make_shop
from tests.screens.clerk import at, sell
from tests.screens.order_desk import place

from storeops.operations import drawer, places, stock
from storeops.screens.stock import StockScreen
from storeops.screens.till import TillScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    stock.receive(opened, [("TEA", 10000), ("APPLE", 25500)], supplier="Millbrook")
    yield opened
    opened.close()


async def test_the_list_narrows_as_words_are_typed(shop: Store) -> None:
    async with at(shop, StockScreen(shop)) as clerk:
        assert clerk.listed == []
        await clerk.type("mil")
        await clerk.until(lambda: len(clerk.listed) == 2)
        assert clerk.listed == [
            "> [/] Milk, 1 pt | MILK | 0 | 1.15",
            "Milk chocolate biscuits | BISC | 0 | 1.89",
        ]
        assert clerk.line == (">", "mil", "Enter: [/] Milk, 1 pt")
        await clerk.press("down")
        assert clerk.line[2] == "Enter: Milk chocolate biscuits"
        await clerk.press("enter")
        assert clerk.summary[0] == ("Milk chocolate biscuits", "1.89")
        await clerk.press("escape")
        assert clerk.listed[1] == "> Milk chocolate biscuits | BISC | 0 | 1.89"
        await clerk.press("escape")
        assert isinstance(clerk.job, TillScreen)


async def test_a_scan_opens_the_product_and_f9_lists_the_facts_with_the_balance(shop: Store) -> None:
    sell(shop, TEA, TEA)
    async with at(shop, StockScreen(shop)) as clerk:
        await clerk.scan(TEA)
        assert clerk.listed == ["> Corner Shop (here) | S1 | 8 |  | 8 | "]
        assert clerk.big == ("ON HAND", "8", "each")
        assert clerk.summary == (("Tea 80 bags", "3.49"), ("TEA, 5012345678900", ""))
        await clerk.press("f9")
        assert [row.split(" | ", 1)[1] for row in clerk.listed] == [
            "received from Millbrook | S1 | +10 | 10",
            "sale S1-T1-000001 | S1 | -2 | 8",
        ]
        assert clerk.summary[1][0] == "The moves add up to what is shown."
        await clerk.scan("2000000000039")
        assert clerk.big == ("ON HAND", "25.500", "kg")


async def test_less_than_nothing_is_marked(shop: Store) -> None:
    sell(shop, MILK)
    async with at(shop, StockScreen(shop, "milk pt")) as clerk:
        assert clerk.line[:2] == (">", "milk pt")
        await clerk.press("enter")
        assert clerk.big == ("ON HAND", "-1", "each")


async def test_the_nearest_location_that_has_it_free_is_named_and_selected(shop: Store) -> None:
    places.add(shop, "FAR", kind="warehouse", name="Far away", terms=places.Terms(country="IE"))
    places.add(shop, "WH1", kind="warehouse", name="Warehouse")
    stock.receive(shop, [("MILK", 90000)], location="FAR")
    stock.receive(shop, [("MILK", 4000)], location="WH1")
    place(shop, ("MILK", 3))
    async with at(shop, StockScreen(shop)) as clerk:
        await clerk.scan(MILK)
        assert clerk.listed == [
            "Corner Shop (here) | S1 | 0 |  | 0 | ",
            "> Warehouse | WH1 | 4 | 3 | 1 | ",
            "Far away | FAR | 90 |  | 90 | ",
        ]
        assert clerk.summary[1] == ("MILK, 2000000000015", "nearest: Warehouse has 1 free")
        assert clerk.big == ("ON HAND", "0", "94 in all 3 locations")
        place(shop, ("MILK", 1))
        await clerk.scan(MILK)
        assert clerk.summary[1][1] == "nearest: Far away has 90 free"
        assert "Location" in clerk.painted and "Free" in clerk.painted


async def test_what_is_not_there_is_said_and_left_in_the_line(shop: Store) -> None:
    async with at(shop, StockScreen(shop)) as clerk:
        await clerk.scan("4006381333931")
        assert clerk.said.startswith("wrong: There is no product '4006381333931'.")
        assert clerk.line[1] == "4006381333931"
        await clerk.enter("4111111111111111")
        assert clerk.said.startswith("wrong:")
        assert clerk.line == (">", "", "")
        assert "4111" not in clerk.painted
