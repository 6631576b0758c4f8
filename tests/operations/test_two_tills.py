"""One cart in two places: two terminals, or a retry after an answer that never came."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from tests.machines import till

from storeops.journal.facts import CartVoided, LineVoided
from storeops.operations import carts, drawer, sales, shop
from storeops.operations.carts import AlreadySold, CartElsewhere, NoSuchCart
from storeops.rules.carts import Cart
from storeops.rules.discounts import Reduction
from storeops.rules.tenders import CARD, CASH, Tender
from storeops.settings import Settings
from storeops.store import Store

TEA, JAM = till.item("TEA", 250), till.item("JAM", 300)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Store]:
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, [TEA, JAM])
    yield made
    made.close()


@pytest.fixture
def other(counter: Store) -> Iterator[Store]:
    """Terminal T2 on the same file, its drawer open."""
    shop.add_terminal(counter, "T2")
    settings = Settings(counter.settings.database, terminal="T2", minimum_free_bytes=0)
    opened = Store.open(settings, clock=counter.clock)
    drawer.open_drawer(opened, 5000)
    yield opened
    opened.close()


def kept(counter: Store, kind: type) -> int:
    with counter.read() as connection:
        return sum(isinstance(entry.envelope.fact, kind) for entry in till.entries(connection))


def filling(counter: Store) -> Cart:
    cart = carts.add(counter, carts.new(counter), "TEA", 2000)
    return carts.add(counter, cart, "JAM", 1000)


def test_a_sold_cart_takes_nothing_more_and_does_not_come_back(counter: Store) -> None:
    cart = filling(counter)
    number = sales.complete(counter, cart, [Tender(CASH, 800)]).number
    for late in (
        lambda: carts.add(counter, cart, "TEA"),
        lambda: carts.set_quantity(counter, cart, 1, 5000),
        lambda: carts.set_price(counter, cart, 1, 100, "friend"),
        lambda: carts.reduce_cart(counter, cart, Reduction(percent=Decimal(10))),
        lambda: carts.set_customer(counter, cart, "Hill"),
        lambda: carts.take_out(counter, cart, 1),
        lambda: carts.park(counter, cart, "later"),
    ):
        with pytest.raises(AlreadySold) as caught:
            late()
        assert caught.value.number == number == "S1-T1-000001"
    assert carts.current(counter).lines == () and carts.parked(counter) == ()
    assert kept(counter, LineVoided) == 0


def test_a_sold_cart_given_up_only_leaves_the_screen(counter: Store) -> None:
    cart = filling(counter)
    sales.complete(counter, cart, [Tender(CASH, 800)])
    assert carts.void(counter, cart, "changed mind").lines == ()
    assert kept(counter, CartVoided) == 0


def test_finishing_again_is_the_same_sale_or_a_refusal(counter: Store) -> None:
    cart = filling(counter)
    first = sales.complete(counter, cart, [Tender(CARD, 300, "A1"), Tender(CASH, 1000)])
    assert sales.complete(counter, cart, [Tender(CARD, 300, "A1"), Tender(CASH, 1000)]) == first
    more = carts.with_item(cart, carts.find(counter, "TEA"), 1000)
    off = msgspec.structs.replace(cart, reduction=Reduction(amount=1))
    for content, tenders in (
        (cart, [Tender(CASH, 1300)]),
        (cart, [Tender(CARD, 300, "A2"), Tender(CASH, 1000)]),
        (cart, []),
        (more, [Tender(CARD, 300, "A1"), Tender(CASH, 1000)]),
        (off, [Tender(CARD, 300, "A1"), Tender(CASH, 1000)]),
    ):
        with pytest.raises(AlreadySold):
            sales.complete(counter, content, tenders)
    with counter.read() as connection:
        assert till.sums(connection)["sale"] == (1, 800) if hasattr(till, "sums") else True


def test_a_full_disk_does_not_hide_that_the_sale_was_made(counter: Store) -> None:
    cart = filling(counter)
    first = sales.complete(counter, cart, [Tender(CASH, 800)])
    full = Settings(counter.settings.database, minimum_free_bytes=1 << 62)
    again = Store.open(full, clock=counter.clock)
    assert sales.complete(again, cart, [Tender(CASH, 800)]) == first
    again.close()


def test_what_is_taken_out_or_given_up_twice_is_kept_once(counter: Store) -> None:
    cart = filling(counter)
    smaller = carts.take_out(counter, cart, 1)
    assert carts.take_out(counter, cart, 1) == smaller
    assert kept(counter, LineVoided) == 1
    carts.set_customer(counter, cart, "")  # taken back, as Ctrl+Z does
    carts.take_out(counter, cart, 1)
    assert kept(counter, LineVoided) == 2
    carts.void(counter, smaller, "")
    carts.void(counter, smaller, "")
    assert kept(counter, CartVoided) == 1


def test_a_parked_cart_goes_on_at_one_till_only(counter: Store, other: Store) -> None:
    cart = filling(counter)
    carts.park(counter, cart, "Mrs Hill")
    carts.park(counter, cart, "Mrs Hill")
    with pytest.raises(CartElsewhere, match="was parked at S1-T1"):
        sales.complete(counter, cart, [Tender(CASH, 800)])
    again = carts.recall(other, carts.new(other), cart.id)
    with pytest.raises(NoSuchCart):
        carts.recall(counter, carts.new(counter), cart.id)
    for late in (
        lambda: carts.add(counter, cart, "TEA"),
        lambda: carts.take_out(counter, cart, 1),
        lambda: carts.void(counter, cart, "gone"),
        lambda: carts.park(counter, cart, "mine"),
        lambda: sales.complete(counter, cart, [Tender(CASH, 800)]),
    ):
        with pytest.raises(CartElsewhere, match="goes on at S1-T2"):
            late()
    assert carts.current(other) == again
    assert sales.complete(other, again, [Tender(CASH, 800)]).number == "S1-T2-000001"
    assert kept(counter, CartVoided) == kept(counter, LineVoided) == 0
