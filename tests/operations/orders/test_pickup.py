"""Orders collected in the store: ready, arrived, handed over against a code or a card, refused, expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.machines import promising, till

from storeops.journal.facts import PickupStep
from storeops.operations.orders import payments
from storeops.operations.orders.how import How
from storeops.operations.orders.sending import NothingStands
from storeops.operations.parcels import pickup
from storeops.operations.picking import putting_back
from storeops.reports import pickup as reports
from storeops.rules.errors import Refused
from storeops.rules.tenders import Tender
from storeops.store import Store


def placed(shop: Store, *goods: tuple[str, int], paid: bool = True) -> tuple[str, str]:
    """(id, number) of an order to be collected at S1."""
    id = promising.place(shop, *goods, service="pickup", how=How(due="dispatch", pickup="S1"))
    if paid:
        payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    return id, promising.read(shop, id).placed.number


def code_of(shop: Store, number: str) -> str:
    fact = pickup.ready(shop, number).envelope.fact
    assert isinstance(fact, PickupStep)
    return fact.code


def refused(shop: Store, reason: type[Refused], act: Callable[[], object]) -> None:
    before = till.count(shop)
    with pytest.raises(reason):
        act()
    assert till.count(shop) == before


def test_ready_then_handed_over_by_code(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 2000))
    refused(shop, pickup.NotReady, lambda: pickup.hand_over(shop, number, code="1234"))
    code = code_of(shop, number)
    assert len(code) == 4 and code.isdigit()
    assert code_of(shop, number) == code
    wrong = f"{(int(code) + 1) % 10000:04d}"
    refused(shop, pickup.WrongCode, lambda: pickup.hand_over(shop, number, code=wrong))
    refused(shop, pickup.WrongCode, lambda: pickup.hand_over(shop, number))
    pickup.arrived(shop, number)
    assert promising.axes(shop, id) == ("open", "paid", "allocated")
    pickup.hand_over(shop, number, code=code)
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")
    with shop.read() as connection:
        assert reports.pickup_of(connection, id).status == "handed_over"
        assert reports.pickups(connection) == ()
    refused(shop, pickup.PickupOver, lambda: pickup.hand_over(shop, number, code=code))


def test_two_orders_never_wait_with_one_code(shop: Store) -> None:
    codes = {code_of(shop, placed(shop, ("TEA", 1000))[1]) for _ in range(4)}
    assert len(codes) == 4


def test_nothing_is_handed_over_unpaid(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 1000), paid=False)
    code = code_of(shop, number)
    refused(shop, pickup.NotPaid, lambda: pickup.hand_over(shop, number, code=code))
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    pickup.hand_over(shop, number, identity="passport")
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")


def test_what_is_not_there_or_not_to_be_collected(shop: Store) -> None:
    _, number = placed(shop, ("JAM", 1000))
    refused(shop, NothingStands, lambda: pickup.ready(shop, number))
    sent = promising.read(shop, promising.place(shop, ("TEA", 1000))).placed.number
    refused(shop, pickup.NotForPickup, lambda: pickup.ready(shop, sent))


def test_a_refused_collection_is_cancelled_refunded_and_never_sent_from_elsewhere(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 2000))
    code_of(shop, number)
    pickup.refuse(shop, number, "changed my mind")
    assert promising.axes(shop, id) == ("cancelled", "refunded", "none")
    assert promising.stands(shop, id) == {}
    assert promising.atp(shop, "TEA") == {"S1": 5000, "S2": 4000}
    putting_back.put_back(shop, number)
    refused(shop, pickup.PickupOver, lambda: pickup.ready(shop, number))


@pytest.mark.parametrize("step", ["refused", "expired"])
def test_what_is_not_collected_goes_to_the_orders_that_wait(shop: Store, step: str) -> None:
    """The two MUG there are stand ready for a customer who does not take them: the next order gets them."""
    _, number = placed(shop, ("MUG", 2000))
    waits = promising.place(shop, ("MUG", 1000))
    assert promising.stands(shop, waits) == {}
    code_of(shop, number)
    if step == "refused":
        pickup.refuse(shop, number, "changed my mind")
    else:
        shop.clock.at += timedelta(days=8)  # type: ignore[attr-defined]
        assert pickup.expire(shop) == (number,)
    assert promising.stands(shop, waits) == {(1, "S1"): 1000}


def test_what_nobody_collects_expires_after_its_last_day(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 2000))
    code_of(shop, number)
    shop.clock.at += timedelta(days=7)  # type: ignore[attr-defined]
    assert pickup.expire(shop) == ()
    shop.clock.at += timedelta(days=1)  # type: ignore[attr-defined]
    assert pickup.expire(shop) == (number,)
    assert promising.axes(shop, id) == ("cancelled", "refunded", "none")
    assert pickup.expire(shop) == ()
