"""Which place is nearer: itself, its country, region, then the postcode as far as it is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.nearness import Spot, nearness

HERE = Spot("S1", "S1", "GB", "LS", "LS1 4AP")


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (HERE, Spot("BACK", "S1", "GB", "LS", "LS1 4AP")),
        (Spot("BACK", "S1"), Spot("S2", "S2", "GB", "LS", "LS1 4AP")),
        (Spot("S2", "S2", "GB"), Spot("FAR", "S1", "IE")),
        (Spot("S2", "S2", "GB"), Spot("S3", "S3", "IE", "LS", "LS1 4AP")),
        (Spot("S2", "S2", "GB", "LS", "LS28 9"), Spot("S3", "S3", "GB", "BD", "LS1 4AP")),
        (Spot("S9", "S9", "GB", "LS", "ls14bb"), Spot("S2", "S2", "GB", "LS", "LS2 8AA")),
        (Spot("S2", "S2", "GB", "LS"), Spot("S3", "S3", "GB", "LS")),
    ],
)
def test_the_nearer_of_two(nearer: Spot, farther: Spot) -> None:
    assert nearness(HERE, nearer) < nearness(HERE, farther)


@given(st.builds(Spot, *[st.sampled_from(["", "A", "B1", "b1"])] * 5))
def test_nothing_is_nearer_than_the_place_itself(there: Spot) -> None:
    assert nearness(HERE, HERE) < nearness(HERE, there)
    assert nearness(Spot("X"), Spot("X")) <= nearness(Spot("X"), there)
