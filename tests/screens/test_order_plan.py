"""The sourcing plan: nothing is promised before F12, and then what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.clerk import at
from tests.screens.order_desk import order, order_shop, place

from storeops.operations import stock
from storeops.operations.orders import changing
from storeops.screens.orders import OrdersScreen
from storeops.screens.orders.detail import OrderScreen
from storeops.screens.orders.plan import PlanScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    yield opened
    opened.close()


def two_short(shop: Store) -> tuple[str, str]:
    """Two orders that wait to be paid, and for biscuits: too few have come to the shop and to the warehouse."""
    first = place(shop, ("BISC", 6), promised="2026-11-25", due="before")
    numbers = first, place(shop, ("BISC", 4), name="Bo Lind", due="before")
    stock.receive(shop, [("BISC", 5000)])
    stock.receive(shop, [("BISC", 3000)], location="WH1")
    return numbers


async def test_the_plan_is_shown_with_cost_and_bound_and_f12_promises_it(shop: Store) -> None:
    first, second = two_short(shop)
    async with at(shop, OrdersScreen(shop)) as clerk:
        await clerk.press("ctrl+s")
        assert isinstance(clerk.job, PlanScreen)
        clerk.till = clerk.job  # type: ignore[assignment]
        await clerk.until(lambda: clerk.big[2] != "planning")
        assert sorted(row.removeprefix("> ").split(" | ")[0] for row in clerk.listed) == [first, second]
        assert clerk.summary[0][0] == "2 orders"
        assert "shipping" in clerk.summary[0][1]
        assert clerk.summary[1][0].startswith("Within 0.00 % of the best; bound ")
        assert clerk.big[0] == "COST" and "sourced" in clerk.big[2]
        assert "F12 Allocate" in clerk.keys and "F9 Why" in clerk.keys
        assert sum(line.allocated for line in order(shop, second).lines) == 0
        await clerk.press("f12")
        assert clerk.said.startswith("done: Stock was promised to ")
        assert "F12 Allocate" not in clerk.keys
    both = [line for number in (first, second) for line in order(shop, number).lines]
    assert sum(line.allocated for line in both if line.sku == "BISC") == 8000


async def test_why_names_each_location_that_was_turned_down(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    changing.deallocate(shop, number, "to be planned")
    async with at(shop, PlanScreen(shop)) as clerk:
        await clerk.until(lambda: clerk.big[2] != "planning")
        assert clerk.listed == [f"> {number} | Ann Reed | Wed 25 Nov | S1 | "]
        assert clerk.notes_of_lines == ["2 Tea 80 bags from S1"]
        assert clerk.big[2] == "1 sourced"
        await clerk.press("f9")
        assert clerk.panel == [f"{number}, Ann Reed", "S1      2 Tea 80 bags", "", "not WH1 costs more"]
        await clerk.press("escape", "enter")
        assert isinstance(clerk.job, OrderScreen) and clerk.job.number == number
        await clerk.press("escape")
        assert isinstance(clerk.job, PlanScreen)


async def test_where_nothing_is_missing_the_plan_is_empty(shop: Store) -> None:
    place(shop, ("TEA", 2))
    async with at(shop, PlanScreen(shop)) as clerk:
        await clerk.until(lambda: clerk.big[2] != "planning")
        assert "No open order misses anything." in clerk.painted
        assert "F12 Allocate" not in clerk.keys


async def test_what_no_location_has_is_refused_in_words(shop: Store) -> None:
    number = place(shop, ("BISC", 2))
    async with at(shop, PlanScreen(shop)) as clerk:
        await clerk.until(lambda: clerk.big[2] != "planning")
        assert clerk.listed == [f"> {number} | Ann Reed | no day | ! nowhere | 2"]
        await clerk.press("f12")
        assert clerk.said == "wrong: No location has what these orders miss. Take goods in, then plan anew: F3."
        stock.receive(shop, [("BISC", 2000)])
        # Goods that come in are promised to whoever waits for them: nothing is left to plan.
        await clerk.press("f3")
        await clerk.until(lambda: clerk.listed == [])
        assert "No open order misses anything." in clerk.painted
    assert order(shop, number).lines[0].allocated == 2000
