"""Receipt and refund as two acts: goods, books and money after each, to the cent."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.machines import parcels, promising, till

from storeops.database.queries.orders import payments as steps
from storeops.operations import drawer, returns
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.orders import payments, sending
from storeops.operations.rma import authorising, ending, receiving, refunding
from storeops.operations.shop import set_setting
from storeops.reports.rma.rma import by_number
from storeops.rules.rma.counting import NotSoMuch
from storeops.rules.tenders import Tender
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000001"


def put(shop: Store, name: str, value: str) -> None:
    set_setting(shop, f"return_{name}", value, scope="S1")


def came(
    shop: Store, *lines: tuple[int, int], reason: str = "other", condition: str = "sealed", order: str = "O"
) -> str:
    rma = authorising.create(shop, order, lines, reason)
    receiving.receive(shop, rma, condition=condition)
    return rma


def changed(shop: Store, before: dict[str, int]) -> dict[str, int]:
    after = parcels.accounts(shop)
    found = {name: after.get(name, 0) - before.get(name, 0) for name in {*before, *after}}
    return {name: amount for name, amount in found.items() if amount}


def test_received_then_refunded(shop: Store) -> None:
    before = parcels.accounts(shop)
    rma = authorising.create(shop, "O", [(1, 1000), (2, 0)], "wrong-size")
    one = parcels.read(shop)
    assert (one.id, one.number, one.status) == (rma, "S1-T1-R000001", "authorised")
    assert [(line.line, line.quantity, line.reason) for line in one.authorised.lines] == [
        (1, 1000, "wrong-size"),
        (2, 2000, "wrong-size"),
    ]
    assert changed(shop, before) == {}

    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert parcels.read(shop).status == "received"
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (8000, 6000)
    assert changed(shop, before) == {"returns_received": -900, "inventory": 900}

    refunding.refund(shop, "R")
    assert parcels.read(shop).status == "refunded"
    # 2.50 of tea has 0.41 of tax in it by its share of the line, 2 x 8.99 of mugs 3.00.
    assert changed(shop, before) == {
        "card_clearing": -2048,
        "revenue": 1707,
        "tax:VAT": 341,
        "cost_of_goods": -900,
        "inventory": 900,
    }
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (8000, 6000)
    order = promising.read(shop, one.authorised.order)
    assert (order.money.due, order.money.refunded) == (0, 2048)
    assert (order.counter(1).return_requested, order.counter(1).returned) == (1000, 1000)
    assert promising.axes(shop, order.id) == ("completed", "paid", "partly_returned")
    with shop.read() as connection:
        view = by_number(connection, "R")
    assert (view.refunded, view.kept, view.shipping, view.returns) == (2048, 0, 0, ("S1-T1-000002",))
    assert [event.kind for event in view.events] == ["rma.authorised", "rma.received", "rma.refunded"]
    before_again = till.dump(shop)
    with pytest.raises(NotSoMuch):
        refunding.refund(shop, "R", [(1, 1000)])
    assert till.dump(shop) == before_again


def test_refunded_before_it_came_only_with_a_reason(shop: Store) -> None:
    before = parcels.accounts(shop)
    authorising.create(shop, "O", [(2, 2000)], "wrong-size")
    dumped = till.dump(shop)
    for wanted in ([], [(2, 1000)], [(2, 0)]):
        with pytest.raises(refunding.NotReceived):
            refunding.refund(shop, "R", wanted)
    assert till.dump(shop) == dumped
    refunding.refund(shop, "R", [(2, 1000)], override="a good customer")
    assert changed(shop, before)["returns_received"] == 400
    assert parcels.read(shop).status == "partly_refunded"
    receiving.receive(shop, "R", [(2, 1000)], condition="used")
    assert "returns_received" not in changed(shop, before)
    # What was paid back early is not paid back again when it is here.
    with pytest.raises(refunding.NotReceived):
        refunding.refund(shop, "R")
    receiving.receive(shop, "R", condition="sealed")
    refunding.refund(shop, "R")
    assert parcels.read(shop).status == "refunded"
    assert changed(shop, before)["card_clearing"] == -2 * 899


def test_the_setting_allows_it_without_one(shop: Store) -> None:
    put(shop, "before_receipt", "yes")
    before = parcels.accounts(shop)
    authorising.create(shop, "O", [(1, 3000), (2, 2000)], "wrong-size")
    refunding.refund(shop, "R", [(1, 1000)])
    refunding.refund(shop, "R")
    assert parcels.read(shop).status == "partly_refunded"
    assert changed(shop, before)["returns_received"] == 3 * 100 + 2 * 400
    # Half of it never comes.
    receiving.receive(shop, "R", [(2, 2000)], condition="damaged")
    ending.close(shop, "R", "the tea never came")
    assert parcels.read(shop).status == "refunded"
    assert {name: changed(shop, before).get(name, 0) for name in ("returns_received", "shrinkage", "inventory")} == {
        "returns_received": 0,
        "shrinkage": 300 + 800,
        "inventory": 0,
    }


def test_a_restocking_fee_keeps_its_tax(shop: Store) -> None:
    put(shop, "fees", "opened=20%; changed-mind/used=50%")
    before = parcels.accounts(shop)
    came(shop, (2, 1000), reason="changed-mind", condition="opened")
    refunding.refund(shop, "R")
    # 20 % of 8.99 is 1.80: 7.19 goes back, 0.30 of the tax of 1.50 stays due, 1.50 is the fee without it.
    found = changed(shop, before)
    assert (found["card_clearing"], found["tax:VAT"], found["return_fees"]) == (-719, 120, -150)
    assert found["revenue"] == 749
    order = promising.read(shop, parcels.read(shop).authorised.order)
    assert (order.money.returned, order.money.due) == (719, 0)
    came(shop, (2, 1000), reason="faulty", condition="opened")
    refunding.refund(shop, "R")
    assert changed(shop, before)["card_clearing"] == -719 - 899
    with shop.read() as connection:
        assert [by_number(connection, number).kept for number in ("R1", "R2")] == [180, 0]


def test_fee_by_fee_the_minimum_is_taken_once(shop: Store) -> None:
    put(shop, "fees", "opened=10%+2.00")
    came(shop, (1, 3000), condition="opened")
    for _ in range(3):
        refunding.refund(shop, "R", [(1, 1000)])
    (first, second, third) = [one.part for one in parcels.read(shop).happened if one.part.step == "refunded"]
    assert [(part.amount, part.fee) for part in (first, second, third)] == [(50, 200), (250, 0), (250, 0)]


def test_what_was_paid_back_early_bears_no_fee_and_takes_the_first_that_came(shop: Store) -> None:
    put(shop, "fees", "used=50%; sealed=10%")
    authorising.create(shop, "O", [(2, 2000)], "wrong-size")
    refunding.refund(shop, "R", [(2, 1000)], override="a good customer")
    receiving.receive(shop, "R", [(2, 1000)], condition="sealed")
    receiving.receive(shop, "R", [(2, 1000)], condition="used")
    refunding.refund(shop, "R")
    parts = [one.part for one in parcels.read(shop).happened if one.part.step == "refunded"]
    assert [(part.condition, part.amount, part.fee) for part in parts] == [("", 899, 0), ("used", 449, 450)]


def test_parts_refunded_at_once_share_a_line_as_parts_refunded_apart(shop: Store) -> None:
    """3 TEA for 7.50 less 1.00 have 6.49 in three unequal thirds; fee and way back are taken once."""
    put(shop, "fees", "opened=10%+2.00")
    put(shop, "postage", "2.50")
    order = parcels.sent(shop, ("TEA", 3000), ("JAM", 1000), discount=101)
    tea, jam = (promising.read(shop, order).lines[line].total for line in (1, 2))
    authorising.create(shop, order, [(1, 3000), (2, 1000)], "changed-mind")
    receiving.receive(shop, "R", [(1, 1000)], condition="damaged")
    receiving.receive(shop, "R", condition="opened")
    refunding.refund(shop, "R")
    parts = [one.part for one in parcels.read(shop).happened if one.part.step == "refunded"]
    assert [part.quantity for part in parts] == [1000, 2000, 1000]
    assert [part.fee for part in parts] == [0, 200, 200]
    assert sum(part.amount + part.fee + part.postage for part in parts[:2]) == tea
    assert parts[2].amount + parts[2].fee + parts[2].postage == jam
    assert sum(part.postage for part in parts) == 250
    assert parts[0].amount == 0


def test_a_line_out_of_two_parcels_bears_its_fee_once(shop: Store) -> None:
    put(shop, "fees", "opened=1%+2.00")
    order = promising.place(shop, ("TEA", 9000))
    payments.pay(shop, order, Tender("card", promising.read(shop, order).money.due, "A1"))
    assert len(sending.dispatch(shop, order)) == 2
    came(shop, (1, 9000), condition="opened", order=order)
    refunding.refund(shop, "R")
    parts = [one.part for one in parcels.read(shop).happened if one.part.step == "refunded"]
    assert len({part.document for part in parts}) == len(parts) == 2
    assert [part.fee for part in parts] == [200, 0]


def test_the_way_back_is_kept_once_where_the_customer_pays_it(shop: Store) -> None:
    put(shop, "postage", "4.95")
    came(shop, (2, 2000), reason="changed-mind")
    refunding.refund(shop, "R", [(2, 1000)])
    refunding.refund(shop, "R")
    parts = [one.part for one in parcels.read(shop).happened if one.part.step == "refunded"]
    assert [(part.amount, part.postage) for part in parts] == [(404, 495), (899, 0)]
    came(shop, (1, 1000), reason="damaged")
    refunding.refund(shop, "R")
    assert parcels.read(shop).postage_kept == 0


def shipping_of(shop: Store, order: str) -> int:
    one = promising.read(shop, order)
    return sum(line.total for line in one.lines.values() if line.kind == "shipping")


def test_the_first_parcel_is_given_back_with_the_last_of_the_goods(shop: Store) -> None:
    order = parcels.read(shop, came(shop, (1, 3000), (2, 1000), reason="damaged")).authorised.order
    refunding.refund(shop, "R")
    assert promising.read(shop, order).money.received == 899 + shipping_of(shop, order)
    came(shop, (2, 1000), reason="faulty")
    refunding.refund(shop, "R")
    one = promising.read(shop, order)
    assert (one.money.received, one.money.due) == (0, 0)
    assert promising.axes(shop, order) == ("completed", "refunded", "returned")
    with shop.read() as connection:
        view = by_number(connection, "R")
        assert (view.shipping, view.refunded) == (shipping_of(shop, order), 899 + shipping_of(shop, order))
        assert "deposits" not in till.accounts(connection)


def test_the_first_parcel_is_not_given_back_for_a_change_of_mind(shop: Store) -> None:
    order = parcels.read(shop, came(shop, (1, 3000), (2, 1000), reason="damaged")).authorised.order
    refunding.refund(shop, "R")
    came(shop, (2, 1000), reason="changed-mind")
    refunding.refund(shop, "R")
    assert promising.read(shop, order).money.received == shipping_of(shop, order) > 0
    # Whichever of the reasons came last.
    other = parcels.sent(shop, ("JAM", 2000))
    for reason in ("changed-mind", "damaged"):
        came(shop, (1, 1000), reason=reason, order=other)
        refunding.refund(shop, "R")
    assert promising.read(shop, other).money.received == shipping_of(shop, other)
    put(shop, "shipping", "whole")
    again = parcels.sent(shop, ("TEA", 1000))
    came(shop, (1, 1000), reason="changed-mind", order=again)
    refunding.refund(shop, "R")
    assert promising.read(shop, again).money.received == 0


def test_the_money_goes_where_it_came_from(shop: Store) -> None:
    order = promising.place(shop, ("MUG", 2000))
    due = promising.read(shop, order).money.due
    payments.pay(shop, order, Tender("cash", 500))
    payments.pay(shop, order, Tender("card", due - 500, "B7"))
    sending.dispatch(shop, order)
    came(shop, (1, 2000), order=order)
    before = till.dump(shop)
    with pytest.raises(refunding.OtherTender):
        refunding.refund(shop, "R", tender="cash")
    assert till.dump(shop) == before
    refunding.refund(shop, "R", [(1, 1000)])
    refunding.refund(shop, "R", tender="cash", override="the card was closed")
    with shop.read() as connection:
        back = [row for row in steps(connection, order) if row["stage"] == "refunded"]
    paid = [(row["tender"], row["amount"], row["reference"]) for row in back]
    assert paid == [("card", 899, "B7"), ("cash", 899, "")]


def test_cash_needs_the_drawer(shop: Store) -> None:
    order = promising.place(shop, ("MUG", 1000))
    payments.pay(shop, order, Tender("cash", promising.read(shop, order).money.due))
    sending.dispatch(shop, order)
    came(shop, (1, 1000), order=order)
    drawer.close(shop, 10_000)
    before = till.dump(shop)
    with pytest.raises(DrawerNotOpen):
        refunding.refund(shop, "R")
    assert till.dump(shop) == before
    drawer.open_drawer(shop, 10_000)
    refunding.refund(shop, "R")


def test_what_was_never_paid_is_not_paid_back(shop: Store) -> None:
    order = promising.place(shop, ("MUG", 2000), due="account")
    sending.dispatch(shop, order)
    due = promising.read(shop, order).money.due
    came(shop, (1, 1000), order=order)
    refunding.refund(shop, "R")
    one = promising.read(shop, order)
    assert (one.money.due, one.money.refunded) == (due - 899, 0)
    # Part of it paid: what goes back is what is too much then, and no more.
    payments.pay(shop, order, Tender("card", one.money.due - 100, "A1"))
    came(shop, (1, 1000), order=order)
    refunding.refund(shop, "R")
    one = promising.read(shop, order)
    assert (one.money.due, one.money.refunded) == (0, 799)


def test_asked_twice_is_refunded_once(shop: Store) -> None:
    came(shop, (2, 2000))
    refunding.refund(shop, "R", [(2, 1000)], command=FORM)
    before = till.dump(shop)
    refunding.refund(shop, "R", [(2, 1000)], command=FORM)
    assert till.dump(shop) == before
    came(shop, (1, 1000))
    with pytest.raises(RecordedOtherwise):
        refunding.refund(shop, "R", command=FORM)


def test_what_came_at_the_counter_is_not_refunded_by_parcel_too(shop: Store) -> None:
    authorising.create(shop, "O", [(2, 1000)], "late")
    returns.take_back(shop, "S1-T1-000001", [(2, 1000)], "brought in")
    receiving.receive(shop, "R", condition="sealed")
    refunding.refund(shop, "R")
    order = promising.read(shop, parcels.read(shop).authorised.order)
    assert order.counter(2).returned == order.counter(2).shipped == 2000


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    discount=st.integers(0, 2000),
    parts=st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.sampled_from(("sealed", "used"))), max_size=4),
)
def test_however_it_comes_back_exactly_what_was_paid_goes_back(
    shop: Store, discount: int, parts: list[tuple[int, bool, str]]
) -> None:
    """9 m of cloth less any discount, in any parts, received or refunded first: nothing is left of it anywhere."""
    before = parcels.accounts(shop)
    order = parcels.sent(shop, ("CLOTH", 9000), discount=discount)
    left = 9000
    for much, early, condition in (*parts, (99, False, "sealed")):
        if wanted := min(left, much * 777):
            rma = authorising.create(shop, order, [(1, wanted)], "late")
            if early:
                refunding.refund(shop, rma, override="drawn")
            receiving.receive(shop, rma, condition=condition, disposition="restock", location="WH1")
            if not early:
                refunding.refund(shop, rma)
            left -= wanted
    one = promising.read(shop, order)
    assert (one.money.received, one.money.due) == (0, 0)
    assert changed(shop, before) == {}
    parcels.assert_well(shop)
