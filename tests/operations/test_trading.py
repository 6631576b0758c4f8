"""Selling, taking back, the drawer and goods: exact figures, and refusals after which nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till

from storeops.database.tables import journal
from storeops.journal.facts import LineVoided, ReferenceChanged, SaleCompleted
from storeops.journal.reading import fact
from storeops.operations import carts, drawer, returns, sales, shop, stock
from storeops.operations.lookup import UnknownProduct
from storeops.reports.sales import UnknownSale
from storeops.rules import returns as return_rules
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.carts import NoSuchLine, TooMuchMoney
from storeops.rules.discounts import Reduction, TooMuchOff
from storeops.rules.errors import Refused
from storeops.rules.postings import Posting
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.rules.tenders import CARD, CASH, NotPositive, Overpaid, Tender, Underpaid, UnknownTender
from storeops.rules.text import is_clean
from storeops.store import Store

CARD_NUMBER = "4111 1111 1111 1111"
ITEMS = [till.item("TEA", 250), till.item("APPLE", 199, unit="kg", cost=90), till.item("CARD", 0, stocked=False)]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Store]:
    """A shop in Switzerland (cash to 5 Rappen) with three products, its drawer open with 100.00."""
    made = till.trading(tmp_path / "shop.db", country="CH", currency="CHF")
    till.list_products(made, ITEMS)
    yield made
    made.close()


def sold(counter: Store, *, tenders: list[Tender] | None = None) -> str:
    """Three teas less 5 %, 1.250 kg of apples: 7.50 - 0.38 + 2.49 = 9.61."""
    cart = carts.add(counter, carts.new(counter), "TEA", 3000)
    cart = carts.reduce_line(counter, cart, 1, Reduction(percent=Decimal(5), reason="last one"))
    cart = carts.add(counter, cart, "apple", 1250)
    return sales.complete(counter, cart, tenders or [Tender(CARD, 400, "A17"), Tender(CASH, 1000)]).number


def test_a_sale_is_right_to_the_last_posting(counter: Store) -> None:
    number = sold(counter)
    with counter.read() as connection:
        (entry,) = [one for one in till.entries(connection) if isinstance(one.envelope.fact, SaleCompleted)]
    done = entry.envelope.fact
    assert isinstance(done, SaleCompleted)
    assert (number, done.series, done.counter) == ("S1-T1-000001", "S1-T1", 1)
    assert [(line.amount, line.cost) for line in done.lines] == [(712, 300), (249, 113)]
    assert (done.discount, done.total, done.rounding, done.change, done.grand_total) == (38, 961, -1, 440, 961)
    assert done.net + done.tax == 961
    accounts = {posting.account: posting.amount for posting in done.postings}
    assert (accounts["drawer"], accounts["card_clearing"], accounts["cash_rounding"]) == (560, 400, 1)
    assert (accounts["cost_of_goods"], accounts["inventory"]) == (413, -413)
    assert accounts["revenue"] + accounts["discounts"] == -done.net
    assert stock.on_hand(counter, "TEA") == {"S1": -3000}
    assert stock.on_hand(counter, "APPLE") == {"S1": -1250}
    till.assert_sound(counter)


def test_the_same_cart_finished_twice_is_one_sale(counter: Store) -> None:
    cart = carts.add(counter, carts.new(counter), "TEA")
    first = sales.complete(counter, cart, [Tender(CASH, 250)])
    before = till.dump(counter)
    assert sales.complete(counter, cart, [Tender(CASH, 250)]) == first
    assert till.dump(counter) == before


Attempt = Callable[[Store, str], object]


def _cart(counter: Store) -> carts.Cart:
    return till.filled(counter, (ITEMS[0], 1000))


REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (sales.EmptyCart, lambda c, _: sales.complete(c, carts.new(c), [])),
    (Underpaid, lambda c, _: sales.complete(c, _cart(c), [])),
    (Underpaid, lambda c, _: sales.complete(c, _cart(c), [Tender(CASH, 249)])),
    (Overpaid, lambda c, _: sales.complete(c, _cart(c), [Tender(CARD, 251)])),
    (UnknownTender, lambda c, _: sales.complete(c, _cart(c), [Tender("cheque", 250)])),
    (NotPositive, lambda c, _: sales.complete(c, _cart(c), [Tender(CASH, 0)])),
    (CardNumberRefused, lambda c, _: sales.complete(c, _cart(c), [Tender(CARD, 250, CARD_NUMBER)])),
    (UnknownSale, lambda c, _: sales.copy_receipt(c, "S1-T1-999999")),
    (UnknownProduct, lambda c, _: carts.add(c, _cart(c), "COFFEE")),
    (NotWhole, lambda c, _: carts.add(c, _cart(c), "TEA", 1500)),
    (NotAQuantity, lambda c, _: carts.add(c, _cart(c), "TEA", 0)),
    (NotAQuantity, lambda c, _: carts.add(c, _cart(c), "TEA", -1000)),
    (NotAQuantity, lambda c, _: carts.add(c, _cart(c), "CARD", -1000)),
    (NotAQuantity, lambda c, _: carts.add(c, _cart(c), "TEA", 10**12)),
    (NotAQuantity, lambda c, _: carts.set_quantity(c, _cart(c), 1, -1000)),
    (NoSuchLine, lambda c, _: carts.set_quantity(c, _cart(c), 2, 1000)),
    (NoSuchLine, lambda c, _: carts.take_out(c, _cart(c), 9)),
    (TooMuchMoney, lambda c, _: carts.set_price(c, _cart(c), 1, 10**13, "typed twice")),
    (TooMuchMoney, lambda c, _: carts.set_price(c, _cart(c), 1, -1, "friend")),
    (carts.NoReason, lambda c, _: carts.set_price(c, _cart(c), 1, 100, " \x1b ")),
    (CardNumberRefused, lambda c, _: carts.set_price(c, _cart(c), 1, 100, CARD_NUMBER)),
    (TooMuchOff, lambda c, _: carts.reduce_line(c, _cart(c), 1, Reduction(amount=251))),
    (TooMuchOff, lambda c, _: carts.reduce_cart(c, _cart(c), Reduction(amount=251))),
    (CardNumberRefused, lambda c, _: carts.reduce_cart(c, _cart(c), Reduction(amount=1, reason=CARD_NUMBER))),
    (CardNumberRefused, lambda c, _: carts.set_customer(c, _cart(c), CARD_NUMBER)),
    (CardNumberRefused, lambda c, _: carts.park(c, _cart(c), CARD_NUMBER)),
    (carts.CartNotEmpty, lambda c, _: carts.recall(c, _cart(c), "any")),
    (carts.NoSuchCart, lambda c, _: carts.recall(c, carts.new(c), "any")),
    (UnknownSale, lambda c, _: returns.take_back(c, "S1-T1-000099", [(1, 1000)], "broken")),
    (carts.NoReason, lambda c, number: returns.take_back(c, number, [(1, 1000)], "\x07")),
    (CardNumberRefused, lambda c, number: returns.take_back(c, number, [(1, 1000)], CARD_NUMBER)),
    (NoSuchLine, lambda c, number: returns.take_back(c, number, [(1, 1000), (7, 1000)], "broken")),
    (return_rules.ReturnTooMuch, lambda c, number: returns.take_back(c, number, [(1, 4000)], "broken")),
    (return_rules.ReturnTooMuch, lambda c, number: returns.take_back(c, number, [(1, 2000)] * 2, "broken")),
    (return_rules.UnknownDisposition, lambda c, n: returns.take_back(c, n, [(1, 1000)], "x", disposition="eat")),
    (return_rules.NothingToReturn, lambda c, number: returns.take_back(c, number, [], "broken")),
    (NotWhole, lambda c, number: returns.take_back(c, number, [(1, 500)], "broken")),
    (drawer.DrawerAlreadyOpen, lambda c, _: drawer.open_drawer(c, 0)),
    (drawer.BadAmount, lambda c, _: drawer.open_drawer(c, -1)),
    (drawer.BadAmount, lambda c, _: drawer.close(c, -1)),
    (drawer.BadCount, lambda c, _: drawer.close(c, 1000, {500: 1})),
    (drawer.BadAmount, lambda c, _: drawer.move_cash(c, "paid_in", 0, "x")),
    (drawer.ReasonMissing, lambda c, _: drawer.move_cash(c, "paid_out", 5, " ")),
    (drawer.NotEnoughCash, lambda c, _: drawer.move_cash(c, "drop", 10**9, "")),
    (CardNumberRefused, lambda c, _: drawer.no_sale(c, CARD_NUMBER)),
    (stock.NothingToRecord, lambda c, _: stock.receive(c, [])),
    (UnknownProduct, lambda c, _: stock.receive(c, [("TEA", 1000), ("COFFEE", 1000)])),
    (NotAQuantity, lambda c, _: stock.receive(c, [("TEA", 1000), ("APPLE", -1000)])),
    (NotAQuantity, lambda c, _: stock.receive(c, [("TEA", 0)])),
    (NotWhole, lambda c, _: stock.receive(c, [("TEA", 1001)])),
    (stock.NotStocked, lambda c, _: stock.receive(c, [("CARD", 1000)])),
    (stock.UnknownLocation, lambda c, _: stock.receive(c, [("TEA", 1000)], location="MOON")),
    (stock.UnknownReason, lambda c, _: stock.adjust(c, [("TEA", 1000)], "because")),
    (CardNumberRefused, lambda c, _: stock.adjust(c, [("TEA", 1000)], "count", note=CARD_NUMBER)),
    (shop.BadCode, lambda c, _: shop.add_terminal(c, "T/2")),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    made = till.trading(tmp_path_factory.mktemp("refusals") / "shop.db", country="CH", currency="CHF")
    till.list_products(made, ITEMS)
    yield made, sold(made)
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing_and_says_what_to_do(
    busy: tuple[Store, str], refusal: type[Refused], attempt: Attempt
) -> None:
    counter, number = busy
    before = till.dump(counter)
    with pytest.raises(refusal) as refused:
        attempt(counter, number)
    assert till.dump(counter) == before
    assert str(refused.value).endswith(".")
    assert "4111" not in str(refused.value)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda c, n: sales.complete(c, _cart(c), [Tender(CASH, 250)]),
        lambda c, n: returns.take_back(c, n, [(1, 1000)], "broken"),
        lambda c, n: drawer.close(c, 0),
        lambda c, n: drawer.move_cash(c, "paid_in", 5, "x"),
        lambda c, n: drawer.no_sale(c, "x"),
    ],
)
def test_no_money_moves_at_a_closed_drawer(counter: Store, attempt: Attempt) -> None:
    number = sold(counter)
    drawer.close(counter, 0)
    before = till.dump(counter)
    with pytest.raises(drawer.DrawerNotOpen, match="S1-T1"):
        attempt(counter, number)
    assert till.dump(counter) == before


def test_a_return_pays_the_card_first_then_coins(counter: Store) -> None:
    number = sold(counter)
    first = returns.take_back(counter, number, [(1, 1000)], "broken", command="c1")
    assert [(tender.kind, tender.amount, tender.reference) for tender in first.tenders] == [(CARD, 237, "A17")]
    assert returns.take_back(counter, number, [(1, 1000)], "broken", command="c1") == first
    second = returns.take_back(counter, number, [(2, 1250), (1, 2000)], "broken", disposition="scrap")
    assert [(tender.kind, tender.amount) for tender in second.tenders] == [(CARD, 163), (CASH, 560)]
    assert (first.total, second.total, second.rounding) == (237, 724, -1)
    with counter.read() as connection:
        entry = fact(connection, second.id)
        assert entry is not None
        assert Posting("shrinkage", 313) in getattr(entry.envelope.fact, "postings", ())
        assert {name: value for name, value in till.accounts(connection).items() if name != "safe"} == {
            "drawer": 10_000,
            "inventory": -313,
            "shrinkage": 313,
        }
    assert stock.on_hand(counter, "TEA") == {"S1": -2000}


def test_a_z_report_takes_the_drawer_to_nothing_and_keeps_the_difference(counter: Store) -> None:
    sold(counter)
    drawer.move_cash(counter, "paid_out", 160, "milk")
    with counter.read() as connection:
        last = connection.execute(select(journal.c.hash).order_by(journal.c.position.desc()).limit(1)).scalar_one()
    view = drawer.close(counter, 10_390, {10_000: 1, 100: 3, 10: 9})
    assert (view.number, view.expected, view.counted, view.difference) == ("S1-T1-Z0001", 10_400, 10_390, -10)
    with counter.read() as connection:
        sums = till.accounts(connection)
        closing = till.entries(connection)[-1].envelope.fact
    assert (sums.get("drawer", 0), sums["over_short"], sums["petty_cash"], sums["safe"]) == (0, 10, 160, 390)
    assert getattr(closing, "chain_head", "") == bytes(last).hex()


def test_a_line_taken_out_is_kept_as_a_fact_and_leaves_no_empty_cart(counter: Store) -> None:
    cart = carts.take_out(counter, carts.add(counter, carts.new(counter), "TEA"), 1)
    with counter.read() as connection:
        assert isinstance(till.entries(connection)[-1].envelope.fact, LineVoided)
    assert till.dump(counter)["cart"] == []
    # The next cart is the one found again, although the empty one was older.
    waiting = carts.add(counter, carts.new(counter), "APPLE", 500)
    assert (cart.lines, carts.current(counter)) == ((), waiting)


HOSTILE = (
    "[/] Milk",
    "[@click=app.quit]x",
    "a\x1b]0;owned\x07b\x1b[2J",
    "\u202e05.9\u202c",
    "x" * 10_000,
    "🍏👨‍👩‍👧",
    "é\x00",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_goes_in_and_comes_back_harmless(counter: Store, text: str) -> None:
    """Through every door that takes words: what is kept drives no terminal, and the journal still verifies."""
    reason = f"r {text}"
    cart = carts.add(counter, carts.new(counter), "TEA", 2000)
    cart = carts.set_price(counter, cart, 1, 240, reason)
    cart = carts.reduce_line(counter, cart, 1, Reduction(amount=1, reason=reason))
    cart = carts.reduce_cart(counter, cart, Reduction(amount=1, reason=reason))
    cart = carts.set_customer(counter, cart, text)
    carts.park(counter, cart, text)
    cart = carts.recall(counter, carts.new(counter), cart.id)
    number = sales.complete(counter, cart, [Tender(CARD, 478, text)]).number
    returns.take_back(counter, number, [(1, 1000)], reason)
    carts.void(counter, carts.add(counter, carts.new(counter), "TEA"), text)
    stock.receive(counter, [("TEA", 1000)], supplier=text, reference=text)
    stock.adjust(counter, [("TEA", 1000)], "count", note=text)
    drawer.move_cash(counter, "paid_in", 5, reason)
    drawer.no_sale(counter, text)
    shop.add_location(counter, "W1", "warehouse", text)
    for rows in till.dump(counter).values():
        words = [value for row in rows for value in row if isinstance(value, str)]
        assert [word for word in words if not is_clean(word) or len(word) > 210] == []
    with counter.read() as connection:
        bodies = [row.body for row in till.journal_rows(connection)]
    assert not any(byte in body for body in bodies for byte in (b"\x1b", b"\\u001b", b"\\u0000", "\u202e".encode()))
    till.assert_sound(counter)
    assert till.replay_differences(counter) == ()


def test_a_change_of_reference_data_leaves_one_fact(counter: Store) -> None:
    before = till.count(counter)
    shop.set_setting(counter, "tax_rounding", "document", scope="S1")
    with counter.read() as connection:
        last = till.entries(connection)[-1].envelope.fact
    assert till.count(counter) == before + 1
    assert isinstance(last, ReferenceChanged)
    assert (last.subject, last.changed, counter.profile.tax_rounding.value) == ("setting tax_rounding", 1, "document")
