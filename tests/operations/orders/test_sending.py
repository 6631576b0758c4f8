"""Dispatch: sales that add up to the order, money collected as it is sent, the deposits account at zero; returns."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.machines import promising, till

from storeops.database.queries.orders import payments as steps
from storeops.database.tables import sale
from storeops.operations import returns, stock
from storeops.operations.orders import changing, payments, sending
from storeops.operations.orders.payments import NothingDue, OnlyCardsAuthorise
from storeops.rules.errors import Refused
from storeops.rules.tenders import Tender
from storeops.store import Store

FORM = "01932d00-0000-7000-8000-000000000002"


def pay_all(shop: Store, id: str, *, authorise: bool = False) -> int:
    due = promising.read(shop, id).money.due
    payments.pay(shop, id, Tender("card", due, "A1"), authorise=authorise)
    return due


def deposits(shop: Store) -> int:
    with shop.read() as connection:
        return till.accounts(connection).get("deposits", 0)


def test_sent_in_parts_the_sales_are_the_order(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 7000), ("JAM", 3000), ("WRAP", 1000), discount=101)
    total = pay_all(shop, id)
    assert deposits(shop) == -total
    sent = [*sending.dispatch(shop, id, location="WH1", carrier="demo", tracking="T1")]
    assert [line.name.split()[0] for line in sent[0].lines] == ["JAM", "WRAP", "Shipping,"]
    assert promising.axes(shop, id) == ("open", "paid", "partly_shipped")
    sent += sending.dispatch(shop, id)
    assert sum(one.total for one in sent) == total == promising.read(shop, id).money.dispatched
    assert [tender.kind for one in sent for tender in one.tenders] == ["deposit"] * len(sent)
    assert deposits(shop) == 0
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")
    with shop.read() as connection:
        assert till.cached(connection)["JAM", "WH1"] == 7000


def test_what_was_authorised_is_collected_as_it_is_sent(shop: Store) -> None:
    id = promising.place(shop, ("MUG", 1000), ("JAM", 3000))
    total = pay_all(shop, id, authorise=True)
    first, *_ = sending.dispatch(shop, id, location="WH1")
    one = promising.read(shop, id)
    assert (one.money.captured, one.money.held) == (first.total, total - first.total)
    assert deposits(shop) == 0
    sending.dispatch(shop, id)
    one = promising.read(shop, id)
    assert (one.money.captured, one.money.held, one.money.due) == (total, 0, 0)


def test_a_return_in_between_does_not_collect_twice(shop: Store) -> None:
    """The jam was paid in cash and came back: what it paid for pays for the mug, and the card is let go."""
    id = promising.place(shop, ("MUG", 1000), ("JAM", 3000))
    total = promising.read(shop, id).money.due
    payments.pay(shop, id, Tender("cash", 999))
    payments.pay(shop, id, Tender("card", total - 999, "A1"), authorise=True)
    jam, *_ = sending.dispatch(shop, id, location="WH1")
    returns.take_back(shop, jam.number, [(1, 3000)], "sour", location="WH1")
    sending.dispatch(shop, id)
    one = promising.read(shop, id)
    # 3.45 was collected for the shipping; 9.99 in cash pays for the mug of 8.99, and 1.00 goes back.
    assert (one.money.owed, one.money.captured, one.money.held, one.money.due) == (total - 999, 345, 0, -100)
    assert deposits(shop) == -100


def test_no_more_is_collected_than_is_sent_and_kept(shop: Store) -> None:
    """The jam of 9.99 was collected and came back: of the tea for 10.00 only a penny is left to collect."""
    id = promising.place(shop, ("TEA", 9000), ("JAM", 3000), ("MUG", 1000))
    pay_all(shop, id, authorise=True)
    jam, *_ = sending.dispatch(shop, id, location="WH1")
    returns.take_back(shop, jam.number, [(1, 3000)], "sour", location="WH1")
    captured = promising.read(shop, id).money.captured
    assert captured == jam.total
    (tea,) = sending.dispatch(shop, id, location="S2")
    assert (tea.total, promising.read(shop, id).money.captured - captured) == (1000, 1)
    sending.dispatch(shop, id)
    one = promising.read(shop, id)
    assert (one.money.due, one.money.held, deposits(shop)) == (0, 0, 0)


def test_each_authorisation_is_collected_under_its_own_code(shop: Store) -> None:
    id = promising.place(shop, ("MUG", 2000))
    total = promising.read(shop, id).money.due
    payments.pay(shop, id, Tender("card", 1000, "A1"), authorise=True)
    payments.pay(shop, id, Tender("card", total - 1000, "A2"), authorise=True)
    payments.capture(shop, id, 1500)
    with shop.read() as connection:
        taken = [(r["reference"], r["amount"]) for r in steps(connection, id) if r["stage"] == "captured"]
    assert taken == [("A1", 1000), ("A2", 500)]


def test_a_kit_leaves_as_its_parts_and_comes_back_as_them(shop: Store) -> None:
    id = promising.place(shop, ("HAMPER", 2000))
    pay_all(shop, id)
    waiting = promising.place(shop, ("MUG", 1000))
    (sent,) = sending.dispatch(shop, id)
    with shop.read() as connection:
        assert [till.cached(connection).get((sku, "S1"), 0) for sku in ("TEA", "MUG")] == [1000, 0]
    returns.take_back(shop, sent.number, [(1, 1000)], "too many")
    with shop.read() as connection:
        assert [till.cached(connection).get((sku, "S1"), 0) for sku in ("TEA", "MUG")] == [3000, 1000]
    # Somebody waits for what was in it.
    assert promising.stands(shop, waiting) == {(1, "S1"): 1000}


def test_a_return_is_credited_to_the_order_and_refunded_apart(shop: Store) -> None:
    id = promising.place(shop, ("MUG", 2000))
    total = pay_all(shop, id)
    (sent,) = sending.dispatch(shop, id)
    returns.take_back(shop, sent.number, [(1, 1000)], "broken", disposition="scrap")
    one = promising.read(shop, id)
    assert (one.money.due, deposits(shop)) == (-899, -899)
    assert promising.axes(shop, id) == ("completed", "refund_due", "partly_returned")
    with pytest.raises(NothingDue):
        payments.refund(shop, id, 900)
    payments.refund(shop, id, 400, tender="cash", reason="broken")
    payments.refund(shop, id, reason="broken")
    assert promising.read(shop, id).money.received == total - 899
    assert deposits(shop) == 0
    returns.take_back(shop, sent.number, [(1, 1000), (2, 1000)], "all of it")
    payments.refund(shop, id)
    assert promising.axes(shop, id) == ("completed", "refunded", "returned")
    assert deposits(shop) == 0


def test_services_alone_are_sent_too(shop: Store) -> None:
    id = promising.place(shop, ("WRAP", 1000), service="pickup")
    pay_all(shop, id)
    (sent,) = sending.dispatch(shop, id)
    assert (sent.total, deposits(shop)) == (300, 0)
    with pytest.raises(sending.NothingStands):
        sending.dispatch(shop, id)


def test_a_service_added_late_is_sent_when_the_goods_are_gone(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000))
    sending.dispatch(shop, id)
    changing.amend(shop, id, changing.Change(add=(("WRAP", 1000),)))
    (sent,) = sending.dispatch(shop, id)
    assert [line.amount for line in sent.lines] == [300]


def test_sending_before_it_is_paid_is_a_claim(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000), due="account")
    (sent,) = sending.dispatch(shop, id)
    assert deposits(shop) == sent.total
    payments.pay(shop, id, Tender("card", sent.total, "A1"))
    assert deposits(shop) == 0


def test_what_is_sent_cannot_be_cancelled(shop: Store) -> None:
    promising.place(shop, ("TEA", 1000))
    id = promising.place(shop, ("MUG", 3000))
    sending.dispatch(shop, id)
    before = till.dump(shop)
    with pytest.raises(changing.TooLateToCancel) as refused:
        changing.cancel(shop, id, "no", lines=[(1, 2000)])
    assert refused.value.open == 1000
    assert till.dump(shop) == before
    changing.cancel(shop, id, "the rest")
    assert promising.axes(shop, id)[0::2] == ("completed", "shipped")
    assert promising.read(shop, id).money.owed == promising.read(shop, id).money.dispatched


def test_asked_twice_is_sent_once(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000))
    (first,) = sending.dispatch(shop, id, command=FORM)
    before = till.dump(shop)
    assert sending.dispatch(shop, id, command=FORM) == (first,)
    assert till.dump(shop) == before


def test_refusals_change_nothing(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000), due="before")
    before = till.dump(shop)
    with pytest.raises(sending.OnHold):
        sending.dispatch(shop, id)
    with pytest.raises(OnlyCardsAuthorise):
        payments.pay(shop, id, Tender("cash", 100), authorise=True)
    for wrong in (Tender("card", 10_000, "A"), Tender("card", 0, "A"), Tender("beads", 5), Tender("deposit", 5)):
        with pytest.raises(Refused):
            payments.pay(shop, id, wrong)
    assert till.dump(shop) == before
    changing.release(shop, id, "known")
    before = till.dump(shop)
    with pytest.raises(sending.NothingStands):
        sending.dispatch(shop, id, location="S2")
    assert till.dump(shop) == before


def test_dispatch_numbers_are_the_tills_own(shop: Store) -> None:
    till.sell(shop, (promising.TEA, 1000))
    sending.dispatch(shop, promising.place(shop, ("TEA", 1000)))
    till.sell(shop, (promising.TEA, 1000))
    with shop.read() as connection:
        assert [row.counter for row in connection.execute(select(sale.c.counter).order_by(sale.c.counter))] == [1, 2, 3]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(1, 3)), max_size=5), discount=st.integers(0, 2500))
def test_however_it_is_sent_and_cancelled_it_comes_to_the_order(
    shop: Store, steps: list[tuple[bool, int]], discount: int
) -> None:
    """Nine units come in bit by bit; each bit is sent or as many are cancelled: at the end deposits are at zero."""
    id = promising.place(shop, ("CLOTH", 9000), how=None, discount=discount, service="pickup")
    pay_all(shop, id)
    for send, units in steps:
        left = promising.read(shop, id).counter(1).open
        if send and promising.stands(shop, id):
            sending.dispatch(shop, id)
        elif left:
            changing.cancel(shop, id, "fewer", lines=[(1, min(units * 333, left))])
    if promising.read(shop, id).counter(1).open:
        changing.cancel(shop, id, "the rest")
    one = promising.read(shop, id)
    assert (one.money.due, one.money.difference, deposits(shop)) == (0, 0, 0)
    stock.adjust(shop, [("CLOTH", 3000)], "found")
