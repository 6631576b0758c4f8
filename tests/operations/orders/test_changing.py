"""Amending and cancelling: gathered, checked once, committed once; stock and money follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.machines import promising, till

from storeops.database.queries.orders import payments as steps
from storeops.operations import drawer, returns, stock
from storeops.operations.orders import changing, payments, sending
from storeops.operations.orders.changing import Change, NotADay, NothingToChange, TooLateToCancel
from storeops.operations.orders.how import How
from storeops.rules.addresses import Address
from storeops.rules.errors import Refused
from storeops.rules.orders.document import AddressPart
from storeops.rules.tenders import Tender
from storeops.store import Store

YORK = Address(name="Ann Reed", lines=("1 Low St",), city="York", postcode="YO1 7HH", country="GB")


def test_cancelling_gives_back_stock_and_the_cards_promise(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 3000), ("MUG", 1000))
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"), authorise=True)
    changing.cancel(shop, id, "changed mind")
    one = promising.read(shop, id)
    assert (one.money.owed, one.money.held, one.money.voided) == (0, 0, one.money.total)
    assert promising.atp(shop, "TEA") == {"S1": 5000, "S2": 4000}
    assert promising.axes(shop, id) == ("cancelled", "paid", "none")
    with shop.read() as connection:
        assert till.accounts(connection).get("deposits", 0) == 0


def test_cancelling_gives_the_money_back_to_where_it_came_from(shop: Store) -> None:
    """10.00 by card, the rest in cash: the card first, the coins last."""
    id = promising.place(shop, ("TEA", 4000))
    due = promising.read(shop, id).money.due
    payments.pay(shop, id, Tender("cash", 400))
    payments.pay(shop, id, Tender("card", due - 400, "A1"))
    changing.cancel(shop, id, "fewer", lines=[(1, 3000)])
    with shop.read() as connection:
        back = [(row["stage"], row["tender"], row["amount"]) for row in steps(connection, id)]
    assert back[2:] == [("refunded", "card", 750)]
    changing.cancel(shop, id, "nothing")
    one = promising.read(shop, id)
    assert (one.money.refunded, one.money.due) == (due, 0)
    with shop.read() as connection:
        books = till.accounts(connection)
    assert (books["drawer"], books.get("deposits", 0), books.get("card_clearing", 0)) == (10_000, 0, 0)


def test_cash_stays_due_while_the_drawer_is_closed(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000))
    payments.pay(shop, id, Tender("cash", promising.read(shop, id).money.due))
    drawer.close(shop, 10_000 + promising.read(shop, id).money.paid)
    changing.cancel(shop, id, "no")
    assert promising.axes(shop, id)[1] == "refund_due"
    before = till.dump(shop)
    with pytest.raises(drawer.DrawerNotOpen):
        payments.refund(shop, id)
    assert till.dump(shop) == before
    drawer.open_drawer(shop, 10_000)
    payments.refund(shop, id, reason="cancelled")
    assert promising.axes(shop, id) == ("cancelled", "refunded", "none")


def test_cancelling_in_parts_comes_to_the_order(shop: Store) -> None:
    """7 m at 10.00 less 1.00 over all: whatever is cut off, the parts are the whole, and shipping goes last."""
    id = promising.place(shop, ("TEA", 7000), discount=100)
    total = promising.read(shop, id).money.total
    values = []
    for quantity in (1000, 3000, 2000):
        changing.cancel(shop, id, "fewer", lines=[(1, quantity)])
        values.append(promising.read(shop, id).money.cancelled)
    assert values[-1] < total - promising.read(shop, id).lines[2].total
    changing.cancel(shop, id, "none", lines=[(1, 0)])
    one = promising.read(shop, id)
    assert (one.money.cancelled, one.money.owed) == (total, 0)
    assert one.counter(2).cancelled == 1000


def test_what_is_not_promised_is_cancelled_first(shop: Store) -> None:
    id = promising.place(shop, ("MUG", 5000))
    changing.cancel(shop, id, "fewer", lines=[(1, 3000)])
    assert promising.stands(shop, id) == {(1, "S1"): 2000}
    changing.cancel(shop, id, "fewer", lines=[(1, 500 * 2)])
    assert promising.stands(shop, id) == {(1, "S1"): 1000}


def test_what_is_cancelled_goes_to_the_next_who_waits(shop: Store) -> None:
    first, second = (promising.place(shop, ("MUG", 2000)) for _ in range(2))
    assert promising.stands(shop, second) == {}
    changing.cancel(shop, first, "no")
    assert promising.stands(shop, second) == {(1, "S1"): 2000}


def test_cancelling_what_was_not_paid_ends_the_wait(shop: Store) -> None:
    """Paid for one of two, the other cancelled: nothing is due any more, and it may go."""
    id = promising.place(shop, ("TEA", 1000), ("MUG", 1000), due="before")
    one = promising.read(shop, id)
    payments.pay(shop, id, Tender("card", one.money.due - 899, "A1"))
    assert promising.axes(shop, id)[0] == "on_hold"
    changing.cancel(shop, id, "no mug", lines=[(2, 1000)])
    assert promising.axes(shop, id) == ("open", "paid", "allocated")


def test_amending_adds_cancels_and_sets_in_one_step(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 3000))
    before = till.count(shop)
    change = Change(
        add=(("JAM", 2000),), cancel=((1, 1000),), ship_to=YORK, service="express", promised="2026-12-01", note="ring"
    )
    changing.amend(shop, id, change, "rang")
    one = promising.read(shop, id)
    assert [(line.line, line.sku, line.amount) for line in one.goods] == [(1, "TEA", 750), (3, "JAM", 666)]
    assert (one.counter(1).open, one.counter(3).open) == (2000, 2000)
    assert (one.ship_to, one.region, one.service, one.promised) == (YORK, "GB:YO", "express", "2026-12-01")
    assert one.fields["note"] == "ring"
    assert one.money.owed == 500 + one.lines[2].total + 666
    assert promising.stands(shop, id) == {(1, "S1"): 2000, (3, "WH1"): 2000}
    # The amendment, the surplus given back, the rest given back for the new address, promised anew.
    assert till.count(shop) - before == 4


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change(), NothingToChange),
        (Change(add=(("JAM", 1000), ("NOPE", 1000))), Refused),
        (Change(add=(("JAM", 1000), ("TEA", 500)), note="x"), Refused),
        (Change(add=(("JAM", -1000),)), Refused),
        (Change(cancel=((1, 1000), (1, 3000))), TooLateToCancel),
        (Change(cancel=((1, 500),)), Refused),
        (Change(cancel=((1, 1000), (9, 1000))), changing.NoSuchOrderLine),
        (Change(add=(("JAM", 1000),), ship_to=Address(country="GB")), Refused),
        (Change(add=(("JAM", 1000),), service="rocket"), Refused),
        (Change(add=(("JAM", 1000),), promised="tomorrow"), NotADay),
        (Change(add=(("JAM", 1000),), preference="maybe"), Refused),
        (Change(add=(("JAM", 1000),), note="4111 1111 1111 1111"), Refused),
    ],
)
def test_a_refused_change_leaves_nothing(shop: Store, change: Change, refusal: type[Exception]) -> None:
    id = promising.place(shop, ("TEA", 3000))
    before, facts = till.dump(shop), till.count(shop)
    with pytest.raises(refusal):
        changing.amend(shop, id, change)
    assert till.count(shop) == facts
    assert till.dump(shop) == before


def test_a_pickup_that_is_sent_after_all_needs_an_address(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000), service="pickup", ship_to=AddressPart())
    before = till.dump(shop)
    with pytest.raises(Refused):
        changing.amend(shop, id, Change(service="normal"))
    assert till.dump(shop) == before
    changing.amend(shop, id, Change(service="normal", ship_to=YORK))
    assert promising.read(shop, id).region == "GB:YO"


def test_what_is_added_to_an_order_paid_first_is_paid_first(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000), due="before")
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    changing.amend(shop, id, Change(add=(("JAM", 1000),)))
    assert promising.axes(shop, id) == ("on_hold", "partly_paid", "allocated")
    payments.pay(shop, id, Tender("card", 333, "A2"))
    assert promising.axes(shop, id) == ("open", "paid", "allocated")


def test_adding_to_a_cancelled_order_opens_it_again(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000))
    changing.cancel(shop, id, "no")
    changing.amend(shop, id, Change(add=(("JAM", 1000),)))
    assert promising.axes(shop, id) == ("open", "unpaid", "allocated")


def test_giving_back_stock_passes_it_on_and_leaves_the_order_waiting(shop: Store) -> None:
    first, second = (promising.place(shop, ("MUG", 2000)) for _ in range(2))
    changing.deallocate(shop, first, "promised to the press")
    assert (promising.stands(shop, first), promising.stands(shop, second)) == ({}, {(1, "S1"): 2000})
    changing.allocate(shop, first)
    assert promising.stands(shop, first) == {}


# --- goods that come in


def test_the_oldest_promise_is_filled_first(shop: Store) -> None:
    promising.place(shop, ("MUG", 2000))
    late, soon, unpromised = (
        promising.place(shop, ("MUG", 2000), deliver_by=day) for day in ("2026-12-20", "2026-12-05", "")
    )
    stock.receive(shop, [("MUG", 3000)], location="S2")
    assert [promising.stands(shop, id) for id in (soon, late, unpromised)] == [
        {(1, "S2"): 2000},
        {(1, "S2"): 1000},
        {},
    ]
    stock.adjust(shop, [("MUG", 1000)], "found", location="WH1")
    assert promising.stands(shop, late) == {(1, "S2"): 1000, (1, "WH1"): 1000}
    stock.adjust(shop, [("MUG", -1000)], "stolen", location="WH1")
    assert [kind for kind, _, _ in promising.worklist(shop)] == ["promised_beyond_stock"]
    stock.receive(shop, [("MUG", 2000)], location="WH1")
    assert promising.stands(shop, unpromised) == {(1, "WH1"): 1000}


def test_goods_that_come_in_are_not_for_orders_on_hold(shop: Store) -> None:
    promising.place(shop, ("MUG", 2000))
    held, other = (promising.place(shop, ("MUG", 1000)) for _ in range(2))
    changing.hold(shop, held, "rings back")
    stock.receive(shop, [("MUG", 1000)])
    assert (promising.stands(shop, held), promising.stands(shop, other)) == ({}, {(1, "S1"): 1000})


def test_who_waits_for_everything_gets_everything_at_once(shop: Store) -> None:
    id = promising.place(shop, ("MUG", 4000), ("TEA", 1000), how=How(due="dispatch", preference="wait"))
    stock.receive(shop, [("MUG", 1000)])
    assert promising.stands(shop, id) == {}
    stock.receive(shop, [("MUG", 1000)])
    assert sum(promising.stands(shop, id).values()) == 5000


def test_goods_taken_back_at_the_till_go_to_who_waits(shop: Store) -> None:
    sold = till.sell(shop, (promising.MUG, 2000))
    id = promising.place(shop, ("MUG", 1000))
    returns.take_back(shop, sold.number, [(1, 1000)], "broken", disposition="scrap")
    assert promising.stands(shop, id) == {}
    returns.take_back(shop, sold.number, [(1, 1000)], "changed mind")
    assert promising.stands(shop, id) == {(1, "S1"): 1000}


def test_parts_that_come_in_fill_a_kit(shop: Store) -> None:
    id = promising.place(shop, ("HAMPER", 3000))
    assert promising.stands(shop, id) == {(1, "S1"): 2000}
    stock.receive(shop, [("MUG", 1000)], location="S2")
    assert promising.stands(shop, id) == {(1, "S1"): 2000, (1, "S2"): 1000}


@pytest.mark.parametrize(
    "ask",
    [
        lambda shop, id: changing.cancel(shop, id, "again"),
        lambda shop, id: changing.cancel(shop, id, "part", lines=[(1, 1000)]),
        lambda shop, id: sending.dispatch(shop, id),
        lambda shop, id: payments.refund(shop, id),
        lambda shop, id: payments.void(shop, id, "no"),
        lambda shop, id: payments.capture(shop, id),
        lambda shop, id: payments.pay(shop, id, Tender("card", 1, "A")),
        lambda shop, id: changing.resolve(shop, id, "nothing wrong"),
        lambda shop, id: changing.release(shop, id),
    ],
)
def test_nothing_is_done_to_a_cancelled_order(shop: Store, ask: Callable[[Store, str], object]) -> None:
    id = promising.place(shop, ("TEA", 1000))
    changing.cancel(shop, id, "no")
    before = till.dump(shop)
    with pytest.raises(Refused):
        ask(shop, id)
    assert till.dump(shop) == before
