"""The drawer's screen: float, cash in and out, the blind count, and the difference as the biggest thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, make_shop
from tests.screens.clerk import at, sell

from storeops.operations import drawer
from storeops.reports.drawer import NoSession, x_report, z_report
from storeops.reports.drawer_view import DrawerView
from storeops.rules.entry import NotUnderstood
from storeops.rules.money import NotMoney, currency
from storeops.rules.money.denominations import DENOMINATIONS
from storeops.screens.drawer import DrawerScreen
from storeops.screens.drawer.words import Begin, Count, Move, NoSale, NoSuchPiece, Report, wish
from storeops.screens.till.words import Words
from storeops.store import Store

GBP = Words(currency("GBP"), ".", ",", "VAT", True)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    yield opened
    opened.close()


def so_far(shop: Store) -> DrawerView:
    with shop.read() as connection:
        return x_report(connection, "S1-T1", shop.now())


async def test_the_float_opens_the_drawer_and_letters_do_not(shop: Store) -> None:
    async with at(shop, DrawerScreen(shop)) as clerk:
        assert clerk.sheet[0] == "The drawer is closed."
        assert clerk.line == (">", "", "type the float, 0 for none")
        assert clerk.keys == ["F1 Help", "F11 More", "Esc Back"]
        await clerk.enter("hundred")
        assert clerk.said.startswith("wrong: 'hundred' is not an amount of money")
        with pytest.raises(NoSession):
            so_far(shop)
        await clerk.enter("100")
        assert clerk.said == "done: The drawer is open with 100.00."
        assert clerk.sheet[0] == "Open since Sun 22 Nov 14:07, by owner, for 2026-11-22"
        assert clerk.keys == ["F1 Help", "F9 Why", "F11 More", "F12 Count", "Esc Back"]
    assert so_far(shop).float == 10000


async def test_cash_goes_in_and_out_with_what_it_was_for(shop: Store) -> None:
    drawer.open_drawer(shop, 10000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.enter("in 20 change from the bank")
        assert clerk.said == "done: Paid in 20.00: change from the bank."
        await clerk.enter("out 5")
        assert clerk.said == "wrong: Money in or out of the drawer needs a reason. Say in a word or two what for."
        assert clerk.line[:2] == (">", "out 5")
        await clerk.enter("out 5 milk")
        await clerk.enter("drop 80")
        assert clerk.said == "done: To the safe 80.00."
        await clerk.enter("out 500 a car")
        assert clerk.said.startswith("wrong: There is not that much cash in the drawer.")
        await clerk.press("escape")
        await clerk.enter("no sale change for a customer")
        assert clerk.said == "done: Noted: opened without a sale."
    view = so_far(shop)
    assert (view.paid_in, view.paid_out, view.drops, view.no_sales, view.expected) == (2000, 500, 8000, 1, 3500)


async def test_the_list_of_commands_asks_for_the_amount_in_the_lines_place(shop: Store) -> None:
    drawer.open_drawer(shop, 10000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f11", "c")
        assert clerk.line == ("Put in, and what for >", "", "such as: 20 change from the bank")
        await clerk.enter("twenty change")
        assert clerk.line[:2] == ("Put in, and what for >", "twenty change")
        await clerk.enter("20 change")
        assert clerk.said == "done: Paid in 20.00: change."
        assert clerk.line[0] == ">"
    assert so_far(shop).paid_in == 2000


async def test_a_scan_gives_the_question_up_and_moves_no_cash(shop: Store) -> None:
    drawer.open_drawer(shop, 10000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f11", "e")
        assert clerk.line[0] == "To the safe >"
        await clerk.scan(TEA)
        assert clerk.line[0] == ">"
        assert clerk.said.startswith(f"wrong: '{TEA}'")
    assert so_far(shop).expected == 10000


async def test_a_card_number_is_refused_and_does_not_go_on_standing_there(shop: Store) -> None:
    drawer.open_drawer(shop, 10000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.enter("in 20 4111111111111111")
        assert clerk.said.startswith("wrong:")
        assert clerk.line == (">", "", "")
        assert "4111" not in clerk.painted
    assert so_far(shop).paid_in == 0


async def test_the_count_is_blind_and_the_difference_is_the_biggest_thing(shop: Store) -> None:
    drawer.open_drawer(shop, 10000)
    sell(shop, TEA, MILK)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f12")
        assert "104.64" not in clerk.painted
        assert clerk.keys == ["F1 Help", "F11 More", "Esc Back"]
        assert clerk.line[2] == "how many 50.00?  Enter: none"
        await clerk.enter("1")
        await clerk.enter("20x2")
        await clerk.enter("12")
        assert clerk.listed[:4] == [
            "50.00 | 1 | 50.00 | ",
            "20.00 | 2 | 40.00 | ",
            "10.00 | 12 | 120.00 | ",
            "> 5.00 |  |  | ",
        ]
        await clerk.enter("10x1")
        assert clerk.big[:2] == ("COUNTED", "100.00")
        await clerk.enter("0.50*8")
        assert "104.64" not in clerk.painted
        await clerk.press("f12")
        assert clerk.asked == "Close the drawer with 104.00 counted? Y: close it   N: go on counting"
        await clerk.press("y")
        assert clerk.big == ("SHORT", "-0.64", "counted 104.00, expected 104.64")
        assert clerk.said == "done: S1-T1-Z0001: the drawer is closed."
        assert "Z REPORT" in clerk.sheet
        await clerk.press("enter")
        assert clerk.sheet[0] == "The drawer is closed."
        assert clerk.line == (">", "", "Enter: open with 100.00")
    with shop.read() as connection:
        z = z_report(connection, "S1-T1-Z0001")
    assert (z.counted, z.difference) == (10400, -64)
    assert z.denominations == ((5000, 1), (2000, 2), (1000, 1), (50, 8))


async def test_enter_goes_through_the_coins_and_a_scan_says_no_to_closing(shop: Store) -> None:
    drawer.open_drawer(shop, 5000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f12")
        await clerk.enter("1")
        for _ in DENOMINATIONS["GBP"][1:]:
            await clerk.press("enter")
        assert clerk.line == (">", "", "Enter: close with 50.00")
        await clerk.press("enter")
        assert clerk.asked.startswith("Close the drawer with 50.00 counted?")
        await clerk.scan(TEA)
        assert clerk.asked == ""
        assert clerk.said.startswith(f"wrong: '{TEA}'")
        assert so_far(shop).counted is None
        await clerk.press("escape", "f12", "y")
        assert clerk.big == ("EXACT", "0.00", "counted 50.00, expected 50.00")


async def test_the_sum_alone_and_a_count_given_up(shop: Store) -> None:
    drawer.open_drawer(shop, 5000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f12")
        await clerk.enter("51.20")
        assert clerk.big == ("COUNTED", "51.20", "the sum alone")
        await clerk.press("escape")
        assert clerk.said == "look: The count was given up; the drawer is open as before."
        assert so_far(shop).counted is None
        await clerk.press("f12")
        await clerk.enter("=51.20")
        await clerk.press("f12", "y")
        assert clerk.big == ("OVER", "+1.20", "counted 51.20, expected 50.00")
        await clerk.press("f9")
        assert clerk.panel[:2] == ["Cash in the drawer of S1-T1, S1-T1-Z0001", "50.00 expected"]


async def test_where_the_coins_are_not_known_the_sum_is_typed(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    drawer.open_drawer(shop, 5000)
    shop.profile = replace(shop.profile, currency=replace(shop.profile.currency, code="XXX"))
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f12")
        assert clerk.listed == []
        await clerk.enter("50")
        assert clerk.big == ("COUNTED", "50.00", "the sum alone")
    shop.close()


async def test_a_z_report_is_printed_and_again_when_asked(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.touch()
    shop = make_shop(tmp_path, printer=f"file://{paper}")
    drawer.open_drawer(shop, 5000)
    async with at(shop, DrawerScreen(shop)) as clerk:
        await clerk.press("f12")
        await clerk.enter("=50")
        await clerk.press("f12", "y")
        assert clerk.said == "done: S1-T1-Z0001: the drawer is closed. The report is printing."
        await clerk.until(lambda: paper.read_bytes().count(b"S1-T1-Z0001") == 1)
        await clerk.press("ctrl+r")
        await clerk.until(lambda: paper.read_bytes().count(b"S1-T1-Z0001") == 2)
    shop.close()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("in 20 change from the bank", Move("paid_in", 2000, "change from the bank")),
        ("OUT 5.50 milk", Move("paid_out", 550, "milk")),
        ("drop 100", Move("drop", 10000, "")),
        ("safe 100", Move("drop", 10000, "")),
        ("no sale", NoSale("")),
        ("no-sale a key was stuck", NoSale("a key was stuck")),
        ("No Sale change", NoSale("change")),
        ("x", Report()),
        ("count", Begin()),
        ("close", Begin()),
    ],
)
def test_what_is_typed_at_the_drawer(text: str, meant: object) -> None:
    assert wish(text, GBP) == meant


@pytest.mark.parametrize("text", ["20", "tea", "count me", "x y", "", "5012345678900"])
def test_what_means_nothing_at_the_drawer_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        wish(text, GBP)


def test_money_with_letters_moves_nothing() -> None:
    with pytest.raises(NotMoney):
        wish("in twenty", GBP)


def test_a_count_names_only_coins_that_there_are() -> None:
    count = Count.of((2000, 1000, 500))
    with pytest.raises(NoSuchPiece):
        count.typed("3x20", GBP)
    with pytest.raises(NotUnderstood):
        count.typed("5012345678900", GBP)
    assert count.typed("20x3", GBP).pieces == {2000: 3}
    assert count.typed("20x3", GBP).typed("20.00x1", GBP).total == 2000
    assert count.typed("=20", GBP).typed("2", GBP).total == 4000


@pytest.mark.parametrize("code", sorted(DENOMINATIONS))
def test_coins_and_notes_fall_and_are_whole(code: str) -> None:
    values = DENOMINATIONS[code]
    assert list(values) == sorted(set(values), reverse=True)
    assert values[-1] > 0
