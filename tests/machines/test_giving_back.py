"""A sale taken back whole, in any parts and any order, leaves nothing behind: no cent, no tax, no piece."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.machines import till

from storeops.database.tables import goods_move, money_posting, sale, sale_line, sale_tax, sale_tender
from storeops.journal.facts import SaleReturned
from storeops.journal.reading import fact
from storeops.operations import drawer, returns, sales
from storeops.reports.sale_view import SaleView
from storeops.rules import carts
from storeops.rules.carts import Cart
from storeops.rules.discounts import Reduction, TooMuchOff
from storeops.rules.money.cash_rounding import round_cash
from storeops.rules.returns import ReturnTooMuch
from storeops.rules.tax import TaxRounding
from storeops.rules.tenders import CARD, CASH, Tender
from storeops.store import Store

#: Exponents 0, 2 and 3; cash to the unit, to 5 Rappen, to the krona, to 10 pesos with halves down.
SHOPS = (("JP", "JPY"), ("GB", "GBP"), ("KW", "KWD"), ("CH", "CHF"), ("SE", "SEK"), ("CL", "CLP"))

RATES = (("20",), ("",), ("7.7",), ("5", "9.975"), ("0",), ("25", "0.001"))


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    folder = tmp_path_factory.mktemp("currencies")
    made = {currency: till.make(folder / currency, country=country, currency=currency) for country, currency in SHOPS}
    for shop in made.values():
        drawer.open_drawer(shop, 0)
    yield made
    for shop in made.values():
        shop.close()


reductions = st.one_of(
    st.none(),
    st.builds(lambda parts: Reduction(percent=Decimal(parts) / 10), st.integers(1, 1000)),
    st.builds(lambda amount: Reduction(amount=amount), st.integers(1, 400)),
)
lines = st.lists(
    st.tuples(st.integers(0, 2999), st.sampled_from(RATES), st.booleans(), st.integers(1, 6000), reductions),
    min_size=1,
    max_size=4,
)


def filled(shop: Store, chosen: list[tuple[int, tuple[str, ...], bool, int, Reduction | None]]) -> Cart:
    cart = till.filled(shop)
    for place, (price, rates, weighed, quantity, reduction) in enumerate(chosen, 1):
        one = till.item(f"SKU{place}", price, *rates, unit="kg" if weighed else "each", cost=price // 3)
        cart = carts.add(cart, one, quantity if weighed else (quantity // 1000 + 1) * 1000)
        with contextlib.suppress(TooMuchOff):
            cart = carts.reduce_line(cart, place, reduction)
    return cart


def paid(shop: Store, cart: Cart, card_share: int) -> list[Tender]:
    """A share of the total (in percent) by card, the rest in cash with some over."""
    profile = shop.profile
    total = carts.price(cart, prices_include_tax=profile.prices_include_tax, rounding=profile.tax_rounding).total
    card = total * card_share // 100
    tenders = [Tender(CARD, card, "A1")] if card else []
    return [*tenders, Tender(CASH, total - card + 777)] if total > card else tenders


@settings(max_examples=60, deadline=None)
@given(
    currency=st.sampled_from([currency for _, currency in SHOPS]),
    inclusive=st.booleans(),
    rounding=st.sampled_from(TaxRounding),
    chosen=lines,
    whole=reductions,
    card_share=st.sampled_from((0, 0, 37, 100)),
    data=st.data(),
)
def test_a_sale_taken_back_whole_leaves_nothing(
    shops: dict[str, Store],
    currency: str,
    inclusive: bool,
    rounding: TaxRounding,
    chosen: list[tuple[int, tuple[str, ...], bool, int, Reduction | None]],
    whole: Reduction | None,
    card_share: int,
    data: st.DataObject,
) -> None:
    shop = shops[currency]
    shop.profile = replace(shop.profile, prices_include_tax=inclusive, tax_rounding=rounding)
    cart = filled(shop, chosen)
    with contextlib.suppress(TooMuchOff):
        cart = carts.reduce_cart(cart, whole)
    sold = sales.complete(shop, cart, paid(shop, cart, card_share))
    documents = [sold.id, *(view.id for view in give_back(shop, sold, data))]
    assert_nothing_left(shop, documents)
    before = till.count(shop)
    with pytest.raises(ReturnTooMuch):
        returns.take_back(shop, sold.number, [(1, 1 if chosen[0][2] else 1000)], "once more")
    assert till.count(shop) == before


def give_back(shop: Store, sold: SaleView, data: st.DataObject) -> list[SaleView]:
    """All of it, in drawn parts and order."""
    left = {line.line: line.quantity for line in sold.lines}
    weighed = {line.line: line.unit == "kg" for line in sold.lines}
    views = []
    while left:
        wanted = data.draw(st.lists(st.sampled_from(sorted(left)), min_size=1, max_size=3, unique=True))
        if len(views) == 4:
            wanted = sorted(left)
        parts = []
        for line in wanted:
            step = 1 if weighed[line] else 1000
            most = left[line] // step
            count = most if len(views) == 4 else data.draw(st.integers(1, most))
            parts.append((line, count * step))
        view = returns.take_back(shop, sold.number, parts, "changed mind")
        views.append(view)
        for line, quantity in parts:
            left[line] -= quantity
        left = {line: quantity for line, quantity in left.items() if quantity}
    return views


def assert_nothing_left(shop: Store, documents: list[str]) -> None:
    with shop.read() as connection:
        sums: dict[str, int] = {}
        for row in connection.execute(select(money_posting).where(money_posting.c.fact.in_(documents))):
            sums[row.account] = sums.get(row.account, 0) + row.amount
        assert {account: amount for account, amount in sums.items() if amount} == {}
        for table, key, columns in (
            (sale, "id", ("units", "net", "tax", "total", "rounding", "discount")),
            (sale_line, "sale", ("quantity", "discount", "amount", "net", "tax", "cost")),
            (sale_tax, "sale", ("net", "tax")),
        ):
            rows = connection.execute(select(table).where(table.c[key].in_(documents))).mappings().all()
            assert {name: sum(row[name] for row in rows) for name in columns} == dict.fromkeys(columns, 0)
        tenders = connection.execute(select(sale_tender).where(sale_tender.c.sale.in_(documents))).all()
        change = connection.execute(select(sale.c.change).where(sale.c.id == documents[0])).scalar_one()
        for kind in (CASH, CARD):
            assert sum(row.amount for row in tenders if row.kind == kind) == (change if kind == CASH else 0)
        for id in documents:
            entry = fact(connection, id)
            assert entry is not None
            till.assert_adds_up(entry)
            if isinstance(document := entry.envelope.fact, SaleReturned):
                assert_payable(shop, document)
        goods: dict[tuple[str, str], int] = {}
        for move in connection.execute(select(goods_move).where(goods_move.c.fact.in_(documents))):
            goods[move.sku, move.from_location] = goods.get((move.sku, move.from_location), 0) - move.quantity
            goods[move.sku, move.to_location] = goods.get((move.sku, move.to_location), 0) + move.quantity
        assert set(goods.values()) == {0}


def assert_payable(shop: Store, document: SaleReturned) -> None:
    """What is given back in cash can be counted out in coins."""
    for tender in document.tenders:
        assert tender.amount > 0
        if tender.kind == CASH:
            assert tender.amount == round_cash(tender.amount, shop.profile.cash.step, shop.profile.cash.mode)


def test_the_books_of_all_currencies_are_sound_after_all_of_it(shops: dict[str, Store]) -> None:
    for shop in shops.values():
        till.assert_sound(shop)
        assert till.replay_differences(shop) == ()
