"""When stock is short: what the customer said they would prefer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.machines import promising, till

from storeops.operations.orders import changing, placing
from storeops.operations.orders.how import How
from storeops.rules.errors import Refused
from storeops.rules.orders.document import (
    AddressPart,
    DocumentPayment,
    PaymentKind,
)
from storeops.store import Store


def short(shop: Store, preference: str, *goods: tuple[str, int]) -> str:
    return promising.place(shop, *goods, how=How(due="dispatch", preference=preference))


def test_backorder_takes_what_is_there(shop: Store) -> None:
    id = short(shop, "backorder", ("MUG", 3000), ("TEA", 1000))
    assert promising.stands(shop, id) == {(1, "S1"): 2000, (2, "S1"): 1000}
    one = promising.read(shop, id)
    assert (one.missing(), one.promised) == ({1: 1000}, "")
    assert promising.axes(shop, id)[2] == "partly_allocated"


def test_split_takes_the_rest_from_another_place(shop: Store) -> None:
    id = short(shop, "split", ("TEA", 8000))
    assert sum(promising.stands(shop, id).values()) == 8000
    assert {location for _, location in promising.stands(shop, id)} == {"S1", "S2"}


def test_wait_takes_nothing_before_all_is_there(shop: Store) -> None:
    id = short(shop, "wait", ("MUG", 3000), ("TEA", 1000))
    assert promising.stands(shop, id) == {}
    assert promising.atp(shop, "TEA")["S1"] == 5000
    changing.cancel(shop, id, "one will do", lines=[(1, 1000)])
    assert promising.stands(shop, id) == {(1, "S1"): 2000, (2, "S1"): 1000}


def test_cancel_cancels_the_short_part_and_its_money(shop: Store) -> None:
    id = short(shop, "cancel", ("MUG", 3000), ("TEA", 1000))
    one = promising.read(shop, id)
    assert (one.missing(), one.counter(1).cancelled, one.money.cancelled) == ({}, 1000, 899)
    assert one.money.due == 3 * 899 + 250 + one.lines[3].total - 899
    assert one.promised == "2026-11-25"


def test_cancel_of_everything_leaves_nothing_to_pay(shop: Store) -> None:
    """Not even the shipping, and what the channel took already goes back."""
    told = (DocumentPayment(kind=PaymentKind.CAPTURED, amount=1294, gateway="bank"),)
    promising.place(shop, ("MUG", 2000))
    how = How(preference="cancel")
    one = promising.read(shop, promising.place(shop, ("MUG", 1000), how=how, payments=told))
    assert (one.money.owed, one.money.refunded, one.money.due) == (0, 1294, 0)
    assert promising.axes(shop, one.id) == ("cancelled", "refunded", "none")


def test_a_substitute_is_sent_and_never_costs_more(shop: Store) -> None:
    promising.replaces(shop, "MUG", "JAM", 2)
    promising.replaces(shop, "MUG", "TEA", 1)
    id = short(shop, "substitute", ("MUG", 4000))
    one = promising.read(shop, id)
    assert [(line.line, line.sku, line.quantity, line.amount, line.substitutes) for line in one.goods] == [
        (1, "MUG", 4000, 3596, 0),
        (3, "TEA", 2000, 500, 1),
    ]
    assert promising.stands(shop, id) == {(1, "S1"): 2000, (3, "S1"): 2000}
    assert one.money.owed == 2 * 899 + 500 + one.lines[2].total


def test_a_dearer_substitute_costs_what_was_ordered(shop: Store) -> None:
    promising.replaces(shop, "TEA", "JAM")
    id = short(shop, "substitute", ("TEA", 10_000))
    one = promising.read(shop, id)
    assert (one.lines[3].amount, one.lines[3].unit_price) == (250, 333)
    assert sum(discount.amount for discount in one.lines[3].discounts) == 83
    assert one.money.owed == 2500 + one.lines[2].total


def test_two_short_lines_do_not_share_one_substitute(shop: Store) -> None:
    """Ten JAM instead of six and six: the second line finds four, which is not enough, and waits."""
    promising.replaces(shop, "TEA", "JAM")
    promising.replaces(shop, "MUG", "JAM")
    id = short(shop, "substitute", ("TEA", 15_000), ("MUG", 8000))
    one = promising.read(shop, id)
    assert [(line.sku, line.quantity) for line in one.goods] == [("TEA", 15_000), ("MUG", 8000), ("JAM", 6000)]
    assert one.missing() == {2: 6000}


def test_a_pickup_is_not_given_a_substitute_that_lies_elsewhere(shop: Store) -> None:
    promising.replaces(shop, "MUG", "JAM")
    document = promising.order(("MUG", 1000), service="pickup", ship_to=AddressPart())
    id = placing.place(shop, document, How(pickup="S2", preference="substitute", due="dispatch"))
    assert [line.sku for line in promising.read(shop, id).goods] == ["MUG"]


def test_what_a_customer_prefers_holds_when_the_address_is_mended(shop: Store) -> None:
    """Sourced late, short all the same: the preference is asked then, too."""
    document = promising.order(("MUG", 3000), ship_to=AddressPart(lines=("12 High St",), country="GB"))
    id = placing.place(shop, document, How(strict=False, due="dispatch", preference="cancel"))
    good = promising.read(shop, promising.place(shop, ("JAM", 1000))).ship_to
    changing.amend(shop, id, changing.Change(ship_to=good))
    changing.release(shop, id)
    one = promising.read(shop, id)
    assert (one.counter(1).cancelled, one.counter(1).standing, one.missing()) == (1000, 2000, {})


@pytest.mark.parametrize(
    "ask", [lambda shop, id: changing.cancel(shop, id, ""), lambda shop, id: changing.hold(shop, id, "")]
)
def test_reasons_are_asked_for(shop: Store, ask: Callable[[Store, str], object]) -> None:
    id = promising.place(shop, ("TEA", 1000))
    before = till.dump(shop)
    with pytest.raises(Refused):
        ask(shop, id)
    assert till.dump(shop) == before
