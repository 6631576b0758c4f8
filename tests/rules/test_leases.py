"""Leases: what each side may sell of a slice, by its own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from storeops.rules.leases import (
    Lease,
    StockLeased,
    confirmable,
    draw,
    drawable,
    kept,
    over,
    renewed,
    slice_of,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIVE = Lease(id="a", sku="TEA", location="S1", channel="web", granted=5000, expires_at=NOON)


@pytest.mark.parametrize(
    ("minutes", "seconds", "for_sale", "left_alone"),
    [
        (-60, 0, 5000, 5000),
        (-2, -1, 5000, 5000),
        (-2, 0, 0, 5000),
        (0, 0, 0, 5000),
        (1, 59, 0, 5000),
        (2, 0, 0, 0),
    ],
)
def test_the_holder_stops_before_and_the_owner_waits_beyond(
    minutes: int, seconds: int, for_sale: int, left_alone: int
) -> None:
    now = NOON + timedelta(minutes=minutes, seconds=seconds)
    assert (drawable(FIVE, now), kept(FIVE, now)) == (for_sale, left_alone)


@pytest.mark.parametrize(
    ("lease", "for_sale", "left_alone"),
    [
        (replace(FIVE, drawn=2000), 3000, 3000),
        (replace(FIVE, drawn=7000), 0, 0),
        (replace(FIVE, given_back=True), 0, 0),
        (replace(FIVE, recalled=True), 0, 5000),
    ],
)
def test_what_was_drawn_given_back_or_recalled(lease: Lease, for_sale: int, left_alone: int) -> None:
    before = NOON - timedelta(hours=1)
    assert (drawable(lease, before), kept(lease, before)) == (for_sale, left_alone)
    assert over(lease, before) is (lease.given_back or lease.recalled)


def test_drawn_from_the_last_to_end_first() -> None:
    late = replace(FIVE, id="b", granted=2000, expires_at=NOON + timedelta(hours=1))
    before = NOON - timedelta(hours=1)
    assert draw([FIVE, late], 3000, before) == ([("b", 2000), ("a", 1000)], 0)
    assert draw([FIVE, late], 9000, before) == ([("b", 2000), ("a", 5000)], 2000)
    assert draw([FIVE, late], 3000, NOON) == ([("b", 2000)], 1000)


@pytest.mark.parametrize(
    ("percent", "free", "held", "some"),
    [
        (30, 10_000, 0, 3000),
        (30, 7000, 3000, 0),
        (30, 9000, 0, 2000),
        (100, 4500, 0, 4000),
        (50, -3000, 0, 0),
        (50, 1000, 8000, 0),
    ],
)
def test_a_slice_is_topped_up_to_the_share_in_whole_units(percent: int, free: int, held: int, some: int) -> None:
    assert slice_of(percent, free, held) == some


def test_a_slice_is_lengthened_in_its_second_half_and_never_after_it() -> None:
    assert renewed(FIVE, NOON - timedelta(hours=3), 4) is None
    assert renewed(FIVE, NOON - timedelta(hours=1), 4) == NOON + timedelta(hours=3)
    assert renewed(FIVE, NOON, 4) is None
    assert renewed(replace(FIVE, recalled=True), NOON - timedelta(hours=1), 4) is None


def test_confirmed_is_what_is_there_and_was_kept() -> None:
    draws = [("one", 1000, FIVE), ("two", 2000, FIVE), ("three", 1000, FIVE)]
    assert [key for key, _, _ in confirmable(2000, draws, NOON)] == ["one", "three"]
    assert confirmable(9000, draws, NOON + timedelta(minutes=2)) == []
    assert confirmable(9000, [("one", 1000, replace(FIVE, given_back=True))], NOON) == []


def test_a_refusal_says_what_is_free() -> None:
    refused = StockLeased("TEA", 3000, -1000)
    assert (refused.wanted, refused.free) == (3000, -1000)
    assert str(refused).startswith("3 of TEA cannot be sold here: 0 is free, the rest is leased to a channel")
