"""Double entry: every list of postings sums to zero."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.postings import Posting, move, sale
from storeops.rules.tax import TaxShare
from storeops.rules.tenders import Tender

VAT = TaxShare("standard", Decimal(20), 1000, 200)


def test_a_sale_in_its_accounts() -> None:
    tenders = [Tender("cash", 1000), Tender("card", 500, "A1")]
    assert sale(net=1000, discount_net=50, taxes=[VAT], tenders=tenders, change=302, rounding=-2, cost=400) == (
        Posting("drawer", 698),
        Posting("card_clearing", 500),
        Posting("revenue", -1050),
        Posting("discounts", 50),
        Posting("tax:standard", -200),
        Posting("cash_rounding", 2),
        Posting("cost_of_goods", 400),
        Posting("inventory", -400),
    )


def test_a_return_is_its_mirror_and_what_was_scrapped_is_shrinkage() -> None:
    assert sale(
        net=1000, discount_net=0, taxes=[VAT], tenders=[Tender("cash", 1200)], change=0, rounding=0, cost=400,
        restocked_cost=100, sign=-1,
    ) == (
        Posting("drawer", -1200),
        Posting("revenue", 1000),
        Posting("tax:standard", 200),
        Posting("cost_of_goods", -400),
        Posting("inventory", 100),
        Posting("shrinkage", 300),
    )  # fmt: skip


def test_nothing_moves_nothing() -> None:
    assert move("drawer", "safe", 0) == ()
    assert move("drawer", "safe", 100) == (Posting("drawer", 100), Posting("safe", -100))


@given(*[st.integers(0, 10**9)] * 6)
def test_postings_sum_to_zero(net, discount, tax, change, rounding, cost) -> None:
    total = net + tax
    tenders = [Tender("cash", total + rounding + change)]
    share = TaxShare("vat", Decimal(20), net, tax)
    for sign in (1, -1):
        postings = sale(
            net=net, discount_net=discount, taxes=[share], tenders=tenders, change=change, rounding=rounding,
            cost=cost, restocked_cost=cost // 3, sign=sign,
        )  # fmt: skip
        assert sum(posting.amount for posting in postings) == 0
