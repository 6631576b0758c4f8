"""The three axes of an order, and the contradictions in its counters, as tables of cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.orders.status import (
    LineCounters,
    Money,
    contradictions,
    fulfilment_status,
    order_status,
    payment_status,
)

L = LineCounters
SHIPPING = L(ordered=1000, goods=False)


@pytest.mark.parametrize(
    ("lines", "hold", "order", "fulfilment"),
    [
        ([], False, "cancelled", "none"),
        ([L(3000)], False, "open", "unallocated"),
        ([L(3000)], True, "on_hold", "unallocated"),
        ([L(3000, standing=1000)], False, "open", "partly_allocated"),
        ([L(3000, standing=3000)], False, "open", "allocated"),
        ([L(3000, standing=3000), L(1000)], False, "open", "partly_allocated"),
        ([L(3000, cancelled=1000, standing=2000), SHIPPING], False, "open", "allocated"),
        ([L(3000, shipped=1000, standing=2000)], False, "open", "partly_shipped"),
        ([L(3000, shipped=3000), L(1000)], True, "on_hold", "partly_shipped"),
        ([L(3000, shipped=2000, cancelled=1000)], True, "completed", "shipped"),
        ([L(3000, cancelled=3000), SHIPPING], False, "cancelled", "none"),
        ([L(3000, cancelled=3000), L(1000, shipped=1000)], False, "completed", "shipped"),
        ([L(3000, shipped=3000, returned=1000)], False, "completed", "partly_returned"),
        ([L(3000, shipped=3000, returned=3000)], False, "completed", "returned"),
        # One came back, and two are still to be sent: it is not returned.
        ([L(3000, shipped=1000, returned=1000)], False, "open", "partly_returned"),
        # Cancelled here and sent there.
        ([L(1000, cancelled=1000, shipped=1000)], False, "completed", "shipped"),
        ([L(1000, cancelled=1000, shipped=1000, reinstated=1000)], False, "completed", "shipped"),
        # Services and shipping alone are no goods.
        ([SHIPPING], False, "cancelled", "none"),
    ],
)
def test_order_and_fulfilment(lines: list[LineCounters], hold: bool, order: str, fulfilment: str) -> None:
    assert order_status(lines, on_hold=hold) == order
    assert fulfilment_status(lines) == fulfilment


@pytest.mark.parametrize(
    ("money", "status", "due", "held"),
    [
        (Money(), "paid", 0, 0),
        (Money(total=100), "unpaid", 100, 0),
        (Money(total=100, authorised=100), "authorised", 100, 100),
        (Money(total=100, authorised=100, voided=100), "unpaid", 100, 0),
        (Money(total=100, authorised=100, captured=40), "partly_paid", 60, 60),
        (Money(total=100, authorised=100, captured=100), "paid", 0, 0),
        (Money(total=100, paid=30, authorised=70), "partly_paid", 70, 70),
        (Money(total=100, paid=100), "paid", 0, 0),
        (Money(total=100, paid=100, cancelled=25), "refund_due", -25, 0),
        (Money(total=100, paid=100, cancelled=25, refunded=25), "paid", 0, 0),
        (Money(total=100, paid=100, cancelled=100, refunded=100), "refunded", 0, 0),
        (Money(total=100, paid=100, returned=100, refunded=100, dispatched=100), "refunded", 0, 0),
        # Given back, then ordered again: that is not paid.
        (Money(total=150, paid=100, cancelled=100, refunded=100), "unpaid", 50, 0),
        (Money(total=100, cancelled=100), "paid", 0, 0),
        (Money(total=100, cancelled=100, reinstated=100), "unpaid", 100, 0),
        # Two databases both collected: the rest of an authorisation is never below nothing.
        (Money(total=100, authorised=100, captured=200), "refund_due", -100, 0),
    ],
)
def test_payment(money: Money, status: str, due: int, held: int) -> None:
    assert (payment_status(money), money.due, money.held) == (status, due, held)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (L(3000, shipped=1000, cancelled=1000, standing=1000), []),
        (L(1000, cancelled=2000), ["cancelled_twice"]),
        (L(1000, cancelled=2000, reinstated=1000), []),
        (L(1000, cancelled=1000, shipped=1000), ["sent_although_cancelled"]),
        (L(1000, cancelled=1000, shipped=1000, reinstated=1000), []),
        (L(1000, shipped=2000), ["sent_twice"]),
        (L(1000, shipped=2000, reinstated=1000), []),
        (L(1000, shipped=2000, goods=False), ["charged_twice"]),
        (L(1000, cancelled=1000, shipped=1000, goods=False), ["charged_twice"]),
        (L(2000, standing=3000), ["allocated_too_much"]),
        (L(1000, shipped=1000, standing=1000), ["allocated_too_much"]),
        (L(1000, shipped=2000, standing=1000), ["sent_twice", "allocated_too_much"]),
        (L(1000, shipped=1000, overdrawn=1000), ["promise_overdrawn"]),
        # Sent from one place without a promise, promised at another: the sum would hide both.
        (L(1000, shipped=1000, overdrawn=1000, standing=1000), ["allocated_too_much", "promise_overdrawn"]),
        (L(1000, shipped=1000, returned=2000), ["returned_twice"]),
    ],
)
def test_contradictions_of_a_line(line: LineCounters, kinds: list[str]) -> None:
    found = contradictions("N", {7: line}, Money())
    assert [one.kind for one in found] == kinds
    assert all(one.line == 7 and one.what and one.ways_out for one in found)


@pytest.mark.parametrize(
    ("money", "difference", "kinds"),
    [
        (Money(total=100, paid=100), 0, []),
        (Money(total=100, paid=100, cancelled=100, refunded=200), 0, ["refunded_too_much"]),
        (Money(total=100, paid=200), 0, ["paid_twice"]),
        (Money(total=100, paid=200, refunded=100), 0, []),
        (Money(total=100, paid=150, reinstated=50), 0, []),
        (Money(total=100, paid=100, cancelled=50), 0, []),
        (Money(total=100, paid=100), 1, ["amounts_differ"]),
    ],
)
def test_contradictions_of_the_money(money: Money, difference: int, kinds: list[str]) -> None:
    assert [one.kind for one in contradictions("N", {}, money, difference=difference)] == kinds


counters = st.integers(0, 4).map(lambda count: count * 1000)


@given(ordered=counters, cancelled=counters, shipped=counters, standing=counters)
def test_what_is_open_stands_ready_or_is_missing(ordered: int, cancelled: int, shipped: int, standing: int) -> None:
    line = L(ordered, cancelled=cancelled, shipped=shipped, standing=standing)
    assert line.missing >= 0
    assert line.open <= line.missing + line.standing
    if line.open < 0 or line.standing > max(0, line.open):
        assert contradictions("N", {1: line}, Money())
    else:
        assert line.open == line.missing + line.standing
