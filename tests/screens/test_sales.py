"""The journal of sales at the screen: days, numbers, receipts, copies, returns, why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, make_shop, sale
from tests.screens.clerk import at, sell

from storeops.operations import drawer, returns
from storeops.screens.days import BadDay, read_day, told_day
from storeops.screens.returns import ReturnsScreen
from storeops.screens.sales import SalesScreen
from storeops.screens.till import TillScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


async def test_a_day_and_what_it_comes_to(shop: Store) -> None:
    sell(shop, TEA, MILK)
    sell(shop, MILK)
    returns.take_back(shop, "S1-T1-000001", [(1, 1000)], "faulty")
    async with at(shop, SalesScreen(shop)) as clerk:
        rows = sorted(row.removeprefix("> ") for row in clerk.listed)
        assert rows == [
            "Sun 22 Nov 14:07 | S1-T1-000001 | sale |  | 2 | 4.64",
            "Sun 22 Nov 14:07 | S1-T1-000002 | sale |  | 1 | 1.15",
            "Sun 22 Nov 14:07 | S1-T1-000003 | return |  | 1 | -3.49",
        ]
        assert clerk.big == ("TOGETHER", "2.30", "sales less returns")
        assert clerk.summary[0] == ("Sunday 22 November 2026", "2 sales, 1 return")
        await clerk.press("left")
        assert (clerk.listed, clerk.summary[0]) == ([], ("Saturday 21 November 2026", "0 sales"))
        assert clerk.keys == ["F1 Help", "F3 Today", "F11 More", "Esc Back"]
        await clerk.enter("2026-11-22")
        assert clerk.big[1] == "2.30"
        await clerk.enter("yesterday")
        await clerk.press("f3")
        assert clerk.summary[0][0] == "Sunday 22 November 2026"
        await clerk.enter("2026-13-45")
        assert clerk.said == "wrong: '2026-13-45' is no day. Type it as 2026-11-22, or today, or yesterday."


async def test_a_scanned_receipt_opens_beside_its_lines_and_each_says_why(shop: Store) -> None:
    sell(shop, TEA, MILK)
    async with at(shop, SalesScreen(shop)) as clerk:
        await clerk.scan("S1-T1-000001")
        assert clerk.listed == ["> 1 | Tea 80 bags | 3.49", "1 | [/] Milk, 1 pt | 1.15"]
        assert clerk.big == ("TOTAL", "4.64", "")
        await clerk.until(lambda: len(clerk.sheet) > 1)
        assert [line for line in clerk.sheet if "Tea" in line or "TOTAL" in line] == [
            "Tea 80 bags                           3.49",
            "TOTAL GBP                             4.64",
        ]
        await clerk.press("down", "f9")
        assert clerk.panel[0] == "Price of [/] Milk, 1 pt (MILK), line 2 of S1-T1-000001"
        assert clerk.panel[1] == "1.15"
        await clerk.press("escape", "escape")
        assert [row.split(" | ")[1] for row in clerk.listed] == ["S1-T1-000001"]
        await clerk.press("escape")
        assert isinstance(clerk.job, TillScreen)


async def test_a_copy_is_marked_and_counted(shop: Store) -> None:
    sell(shop, TEA)
    async with at(shop, SalesScreen(shop)) as clerk:
        await clerk.press("ctrl+r")
        assert clerk.said == "look: Copy 1 of S1-T1-000001: no printer is set up; it can be read here."
        await clerk.press("enter", "ctrl+r")
        assert clerk.said == "look: Copy 2 of S1-T1-000001: no printer is set up; it can be read here."
        assert clerk.sheet.count("COPY 2") == 2
        assert clerk.summary[0][1] == "2 copies made"
    assert sale(shop).copies == 2


async def test_f6_takes_back_and_the_receipt_knows_it_afterwards(shop: Store) -> None:
    sell(shop, TEA, TEA)
    async with at(shop, SalesScreen(shop)) as clerk:
        await clerk.press("enter", "f6")
        assert isinstance(clerk.job, ReturnsScreen)
        clerk.till = clerk.job
        await clerk.enter("1")
        await clerk.press("f12", "1", "f12", "escape")
        assert isinstance(clerk.job, SalesScreen)
        clerk.till = clerk.job
        assert clerk.notes_of_lines == ["1 came back"]
        await clerk.enter("S1-T1-000002")
        assert clerk.big == ("GIVEN BACK", "3.49", "")
        assert "F6 Return" not in clerk.keys


async def test_a_part_of_the_number_finds_it_and_esc_shows_the_day_again(shop: Store) -> None:
    for code in (TEA, MILK, TEA):
        sell(shop, code)
    async with at(shop, SalesScreen(shop)) as clerk:
        await clerk.type("002")
        await clerk.until(lambda: len(clerk.listed) == 1)
        assert clerk.line == (">", "002", "Enter: S1-T1-000002")
        await clerk.press("enter")
        assert clerk.big == ("TOTAL", "1.15", "")
        await clerk.press("escape", "escape")
        assert len(clerk.listed) == 3
        await clerk.enter("S9")
        assert clerk.said.startswith("wrong: There is no sale 'S9'")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-01", date(2026, 11, 1)), ("Today", date(2026, 3, 1)), (" yesterday ", date(2026, 2, 28))],
)
def test_days_as_typed(text: str, day: date) -> None:
    assert read_day(text, date(2026, 3, 1)) == day


@pytest.mark.parametrize("text", ["", "monday", "2026-02-30", "01/02/2026"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(BadDay):
        read_day(text, date(2026, 3, 1))


def test_a_day_as_told() -> None:
    assert told_day(date(2026, 3, 1)) == "Sunday 1 March 2026"
