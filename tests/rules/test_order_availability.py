"""Available to promise, and how much is kept back."""

from __future__ import annotations

from itertools import permutations

import pytest

from storeops.rules.availability import Availability, NotEnoughStock, SafetyStock, safety_stock, summed

ROWS = (
    SafetyStock("", "", "", 1),
    SafetyStock("TEA", "", "", 2),
    SafetyStock("", "S1", "", 3),
    SafetyStock("", "", "web", 4),
    SafetyStock("TEA", "S1", "", 5),
    SafetyStock("TEA", "", "web", 6),
    SafetyStock("", "S1", "web", 7),
    SafetyStock("TEA", "S1", "web", 8),
)


@pytest.mark.parametrize(
    ("rows", "asked", "kept"),
    [
        ((), ("TEA", "S1", "web"), 0),
        (ROWS, ("TEA", "S1", "web"), 8),
        (ROWS, ("TEA", "S1", ""), 5),
        (ROWS, ("TEA", "S2", "web"), 6),
        (ROWS, ("MUG", "S1", "web"), 7),
        (ROWS, ("MUG", "S1", "phone"), 3),
        (ROWS, ("MUG", "S2", "web"), 4),
        (ROWS, ("TEA", "S2", ""), 2),
        (ROWS, ("MUG", "S2", ""), 1),
        # Of two that say as much: the product before the location before the channel.
        (ROWS[:4], ("TEA", "S1", "web"), 2),
        (ROWS[2:4], ("TEA", "S1", "web"), 3),
        (ROWS[:7], ("TEA", "S1", "web"), 5),
        (ROWS[5:7], ("TEA", "S1", "web"), 6),
    ],
)
def test_the_row_that_says_most_holds(rows: tuple[SafetyStock, ...], asked: tuple[str, str, str], kept: int) -> None:
    assert safety_stock(rows, *asked) == kept
    assert all(safety_stock(other, *asked) == kept for other in list(permutations(rows))[:50])


def test_a_row_of_nothing_frees_what_a_wider_one_keeps_back() -> None:
    assert safety_stock((SafetyStock("", "", "", 5), SafetyStock("TEA", "", "", 0)), "TEA", "S1", "web") == 0


def test_atp_is_what_nobody_has_a_claim_on() -> None:
    one = Availability("TEA", "S1", 10_000, 1000, 2000, 3000, 500, on_order=9000, in_transit=9000)
    assert (one.atp, one.promisable) == (3500, 3500)
    below = Availability("TEA", "S1", 1000, allocated=2000)
    assert (below.atp, below.promisable) == (-1000, 0)


def test_two_lines_of_one_product_are_one_demand() -> None:
    assert summed([("TEA", 1000), ("MUG", 500), ("TEA", 2000)]) == {"TEA": 3000, "MUG": 500}


def test_the_refusal_carries_its_figures() -> None:
    refused = NotEnoughStock("TEA", 5000, -1000, "S1")
    assert (refused.sku, refused.wanted, refused.available, refused.location) == ("TEA", 5000, -1000, "S1")
    assert "5 of TEA cannot be promised at S1: 0 is available" in str(refused)
