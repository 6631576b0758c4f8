"""Goods in: what is due, each scan on its line, lots and numbers asked in the line's place, booked only by F12."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import BUN, MILK, TEA
from tests.screens.clerk import Clerk, at
from tests.screens.warehouse import OIL, RADIO, due, lying, on_hand, order, send, warehouse_shop

from storeops.operations import purchases
from storeops.screens.goods_in import GoodsInScreen
from storeops.screens.goods_in.receiving import ReceivingScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = warehouse_shop(tmp_path)
    yield opened
    opened.close()


async def opened(clerk: Clerk, number: str = "") -> ReceivingScreen:
    """Open a document: the selected one, or one by its number."""
    await clerk.enter(number)
    assert isinstance(clerk.job, ReceivingScreen), clerk.said
    clerk.till = clerk.job  # type: ignore[assignment]
    return clerk.job


def back(clerk: Clerk) -> None:
    assert isinstance(clerk.job, GoodsInScreen)
    clerk.till = clerk.job  # type: ignore[assignment]


async def test_the_list_has_transfers_then_orders_by_the_day_they_are_due(shop: Store) -> None:
    order(shop, ("TEA", 12), due="2026-11-25")
    order(shop, ("TEA", 12), ("BUN", 4), due="2026-11-19")
    order(shop, ("MILK", 12), due="2026-11-23")
    done = order(shop, ("MILK", 1), due="2026-11-20")
    purchases.receive(shop, done, [("MILK", 1000)])
    send(shop)
    async with at(shop, GoodsInScreen(shop)) as clerk:
        assert clerk.listed == [
            "> on its way | S1-T1-X000001 | WH1 | S1 | 3 | in transit",
            "! late 3 d | S1-T1-P000002 | ACME | S1 | 2 | open",
            "tomorrow | S1-T1-P000003 | ACME | S1 | 1 | open",
            "Wed 25 Nov | S1-T1-P000001 | ACME | S1 | 1 | open",
        ]
        assert clerk.big == ("DUE", "4", "1 late, 1 on the way")
        assert "F7 No order" in clerk.keys
        await clerk.type("bun")
        assert [row.split(" | ")[1] for row in clerk.listed] == ["S1-T1-P000002"]
        assert clerk.line == (">", "bun", "Enter: S1-T1-P000002")
        await clerk.press("enter")
        assert isinstance(clerk.job, ReceivingScreen)
        await clerk.press("escape")
        back(clerk)
        await clerk.enter("P4")
        assert clerk.said == (
            "wrong: S1-T1-P000004 is received: nothing of it is due. Take in more of it by itself: F7."
        )
        await clerk.scan("S1-T1-P000001")
        assert isinstance(clerk.job, ReceivingScreen)


async def test_each_scan_counts_up_its_line_and_f12_books_what_is_complete(shop: Store) -> None:
    number = order(shop, ("TEA", 3), ("BUN", 14))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        assert clerk.listed == [">  | 3 | 3 left | Tea 80 bags", " | 14 | 14 left | Bun"]
        await clerk.scan(TEA, TEA)
        assert clerk.big == ("Tea 80 bags", "2/3", "1 left")
        assert clerk.said == "done: Tea 80 bags: 2."
        await clerk.scan(f"12*{BUN}", TEA)
        assert clerk.listed == ["> 3 | 3 | + complete | Tea 80 bags", "12 | 14 | 2 left | Bun"]
        assert clerk.summary[0] == (f"{number} from ACME, for S1", "1 of 2 lines complete")
        await clerk.scan(BUN)
        await clerk.enter("14")
        assert clerk.big == ("Bun", "14/14", "+ complete")
        assert clerk.line[2] == "Enter: receive"
        assert on_hand(shop, "TEA") == 0
        await clerk.press("f12")
        back(clerk)
        assert clerk.said == f"done: {number}: 2 products taken in."
        assert clerk.listed == []
    assert (on_hand(shop, "TEA"), on_hand(shop, "BUN")) == (3000, 14000)
    assert due(shop, number).status == "received"


async def test_what_is_short_or_over_is_shown_once_and_a_scan_counts_on(shop: Store) -> None:
    number = order(shop, ("TEA", 3), ("BUN", 2))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(f"5*{TEA}")
        assert clerk.big == ("Tea 80 bags", "5/3", "! 2 over")
        await clerk.press("f12")
        assert clerk.panel == ["Short and over", "2 over  Tea 80 bags, 5 of 3", "2 short Bun, 0 of 2"]
        assert clerk.asked == "Book it like this? F12: receive   G: and give up the rest"
        await clerk.scan(BUN)
        assert not clerk.asked
        assert clerk.listed[1] == "> 1 | 2 | 1 left | Bun"
        await clerk.press("f12", "f12")
        back(clerk)
        assert clerk.said == f"done: {number}: 2 products taken in, 1 short, waited for, 1 over."
        assert due(shop, number).status == "partly received"
        await opened(clerk)
        assert clerk.listed == [">  |  | + complete | Tea 80 bags", " | 1 | 1 left | Bun"]
        await clerk.scan(TEA)
        await clerk.press("f12")
        await clerk.type("g")
        await clerk.enter("out of stock")
        back(clerk)
        assert clerk.said == f"done: {number}: 1 product taken in, 1 short and given up, 1 over."
    assert due(shop, number).status == "closed"
    assert on_hand(shop, "TEA") == 6000


async def test_goods_that_are_not_on_the_order_or_unknown_are_said_beside_the_line(shop: Store) -> None:
    number = order(shop, ("TEA", 3))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(MILK)
        assert clerk.said == (
            f"wrong: [/] Milk, 1 pt is not on {number}. Put it aside; take it in by itself when all is counted."
        )
        assert clerk.line[1] == MILK
        await clerk.scan("2000000000992")
        assert clerk.said.startswith("wrong: There is no product '2000000000992'.")
        await clerk.enter("1.5*TEA")
        assert clerk.said == "wrong: 1.5 ea is not possible: enter whole numbers of each."
        await clerk.scan(TEA)
        assert clerk.listed == ["> 1 | 3 | 2 left | Tea 80 bags"]


async def test_a_lot_and_its_expiry_are_asked_in_the_lines_place(shop: Store) -> None:
    order(shop, ("OIL", 12), ("TEA", 1))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(f"6*{OIL}")
        assert clerk.line == ("Lot of Olive oil 1 l >", "", "as on the carton")
        await clerk.enter("L7")
        assert clerk.line == ("Lot L7 is good until >", "", "Enter: no date")
        await clerk.enter("2026-11-01")
        assert clerk.said == "wrong: Olive oil 1 l was good until 2026-11-01. Put it aside and send it back."
        await clerk.enter("2027-06-30")
        assert clerk.said == "done: Olive oil 1 l: 6, 6 of lot L7."
        assert clerk.notes_of_lines == ["6 of lot L7, good until 2027-06-30, loose"]
        await clerk.scan(OIL)
        assert clerk.line == ("Lot of Olive oil 1 l >", "L7", "as on the carton")
        await clerk.press("enter")
        assert clerk.big == ("Olive oil 1 l", "7/12", "5 left")
        await clerk.scan(f"]C101{OIL.zfill(14)}17270831105L9", TEA)
        assert [row.split(" | ")[0] for row in clerk.listed] == ["8", "> 1"]


async def test_a_scan_gives_the_question_up_and_is_taken_and_what_was_not_counted_is_said(shop: Store) -> None:
    order(shop, ("OIL", 12), ("TEA", 2))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(OIL, TEA)
        assert clerk.line[0] == ">"
        assert clerk.said == "wrong: Olive oil 1 l was not counted: its lot is missing."
        assert clerk.listed == [" | 12 | 12 left | Olive oil 1 l", "> 1 | 2 | 1 left | Tea 80 bags"]
        await clerk.scan(OIL)
        await clerk.press("escape")
        assert clerk.said == "wrong: Olive oil 1 l was not counted: its lot is missing."


async def test_each_piece_has_its_number_scanned_and_none_twice(shop: Store) -> None:
    number = order(shop, ("RADIO", 2))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(RADIO, "SN-100001", RADIO, "SN-100001")
        assert clerk.said == "wrong: Radio SN-100001 was scanned before. Scan the number of another piece."
        assert clerk.line[0] == "Serial of Radio >"
        await clerk.scan("SN-100002")
        assert clerk.big == ("Radio", "2/2", "+ complete")
        await clerk.press("f9")
        assert clerk.panel[:4] == [
            "Radio",
            "SKU RADIO",
            "1 with serial SN-100001, loose",
            "1 with serial SN-100002, loose",
        ]
        await clerk.press("escape", "f12")
    order(shop, ("RADIO", 2))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(RADIO, "SN-100002")
        assert clerk.said == "wrong: Radio SN-100002 is on hand at S1 already. Check the number."
        await clerk.press("escape", "escape")
        await clerk.enter("2*RADIO")
        assert clerk.said == "wrong: Each piece of Radio has its own serial number. Scan the pieces one by one."
    assert due(shop, number).status == "received"


async def test_a_bin_that_is_scanned_takes_what_follows(shop: Store) -> None:
    order(shop, ("TEA", 5), ("BUN", 1))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan("A-1", TEA, TEA)
        assert clerk.summary[1][0] == "Into bin A-1; type - for loose"
        await clerk.enter("a-2")
        assert clerk.said == "done: What follows goes into bin A-2."
        await clerk.scan(TEA)
        assert clerk.notes_of_lines == ["2, into A-1", "1, into A-2"]
        await clerk.enter("-")
        await clerk.scan(TEA, TEA, BUN)
        await clerk.press("f12")
        back(clerk)
    assert lying(shop, "A-1") == [("TEA", "", "", 2000)]
    assert lying(shop, "A-2") == [("TEA", "", "", 1000)]
    assert on_hand(shop, "TEA") == 5000


async def test_esc_asks_once_when_something_is_counted(shop: Store) -> None:
    number = order(shop, ("TEA", 5))
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.press("escape")
        back(clerk)
        await opened(clerk)
        await clerk.scan(TEA)
        await clerk.press("escape")
        assert clerk.asked == "Leave what was counted unbooked? Y: leave   N: count on"
        await clerk.type("n")
        assert clerk.big == ("Tea 80 bags", "1/5", "4 left")
        await clerk.press("escape")
        await clerk.scan(TEA)
        assert clerk.big == ("Tea 80 bags", "2/5", "3 left")
        await clerk.press("delete")
        assert clerk.big == ("Tea 80 bags", "0/5", "5 left")
        await clerk.scan(TEA)
        await clerk.press("escape")
        await clerk.type("y")
        back(clerk)
        assert clerk.said == f"look: {number}: nothing was booked."
    assert on_hand(shop, "TEA") == 0


async def test_a_transfer_knows_its_lots_and_pieces(shop: Store) -> None:
    number = send(shop)
    async with at(shop, GoodsInScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(f"6*{OIL}")
        await clerk.enter("L9")
        assert clerk.said.startswith(f"wrong: Olive oil 1 l, lot L9, is not on {number}.")
        await clerk.enter("L1")
        assert clerk.big == ("Olive oil 1 l", "6/8", "2 left")
        await clerk.scan("A-1", OIL)
        await clerk.enter("L2")
        await clerk.scan("SN-0001")
        assert clerk.said == "done: Radio: 1."
        await clerk.press("f12", "f12")
        back(clerk)
        assert clerk.said == f"done: {number}: 2 products taken in, 1 short, waited for."
    assert lying(shop, "A-1") == [("OIL", "L2", "", 1000), ("RADIO", "", "SN-0001", 1000)]
    assert [(line.lot, line.outstanding) for line in due(shop, number).lines if line.sku == "OIL"] == [
        ("L1", 0),
        ("L2", 1000),
    ]


async def test_a_delivery_without_an_order_takes_whatever_comes(shop: Store) -> None:
    async with at(shop, GoodsInScreen(shop)) as clerk:
        assert "Nothing is due." in clerk.painted
        await clerk.press("f7")
        assert clerk.line == ("Supplier >", "", "Enter: go on")
        await opened(clerk, "Corner Dairy")
        assert clerk.summary[0] == ("Goods without an order, Corner Dairy", "0 products counted")
        await clerk.scan(MILK, MILK, TEA)
        assert clerk.listed == ["2 |  |  | [/] Milk, 1 pt", "> 1 |  |  | Tea 80 bags"]
        assert clerk.big == ("Tea 80 bags", "1", "counted")
        await clerk.press("f12")
        back(clerk)
        assert clerk.said == "done: Goods without an order: 2 products taken in."
    assert (on_hand(shop, "MILK"), on_hand(shop, "TEA")) == (2000, 1000)


@pytest.mark.parametrize("size", [(40, 8), (20, 16)])
async def test_in_one_hand_the_product_and_its_figure_stand_alone(shop: Store, size: tuple[int, int]) -> None:
    number = order(shop, ("TEA", 5), ("OIL", 2))
    async with at(shop, GoodsInScreen(shop), size) as clerk:
        assert number in clerk.painted
        await opened(clerk)
        await clerk.scan("A-1", TEA, TEA)
        lines = [line.strip() for line in clerk.painted.split("\n")]
        assert "Tea 80 bags" in lines
        assert "3 left" in lines
        assert "into A-1" in lines
        assert ("2/5" in lines) == (size == (40, 8))
        await clerk.scan(OIL)
        await clerk.type("L1")
        assert "L1" in clerk.painted
