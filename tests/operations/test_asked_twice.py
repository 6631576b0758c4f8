"""The same form sent twice, because the first answer never came: one fact, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from tests.machines import till

from storeops.operations import carts, drawer, returns, stock
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.errors import Refused
from storeops.store import RecordedOtherwise, Store

FORM, OTHER = "01932d00-0000-7000-8000-000000000001", "01932d00-0000-7000-8000-000000000002"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Store]:
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, [till.item("TEA"), till.item("JAM")])
    yield made
    made.close()


@pytest.mark.parametrize(
    ("ask", "otherwise"),
    [
        (
            lambda c: stock.receive(c, [("TEA", 3000)], command=FORM),
            lambda c: stock.receive(c, [("TEA", 4000)], command=FORM),
        ),
        (
            lambda c: stock.adjust(c, [("TEA", -3000)], "damaged", command=FORM),
            lambda c: stock.receive(c, [("TEA", 3000)], command=FORM),
        ),
        (
            lambda c: drawer.move_cash(c, "paid_out", 500, "stamps", command=FORM),
            lambda c: drawer.move_cash(c, "paid_in", 500, "stamps", command=FORM),
        ),
        (
            lambda c: drawer.close(c, 9_900, command=FORM),
            lambda c: drawer.close(c, 9_901, command=FORM),
        ),
    ],
    ids=["receive", "adjust", "cash", "close"],
)
def test_asked_twice_is_recorded_once(
    counter: Store, ask: Callable[[Store], object], otherwise: Callable[[Store], object]
) -> None:
    first = ask(counter)
    before = till.dump(counter)
    assert ask(counter) == first
    with pytest.raises(RecordedOtherwise):
        otherwise(counter)
    assert till.dump(counter) == before


def test_a_session_opened_twice_is_one_even_when_it_was_closed_since(counter: Store) -> None:
    drawer.close(counter, 10_000)
    drawer.open_drawer(counter, 5_000, command=FORM)
    assert drawer.open_drawer(counter, 5_000, command=FORM).session == FORM
    closed = drawer.close(counter, 5_000, command=OTHER)
    before = till.dump(counter)
    assert drawer.open_drawer(counter, 5_000, command=FORM) == closed
    with pytest.raises(RecordedOtherwise):
        drawer.open_drawer(counter, 6_000, command=FORM)
    assert till.dump(counter) == before


@pytest.mark.parametrize("pieces", [{500: -1, 1000: 2, 100: -5}, {-500: -3}, {0: 4, 1500: 1}])
def test_nobody_counts_less_than_no_coin(counter: Store, pieces: dict[int, int]) -> None:
    before = till.dump(counter)
    with pytest.raises(Refused):
        drawer.close(counter, sum(value * count for value, count in pieces.items()), pieces)
    assert till.dump(counter) == before


def test_the_perpetual_total_goes_on_in_a_restored_database(counter: Store) -> None:
    till.sell(counter, (till.item("TEA", 250), 2000))
    counter.start_epoch("restored")
    till.sell(counter, (till.item("JAM", 300), 1000))
    assert drawer.close(counter, 10_800).grand_total == 800


def test_a_return_asked_twice_goes_back_once(counter: Store) -> None:
    number = till.sell(counter, (till.item("TEA", 250), 3000), (till.item("JAM", 300), 1000)).number
    other = till.sell(counter, (till.item("TEA", 250), 3000)).number
    first = returns.take_back(counter, number, [(1, 2000)], "broken", command=FORM)
    before = till.dump(counter)
    assert returns.take_back(counter, number, [(1, 1000), (1, 1000)], "broken", command=FORM) == first
    for sale, wanted in ((number, [(1, 1000)]), (number, [(1, 2000), (2, 1000)]), (other, [(1, 2000)])):
        with pytest.raises(RecordedOtherwise):
            returns.take_back(counter, sale, wanted, "broken", command=FORM)
    assert till.dump(counter) == before


def test_money_of_another_currency_does_not_leave_this_drawer(counter: Store) -> None:
    sold = till.sell(counter, (till.item("TEA", 250), 1000))
    with counter.write() as tx:
        (entry,) = [one for one in till.entries(tx.connection) if one.envelope.id == sold.id]
        tx.record(msgspec.structs.replace(entry.envelope.fact, currency="EUR", number="S2-T1-000001", series="S2-T1"))
    before = till.dump(counter)
    with pytest.raises(returns.NotReturnable, match="paid in EUR, and this drawer holds GBP"):
        returns.take_back(counter, "S2-T1-000001", [(1, 1000)], "broken")
    assert till.dump(counter) == before


@pytest.mark.parametrize("hidden", ["4111\u200b1111\u200b1111\u200b1111", "4111 1111 \u20601111 1111"])
def test_a_card_number_is_found_behind_what_cannot_be_seen(counter: Store, hidden: str) -> None:
    cart = carts.add(counter, carts.new(counter), "TEA")
    number = till.sell(counter, (till.item("TEA", 250), 1000)).number
    before = till.dump(counter)
    for keep in (
        lambda: carts.set_customer(counter, cart, hidden),
        lambda: carts.void(counter, cart, hidden),
        lambda: carts.park(counter, cart, hidden),
        lambda: carts.set_price(counter, cart, 1, 100, hidden),
        lambda: returns.take_back(counter, number, [(1, 1000)], hidden),
        lambda: drawer.move_cash(counter, "paid_in", 100, hidden),
        lambda: drawer.no_sale(counter, hidden),
        lambda: stock.receive(counter, [("TEA", 1000)], reference=hidden),
        lambda: stock.adjust(counter, [("TEA", 1000)], "found", note=hidden),
    ):
        with pytest.raises(CardNumberRefused):
            keep()
    assert till.dump(counter) == before
