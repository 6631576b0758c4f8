"""ABC classes, what is due, and which differences need a second look."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.counting import EVERY_DAYS, Look, Tolerance, classes, in_order, is_due, needs_recount


def test_the_classes_of_a_shop() -> None:
    sold = {"TEA": 8000, "MUG": 1500, "PEN": 300, "CAP": 200, "OLD": 0, "BACK": -50}
    assert classes(sold) == {"TEA": "A", "MUG": "B", "PEN": "C", "CAP": "C", "OLD": "C", "BACK": "C"}
    # The product that passes the mark still belongs to the class, and one product alone is A.
    assert classes({"X": 79, "Y": 21}) == {"X": "A", "Y": "A"}
    assert classes({"X": 1}) == {"X": "A"}
    assert classes({}) == {}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(-1000, 100_000), max_size=30))
def test_what_sells_more_is_never_counted_less_often(sold: dict[str, int]) -> None:
    found = classes(sold)
    assert set(found) == set(sold)
    in_turn = [found[sku] for sku in sorted(sold, key=lambda sku: (-sold[sku], sku))]
    assert in_turn == sorted(in_turn)
    total = sum(value for value in sold.values() if value > 0)
    a = sum(value for sku, value in sold.items() if found[sku] == "A")
    assert a * 100 >= total * 80 or total == 0
    assert dict(reversed(list(sold.items()))) == sold
    assert classes(dict(reversed(list(sold.items())))) == found


@pytest.mark.parametrize("abc", ["A", "B", "C"])
def test_a_class_is_due_after_its_days(abc: str) -> None:
    today = date(2026, 11, 23)
    last = date.fromordinal(today.toordinal() - EVERY_DAYS[abc])
    assert is_due(abc, "", today)
    assert is_due(abc, last.isoformat(), today)
    assert not is_due(abc, date.fromordinal(last.toordinal() + 1).isoformat(), today)


def look(at: str, counted: int, book: int, origin: str = "a") -> Look:
    return Look(at, origin, f"{at}-{origin}", "ann", counted, book)


TOLERANCE = Tolerance(Decimal(2), 500)


@pytest.mark.parametrize(
    ("looks", "cost", "again"),
    [
        ([look("1", 9000, 10000)], 1000, True),
        ([look("1", 9800, 10000)], 10_000, False),  # 2 % of the book
        ([look("1", 9000, 10000)], 500, False),  # worth 5.00
        ([look("1", 9000, 10000)], 0, True),  # of unknown worth
        ([look("1", 1000, 0)], 1000, True),
        ([look("1", 9000, 10000), look("2", 9000, 10000)], 1000, False),
        ([look("1", 9000, 10000), look("2", 8000, 10000)], 1000, True),
        ([look("1", 9000, 10000), look("2", 8000, 9000)], 1000, False),  # one was sold in between
        ([look("1", 9000, 10000), look("2", 8000, 10000), look("3", 9000, 10000)], 1000, False),
        ([look("1", 9000, 10000), look("2", 10000, 10000)], 1000, False),
    ],
)
def test_a_second_look_is_needed(looks: list[Look], cost: int, again: bool) -> None:
    assert needs_recount(looks, cost, TOLERANCE) is again


def test_of_two_looks_at_one_moment_the_origin_decides() -> None:
    a, b = look("1", 1, 0, "a"), look("1", 2, 0, "b")
    assert in_order([b, a]) == in_order([a, b]) == [a, b]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-1000, 1000))
def test_selling_between_two_looks_changes_nothing(counted: int, book: int, sold: int) -> None:
    first, second = look("1", counted, book), look("2", counted - sold, book - sold)
    assert first.difference == second.difference
    assert not needs_recount([first, second], 1000, Tolerance(Decimal(0), 0))
