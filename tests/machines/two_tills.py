"""What two databases of one shop did after they went apart: every kind of fact, made by the real operations."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from tests.machines import order_facts, rma_facts, till

from storeops.journal.envelope import JournalRow
from storeops.journal.facts import HistoricLine, HistoricSale, ProgramChanged
from storeops.operations import carts, drawer, returns, sales, stock
from storeops.operations.shop import add_terminal, set_setting
from storeops.rules.discounts import Reduction
from storeops.settings import Settings
from storeops.store import Store

ITEMS = (
    till.item("TEA", 250, "20"),
    till.item("APPLE", 199, "", unit="kg", cost=90),
    till.item("WINE", 1299, "19", "1.5", cost=640),
)


class Histories(NamedTuple):
    """The facts both know, and what each of the two recorded since, in its own order."""

    shared: list[JournalRow]
    one: list[JournalRow]
    other: list[JournalRow]


def make(folder: Path) -> Histories:
    """A shop that trades, a copy of its file, and both going on, each without the other."""
    first = till.trading(folder / "shop.db")
    till.list_products(first, ITEMS)
    stock.receive(first, [("TEA", 50_000), ("APPLE", 20_000), ("WINE", 12_000)])
    both_return = till.sell(first, (ITEMS[0], 3000), (ITEMS[1], 1250)).number
    first.close()
    shutil.copy(folder / "shop.db", folder / "copy.db")
    first = _open(folder / "shop.db")
    with first.read() as connection:
        shared = till.journal_rows(connection)
    second = _open(folder / "copy.db")
    assert second.profile.origin != first.profile.origin
    first = _trade(first, both_return, quantity=2000)
    second = _trade(second, both_return, quantity=3000)
    with first.read() as left, second.read() as right:
        one, other = till.journal_rows(left)[len(shared) :], till.journal_rows(right)[len(shared) :]
    for shop in (first, second):
        till.assert_sound(shop)
        assert till.replay_differences(shop) == ()
        shop.close()
    return Histories(shared, one, other)


def _open(path: Path) -> Store:
    return Store.open(Settings(str(path), minimum_free_bytes=0), clock=till.Clock(till.MORNING + timedelta(hours=1)))


def _trade(shop: Store, both_return: str, *, quantity: int) -> Store:
    returns.take_back(shop, both_return, [(1, quantity)], "seen by one of the two only")
    cart = carts.add(shop, carts.new(shop), "TEA", 5000)
    cart = carts.reduce_line(shop, cart, 1, Reduction(amount=99, reason="dented"))
    cart = carts.add(shop, cart, "WINE")
    cart = carts.take_out(shop, carts.add(shop, cart, "APPLE", 300), 3)
    cart = carts.reduce_cart(shop, cart, Reduction(percent=till.Decimal("7.5")))
    sold = sales.complete(shop, cart, till.cash(shop, cart))
    sales.copy_receipt(shop, sold.number)
    carts.void(shop, carts.add(shop, carts.new(shop), "APPLE", 750), "left the shop")
    returns.take_back(shop, sold.number, [(1, 1000), (2, 1000)], "broken", disposition="scrap")
    returns.take_back(shop, sold.number, [(1, 2000)], "changed mind")
    stock.adjust(shop, [("TEA", -2000), ("WINE", 1000)], "count")
    stock.adjust(shop, [("APPLE", -1500)], "expired")
    drawer.move_cash(shop, "paid_in", 500, "change from the bank")
    drawer.move_cash(shop, "paid_out", 120, "milk")
    drawer.move_cash(shop, "drop", 1000, "")
    drawer.no_sale(shop, "change for a customer")
    add_terminal(shop, "T2")
    set_setting(shop, "tax_name", "VAT")
    with shop.write() as tx:
        tx.record(ProgramChanged(before="0.0", after="0.1"))
        tx.record(_historic("A1"))
    order_facts.record(shop, "W-1")
    rma_facts.record(shop)
    drawer.close(shop, 9_999)
    return _reopened_with_the_clock_back(shop)


def _historic(document: str) -> HistoricSale:
    line = HistoricLine(sku="TEA", name="Tea", quantity=2000, price="2.495", amount=499)
    return HistoricSale(
        source="old till",
        document=document,
        digest="d",
        document_kind="sale",
        at="2020-01-02T10:00:00+00:00",
        currency="GBP",
        customer="",
        lines=(line,),
        total=499,
    )


def _reopened_with_the_clock_back(shop: Store) -> Store:
    settings, earlier = shop.settings, shop.now() - timedelta(hours=1)
    shop.close()
    again = Store.open(replace(settings), clock=till.Clock(earlier))
    drawer.open_drawer(again, 5000)
    till.sell(again, (ITEMS[2], 1000))
    return again
