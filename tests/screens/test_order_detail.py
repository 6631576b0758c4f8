"""One order at the screen: how far each line has come, what happened, and every key that changes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.screens.clerk import Clerk, at
from tests.screens.order_desk import order, order_shop, place

from storeops.operations import drawer, returns, stock
from storeops.operations.orders import changing, payments, sending
from storeops.rules.tenders import Tender
from storeops.screens.orders.detail import OrderScreen, read_order
from storeops.screens.orders.detail_view import bar
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    yield opened
    opened.close()


def opened(shop: Store, number: str) -> OrderScreen:
    return OrderScreen(shop, read_order(shop, number))


async def test_lines_with_their_bars_and_the_timeline_beside_them(shop: Store) -> None:
    number = place(shop, ("TEA", 2), ("BUN", 5))
    async with at(shop, opened(shop, number)) as clerk:
        assert clerk.listed == [
            "> 2 | Tea 80 bags | ========",
            "5 | Bun | =====...",
            "1 | Shipping, normal | ",
        ]
        assert clerk.notes_of_lines == ["2 ready at WH1", "3 ready at WH1, 2 missing", "4.95"]
        assert clerk.sheet == [
            "Sun 22 Nov",
            "14:07 placed through web, 15.93",
            "(owner)",
            "14:07 promised: 2 Tea 80 bags at WH1,",
            "3 Bun at WH1 (owner)",
        ]
        assert clerk.summary == (
            (f"{number}, web: Ann Reed, ann@example.org", "no day promised"),
            ("normal to 12 High St, Leeds, LS1 4AP, GB", "open, unpaid, partly allocated"),
        )
        assert clerk.big == ("DUE", "15.93", "of 15.93")
        assert clerk.line == (">", "", "Enter: take the money")
        assert clerk.keys == [
            "F1 Help", "F8 Hold", "F9 Why", "F12 Send", "Esc Back", "Ctrl+S Source", "Ctrl+X Cancel", "Ctrl+Y Pay",
        ]  # fmt: skip


async def test_a_deposit_in_cash_then_the_rest_by_card(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("ctrl+y")
        assert clerk.line == ("Pay 9.93 >", "", "Enter: all by card; card 10, or 20 for cash")
        await clerk.enter("5")
        assert clerk.said == "done: Cash 5.00 taken."
        assert clerk.big == ("DUE", "4.93", "of 9.93")
        await clerk.press("enter")
        await clerk.enter("card 6")
        assert clerk.said.startswith("wrong: 6.00 on the card is 1.07 more than the 4.93 due")
        assert clerk.line[:2] == ("Pay 4.93 >", "card 6")
        await clerk.enter("10")
        assert clerk.said == "done: Cash 4.93 taken, change 5.07."
        assert clerk.big == ("PAID", "9.93", "nothing is due")
        assert "Ctrl+Y Pay" not in clerk.keys
    assert sorted((one.tender, one.amount) for one in order(shop, number).payments) == [("cash", 493), ("cash", 500)]


async def test_the_card_asks_for_its_code_and_a_scan_is_no_payment(shop: Store) -> None:
    number, other = place(shop, ("TEA", 2)), place(shop, ("TEA", 1), name="Bo Lind")
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("ctrl+y")
        await clerk.scan(other)
        assert clerk.summary[0][0].startswith(other)
        await clerk.scan(number)
        await clerk.press("ctrl+y", "enter")
        assert clerk.line[0] == "Card 9.93, approval code >"
        await clerk.enter("A1B2")
        assert clerk.said == "done: Card A1B2 9.93 taken."
    assert order(shop, number).due == 0
    assert order(shop, other).due > 0


async def test_send_asks_once_and_the_order_is_done(shop: Store) -> None:
    number = place(shop, ("TEA", 2), ("BUN", 3))
    payments.pay(shop, number, Tender("card", order(shop, number).due, "A1"))
    async with at(shop, opened(shop, number)) as clerk:
        assert clerk.line[2] == "Enter: send it"
        await clerk.press("enter")
        assert clerk.asked == "Send 2 Tea 80 bags, 3 Bun from WH1? Y: it leaves   N: not yet"
        await clerk.press("n")
        assert order(shop, number).dispatches == ()
        await clerk.press("f12", "y")
        assert clerk.said == "done: Sent: S1-T1-000001."
        assert clerk.listed[:2] == ["> 2 | Tea 80 bags | ########", "3 | Bun | ########"]
        assert clerk.summary[1][1] == "completed, paid, shipped"
        assert "F12 Send" not in clerk.keys and "Ctrl+X Cancel" not in clerk.keys


async def test_hold_with_its_reason_and_release(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("f8")
        assert clerk.line[0] == "Hold, why >"
        await clerk.press("enter")
        assert clerk.said.startswith("wrong: Say why the order is held")
        await clerk.enter("calls back on Monday")
        assert clerk.said == "done: It is on hold."
        assert clerk.summary[1][1] == "on hold (manual), unpaid, allocated"
        assert "F8 Release" in clerk.keys and "F12 Send" not in clerk.keys
        await clerk.press("f8", "enter")
        assert clerk.said == "done: It goes on."
        assert "F8 Hold" in clerk.keys


async def test_an_order_on_hold_says_so_when_it_is_opened(shop: Store) -> None:
    number = place(shop, ("TEA", 2), due="before")
    async with at(shop, opened(shop, number)) as clerk:
        assert clerk.said == "look: On hold, payment: It is sent when it is paid. F8 releases it."
        assert clerk.line[2] == "Enter: take the money"
        await clerk.press("enter", "enter", "enter")
        assert clerk.said == "done: Card 9.93 taken."
        assert clerk.summary[1][1] == "open, paid, allocated"


async def test_cancel_asks_once_for_the_reason_and_escape_destroys_nothing(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("ctrl+x", "escape")
        assert (clerk.line[0], order(shop, number).status) == (">", "open")
        await clerk.press("ctrl+x", "enter")
        assert clerk.said == "wrong: A cancellation needs a reason. Say in a word or two why."
        await clerk.enter("changed her mind")
        assert clerk.said == "done: It is cancelled."
        assert clerk.listed[0] == "> 2 | Tea 80 bags | xxxxxxxx"
        assert clerk.big == ("CANCELLED", "0.00", "nothing is due")
        assert clerk.sheet[-2:] == ["14:07 given back: 2 Tea 80 bags at S1", "(changed her mind) (owner)"]


async def test_what_was_paid_too_much_is_given_back_once(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    payments.pay(shop, number, Tender("card", 993, "A1"))
    sent = sending.dispatch(shop, number)[0]
    returns.take_back(shop, sent.number, [(1, 1000)], "broken")
    async with at(shop, opened(shop, number)) as clerk:
        assert clerk.listed[0] == "> 2 | Tea 80 bags | ####<<<<"
        assert clerk.notes_of_lines[0] == "1 sent, 1 came back"
        assert clerk.big == ("TO GIVE BACK", "3.49", "F6 gives it back")
        await clerk.press("enter")
        assert clerk.asked == "Give 3.49 back? Y: give it back   N: not now"
        await clerk.press("y")
        assert clerk.said == "done: 3.49 was given back, to where it came from."
        assert "F6 Refund" not in clerk.keys
    assert order(shop, number).due == 0


async def test_source_again_when_goods_have_come(shop: Store) -> None:
    number = place(shop, ("BUN", 5))
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("ctrl+s")
        assert clerk.said.startswith("look: No location has what is missing")
        changing.deallocate(shop, number, "counted again")
        await clerk.press("ctrl+s")
        assert clerk.said == "look: A part of it stands ready; for the rest no location has anything."
        assert clerk.listed[0] == "> 5 | Bun | =====..."
        changing.deallocate(shop, number, "counted again")
        stock.adjust(shop, [("BUN", 2000)], "found", location="WH1")
        await clerk.press("ctrl+s")
        assert clerk.said == "done: Everything stands ready."
        assert clerk.listed[0] == "> 5 | Bun | ========"


async def test_a_contradiction_is_said_and_settled(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    stock.adjust(shop, [("TEA", -9000)], "stolen")
    async with at(shop, opened(shop, number)) as clerk:
        assert clerk.said.startswith(
            f"look: To be decided: 2 of TEA are promised at S1 ({number}), 1 are there. Ways out:"
        )
        await clerk.press("f11")
        letters = {line.split(" ", 1)[1].strip(): line[0] for line in clerk.panel if " " in line}
        await clerk.press(letters["Give its stock back"].lower())
        await clerk.enter("none is there")
        assert clerk.said == "done: Its stock was given back."
        assert clerk.notes_of_lines[0] == "2 missing"


async def test_why_tells_the_promise_and_each_location_turned_down(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("f9")
        assert clerk.panel[0] == f"Order {number}"
        assert clerk.panel[1] == "open; unpaid; allocated"
        told = " ".join(clerk.panel)
        assert "Promised for 2026-11-25: Placed on Sun 22 Nov 2026" in told
        assert "Line 1, 2 Tea 80 bags: 2 stand ready at S1" in told
        assert "not WH1: costs more" in told
        await clerk.press("escape")
        assert clerk.listed[0] == "> 2 | Tea 80 bags | ========"


async def test_cash_without_a_drawer_is_refused_in_place(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    drawer.close(shop, 10000)
    async with at(shop, opened(shop, number)) as clerk:
        await clerk.press("ctrl+y")
        await clerk.enter("5")
        assert clerk.said.startswith("wrong: ")
        assert clerk.line[:2] == ("Pay 9.93 >", "5")
    assert order(shop, number).payments == ()


@pytest.mark.parametrize(
    ("changes", "bars"),
    [
        ({"allocated": 8000, "open": 8000}, "========"),
        ({"shipped": 4000, "returned": 1000, "open": 4000, "allocated": 2000, "missing": 2000}, "###<==.."),
        ({"shipped": 1, "open": 7999, "missing": 7999}, "#......."),
        ({"cancelled": 8000, "open": 0}, "xxxxxxxx"),
        ({"open": 0}, ""),
    ],
)
async def test_a_bar_has_eight_cells_and_leaves_nothing_out(shop: Store, changes: dict[str, int], bars: str) -> None:
    line = order(shop, place(shop, ("TEA", 8))).lines[0]
    assert bar(replace(line, **{"quantity": 8000, "allocated": 0, "missing": 0, **changes})) == bars


async def test_the_order_at_the_sizes_it_promises(shop: Store) -> None:
    number = place(shop, ("TEA", 2), ("BUN", 5), name="Gus Grissom with a name that is far too long for a line")
    changing.hold(shop, number, "the customer calls back")
    for size in ((80, 24), (120, 40)):
        async with at(shop, opened(shop, number), size) as clerk:
            painted = clerk.painted
            assert_seen(clerk, painted)


def assert_seen(clerk: Clerk, painted: str) -> None:
    for wanted in ("=====...", "3 ready at WH1, 2 missing", "placed through web", "on hold (manual)", "F8 Release"):
        assert wanted in painted, wanted
    assert all(len(line) <= clerk.app.size.width for line in painted.split("\n"))
