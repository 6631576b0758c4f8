"""A sale becomes an order: the questions, what is shown before F12, and the cart that goes only with the order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.screens.cashier import BUN, MILK, TEA, at_the_till, count_of_sales
from tests.screens.clerk import Clerk
from tests.screens.order_desk import order, order_shop, place

from storeops.operations.orders import counter
from storeops.rules.orders.document import CustomerPart
from storeops.screens.orders.entry import OrderEntryScreen
from storeops.screens.orders.entry_state import NobodyNamed, customer_of
from storeops.screens.till import TillScreen
from storeops.store import Store

ORDER = "S1-T1-O000001"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    yield opened
    opened.close()


@asynccontextmanager
async def taking(shop: Store, *codes: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Clerk]:
    """Goods on the till, and its one key pressed."""
    async with at_the_till(shop, size) as cashier:
        await cashier.scan(*codes)
        await cashier.press("ctrl+o")
        cashier.__class__ = Clerk
        assert isinstance(cashier, Clerk) and isinstance(cashier.job, OrderEntryScreen)
        cashier.till = cashier.job  # type: ignore[assignment]
        yield cashier


async def to_confirm(clerk: Clerk) -> None:
    await clerk.press("enter")
    await clerk.enter("Ann Reed ann@example.org")
    await clerk.enter("12 High St, Leeds LS1 4AP")
    await clerk.press("enter")


async def test_sent_later_question_by_question(shop: Store) -> None:
    async with taking(shop, TEA, TEA, BUN) as clerk:
        assert clerk.listed == [
            "> 1 | Sent to the customer later",
            "2 | Collected here",
            "3 | Ordered by telephone, sent",
            "4 | Ordered by telephone, collected",
        ]
        assert clerk.line == ("How >", "", "Enter: sent to the customer later")
        assert clerk.big[:2] == ("GOODS", "7.78")
        await clerk.press("enter")
        assert clerk.line == ("Customer >", "", "name, e-mail or telephone")
        assert clerk.listed == ["2 | Tea 80 bags | 3.49 |  | 6.98", "1 | Bun | 0.80 |  | 0.80"]
        await clerk.enter("Ann Reed ann@example.org 0113 496 0000")
        assert clerk.line == ("Ship to >", "", "street, town and postcode")
        assert clerk.summary[0][0] == "Ann Reed ann@example.org 0113 496 0000"
        await clerk.enter("12 high st, leeds ls14ap")
        assert clerk.said == "done: Goes to: Ann Reed | 12 high st | LEEDS | LS1 4AP"
        assert clerk.listed == [
            "> 1 | normal | Wed 25 Nov | WH1 | 3.45 | 11.23",
            "2 | express | Tue 24 Nov | WH1 | 5.45 | 13.23",
            "3 | overnight | Tue 24 Nov | WH1 | 8.45 | 16.23",
        ]
        assert clerk.line[2] == "Enter: normal"
        await clerk.press("down")
        assert clerk.line[2] == "Enter: express"
        await clerk.press("enter")
        assert clerk.listed == [
            "2 | Tea 80 bags | 3.49 |  | 6.98",
            "1 | Bun | 0.80 |  | 0.80",
            " | Shipping, express |  |  | 5.45",
        ]
        assert clerk.notes_of_lines == ["2 from WH1", "1 from WH1"]
        assert clerk.summary == (
            ("Ann Reed ann@example.org 0113 496 0000", "there by Tue 24 Nov"),
            ("to 12 high st, leeds, LS1 4AP, GB", "express"),
        )
        assert clerk.big[:2] == ("TOTAL", "13.23")
        assert clerk.line == (">", "", "Enter: place the order")
        assert clerk.keys == [
            "F1 Help",
            "F7 Cust",
            "F10 Drawer",
            "F11 More",
            "F12 Place",
            "Esc Back",
            "Ctrl+W Window",
        ]
        assert clerk.cart
        await clerk.press("f12")
        assert clerk.said == f"done: Order {ORDER} stands."
        assert clerk.cart == []
        assert clerk.line == ("Pay 13.23 >", "", "card, card 10, or 20 cash; Enter: when it is sent")
        assert clerk.big == ("DUE", "13.23", "of 13.23")
        await clerk.press("enter")
        assert isinstance(clerk.job, TillScreen)
        clerk.till = clerk.job
        assert clerk.rows == [] and clerk.said == f"done: Order {ORDER} stands."
    taken = order(shop, ORDER)
    assert (taken.channel, taken.service, taken.total, taken.due) == ("store", "express", 1323, 1323)
    assert (taken.customer.phone, taken.ship_to.postcode) == ("+441134960000", "LS1 4AP")
    assert count_of_sales(shop) == 0


async def test_when_it_can_come_is_asked_where_somebody_says_it(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await to_confirm(clerk)
        service = clerk.summary[1][1]
        await clerk.press("ctrl+w")
        assert clerk.line == ("Time window >", "", "from-to, such as 9-12; nothing: any time")
        assert not [key for key in clerk.keys if key.startswith(("F12", "Ctrl+W"))], "what is typed is not lost by F12"
        await clerk.enter("12-9")
        assert clerk.said.startswith("wrong: '12-9' is no time window: it ends before it begins")
        assert clerk.line[0] == "Time window >"
        await clerk.press("escape", "escape")
        assert (clerk.line[2], clerk.summary[1][1]) == ("Enter: place the order", service)
        await clerk.press("ctrl+w")
        await clerk.enter("9-12")
        assert (clerk.line[2], clerk.summary[1][1]) == ("Enter: place the order", f"{service} 09:00-12:00")
        await clerk.press("ctrl+w")
        assert clerk.line[1] == "09:00-12:00"
        await clerk.press("enter", "f12")
        assert clerk.said == f"done: Order {ORDER} stands."
    assert order(shop, ORDER).window == "09:00-12:00"


async def test_a_deposit_in_cash_the_rest_by_card(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await to_confirm(clerk)
        await clerk.press("enter")
        await clerk.enter("5")
        assert clerk.said == "done: Cash 5.00 taken."
        assert clerk.line[0] == "Pay 1.44 >"
        assert clerk.big == ("DUE", "1.44", "5.00 paid")
        await clerk.enter("card")
        assert clerk.line[0] == "Card 1.44, approval code >"
        await clerk.press("escape")
        assert clerk.line[0] == "Pay 1.44 >"
        await clerk.enter("card")
        await clerk.enter("A1B2")
        assert clerk.big == ("PAID", "6.44", "nothing is due")
        assert clerk.line == (">", "", "Enter: next sale")
        await clerk.scan(MILK)
        assert isinstance(clerk.job, TillScreen)
        clerk.till = clerk.job
        assert clerk.rows == ["1 | [/] Milk, 1 pt | 1.15 |  | 1.15"]
    assert sorted((one.tender, one.amount) for one in order(shop, ORDER).payments) == [("card", 144), ("cash", 500)]


async def test_cash_that_is_too_much_gives_change_as_the_biggest_thing(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await to_confirm(clerk)
        await clerk.press("f12")
        await clerk.enter("10")
        assert clerk.big == ("CHANGE", "3.56", "paid 6.44")


async def test_collected_here_asks_no_address(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await clerk.enter("2")
        await clerk.enter("Bo Lind 0113 496 0001")
        assert clerk.summary == (("Bo Lind 0113 496 0001", "ready on Mon 23 Nov"), ("collected at S1", ""))
        assert clerk.listed == ["1 | Tea 80 bags | 3.49 |  | 3.49"]
        await clerk.press("f12")
        assert clerk.line[2] == "card, card 10, or 20 cash; Enter: when it is collected"
    taken = order(shop, ORDER)
    assert (taken.channel, taken.service, taken.pickup_location, taken.total) == ("store", "pickup", "S1", 349)


async def test_a_telephone_order_of_someone_known_offers_the_address(shop: Store) -> None:
    place(shop, ("TEA", 1))
    async with taking(shop, TEA) as clerk:
        await clerk.enter("tel")
        await clerk.enter("ann@example.org")
        assert clerk.line == ("Ship to >", "12 High St, Leeds, LS1 4AP, GB", "Enter: there")
        await clerk.press("enter", "enter")
        assert clerk.summary[0][0] == "Ann Reed ann@example.org"
        await clerk.press("f12")
    assert order(shop, "S1-T1-O000002").channel == "phone"


async def test_what_is_wrong_stays_in_the_line_with_the_reason(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await clerk.enter("9")
        assert clerk.said == "wrong: '9' is not on the list. Type 1 to 4, or choose with Up and Down."
        assert clerk.line[:2] == ("How >", "9")
        await clerk.press("escape", "enter", "enter")
        assert clerk.said.startswith("wrong: An order needs somebody")
        await clerk.enter("Ann ann@nowhere")
        assert clerk.said.startswith("wrong: 'ann@nowhere' is not an e-mail address")
        assert clerk.line[:2] == ("Customer >", "Ann ann@nowhere")
        await clerk.enter("Ann")
        await clerk.enter("High St, Leeds")
        assert "The postcode is missing" in clerk.said
        assert clerk.line[:2] == ("Ship to >", "High St, Leeds")
        await clerk.enter("4111 1111 1111 1111")
        assert clerk.line[1] == "" and "4111" not in clerk.painted


async def test_escape_goes_one_question_back_and_loses_nothing(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await to_confirm(clerk)
        await clerk.press("escape")
        assert clerk.line[0] == "Service >"
        await clerk.press("escape")
        assert clerk.line[:2] == ("Ship to >", "12 High St, Leeds, LS1 4AP, GB")
        await clerk.press("escape", "escape")
        assert clerk.line[:2] == ("Customer >", "Ann Reed ann@example.org")
        await clerk.press("escape", "escape")
        assert clerk.line[0] == "How >"
        await clerk.press("escape")
        assert isinstance(clerk.job, TillScreen)
        clerk.till = clerk.job
        assert clerk.rows == ["1 | Tea 80 bags | 3.49 |  | 3.49"]


async def test_a_scan_at_any_question_adds_goods_and_asks_again(shop: Store) -> None:
    async with taking(shop, TEA) as clerk:
        await clerk.press("enter")
        await clerk.scan(BUN)
        assert clerk.said == "done: Bun added"
        assert clerk.line[0] == "Customer >"
        assert clerk.big[1] == "4.29"
        await clerk.enter("Ann Reed ann@example.org")
        await clerk.enter("12 High St, Leeds LS1 4AP")
        await clerk.press("enter")
        await clerk.enter("2*TEA")
        assert clerk.listed[2] == "2 | Tea 80 bags | 3.49 |  | 6.98"
        await clerk.scan("4006381333931")
        assert clerk.said.startswith("wrong: There is no product '4006381333931'")
        await clerk.press("escape", "escape", "escape", "escape", "escape", "escape", "escape", "escape")
        assert isinstance(clerk.job, TillScreen)
        clerk.till = clerk.job
        assert clerk.rows == [
            "1 | Tea 80 bags | 3.49 |  | 3.49",
            "1 | Bun | 0.80 |  | 0.80",
            "2 | Tea 80 bags | 3.49 |  | 6.98",
        ]


async def test_discounts_and_changed_prices_go_with_the_goods(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, BUN)
        await cashier.enter("-10%")
        await cashier.press("up")
        await cashier.enter("@3.00")
        await cashier.enter("a regular")
        await cashier.press("f5", "f5")
        await cashier.enter("1")
        total = cashier.big[1]
        await cashier.press("ctrl+o")
        cashier.__class__ = Clerk
        assert isinstance(cashier, Clerk)
        cashier.till = cashier.job  # type: ignore[assignment]
        assert cashier.big[:2] == ("GOODS", total) == ("GOODS", "2.72")
        await cashier.enter("2")
        await cashier.enter("Ann")
        assert cashier.big[:2] == ("TOTAL", "2.72")


async def test_what_is_nowhere_is_said_before_the_order_is_placed(shop: Store) -> None:
    async with taking(shop, MILK) as clerk:
        await clerk.press("enter")
        await clerk.enter("Ann Reed ann@example.org")
        await clerk.enter("12 High St, Leeds LS1 4AP")
        assert clerk.listed[0] == "> 1 | normal | no day | ! nowhere | 2.95 | 4.10"
        await clerk.press("enter")
        assert clerk.said.startswith("look: Not everything is there")
        assert clerk.notes_of_lines == ["! 1 waits for goods to come in"]


async def test_a_failure_keeps_the_cart_and_the_second_try_takes_one_order(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = counter.place_cart, []

    def lost_answer(*arguments: object) -> str:
        made = real(*arguments)  # type: ignore[arg-type]
        tries.append(made)
        if len(tries) == 1:
            raise NobodyNamed
        return made

    monkeypatch.setattr(counter, "place_cart", lost_answer)
    async with taking(shop, TEA) as clerk:
        await to_confirm(clerk)
        await clerk.press("f12")
        assert clerk.said.startswith("wrong: ")
        await clerk.press("f12")
        assert clerk.said == f"done: Order {ORDER} stands."
    assert tries[0] == tries[1]


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("Ann Reed", CustomerPart(name="Ann Reed")),
        ("ann@example.org Ann Reed", CustomerPart(name="Ann Reed", email="ann@example.org")),
        ("Reed, Ann +44 113 496 0000", CustomerPart(name="Reed Ann", phone="+44 113 496 0000")),
        ("0113 496 0000", CustomerPart(phone="0113 496 0000")),
        (
            "Room 12 Ltd, (0113) 4960000, a@b.org;",
            CustomerPart(name="Room 12 Ltd", email="a@b.org", phone="(0113) 4960000"),
        ),
    ],
)
async def test_a_customer_is_typed_in_any_order(text: str, customer: CustomerPart) -> None:
    assert customer_of(text) == customer


async def test_the_order_entry_at_the_sizes_it_promises(shop: Store) -> None:
    for size in ((80, 24), (120, 40)):
        async with taking(shop, TEA, size=size) as clerk:
            await to_confirm(clerk)
            for wanted in ("Shipping, normal", "there by Wed 25 Nov", "F12 Place", " from S1"):
                assert wanted in clerk.painted
            await clerk.press("escape", "escape", "escape", "escape", "escape", "escape", "escape")
