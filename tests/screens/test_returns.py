"""Returns at the screen: what is shown is what goes back, once, to the tenders it came from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, count_of_sales, make_shop, sale
from tests.screens.clerk import at, sell

from storeops.operations import drawer, returns
from storeops.operations.stock import on_hand
from storeops.rules.tenders import Tender
from storeops.screens.drawer import DrawerScreen
from storeops.screens.returns import ReturnsScreen
from storeops.screens.returns.state import Returning
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


async def test_scan_the_receipt_choose_the_line_say_why_and_it_is_given_back(shop: Store) -> None:
    sell(shop, TEA, TEA, MILK)
    async with at(shop, ReturnsScreen(shop)) as clerk:
        await clerk.scan("S1-T1-000001")
        assert clerk.listed == [">  | 2 | Tea 80 bags | 3.49 | ", " | 1 | [/] Milk, 1 pt | 1.15 | "]
        assert clerk.line == (">", "", "Enter: all 2 of it")
        assert clerk.big == ("GIVE BACK", "0.00", "choose a line")
        await clerk.enter("1")
        assert clerk.listed[0] == "> 1 | 2 | Tea 80 bags | 3.49 | 3.49"
        assert clerk.big == ("GIVE BACK", "3.49", "to cash")
        assert clerk.keys[-2:] == ["F12 Give back", "Esc Back"]
        await clerk.press("f12")
        assert clerk.asked == "Why? 1: changed mind   2: wrong item   3: faulty   4: expired   5: other"
        assert count_of_sales(shop) == 1
        await clerk.press("3")
        assert clerk.summary == (
            ("S1-T1-000001", "because: faulty"),
            ("The goods go away, not back on the shelf", "Cash 3.49"),
        )
        assert clerk.line == (">", "", "Enter: give back Cash 3.49")
        await clerk.press("f12")
        assert clerk.said == "done: S1-T1-000002: given back."
        assert clerk.big == ("GIVEN BACK", "3.49", "Cash 3.49")
    made = sale(shop, "S1-T1-000002")
    assert (made.kind, made.total, made.original, made.reason) == ("return", 349, "S1-T1-000001", "faulty")
    assert [(line.sku, line.quantity, line.disposition) for line in made.lines] == [("TEA", 1000, "scrap")]
    assert on_hand(shop, "TEA") == {"S1": -2000}


async def test_more_than_is_left_is_refused_and_nothing_changes(shop: Store) -> None:
    sell(shop, TEA, TEA)
    returns.take_back(shop, "S1-T1-000001", [(1, 1000)], "changed mind")
    async with at(shop, ReturnsScreen(shop, "S1-T1-000001")) as clerk:
        assert clerk.listed == [">  | 1 | Tea 80 bags | 3.49 | "]
        await clerk.enter("2")
        assert clerk.said == "wrong: Line 1 (Tea 80 bags): 2 cannot come back, 1 is left to return."
        assert clerk.line[:2] == (">", "2")
        await clerk.enter("0.5")
        assert clerk.said.startswith("wrong: 0.5 ea is not possible")
        await clerk.press("escape", "enter", "enter", "1", "enter")
        assert clerk.said == "done: S1-T1-000003: given back."
        await clerk.enter("S1-T1-000001")
        assert clerk.said.startswith("wrong: Everything of S1-T1-000001 has come back already.")
        await clerk.enter("S1-T1-000003")
        assert clerk.said == "wrong: S1-T1-000003 cannot be taken back here: it is a return itself."
    assert sale(shop).lines[0].returned == 2000


async def test_goods_are_scanned_back_and_those_of_another_receipt_are_refused(shop: Store) -> None:
    sell(shop, TEA)
    async with at(shop, ReturnsScreen(shop, "S1-T1-000001")) as clerk:
        await clerk.scan(TEA)
        assert clerk.listed == ["> 1 | 1 | Tea 80 bags | 3.49 | 3.49"]
        await clerk.scan(TEA)
        assert clerk.said.startswith("wrong: Tea 80 bags cannot come back by S1-T1-000001: there is none left on it.")
        await clerk.scan(MILK)
        assert clerk.said.startswith("wrong: [/] Milk, 1 pt cannot come back by S1-T1-000001")
        await clerk.press("escape", "delete")
        assert clerk.listed == [">  | 1 | Tea 80 bags | 3.49 | "]
    assert count_of_sales(shop) == 1


async def test_a_scan_while_the_reason_is_asked_says_no(shop: Store) -> None:
    sell(shop, TEA, MILK)
    async with at(shop, ReturnsScreen(shop, "S1-T1-000001")) as clerk:
        await clerk.scan(TEA)
        await clerk.press("f12")
        await clerk.scan("1000000000009")
        assert clerk.asked == ""
        assert clerk.summary[0][1] == ""
        await clerk.press("f12", "5")
        assert clerk.line[0] == "Why >"
        await clerk.scan(MILK)
        assert clerk.line[0] == ">"
        assert [row.split(" | ")[0] for row in clerk.listed] == ["1", "> 1"]
        await clerk.press("f12", "5")
        await clerk.press("enter")
        assert clerk.said == "wrong: A return needs a reason. Say in a word or two why."
        await clerk.enter("too many teas")
        await clerk.press("ctrl+t", "f12")
    made = sale(shop, "S1-T1-000002")
    assert (made.reason, made.total, made.lines[0].disposition) == ("too many teas", 464, "scrap")


async def test_it_goes_back_to_the_tenders_it_came_from(shop: Store) -> None:
    sell(shop, TEA, MILK, tenders=(Tender("card", 400, "004711"), Tender("cash", 100)))
    async with at(shop, ReturnsScreen(shop, "S1-T1-000001")) as clerk:
        await clerk.press("f11", "b")
        assert clerk.big == ("GIVE BACK", "4.64", "to card and cash")
        assert clerk.summary[1][1] == "Card 004711 4.00, Cash 0.64"
        await clerk.press("f12", "1", "f12")
        assert clerk.big == ("GIVEN BACK", "4.64", "Card 004711 4.00, Cash 0.64")
    given = [(tender.kind, tender.amount, tender.reference) for tender in sale(shop, "S1-T1-000002").tenders]
    assert given == [("card", 400, "004711"), ("cash", 64, "")]


async def test_with_the_drawer_closed_it_is_said_and_the_drawer_is_one_key_away(shop: Store) -> None:
    sell(shop, TEA)
    drawer.close(shop, 10349)
    async with at(shop, ReturnsScreen(shop, "S1-T1-000001")) as clerk:
        await clerk.press("enter", "f12", "1", "f12")
        assert clerk.said.startswith("wrong: The drawer of S1-T1 is not open.")
        assert count_of_sales(shop) == 1
        await clerk.press("f10")
        assert isinstance(clerk.job, DrawerScreen)
        clerk.till = clerk.job
        await clerk.enter("50")
        await clerk.press("escape")
        clerk.till = clerk.job
        await clerk.press("f12")
        assert clerk.said == "done: S1-T1-000002: given back."
    assert count_of_sales(shop) == 2


async def test_a_part_of_the_number_finds_the_receipt(shop: Store) -> None:
    for code in (TEA, MILK, TEA):
        sell(shop, code)
    async with at(shop, ReturnsScreen(shop)) as clerk:
        # All three were made in the same minute of a clock that stands still.
        numbers = sorted(row.split(" | ")[1] for row in clerk.listed)
        assert numbers == ["S1-T1-000001", "S1-T1-000002", "S1-T1-000003"]
        await clerk.type("02")
        await clerk.until(lambda: len(clerk.listed) == 1)
        assert clerk.line == (">", "02", "Enter: S1-T1-000002")
        await clerk.press("enter")
        assert clerk.listed == [">  | 1 | [/] Milk, 1 pt | 1.15 | "]
        await clerk.press("escape")
        await clerk.enter("nonsense")
        assert clerk.said.startswith("wrong: There is no sale 'nonsense'")


@pytest.mark.parametrize("tax_included", ["GB", "US"])
@pytest.mark.parametrize("parts", [[1000, 1000, 1000], [2000, 1000], [3000], [1000, 2000]])
def test_what_is_shown_is_what_the_return_writes_down(tmp_path: Path, tax_included: str, parts: list[int]) -> None:
    currency = {"GB": "GBP", "US": "USD"}[tax_included]
    shop = make_shop(tmp_path, country=tax_included, currency=currency)
    drawer.open_drawer(shop, 10000)
    made = sell(shop, TEA, TEA, TEA, MILK)
    paid = [Tender("card", 300, "1"), Tender("cash", made.total - 300)]
    made = sell(shop, TEA, TEA, TEA, MILK, tenders=tuple(paid))
    for quantity in parts:
        shown = Returning.of(sale(shop, made.number), "").taking(quantity)
        back = returns.take_back(shop, made.number, shown.wanted, "changed mind")
        assert [(t.kind, t.amount) for t in shown.refund(shop.profile.cash)] == [
            (t.kind, t.amount) for t in back.tenders
        ]
    shop.close()
