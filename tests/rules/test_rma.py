"""Returns by parcel: window and final sale, where goods go, what state they are in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storeops.rules.money import currency
from storeops.rules.rma import counting, dispositions, reasons
from storeops.rules.rma.authorising import FinalSale, NothingLeft, OutsideWindow, Sent, is_final, last_day, pieces
from storeops.rules.rma.counting import NotSoMuch, PieceCounts, RmaStatus, contradictions, spread, status
from storeops.rules.rma.policy import FeeTerm, Policy, WrongReturnSetting, policy_of

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
        ({"received": 2000, "not_refunded": 4000}, []),
        ({"refunded": 1000, "not_refunded": 4000}, [("refunded_though_rejected", 1000)]),
        ({"refunded": 1000, "not_refunded": 4000, "open_after_all": 1000}, []),
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
