"""The cart: exact amounts, and nothing lost when a reduction is distributed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules import carts
from storeops.rules.carts import Cart, CartFull, Item, NoSuchLine, PricedCart, TooMuchMoney
from storeops.rules.discounts import Discount, NotAReduction, Reduction, TooMuchOff
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.rules.tax import TaxComponent, TaxRounding

VAT = (TaxComponent("standard", Decimal(20)),)
TEA = Item(sku="TEA", name="Tea 80 bags", department="grocery", unit="each", price=349, taxes=())
MUG = Item(sku="MUG", name="Mug", department="home", unit="each", price=500, taxes=VAT)
APPLE = Item(sku="APPLE", name="Apples loose", department="fruit", unit="kg", price=220, taxes=())
EMPTY = Cart(id="c", terminal="S1-T1")


def priced(cart: Cart, *, inclusive: bool = True, rounding: TaxRounding = TaxRounding.PER_LINE) -> PricedCart:
    return carts.price(cart, prices_include_tax=inclusive, rounding=rounding)


def test_the_drawn_till_comes_to_its_total() -> None:
    cart = carts.add(EMPTY, TEA, 2000)
    cart = carts.add(cart, APPLE, 350)
    cart = carts.add(cart, MUG, 1000)
    cart = carts.reduce_line(cart, 3, Reduction(amount=15, reason="scratched"))
    sums = priced(cart)
    assert [line.amount for line in sums.lines] == [698, 77, 485]
    assert sums.lines[2].discounts == (Discount("Reduction", 15, "scratched"),)
    assert (sums.net, sums.tax, sums.total, sums.discount) == (698 + 77 + 404, 81, 1260, 15)


def test_the_same_piece_scanned_again_counts_up_its_line() -> None:
    cart = carts.add(carts.add(EMPTY, TEA, 1000), TEA, 2000)
    assert [(line.number, line.quantity) for line in cart.lines] == [(1, 3000)]


@pytest.mark.parametrize(
    "change",
    [
        lambda cart: carts.reduce_line(cart, 1, Reduction(percent=Decimal(10))),
        lambda cart: carts.set_price(cart, 1, 300, "price match"),
        lambda cart: carts.add(cart, MUG, 1000),
    ],
)
def test_a_line_that_was_touched_or_is_not_the_last_is_left_alone(change) -> None:
    cart = carts.add(change(carts.add(EMPTY, TEA, 1000)), TEA, 1000)
    assert cart.lines[-1].quantity == 1000
    assert cart.lines[0].quantity == 1000


def test_weighed_goods_are_never_counted_up() -> None:
    cart = carts.add(carts.add(EMPTY, APPLE, 350), APPLE, 410)
    assert [line.quantity for line in cart.lines] == [350, 410]


def test_a_label_price_is_the_amount_whatever_the_weight_rounds_to() -> None:
    quantity = carts.quantity_of_label(199, APPLE)
    cart = carts.add(EMPTY, APPLE, quantity, label_amount=199)
    assert (quantity, priced(cart).total) == (905, 199)
    assert priced(carts.set_quantity(cart, 1, 1000)).total == 220


CHEESE = Item(sku="CHEESE", name="Cheese", department="dairy", unit="g", price=2, taxes=())
PIE = Item(sku="PIE", name="Pie", department="bakery", unit="each", price=200, taxes=())
FISH = Item(sku="FISH", name="Fish", department="fish", unit="kg", price=0, taxes=())


@pytest.mark.parametrize(
    ("item", "amount", "quantity"),
    [(CHEESE, 351, 176_000), (CHEESE, 1, 1000), (PIE, 350, 1000), (FISH, 700, 1000), (APPLE, 1, 5)],
)
def test_a_label_price_can_be_sold_whatever_the_unit(item: Item, amount: int, quantity: int) -> None:
    cart = carts.add(EMPTY, item, carts.quantity_of_label(amount, item), label_amount=amount)
    assert (cart.lines[0].quantity, priced(cart).total) == (quantity, amount)


def test_a_label_never_gives_goods_away() -> None:
    with pytest.raises(carts.NothingOnLabel, match="Apples loose"):
        carts.add(EMPTY, APPLE, 1, label_amount=0)
    cart = carts.add(EMPTY, FISH, 1000, label_amount=700)
    with pytest.raises(carts.PriceOnLabel):
        carts.set_quantity(cart, 1, 2000)
    assert priced(carts.set_quantity(carts.set_price(cart, 1, 650, "as agreed"), 1, 2000)).total == 1300


@pytest.mark.parametrize(
    "reduction",
    [
        Reduction(),
        Reduction(percent=Decimal(0)),
        Reduction(percent=Decimal(-10)),
        Reduction(percent=Decimal("100.001")),
        Reduction(percent=Decimal("NaN")),
        Reduction(percent=Decimal("Infinity")),
        Reduction(amount=0),
        Reduction(amount=-100),
        Reduction(percent=Decimal(10), amount=100),
    ],
)
def test_a_reduction_takes_off_and_never_more_than_all(reduction: Reduction) -> None:
    cart = carts.add(EMPTY, TEA, 1000)
    with pytest.raises(NotAReduction):
        carts.reduce_line(cart, 1, reduction)
    with pytest.raises(NotAReduction):
        carts.reduce_cart(cart, reduction)


def test_percent_off_line_then_cart_adds_up() -> None:
    cart = carts.add(carts.add(EMPTY, TEA, 3000), MUG, 1000)
    cart = carts.reduce_line(cart, 1, Reduction(percent=Decimal("33.3")))
    cart = carts.reduce_cart(cart, Reduction(percent=Decimal(10)))
    sums = priced(cart)
    # 1047 less 349 (348.651 half up) = 698; 698 + 500 = 1198, ten percent 120, shared 70 to 50
    assert [line.amount for line in sums.lines] == [628, 450]
    assert [discount.label for discount in sums.lines[0].discounts] == ["33.3% off", "10% off, whole sale"]
    assert sums.discount == 349 + 70 + 50


def test_line_numbers_stay_when_a_line_is_taken_out() -> None:
    cart = carts.add(carts.add(EMPTY, TEA, 1000), MUG, 1000)
    cart = carts.add(carts.take_out(cart, 1), TEA, 1000)
    assert [line.number for line in cart.lines] == [2, 3]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda cart: carts.add(cart, TEA, 500), NotWhole),
        (lambda cart: carts.add(cart, TEA, 0), NotAQuantity),
        (lambda cart: carts.set_quantity(cart, 9, 1000), NoSuchLine),
        (lambda cart: carts.take_out(cart, 9), NoSuchLine),
        (lambda cart: carts.set_quantity(cart, 1, 500), NotWhole),
        (lambda cart: carts.set_price(cart, 1, 10**13, "typo"), TooMuchMoney),
        (lambda cart: carts.set_price(cart, 1, -1, "typo"), TooMuchMoney),
        (lambda cart: carts.add(cart, Item(**_fields(TEA) | {"price": 10**10}), 10**9), TooMuchMoney),
        (lambda cart: carts.reduce_line(cart, 1, Reduction(amount=350)), TooMuchOff),
        (lambda cart: carts.reduce_cart(cart, Reduction(amount=350)), TooMuchOff),
    ],
)
def test_what_cannot_be_is_refused(change, error) -> None:
    cart = carts.add(EMPTY, TEA, 1000)
    with pytest.raises(error):
        change(cart)
    assert priced(cart).total == 349


def _fields(item: Item) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__struct_fields__}


def test_a_sale_holds_two_thousand_lines_and_no_more() -> None:
    lines = tuple(carts.Line(number=number, item=TEA, quantity=1000, unit_price=349) for number in range(1, 2001))
    full = Cart(id="c", terminal="S1-T1", lines=lines, next_number=2001)
    with pytest.raises(CartFull):
        carts.add(full, MUG, 1000)


ITEMS = st.builds(
    lambda price, rate, weighed: Item(
        sku=f"P{price}-{rate}", name="p", department="d", unit="kg" if weighed else "each", price=price,
        taxes=(TaxComponent("vat", Decimal(rate)),) if rate else (),
    ),
    st.integers(0, 100_000), st.sampled_from(["", "5", "20", "8.1", "19"]), st.booleans(),
)  # fmt: skip
REDUCTIONS = st.one_of(
    st.none(),
    st.builds(Reduction, percent=st.decimals("0.1", "100", places=1)),
    st.builds(Reduction, amount=st.integers(1, 10**7)),
)


@given(
    st.lists(st.tuples(ITEMS, st.integers(1, 20), REDUCTIONS), min_size=1, max_size=12),
    REDUCTIONS,
    st.booleans(),
    st.sampled_from(TaxRounding),
)
def test_lines_sum_to_the_total_and_nothing_goes_below_zero(lines, whole, inclusive, rounding) -> None:
    cart = EMPTY
    for item, pieces, reduction in lines:
        cart = carts.add(cart, item, pieces * (1000 if item.unit == "each" else 137))
        if reduction is not None and (reduction.amount or 0) <= cart.lines[-1].gross:
            cart = carts.reduce_line(cart, cart.lines[-1].number, reduction)
    if whole is not None and (whole.amount or 0) <= priced(cart).net:
        cart = carts.reduce_cart(cart, whole)
    sums = priced(cart, inclusive=inclusive, rounding=rounding)
    for line in sums.lines:
        assert line.gross - sum(discount.amount for discount in line.discounts) == line.amount >= 0
        assert line.tax.net + line.tax.tax == line.tax.gross
    assert sum(line.tax.gross for line in sums.lines) == sums.total == sums.net + sums.tax
    assert sum(share.tax for share in sums.taxes) == sums.tax
    if inclusive:
        assert sum(line.amount for line in sums.lines) == sums.total
