"""A cart becomes an order once, and a quote is what the order turns out to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.machines.till import journal_rows
from tests.screens.cashier import BUN, MILK, TEA
from tests.screens.order_desk import LEEDS, order, order_shop

from storeops.operations import carts, sales
from storeops.operations.carts import AlreadySold, CartElsewhere
from storeops.operations.orders import counter, placing, quoting
from storeops.operations.orders.how import How
from storeops.operations.orders.parties import CustomerRefused
from storeops.rules.carts import Cart
from storeops.rules.discounts import Reduction
from storeops.rules.orders.document import AddressPart, CustomerPart, OrderDocument
from storeops.rules.tenders import Tender
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    yield opened
    opened.close()


def head(shop: Store) -> int:
    """How many facts there are."""
    with shop.read() as connection:
        return len(journal_rows(connection))


def filled(shop: Store, *codes: str) -> Cart:
    cart = carts.new(shop)
    for code in codes:
        cart = carts.add(shop, cart, code)
    return cart


def document(shop: Store, cart: Cart, service: str = "normal", where: AddressPart = LEEDS) -> OrderDocument:
    priced = carts.priced(shop, cart)
    return OrderDocument(
        channel="store",
        external="",
        currency="GBP",
        customer=CustomerPart(name="Ann Reed", email="ann@example.org"),
        ship_to=where,
        service=service,
        lines=counter.lines_of(priced),
        discount=counter.whole_discount(priced),
    )


@pytest.mark.parametrize("service", ["normal", "express", "pickup"])
def test_a_quote_writes_nothing_and_is_what_the_order_becomes(shop: Store, service: str) -> None:
    cart = carts.reduce_cart(shop, filled(shop, TEA, TEA, BUN, MILK), Reduction(amount=100))
    asked = document(shop, cart, service)
    before = head(shop)
    quote = quoting.quote(shop, asked)
    assert head(shop) == before
    made = order(shop, placing.place(shop, asked))
    assert (quote.total, quote.tax, quote.discount, quote.promised, quote.service) == (
        made.total,
        made.tax,
        made.discount,
        made.promised,
        made.service,
    )
    assert [(line.name, line.quantity, line.amount, line.missing, line.places) for line in quote.lines] == [
        (
            line.name,
            line.quantity,
            line.amount,
            line.missing,
            tuple((one.location, one.quantity) for one in line.allocations),
        )
        for line in made.lines
    ]


def test_what_a_quote_refuses_is_what_placing_refuses(shop: Store) -> None:
    asked = document(shop, filled(shop, TEA), where=AddressPart(lines=("12 High St",), country="GB"))
    with pytest.raises(CustomerRefused, match="The postcode is missing"):
        quoting.quote(shop, asked)


def test_an_order_keeps_the_price_and_the_discounts_that_the_till_showed(shop: Store) -> None:
    cart = filled(shop, TEA, BUN)
    cart = carts.set_price(shop, cart, 1, 300, "a regular")
    cart = carts.reduce_line(shop, cart, 2, Reduction(amount=10))
    cart = carts.reduce_cart(shop, cart, Reduction(amount=100))
    total = carts.priced(shop, cart).total
    made = order(shop, counter.place_cart(shop, cart, document(shop, cart, "pickup"), How(due="dispatch")))
    assert (made.total, made.discount) == (total, 110)


def test_the_same_command_again_takes_one_order_and_the_cart_is_gone(shop: Store) -> None:
    cart, command = filled(shop, TEA), carts.new(shop).id
    asked, how = document(shop, cart), How(command=command)
    assert counter.place_cart(shop, cart, asked, how) == counter.place_cart(shop, cart, asked, how) == command
    assert carts.current(shop).lines == ()
    assert order(shop, command).number == "S1-T1-O000001"


def test_a_cart_that_is_sold_or_parked_becomes_no_order(shop: Store) -> None:
    cart = filled(shop, TEA)
    asked = document(shop, cart)
    carts.park(shop, cart, "later")
    with pytest.raises(CartElsewhere):
        counter.place_cart(shop, cart, asked, How(command=carts.new(shop).id))
    cart = carts.recall(shop, carts.new(shop), cart.id)
    sales.complete(shop, cart, (Tender("cash", 349),))
    before = head(shop)
    with pytest.raises(AlreadySold):
        counter.place_cart(shop, cart, asked, How(command=carts.new(shop).id))
    assert head(shop) == before


def test_a_refused_order_leaves_the_cart(shop: Store) -> None:
    cart = filled(shop, TEA)
    asked = document(shop, cart, where=AddressPart())
    with pytest.raises(CustomerRefused):
        counter.place_cart(shop, cart, asked, How(command=carts.new(shop).id))
    assert carts.current(shop) == cart
