"""Where a purchase order stands, packs, and how a delivery is told among lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.purchases import Ordered, spread, status, whole_packs, within


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([Ordered(1, "A", 5)], "open"),
        ([Ordered(1, "A", 5, received=1)], "partly received"),
        ([Ordered(1, "A", 5, received=5), Ordered(2, "B", 1)], "partly received"),
        ([Ordered(1, "A", 5, received=6)], "received"),
        ([Ordered(1, "A", 5, received=4, closed=1)], "closed"),
        ([Ordered(1, "A", 5, closed=5)], "closed"),
    ],
)
def test_where_an_order_stands(lines: list[Ordered], expected: str) -> None:
    assert status(lines) == expected


def test_a_tolerance_is_of_what_was_ordered() -> None:
    assert within(100_000, 105_000, Decimal(5))
    assert not within(100_000, 105_001, Decimal(5))
    assert within(100_000, 100_000, Decimal(0))


@given(st.integers(1, 10**9), st.integers(1, 10**6))
def test_whole_packs_are_the_next_multiple(quantity: int, pack: int) -> None:
    whole = whole_packs(quantity, pack)
    assert whole % pack == 0
    assert 0 <= whole - quantity < pack


LINES = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=5)


@given(LINES, st.integers(1, 60))
def test_a_delivery_is_told_without_losing_any(amounts: list[tuple[int, int, int]], quantity: int) -> None:
    lines = [Ordered(place, "A", *amount) for place, amount in enumerate(amounts, 1)]
    parts, more = spread(lines, quantity)
    assert sum(some for _, some in parts) == quantity
    assert more == max(0, quantity - sum(line.outstanding for line in lines))
    assert len({line for line, _ in parts}) == len(parts)
