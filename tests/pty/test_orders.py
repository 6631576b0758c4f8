"""Orders in a real terminal: keys that come in one burst are taken in their order, and a power cut loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.test_till import sales, till
from tests.screens.cashier import BUN, TEA
from tests.screens.order_desk import order, order_shop

from storeops.operations import carts
from storeops.reports.orders import board as boards
from storeops.store import Store

ORDER_KEY = b"\x0f"
F12 = b"\x1b[24~"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    yield opened
    opened.close()


def test_order_entry_in_one_burst_is_that_very_order_every_time(shop: Store) -> None:
    sent = b"\rAnn Reed ann@example.org\r12 High St, Leeds LS1 4AP\r2\r" + F12 + b"5\r\r"
    collected = b"2\rBo Lind\r" + F12 + b"\r"
    with till(shop) as terminal:
        for turn in range(4):
            terminal.send(f"{TEA}\r".encode() + ORDER_KEY + sent + f"{BUN}\r".encode() + ORDER_KEY + collected)
            terminal.wait_for(f"Order S1-T1-O{2 * turn + 2:06d} stands.")
            terminal.wait_for("Ready.")
    for turn in range(4):
        first, second = order(shop, f"S1-T1-O{2 * turn + 1:06d}"), order(shop, f"S1-T1-O{2 * turn + 2:06d}")
        assert [(line.sku, line.quantity) for line in first.lines] == [("TEA", 1000), ("", 1000)]
        assert (first.customer.name, first.service, first.ship_to.city) == ("Ann Reed", "express", "Leeds")
        assert [(one.tender, one.amount) for one in first.payments] == [("cash", 500)]
        assert [(line.sku, line.quantity) for line in second.lines] == [("BUN", 1000)]
        assert (second.customer.name, second.service, second.payments) == ("Bo Lind", "pickup", ())
    assert sales(shop) == [] and carts.current(shop).lines == ()


def test_a_power_cut_before_f12_keeps_the_cart_and_after_it_the_order(shop: Store) -> None:
    with till(shop) as terminal:
        terminal.send(f"{TEA}\r".encode() + ORDER_KEY + b"2\rBo Lind\r")
        terminal.wait_for("Enter: place the order")
        terminal.kill()
    with till(shop, ready="This sale was open when the till stopped.") as terminal:
        terminal.send(ORDER_KEY + b"2\rBo Lind\r" + F12)
        terminal.wait_for("Pay 3.49 >")
        terminal.kill()
    with till(shop) as terminal:
        terminal.send(ORDER_KEY)
        terminal.wait_for("S1-T1-O000001  store    Bo Lind")
    with shop.read() as connection:
        assert boards.board(connection, shop.business_date()).open == 1
    assert carts.current(shop).lines == ()
