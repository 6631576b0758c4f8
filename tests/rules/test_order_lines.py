"""Parts of lines: sent from the first unit, cancelled from the last, and always the whole line in the end."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.goods import Moved, moved_back
from storeops.rules.orders.lines import (
    GOODS,
    SHIPPING,
    OrderLine,
    Part,
    cancelled_part,
    first_unit,
    sent_part,
    stands,
    takes,
)
from storeops.rules.returns import share_of
from storeops.rules.tax import TaxShare


def line(amount: int = 1000, tax: int = 167, quantity: int = 3000, *, inclusive: bool = True) -> OrderLine:
    net = amount - tax if inclusive else amount
    return OrderLine(
        line=1, kind=GOODS, sku="TEA", name="Tea", quantity=quantity, unit="each", list_price=0, unit_price=0,
        amount=amount, net=net, tax=tax, taxes=(TaxShare("VAT", Decimal(20), net, tax),) if tax else (), cost=301,
    )  # fmt: skip


KIT = msgspec.structs.replace(line(), sku="HAMPER", parts=(Part("TEA", 2000, 100), Part("MUG", 1000, 400)))


@pytest.mark.parametrize(
    ("before", "now", "sent", "cancelled"),
    [
        (0, 1000, 333, 334),
        (1000, 1000, 333, 333),
        (2000, 1000, 334, 333),
        (0, 3000, 1000, 1000),
        (1000, 2000, 667, 666),
    ],
)
def test_parts_by_hand(before: int, now: int, sent: int, cancelled: int) -> None:
    assert sent_part(line(), before, now, prices_include_tax=True).value == sent
    assert cancelled_part(line(), before, now, prices_include_tax=True).value == cancelled


def test_a_part_before_tax_is_worth_its_tax_too() -> None:
    before_tax = line(1000, 200, inclusive=False)
    assert [sent_part(before_tax, at, 1000, prices_include_tax=False).value for at in (0, 1000, 2000)] == [
        399,
        400,
        401,
    ]


@given(
    amount=st.integers(0, 10_000),
    tax=st.integers(0, 3_000),
    inclusive=st.booleans(),
    cuts=st.lists(st.tuples(st.booleans(), st.integers(1, 4000)), min_size=1, max_size=8),
)
def test_sent_from_the_front_and_cancelled_from_the_end_is_the_line(
    amount: int, tax: int, inclusive: bool, cuts: list[tuple[bool, int]]
) -> None:
    quantity = sum(units for _, units in cuts)
    whole = line(amount, min(tax, amount), quantity, inclusive=inclusive)
    sent = off = worth = 0
    for is_sent, units in cuts:
        if is_sent:
            part = sent_part(whole, sent, units, prices_include_tax=inclusive)
            share = share_of(whole, sent, units, "restock", prices_include_tax=inclusive)
            # What the sale of these units says is what the order counts.
            assert share.net + share.tax == part.value
            sent += units
        else:
            part = cancelled_part(whole, off, units, prices_include_tax=inclusive)
            off += units
        assert part.value >= 0
        worth += part.value
    assert worth == whole.total


@pytest.mark.parametrize(
    ("before", "now", "first"),
    [(0, 1000, 0), (2000, 1000, 2000), (3000, 1000, 2000), (-1000, 1000, 0), (9000, 3000, 0)],
)
def test_units_beyond_the_line_are_its_last(before: int, now: int, first: int) -> None:
    assert first_unit(line(), before, now) == first
    assert sent_part(line(), before, now, prices_include_tax=True).value >= 333


def test_more_than_the_line_is_the_line_and_a_part_of_it() -> None:
    assert sent_part(line(), 0, 7000, prices_include_tax=True).value == 2 * 1000 + 333


def test_what_a_line_takes_from_stock() -> None:
    assert takes(line(), 2000) == (("TEA", 2000),)
    assert takes(KIT, 2000) == (("TEA", 4000), ("MUG", 2000))
    assert takes(msgspec.structs.replace(line(), kind=SHIPPING), 1000) == ()


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({}, (0, 0)),
        ({"TEA": 4000, "MUG": 2000}, (2000, 0)),
        ({"TEA": 4000, "MUG": 1000}, (1000, 0)),
        ({"TEA": 4000}, (0, 0)),
        ({"TEA": -2000, "MUG": -1000}, (0, 1000)),
    ],
)
def test_what_stands_of_a_kit(parts: dict[str, int], found: tuple[int, int]) -> None:
    assert stands(KIT, parts) == found


LOTS = (
    Moved(sku="TEA", quantity=2000, lot="L1", bin="A-1"),
    Moved(sku="TEA", quantity=4000, lot="L2"),
    Moved(sku="MUG", quantity=3000, serial="S"),
)


def test_lots_come_back_in_their_order_and_lie_loose() -> None:
    """Three kits of two TEA and one MUG: the first kit is the first lot."""
    assert moved_back(LOTS, 3000, 0, 1000) == (
        Moved(sku="TEA", quantity=2000, lot="L1"),
        Moved(sku="MUG", quantity=1000, serial="S"),
    )
    assert moved_back(LOTS, 3000, 1000, 2000) == (
        Moved(sku="TEA", quantity=4000, lot="L2"),
        Moved(sku="MUG", quantity=2000, serial="S"),
    )


@given(cuts=st.lists(st.integers(1, 1500), min_size=1, max_size=6), amounts=st.lists(st.integers(1, 3000), max_size=4))
def test_every_lot_comes_back_once_over_any_partition(cuts: list[int], amounts: list[int]) -> None:
    moved = tuple(Moved(sku="TEA", quantity=much, lot=f"L{place}") for place, much in enumerate(amounts))
    back: dict[str, int] = {}
    before = 0
    for now in cuts:
        for one in moved_back(moved, sum(cuts), before, now):
            back[one.lot] = back.get(one.lot, 0) + one.quantity
        before += now
    assert back == {one.lot: one.quantity for one in moved}
