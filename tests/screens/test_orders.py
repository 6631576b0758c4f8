"""The orders board: exceptions first, then by promise; what is typed narrows it, what is scanned opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.screens.cashier import TEA, at_the_till
from tests.screens.clerk import at
from tests.screens.order_desk import order_shop, place

from storeops.operations import stock
from storeops.operations.orders import changing, sending
from storeops.reports.orders import board as reports
from storeops.screens.orders import OrdersScreen
from storeops.screens.orders.detail import OrderScreen
from storeops.screens.orders.view import board_summary
from storeops.screens.till import TillScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    yield opened
    opened.close()


def five(shop: Store) -> None:
    place(shop, ("TEA", 2), promised="2026-11-27")
    place(shop, ("BUN", 5), channel="marketplace", name="Bo Lind", promised="2026-11-22")
    place(shop, ("TEA", 1), channel="phone", name="Cy Twombly", promised="2026-11-19")
    place(shop, ("TEA", 1), name="Dee Dee", due="before")
    place(shop, ("TEA", 1), channel="store", name="Eve", promised="2026-11-23")


async def test_late_first_then_today_tomorrow_later(shop: Store) -> None:
    five(shop)
    async with at(shop, OrdersScreen(shop)) as clerk:
        assert clerk.listed == [
            "> S1-T1-O000003 | phone | Cy Twombly | ! late 3 d |  | S1 | ",
            "S1-T1-O000002 | marketplace | Bo Lind | today | 2 | WH1 | ",
            "S1-T1-O000005 | store | Eve | tomorrow |  | S1 | ",
            "S1-T1-O000004 | web | Dee Dee | Wed 25 Nov |  | S1 | ! payment",
            "S1-T1-O000001 | web | Ann Reed | Fri 27 Nov |  | S1 | ",
        ]
        assert clerk.big == ("EXCEPTIONS", "0", "1 late, 1 today, 1 on hold, 1 short")
        assert clerk.summary[0][0] == "5 open orders"
        assert clerk.line == (">", "", "Enter: S1-T1-O000003 Cy Twombly")
        assert "Ctrl+S Source" in clerk.keys and "Ctrl+E Decide" not in clerk.keys


async def test_typing_narrows_by_number_name_and_channel_and_enter_opens(shop: Store) -> None:
    five(shop)
    async with at(shop, OrdersScreen(shop)) as clerk:
        await clerk.type("web")
        assert [row.split(" | ")[2] for row in clerk.listed] == ["Dee Dee", "Ann Reed"]
        assert clerk.summary[0][0] == "2 of 5 open orders"
        await clerk.type(" ann")
        assert clerk.listed == ["> S1-T1-O000001 | web | Ann Reed | Fri 27 Nov |  | S1 | "]
        await clerk.press("enter")
        assert isinstance(clerk.job, OrderScreen) and clerk.job.number == "S1-T1-O000001"
        await clerk.press("escape")
        assert isinstance(clerk.job, OrdersScreen)
        assert len(clerk.listed) == 5 and clerk.listed[4].startswith("> S1-T1-O000001")
        await clerk.type("zz")
        assert clerk.listed == [] and clerk.line[2] == ""
        await clerk.press("enter")
        assert clerk.said == "wrong: There is no order 'zz'. Look at the list of them for its number."
        await clerk.press("escape", "escape")
        assert isinstance(clerk.job, TillScreen)


async def test_a_scanned_number_opens_its_order_also_when_all_of_it_was_sent(shop: Store) -> None:
    five(shop)
    sending.dispatch(shop, "S1-T1-O000001")
    async with at(shop, OrdersScreen(shop)) as clerk:
        assert len(clerk.listed) == 4
        await clerk.scan("S1-T1-O000001")
        assert isinstance(clerk.job, OrderScreen) and clerk.job.number == "S1-T1-O000001"
        await clerk.press("escape")
        await clerk.scan("S1-T1-O000005")
        assert isinstance(clerk.job, OrderScreen) and clerk.job.number == "S1-T1-O000005"


async def test_what_contradicts_itself_comes_first_and_has_a_list_with_ways_out(shop: Store) -> None:
    five(shop)
    stock.adjust(shop, [("TEA", -8000)], "stolen")
    async with at(shop, OrdersScreen(shop)) as clerk:
        assert clerk.big[:2] == ("EXCEPTIONS", "1")
        assert clerk.listed[:2] == [
            "> S1-T1-O000001 | web | Ann Reed | Fri 27 Nov |  | S1 | x decide",
            "S1-T1-O000003 | phone | Cy Twombly | ! late 3 d |  | S1 | ",
        ]
        await clerk.press("ctrl+e")
        assert clerk.listed == ["> S1-T1-O000001 | promised beyond stock"]
        assert clerk.notes_of_lines == [
            "5 of TEA are promised at S1 (S1-T1-O000001, S1-T1-O000004,",
            "S1-T1-O000005, S1-T1-O000003), 2 are there.",
            "- storeops order deallocate S1-T1-O000001 sources it from",
            "  elsewhere",
            "- storeops count plan --location S1 counts it",
        ]
        assert "Ctrl+E Board" in clerk.keys
        await clerk.press("enter")
        assert isinstance(clerk.job, OrderScreen) and clerk.job.number == "S1-T1-O000001"
        await clerk.press("escape")
        assert clerk.listed == ["> S1-T1-O000001 | promised beyond stock"]
        await clerk.press("escape")
        assert len(clerk.listed) == 5


async def test_orders_of_any_state_can_be_listed(shop: Store) -> None:
    five(shop)
    changing.cancel(shop, "S1-T1-O000003", "changed her mind")
    async with at(shop, OrdersScreen(shop)) as clerk:
        await clerk.press("ctrl+p")
        await clerk.type("any state")
        await clerk.press("enter")
        assert len(clerk.listed) == 5
        rows = {row.split(" | ")[1]: row.removeprefix("> ") for row in clerk.listed}
        assert rows["S1-T1-O000003"].startswith("Sun 22 Nov 14:07 | S1-T1-O000003 | Cy Twombly | cancelled | ")
        assert rows["S1-T1-O000004"].split(" | ")[3] == "on hold"


async def test_the_board_is_painted_as_it_should_be(shop: Store) -> None:
    five(shop)
    async with at(shop, OrdersScreen(shop)) as clerk:
        lines = clerk.painted.split("\n")
        assert lines[2].rstrip() == "  Number         Channel  Who          Promise     Missing  From     Hold"
        assert lines[4].rstrip() == "  S1-T1-O000002  market…  Bo Lind      today         2      WH1"


async def test_an_empty_board_says_so(shop: Store) -> None:
    async with at(shop, OrdersScreen(shop)) as clerk:
        assert "No order is open." in clerk.painted
        assert clerk.big == ("EXCEPTIONS", "0", "0 open")
        await clerk.press("enter")
        assert isinstance(clerk.job, OrdersScreen)


async def test_the_till_opens_the_board_when_no_sale_is_on_the_screen(shop: Store) -> None:
    five(shop)
    async with at(shop, OrdersScreen(shop)) as clerk:
        await clerk.press("escape", "ctrl+o")
        assert isinstance(clerk.job, OrdersScreen)


async def test_an_orders_number_scanned_at_the_till_opens_it_and_the_sale_stays(shop: Store) -> None:
    number = place(shop, ("TEA", 1), service="pickup", channel="store")
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, number)
        assert isinstance(cashier.app.job, OrderScreen) and cashier.app.job.number == number
        await cashier.press("escape")
        assert cashier.rows == ["1 | Tea 80 bags | 3.49 |  | 3.49"]
        await cashier.scan("S1-T1-O000099")
        assert cashier.said == "wrong: There is no order 'S1-T1-O000099'. Look at the list of them for its number."


async def test_the_board_never_says_fewer_than_there_are(shop: Store) -> None:
    place(shop, ("TEA", 1))
    with shop.read() as connection:
        board = reports.board(connection, shop.business_date())
    assert board_summary(board, 1)[0] == ("1 open order", "")
    assert board_summary(replace(board, open=reports.MOST), 3)[0] == ("3 of 500+ open orders", "")
    assert board_summary(replace(board, quarantined=2), 1)[1] == (
        "2 documents in quarantine: storeops order quarantine list",
        "",
    )
