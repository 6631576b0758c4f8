"""Every explanation adds up to the number it explains, and says so where it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text
from tests.reports.counter import Counter

from storeops.operations import carts, drawer, stock
from storeops.operations.sales import complete
from storeops.reports import why
from storeops.reports.drawer import NoSession, UnknownReport
from storeops.reports.sales import UnknownSale
from storeops.reports.stock import UnknownStock
from storeops.reports.why.view import LocationBalance
from storeops.rules.carts import NoSuchLine
from storeops.rules.discounts import Reduction
from storeops.rules.tenders import Tender


def test_why_stock_tells_every_move(counter: Counter) -> None:
    shop = counter.shop
    counter.open_drawer()
    stock.receive(shop, [("TEA", 10000)], supplier="Leaf & Co", reference="D-17")
    counter.clock.to(10)
    sold = counter.sell("2*TEA")
    counter.clock.to(11)
    counter.take_back(sold.number, 1)
    counter.clock.to(12)
    stock.adjust(shop, [("TEA", -3000)], "count", note="shelf 2")
    with shop.read() as connection:
        view = why.why_stock(connection, shop.profile, "TEA")
        short = why.why_stock(connection, shop.profile, "TEA", limit=1)
    assert [(move.fact.what, move.quantity, move.balance) for move in view.moves] == [
        ("received from Leaf & Co (D-17)", 10000, 10000),
        ("sale S1-T1-000001", -2000, 8000),
        ("return S1-T1-000002 of S1-T1-000001: changed-mind", 1000, 9000),
        ("adjusted, count: shelf 2", -3000, 6000),
    ]
    assert (view.moves[1].from_location, view.moves[1].to_location) == ("S1", "customer")
    assert (view.answer, view.on_hand, view.sound) == ("6 on hand", 6000, True)
    assert view.balances == (LocationBalance("S1", 6000, 6000),)
    assert view.lines[1] == "2026-11-23 10:00  -2 at S1, then 8: sale S1-T1-000001 (owner, S1-T1)"
    assert view.lines[-1] == "The moves at S1 add up to 6, and that is what is shown."
    assert [(move.quantity, move.balance) for move in short.moves] == [(-3000, 6000)]
    assert (short.earlier_moves, short.lines[0]) == (3, "3 earlier moves are summed up in the first balance.")


def test_why_stock_says_by_how_much_the_table_is_off(counter: Counter) -> None:
    shop = counter.shop
    stock.receive(shop, [("TEA", 10000)])
    with shop.write() as tx:
        tx.connection.execute(text("UPDATE stock_balance SET quantity = 12000 WHERE location = 'S1'"))
    with shop.read() as connection:
        view = why.why_stock(connection, shop.profile, "TEA")
        nothing = why.why_stock(connection, shop.profile, "APPLE")
        with pytest.raises(UnknownStock):
            why.why_stock(connection, shop.profile, "NOPE")
    assert view.sound is False
    assert view.lines[-1] == (
        "The moves at S1 add up to 10, but 12 is shown (+2): the table was changed from outside. Run 'storeops doctor'."
    )
    assert nothing.lines == ("Nothing of it was ever received, sold or adjusted.",)


def test_why_price_of_a_sold_line_and_of_the_same_line_in_the_cart(counter: Counter) -> None:
    shop = counter.shop
    counter.open_drawer()
    cart = carts.add(shop, carts.new(shop), "TEA", 2000)
    cart = carts.set_price(shop, cart, 1, 300, "dented box")
    cart = carts.reduce_line(shop, cart, 1, Reduction(percent=Decimal(10), reason="loyal"))
    in_cart = why.why_cart_line(carts.priced(shop, cart), 1, shop.profile)
    expected = (
        "List price of one: 3.49",
        "Sold at 3.00 instead: dented box",
        "2 x 3.00 = 6.00",
        "10% off (loyal): -0.60",
        "After reductions: 5.40",
        "Price with tax: 5.40",
        "VAT 20 %: 5.40 x 20 / 120 = 0.900000, charged 0.90",
        "Rounded on this line.",
        "Price before tax: 4.50",
    )
    assert [line for line in in_cart.lines if not line.startswith("Tax rules")] == list(expected)
    sold = complete(shop, cart, [Tender("cash", 540)])
    with shop.read() as connection:
        view = why.why_price(connection, shop.profile, sold.number, 1)
        with pytest.raises(NoSuchLine):
            why.why_price(connection, shop.profile, sold.number, 2)
        with pytest.raises(UnknownSale):
            why.why_price(connection, shop.profile, "S1-T1-999999", 1)
    assert (view.subject, view.answer) == ("Price of Tea 80 bags (TEA), line 1 of S1-T1-000001", "5.40")
    assert view.lines[: len(expected)] == expected
    assert view.lines[-1] == "Sold 2026-11-23 09:00 at S1-T1 by owner."
    assert [fact.number for fact in view.facts] == ["S1-T1-000001"]
    with pytest.raises(NoSuchLine):
        why.why_cart_line(carts.priced(shop, cart), 9, shop.profile)


def test_why_price_of_weighed_goods_and_of_a_return(counter: Counter) -> None:
    shop = counter.shop
    counter.open_drawer()
    counter.sell("0.350*APPLE", "3*TEA", off="10")
    counter.take_back("S1-T1-000001", 2)
    with shop.read() as connection:
        weighed = why.why_price(connection, shop.profile, "S1-T1-000001", 1)
        back = why.why_price(connection, shop.profile, "S1-T1-000002", 1)
    assert weighed.lines[:2] == ("List price of 1 kg: 2.20", "0.350 kg x 2.20 = 0.77")
    assert weighed.lines[2] == "10% off, whole sale (loyal): -0.08"
    assert (back.subject, back.answer) == ("Given back for Tea 80 bags (TEA), line 1 of S1-T1-000002", "3.14")
    assert back.lines == (
        "1 of line 2 of S1-T1-000001 came back: changed-mind.",
        "9.43 was paid for the 3 of that line. "
        "This part of it is 3.14: all parts together give back exactly what was paid.",
        "In it: 2.62 before tax and 0.52 tax.",
        "Taken back 2026-11-23 09:00 at S1-T1 by owner.",
    )


def test_why_tax_adds_up_line_by_line(counter: Counter) -> None:
    counter.open_drawer()
    counter.sell("TEA", "MILK", "0.350*APPLE")
    with counter.shop.read() as connection:
        view = why.why_tax(connection, counter.shop.profile, "S1-T1-000001")
    assert (view.answer, view.sound) == ("0.71", True)
    assert view.lines == (
        "VAT 20 % on 3.55 before tax: 0.71",
        "  line 1 Tea 80 bags: 0.58 on 2.91",
        "  line 3 Apples loose: 0.13 on 0.64",
        "No tax on line 2 [/] Milk: 1.15",
        "Prices include tax; rounded on each line.",
        "All lines together: 0.71",
    )


def test_why_drawer_follows_the_cash(counter: Counter) -> None:
    shop = counter.shop
    session = counter.open_drawer(10000)
    counter.sell("2*TEA", given=1000)
    counter.sell("TEA", tender="card")
    counter.take_back("S1-T1-000001", 1)
    drawer.move_cash(shop, "paid_out", 250, "window cleaner")
    drawer.move_cash(shop, "drop", 5000, "")
    with shop.read() as connection:
        open_view = why.why_drawer(connection, shop.profile)
    lines = (
        "Float: 100.00",
        "Cash of 1 sale: +6.98 (10.00 given, 3.02 change)",
        "Given back for 1 return: -3.49",
        "Paid out: window cleaner: -2.50",
        "Brought to the safe: -50.00",
        "That makes 50.99.",
    )
    assert (open_view.answer, open_view.lines) == ("50.99 expected", lines)
    assert [(step.amount, step.balance) for step in open_view.steps] == [
        (10000, 10000),
        (698, 10698),
        (-349, 10349),
        (-250, 10099),
        (-5000, 5099),
    ]
    closed = drawer.close(shop, 5000)
    with shop.read() as connection:
        by_number = why.why_drawer(connection, shop.profile, closed.number)
        by_session = why.why_drawer(connection, shop.profile, session)
        with pytest.raises(NoSession):
            why.why_drawer(connection, shop.profile)
        with pytest.raises(UnknownReport):
            why.why_drawer(connection, shop.profile, "S1-T1-Z9999")
    assert by_number == by_session
    assert by_number.lines == (*lines, "Counted: 50.00, 0.99 short.")
    assert (by_number.expected, by_number.counted, by_number.difference, by_number.sound) == (5099, 5000, -99, True)


@pytest.mark.parametrize(
    ("figure", "total", "answer", "documents"),
    [
        ("total", "4.64", "4.64", ["6.98", "1.15", "-3.49"]),
        ("sales_amount", "8.13", "8.13", ["6.98", "1.15"]),
        ("returns_amount", "3.49", "3.49", ["3.49"]),
        ("tax", "0.58", "0.58", ["1.16", "-0.58"]),
        ("units", "2", "2", ["2", "1", "-1"]),
        ("sales_count", "2", "2", ["1", "1"]),
    ],
)
def test_why_total_lists_the_documents(
    counter: Counter, figure: str, total: str, answer: str, documents: list[str]
) -> None:
    counter.open_drawer()
    counter.sell("2*TEA")
    counter.clock.to(10)
    counter.sell("MILK")
    counter.clock.to(11)
    counter.take_back("S1-T1-000001", 1)
    with counter.shop.read() as connection:
        view = why.why_total(connection, counter.shop.profile, counter.clock.at.date(), figure)
        with pytest.raises(why.UnknownFigure):
            why.why_total(connection, counter.shop.profile, counter.clock.at.date(), "luck")
    assert (view.total, view.answer) == (total, answer)
    assert [step.amount for step in view.documents] == documents
