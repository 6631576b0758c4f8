"""The pickup counter: made ready, handed over against the code or a card, refused, expired; the code is shown once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.screens.cashier import FixedClock
from tests.screens.clerk import Clerk, at
from tests.screens.order_desk import order, place
from tests.screens.parcel_desk import parcel_shop, pay

from storeops.database.queries import fulfilment
from storeops.operations.orders import changing
from storeops.operations.parcels import pickup
from storeops.screens.orders.detail import OrderScreen
from storeops.screens.pickup import PickupScreen
from storeops.screens.widgets.message import Message
from storeops.store import Store


class Later(FixedClock):
    """Eight days after the quiet Sunday."""

    def now(self, zone: ZoneInfo) -> datetime:
        return super().now(zone) + timedelta(days=8)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = parcel_shop(tmp_path)
    yield opened
    opened.close()


def collected(shop: Store, *goods: tuple[str, int], name: str = "Ann Reed", paid: bool = True) -> str:
    number = place(shop, *goods, service="pickup", name=name)
    if paid:
        pay(shop, number)
    return number


def ready(shop: Store, number: str) -> str:
    """Make it ready; the code."""
    return str(getattr(pickup.ready(shop, number).envelope.fact, "code", ""))


def columns(clerk: Clerk) -> list[tuple[str, str]]:
    """State and number, row by row."""
    return [(row.split(" | ")[0], row.split(" | ")[1]) for row in clerk.listed]


async def test_the_list_has_customers_here_then_what_is_to_be_made_ready_then_what_is_ready(shop: Store) -> None:
    done = collected(shop, ("TEA", 1), name="Bo Lind")
    ready(shop, done)
    here = collected(shop, ("TEA", 2), name="Cleo Orr")
    ready(shop, here)
    pickup.arrived(shop, here)
    held = collected(shop, ("BUN", 2), name="Dan Poe", paid=False)
    changing.hold(shop, held, "asked to wait")
    todo = collected(shop, ("TEA", 1), ("BUN", 3), name="Eve Quist", paid=False)
    place(shop, ("TEA", 1))
    async with at(shop, PickupScreen(shop)) as clerk:
        assert columns(clerk) == [("> ! here", here), ("on hold", held), ("to do", todo), ("+ ready", done)]
        assert clerk.listed[2].endswith("Eve Quist | 4 | tomorrow | 5.89")
        assert clerk.big == ("CUSTOMERS HERE", "1", "1 ready, 1 to make ready")
        await clerk.type("eve")
        assert clerk.line[2] == f"Enter: make ready, {todo} Eve Quist"


async def test_enter_makes_ready_and_says_the_code_once(shop: Store) -> None:
    number = collected(shop, ("TEA", 2))
    other = collected(shop, ("BUN", 1), name="Bo Lind")
    async with at(shop, PickupScreen(shop)) as clerk:
        await clerk.press("enter")
        code = clerk.big[1]
        assert clerk.big == ("TELL THE CODE", code, f"{number}, Ann Reed")
        assert len(code) == 4 and code.isdigit()
        assert clerk.said == f"done: {number} is ready, with the code {code}. It waits until Sunday 29 November 2026."
        assert columns(clerk) == [("to do", other), ("> + ready", number)]
        await clerk.press("f7")
        assert clerk.said == f"done: {number}: Ann Reed is here."
        assert columns(clerk) == [("> ! here", number), ("to do", other)]
        assert code not in clerk.painted
        assert code == ready(shop, number)


async def test_the_code_hands_the_goods_over_and_a_wrong_one_does_not(shop: Store) -> None:
    number = collected(shop, ("TEA", 2))
    code = ready(shop, number)
    wrong = f"{(int(code) + 1) % 10000:04d}"
    async with at(shop, PickupScreen(shop)) as clerk:
        await clerk.press("enter")
        assert clerk.line == (f"Code of {number} >", "", "Enter: no code, look at a card")
        await clerk.enter(wrong)
        assert clerk.said == (
            f"wrong: That is not the code of {number}. Ask again; Enter alone goes on with an identity card."
        )
        assert clerk.line[1] == wrong
        assert str(order(shop, number).fulfilment_status) == "allocated"
        await clerk.enter(code)
        assert clerk.said == f"done: {number} is handed over: Ann Reed."
        assert clerk.listed == []
        await clerk.scan(number)
        assert clerk.said == f"wrong: {number} was handed over already."
    assert str(order(shop, number).fulfilment_status) == "shipped"


async def test_without_a_code_a_card_is_looked_at(shop: Store) -> None:
    number = collected(shop, ("TEA", 2))
    ready(shop, number)
    async with at(shop, PickupScreen(shop)) as clerk:
        await clerk.press("f12", "enter")
        assert clerk.asked == "Which card was looked at? 1: identity card   2: passport   3: driving licence"
        await clerk.press("escape")
        assert str(order(shop, number).fulfilment_status) == "allocated"
        await clerk.press("ctrl+n", "2")
        assert clerk.said == f"done: {number} is handed over: Ann Reed."
    with shop.read() as connection:
        steps = fulfilment.pickups(connection, order(shop, number).id)
    assert [one["proof"] for one in steps if one["step"] == "handed_over"] == ["identity: passport"]


async def test_what_is_not_paid_is_paid_first(shop: Store) -> None:
    number = collected(shop, ("TEA", 2), paid=False)
    code = ready(shop, number)
    async with at(shop, PickupScreen(shop)) as clerk:
        assert clerk.line[2] == f"Enter: take 6.98, {number} Ann Reed"
        await clerk.press("f12")
        await clerk.enter(code)
        assert clerk.said == "wrong: 6.98 is still to be paid. Ctrl+O opens the order and takes it."
        await clerk.press("enter")
        assert isinstance(clerk.job, OrderScreen)
        await clerk.press("enter")
        await clerk.enter("6.98 cash")
        await clerk.press("escape")
        assert isinstance(clerk.job, PickupScreen), clerk.job.query_one(Message).said
        assert clerk.line[2] == f"Enter: hand over, {number} Ann Reed"
        await clerk.press("enter")
        await clerk.enter(code)
        assert clerk.said == f"done: {number} is handed over: Ann Reed."


async def test_a_refused_collection_is_cancelled_with_the_reason(shop: Store) -> None:
    number = collected(shop, ("TEA", 2))
    ready(shop, number)
    async with at(shop, PickupScreen(shop)) as clerk:
        await clerk.press("f6")
        await clerk.enter("")
        assert clerk.said == "wrong: A refused collection needs a reason. Say in a word or two why."
        await clerk.press("escape")
        assert str(order(shop, number).status) == "open"
        await clerk.press("f6")
        await clerk.enter("too small")
        assert clerk.said == f"done: {number} was refused: it is cancelled. Put the goods back on the shelf."
        assert clerk.listed == []
    assert str(order(shop, number).status) == "cancelled"


async def test_what_nobody_collected_is_ended_asked_once(shop: Store) -> None:
    number = collected(shop, ("TEA", 2))
    ready(shop, number)
    shop.clock = Later()
    async with at(shop, PickupScreen(shop)) as clerk:
        assert clerk.listed == [f"> + ready | {number} | Ann Reed | 2 | ! over | "]
        assert clerk.summary[0][1] == "1 not collected in time: Ctrl+X ends them"
        await clerk.press("ctrl+x", "n")
        assert str(order(shop, number).status) == "open"
        await clerk.press("ctrl+x", "y")
        assert clerk.said == f"done: Ended: {number}. Put the goods back on the shelf."
    assert str(order(shop, number).status) == "cancelled"


async def test_the_goods_of_an_order_and_an_order_that_is_sent(shop: Store) -> None:
    collected(shop, ("TEA", 2), ("BUN", 1))
    sent = place(shop, ("TEA", 1))
    async with at(shop, PickupScreen(shop)) as clerk:
        await clerk.press("f9")
        assert clerk.panel[1:] == ["2 Tea 80 bags", "1 Bun"]
        await clerk.scan(sent)
        assert clerk.said == f"wrong: {sent} is sent to the customer, not collected."
