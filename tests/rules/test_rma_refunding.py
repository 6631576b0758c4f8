"""Returns by parcel: fees, the way back and the first parcel's cost; what is kept, and what is given back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.money import currency
from storeops.rules.returns import Back
from storeops.rules.rma.policy import FeeTerm, Policy, policy_of
from storeops.rules.rma.refunding import fee_term, less, postage_kept, restocking_fee, shipping_comes_back
from storeops.rules.tax import TaxShare

GBP = currency("GBP")


def settings(**values: str) -> Policy:
    return policy_of({f"return_{name}": value for name, value in values.items()}, GBP)


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
