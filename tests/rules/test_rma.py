"""Returns by parcel: window and final sale, fees and what is kept, where goods go, what state they are in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.money import currency
from storeops.rules.returns import Back
from storeops.rules.rma import counting, dispositions, reasons
from storeops.rules.rma.authorising import FinalSale, NothingLeft, OutsideWindow, Sent, is_final, last_day, pieces
from storeops.rules.rma.counting import NotSoMuch, PieceCounts, RmaStatus, contradictions, spread, status
from storeops.rules.rma.policy import FeeTerm, Policy, WrongReturnSetting, policy_of
from storeops.rules.rma.refunding import fee_term, less, postage_kept, restocking_fee, shipping_comes_back
from storeops.rules.tax import TaxShare

GBP = currency("GBP")


def settings(**values: str) -> Policy:
    return policy_of({f"return_{name}": value for name, value in values.items()}, GBP)


# --- the shop's rules out of its settings


def test_without_settings_the_rules_are_the_usual_ones() -> None:
    assert policy_of({}, GBP) == Policy()
    assert (Policy().window_days, Policy().shipping_back, Policy().before_receipt) == (30, "fault", False)


def test_every_setting_is_read() -> None:
    found = settings(
        window_days="28",
        windows="web=14; SHOES = 60",
        final_sale="UNDERWEAR; GIFT-CARD ;",
        fees="opened=15%+2.00; changed-mind/used=12.5%; late=1%; damaged=20%",
        postage="4.95",
        shipping="whole",
        dispositions="FOOD=scrap; HOME/opened=restock; faulty=quarantine",
        before_receipt="yes",
    )
    assert found == Policy(
        window_days=28,
        windows={"web": 14, "SHOES": 60},
        final_sale=frozenset({"UNDERWEAR", "GIFT-CARD"}),
        fees=(
            FeeTerm("", "opened", 1500, 200),
            FeeTerm("changed-mind", "used", 1250, 0),
            FeeTerm("late", "", 100, 0),
            FeeTerm("", "damaged", 2000, 0),
        ),
        postage=495,
        shipping_back="whole",
        dispositions={("FOOD", ""): "scrap", ("HOME", "opened"): "restock", ("", "faulty"): "quarantine"},
        before_receipt=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window_days", "soon"),
        ("window_days", "-1"),
        ("windows", "web"),
        ("windows", "web=two"),
        ("windows", "=14"),
        ("fees", "opened=15"),
        ("fees", "opened=101%"),
        ("fees", "opened=1.234%"),
        ("fees", "crushed=15%"),
        ("fees", "opened=15%+2.001"),
        ("fees", "bored/opened=15%"),
        ("postage", "a lot"),
        ("shipping", "always"),
        ("dispositions", "FOOD=eat"),
        ("dispositions", "FOOD/crushed=scrap"),
        ("before_receipt", "perhaps"),
    ],
)
def test_a_setting_that_says_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(WrongReturnSetting) as refused:
        settings(**{name: value})
    assert refused.value.name == f"return_{name}"


@pytest.mark.parametrize(
    ("department", "channel", "days"), [("SHOES", "web", 60), ("HOME", "web", 14), ("HOME", "phone", 30)]
)
def test_the_departments_window_comes_before_the_channels(department: str, channel: str, days: int) -> None:
    assert settings(windows="web=14; SHOES=60").days(department, channel) == days


# --- authorising

OLD = Sent(sale="a", sale_line=1, on=date(2026, 10, 1), left=2000)
NEW = Sent(sale="b", sale_line=3, on=date(2026, 11, 20), left=1000)
TODAY = date(2026, 11, 23)


def chosen(wanted: int, *sent: Sent, today: date = TODAY, days: int = 30, overridden: bool = False) -> list[Any]:
    found = pieces(1, "Mug", wanted, sent, today=today, days=days, overridden=overridden)
    return [(one.sale, one.sale_line, one.quantity) for one in found]


def test_the_last_day_of_a_window_still_counts() -> None:
    assert last_day(date(2026, 11, 9), 14) == date(2026, 11, 23)
    only = Sent(sale="a", sale_line=1, on=date(2026, 11, 9), left=1000)
    assert chosen(1000, only, days=14) == [("a", 1, 1000)]
    with pytest.raises(OutsideWindow) as refused:
        chosen(1000, only, days=13)
    assert refused.value.until == date(2026, 11, 22)
    assert chosen(1000, Sent(sale="a", sale_line=1, on=TODAY, left=1000), days=0) == [("a", 1, 1000)]


@pytest.mark.parametrize(
    ("wanted", "days", "overridden", "found"),
    [
        (1000, 30, False, [("b", 3, 1000)]),
        (1000, 60, False, [("a", 1, 1000)]),
        (3000, 60, False, [("a", 1, 2000), ("b", 3, 1000)]),
        (3000, 30, True, [("b", 3, 1000), ("a", 1, 2000)]),
        (1000, 1, True, [("a", 1, 1000)]),
    ],
)
def test_what_is_within_the_window_goes_first(wanted: int, days: int, overridden: bool, found: list[Any]) -> None:
    assert chosen(wanted, OLD, NEW, days=days, overridden=overridden) == found


def test_more_than_is_with_the_customer_is_refused_whatever_the_window() -> None:
    for overridden in (False, True):
        with pytest.raises(NothingLeft) as refused:
            chosen(4000, OLD, NEW, overridden=overridden)
        assert (refused.value.wanted, refused.value.left) == (4000, 3000)
    with pytest.raises(NothingLeft):
        chosen(0, OLD)
    with pytest.raises(NothingLeft):
        chosen(1000)
    with pytest.raises(OutsideWindow) as late:
        chosen(2000, OLD, NEW)
    assert late.value.until == date(2026, 10, 31)


def test_a_final_sale_is_named_by_department_or_sku() -> None:
    rules = settings(final_sale="UNDERWEAR; GIFT")
    assert [is_final(*one, rules) for one in (("SOCK", "UNDERWEAR"), ("GIFT", "HOME"), ("MUG", "HOME"))] == [
        True,
        True,
        False,
    ]
    assert "--override" in str(FinalSale(1, "Sock"))


# --- reasons, conditions, dispositions


@pytest.mark.parametrize(
    ("reason", "payer"),
    [
        ("wrong-size", "customer"),
        ("damaged", "shop"),
        ("faulty", "shop"),
        ("not-as-described", "shop"),
        ("changed-mind", "customer"),
        ("late", "shop"),
        ("wrong-item", "shop"),
        ("other", "customer"),
    ],
)
def test_who_pays_the_way_back(reason: str, payer: str) -> None:
    assert reasons.payer_of_postage(reasons.known_reason(reason)) == payer


def test_words_that_mean_nothing_are_refused() -> None:
    with pytest.raises(reasons.UnknownReason):
        reasons.known_reason("bored")
    with pytest.raises(reasons.UnknownCondition):
        reasons.known_condition("crushed")
    with pytest.raises(dispositions.UnknownDisposition):
        dispositions.known_disposition("eat")


@pytest.mark.parametrize(
    ("condition", "department", "found"),
    [
        ("sealed", "HOME", "restock"),
        ("opened", "HOME", "restock"),
        ("opened", "SHOES", "quarantine"),
        ("used", "SHOES", "refurbish"),
        ("damaged", "SHOES", "scrap"),
        ("faulty", "SHOES", "quarantine"),
        ("faulty", "FOOD", "scrap"),
        ("sealed", "FOOD", "scrap"),
    ],
)
def test_what_is_suggested(condition: str, department: str, found: str) -> None:
    rules = settings(dispositions="FOOD=scrap; HOME/opened=restock; faulty=quarantine").dispositions
    assert dispositions.suggested(condition, department, rules) == found


def test_without_rules_faulty_goods_go_to_the_supplier() -> None:
    assert dispositions.suggested("faulty", "HOME", {}) == "supplier"
    assert dispositions.ON_HAND == {"restock": "", "refurbish": "damaged", "quarantine": "quarantine"}


# --- what is kept

TERMS = settings(fees="opened=15%+2.00; changed-mind/opened=20%; changed-mind=10%; late=50%").fees


@pytest.mark.parametrize(
    ("reason", "condition", "points"),
    [
        ("changed-mind", "opened", 2000),
        ("wrong-size", "opened", 1500),
        ("changed-mind", "sealed", 1000),
        ("wrong-size", "sealed", None),
        ("faulty", "opened", None),
        ("damaged", "opened", None),
        ("wrong-item", "opened", None),
        ("not-as-described", "opened", None),
        ("late", "sealed", None),
    ],
)
def test_which_fee_holds(reason: str, condition: str, points: int | None) -> None:
    term = fee_term(reason, condition, TERMS)
    assert (term.basis_points if term else None) == points


@pytest.mark.parametrize(
    ("points", "minimum", "before", "now", "kept", "fee"),
    [
        (1500, 200, 0, 2000, 0, 300),
        (1500, 200, 0, 1000, 0, 200),
        (1500, 200, 1000, 1000, 200, 100),
        (1500, 200, 0, 150, 0, 150),
        (1500, 200, 150, 1000, 150, 50),
        (1250, 0, 0, 333, 0, 42),
        (10_000, 0, 0, 899, 0, 899),
        (0, 0, 0, 899, 0, 0),
        (1500, 0, 0, 0, 0, 0),
    ],
)
def test_the_fee(points: int, minimum: int, before: int, now: int, kept: int, fee: int) -> None:
    assert restocking_fee(FeeTerm("", "opened", points, minimum), before, now, kept) == fee


def test_no_term_no_fee() -> None:
    assert restocking_fee(None, 0, 899, 0) == 0


@given(
    points=st.integers(0, 10_000),
    minimum=st.integers(0, 500),
    parts=st.lists(st.integers(0, 2000), min_size=1, max_size=6),
)
def test_however_a_line_is_refunded_its_fee_is_the_same(points: int, minimum: int, parts: list[int]) -> None:
    """But for a first part that is smaller than the minimum: it bears what it can, and the next the rest."""
    term = FeeTerm("", "opened", points, minimum)
    before = kept = 0
    for part in parts:
        fee = restocking_fee(term, before, part, kept)
        assert 0 <= fee <= part
        before, kept = before + part, kept + fee
    assert kept == restocking_fee(term, 0, sum(parts), 0)


def test_the_way_back_is_kept_once() -> None:
    rules = settings(postage="4.95")
    assert [
        postage_kept(rules, True, 0, 899),
        postage_kept(rules, True, 495, 899),
        postage_kept(rules, True, 0, 300),
        postage_kept(rules, True, 300, 899),
        postage_kept(rules, False, 0, 899),
        postage_kept(Policy(), True, 0, 899),
    ] == [495, 0, 300, 195, 0, 0]


@pytest.mark.parametrize(
    ("rule", "everything", "why", "back"),
    [
        ("fault", True, ["damaged", "late"], True),
        ("fault", True, ["damaged", "changed-mind"], False),
        ("fault", False, ["damaged"], False),
        ("whole", True, ["changed-mind"], True),
        ("whole", False, ["changed-mind"], False),
        ("never", True, ["damaged"], False),
    ],
)
def test_when_the_first_parcel_is_given_back(rule: str, everything: bool, why: list[str], back: bool) -> None:
    assert shipping_comes_back(Policy(shipping_back=rule), everything=everything, reasons=why) is back


def a_back(amount: int, net: int, *taxes: tuple[str, int]) -> Back:
    shares = tuple(TaxShare("VAT", Decimal(rate), net, tax) for rate, tax in taxes)
    return Back(
        original_line=1, sku="MUG", name="Mug", department="home", quantity=1000, unit="each", list_price=amount,
        unit_price=amount, discount=0, discount_net=0, amount=amount, net=net, tax=sum(tax for _, tax in taxes),
        taxes=shares, cost=400, stocked=True, disposition="restock",
    )  # fmt: skip


def test_what_is_kept_keeps_its_tax() -> None:
    """8.99 with 20 % in it; 1.80 is kept, and the tax of 1.50 falls by its fifth."""
    back = less(a_back(899, 749, ("20", 150)), 180)
    assert (back.amount, back.net, back.tax, [share.net for share in back.taxes]) == (719, 599, 120, [599])
    exclusive = less(a_back(749, 749, ("20", 150)), 180)
    assert (exclusive.amount, exclusive.net, exclusive.tax) == (599, 599, 120)
    assert less(a_back(899, 749, ("20", 150)), 0) == a_back(899, 749, ("20", 150))
    nothing = less(a_back(899, 749, ("20", 150)), 899)
    assert (nothing.amount, nothing.net, nothing.tax) == (0, 0, 0)
    smallest = less(a_back(0, 0, ("5", 1), ("7", 1)), 1)
    assert (smallest.net, smallest.tax) == (0, 1)


@given(
    net=st.integers(0, 5000), taxes=st.lists(st.integers(0, 900), max_size=3), inclusive=st.booleans(), data=st.data()
)
def test_what_is_kept_and_given_back_is_what_was_paid(
    net: int, taxes: list[int], inclusive: bool, data: st.DataObject
) -> None:
    paid = net + sum(taxes)
    whole = a_back(paid if inclusive else net, net, *((str(place), tax) for place, tax in enumerate(taxes)))
    kept = data.draw(st.integers(0, paid))
    back = less(whole, kept)
    assert back.net + back.tax == paid - kept
    assert back.tax == sum(share.tax for share in back.taxes)
    assert 0 <= back.net <= net
    assert all(0 <= after.tax <= before.tax for after, before in zip(back.taxes, whole.taxes, strict=True))


# --- the state


def counts(**values: int) -> PieceCounts:
    return PieceCounts(authorised=2000, **values)


@pytest.mark.parametrize(
    ("values", "coming", "refundable", "awaiting", "state"),
    [
        ({}, 2000, 2000, 0, "authorised"),
        ({"received": 1000}, 1000, 2000, 1000, "partly_received"),
        ({"received": 2000}, 0, 2000, 2000, "received"),
        ({"received": 2000, "refunded": 1000}, 0, 1000, 1000, "partly_refunded"),
        ({"refunded": 1000}, 2000, 1000, 0, "partly_refunded"),
        ({"received": 2000, "refunded": 2000}, 0, 0, 0, "refunded"),
        ({"refunded": 2000}, 2000, 0, 0, "partly_refunded"),
        ({"received": 1000, "refunded": 1000, "not_coming": 1000, "not_refunded": 1000}, 0, 0, 0, "refunded"),
        ({"not_coming": 2000, "not_refunded": 2000}, 0, 0, 0, "closed"),
        ({"received": 2000, "not_refunded": 2000, "sent_back": 2000}, 0, 0, 0, "rejected"),
        ({"received": 2000, "not_refunded": 1000, "sent_back": 1000}, 0, 1000, 1000, "received"),
        ({"received": 1000, "not_refunded": 1000}, 1000, 1000, 0, "partly_received"),
        ({"received": 1000, "not_refunded": 1000, "not_coming": 1000}, 0, 1000, 1000, "received"),
        ({"received": 4000, "arrived_once": 2000}, 0, 2000, 2000, "received"),
        ({"received": 2000, "not_coming": 2000, "arrived_after_all": 2000}, 0, 2000, 2000, "received"),
    ],
)
def test_the_state_of_a_return(values: dict[str, int], coming: int, refundable: int, awaiting: int, state: str) -> None:
    one = counts(**values)
    assert (one.coming, one.refundable, one.awaiting_refund) == (coming, refundable, awaiting)
    assert status([one]) == RmaStatus(state)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"received": 2000, "refunded": 2000}, []),
        ({"received": 3000}, [("received_twice", 1000)]),
        ({"received": 1000, "not_coming": 2000}, [("received_though_closed", 1000)]),
        ({"refunded": 4000}, [("refunded_twice", 2000)]),
        ({"refunded": 1000, "not_refunded": 2000}, [("refunded_though_rejected", 1000)]),
        ({"received": 4000, "refunded": 3000}, [("received_twice", 2000), ("refunded_twice", 1000)]),
        ({"received": 4000, "arrived_once": 2000, "refunded": 3000, "open_after_all": 1000}, []),
    ],
)
def test_contradictions(values: dict[str, int], found: list[tuple[str, int]]) -> None:
    one = contradictions("R1", {7: [counts(**values)]})
    assert [(each.kind, each.quantity) for each in one] == found
    assert all(each.line == 7 and each.ways_out and all("R1" in way for way in each.ways_out) for each in one)


def test_pieces_do_not_make_up_for_one_another() -> None:
    found = contradictions("R1", {1: [counts(received=3000), counts(received=1000)]})
    assert [(one.kind, one.quantity) for one in found] == [("received_twice", 1000)]


def test_what_is_asked_for_is_spread_over_the_pieces() -> None:
    assert spread(1, "Mug", "received", 0, [1000, -500, 2000]) == (1000, 0, 2000)
    assert spread(1, "Mug", "received", 1500, [1000, 2000]) == (1000, 500)
    with pytest.raises(NotSoMuch) as refused:
        spread(1, "Mug", "received", 4000, [1000, 2000])
    assert refused.value.left == 3000
    with pytest.raises(NotSoMuch):
        spread(1, "Mug", "received", 0, [0])


def test_every_step_counts_for_something() -> None:
    fields = set(PieceCounts.__struct_fields__)
    assert set(counting.STEPS) - {counting.SQUARED} == fields - {"authorised"}
