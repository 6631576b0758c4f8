"""Paying and paying back: sums that come out to the cent, in coins that exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.money.cash_rounding import EXACT, CashRule, round_cash, rule
from storeops.rules.tenders import (
    NotPositive,
    Overpaid,
    Settlement,
    Tender,
    Underpaid,
    UnknownTender,
    due,
    refunds,
    settle,
)

SWISS = rule("CH", "CHF")


def cash(amount: int) -> Tender:
    return Tender("cash", amount)


def card(amount: int, reference: str = "A1") -> Tender:
    return Tender("card", amount, reference)


@pytest.mark.parametrize(
    ("total", "tenders", "rule_", "change", "rounding"),
    [
        (875, [cash(2000)], EXACT, 1125, 0),
        (875, [card(875)], EXACT, 0, 0),
        (875, [card(500), cash(400)], EXACT, 25, 0),
        (0, [], EXACT, 0, 0),
        (872, [cash(1000)], SWISS, 130, -2),
        (873, [cash(1000)], SWISS, 125, 2),
        (872, [card(872)], SWISS, 0, 0),
        (872, [card(500), cash(370)], SWISS, 0, -2),
        (2, [], SWISS, 0, -2),
    ],
)
def test_tenders_less_change_are_total_and_rounding(total, tenders, rule_, change, rounding) -> None:
    assert settle(total, tenders, rule_) == Settlement(tuple(tenders), change, rounding)


@pytest.mark.parametrize(
    ("total", "tenders", "error"),
    [
        (875, [], Underpaid),
        (875, [cash(874)], Underpaid),
        (875, [card(876)], Overpaid),
        (875, [Tender("cheque", 875)], UnknownTender),
        (875, [cash(0)], NotPositive),
        (875, [cash(-875)], NotPositive),
        (875, [card(875, "4111 1111 1111 1111")], CardNumberRefused),
    ],
)
def test_what_does_not_pay_is_refused(total, tenders, error) -> None:
    with pytest.raises(error):
        settle(total, tenders, EXACT)


def test_the_missing_amount_is_told() -> None:
    with pytest.raises(Underpaid) as told:
        settle(875, [cash(500)], EXACT)
    assert told.value.missing == 375


def test_due_is_told_by_card_and_in_cash() -> None:
    assert due(872, [], SWISS) == (872, 870)
    assert due(872, [card(500)], SWISS) == (372, 370)
    assert due(872, [cash(870)], SWISS) == (2, 0)


def test_a_return_goes_to_the_card_first_then_to_cash() -> None:
    paid = (cash(1000), card(500, "A1"))
    assert refunds(1375, paid, 125, EXACT, before=0, now=600) == ((card(500, "A1"), cash(100)), 0)
    assert refunds(1375, paid, 125, EXACT, before=600, now=775) == ((cash(775),), 0)


def test_rounding_of_the_sale_is_mirrored_when_all_has_come_back() -> None:
    # 7.52 in Swiss cash was paid with 7.50
    assert refunds(752, (cash(1000),), 250, SWISS, before=0, now=752) == ((cash(750),), -2)


@given(
    st.integers(1, 10**6),
    st.integers(0, 10**6),
    st.sampled_from([EXACT, SWISS, CashRule(10), CashRule(100)]),
    st.lists(st.integers(1, 10**6), max_size=6),
    st.integers(0, 5000),
)
def test_any_parts_in_any_order_give_back_exactly_what_was_paid(total, by_card, rule_, cuts, extra) -> None:
    by_card = min(by_card, total)
    in_cash = round_cash(total - by_card, rule_.step, rule_.mode)
    given_cash = in_cash + extra * rule_.step
    tenders = tuple(tender for tender in (card(by_card), cash(given_cash)) if tender.amount)
    settled = settle(total, tenders, rule_)
    assert sum(tender.amount for tender in tenders) - settled.change == total + settled.rounding
    back = {"card": 0, "cash": 0}
    rounding, before = 0, 0
    for upto in [*sorted({cut for cut in cuts if cut < total}), total]:
        part, rounded = refunds(total, tenders, settled.change, rule_, before=before, now=upto - before)
        for tender in part:
            assert tender.amount > 0
            back[tender.kind] += tender.amount
            assert tender.kind == "card" or tender.amount % rule_.step == 0
        rounding += rounded
        before = upto
    assert back == {"card": by_card, "cash": in_cash if given_cash else 0}
    assert rounding == settled.rounding
