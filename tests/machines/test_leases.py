"""A shop and the web sell the last units against each other, each on its own: never both, and nothing stays locked."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from tests.machines import lease_world
from tests.machines.lease_world import World

from storeops.rules import leases

SCHEDULES = 10_000
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_no_unit_is_sold_twice_and_none_is_locked_longer_than_a_lease(part: int) -> None:
    seeds = range(part, SCHEDULES, PARTS)
    assert {seed: wrongs for seed in seeds if (wrongs := lease_world.run(seed))} == {}


def test_both_sides_do_sell_and_faults_do_happen() -> None:
    """The schedules are worth something: every kind of thing happens in them."""
    seen: Counter[str] = Counter()
    for seed in range(300):
        world = World(seed).play()
        seen.update(fact.kind for fact in (*world.shop.disk.own, *world.centre.disk.own))
        seen.update(counter=world.sold, sent=len(world.shipped), out=world.sold == world.stock)
    kinds = {"grant", "extend", "recall", "confirm", "ship", "draw", "back", "end", "counter", "sent", "out"}
    assert {kind: seen[kind] for kind in kinds if seen[kind] < 5} == {}


@pytest.mark.parametrize(
    "plant",
    [
        pytest.param("answer first", id="a lease is answered before it is written down"),
        pytest.param("renewal counted twice", id="a renewal that comes again is one more lease"),
        pytest.param("forgets", id="what was drawn is forgotten in a crash"),
        pytest.param("kept until heard", id="the store waits for the centre however long the line is down"),
        pytest.param("sent in doubt", id="an order goes out before its confirmation is known to be held"),
    ],
)
def test_mistakes_are_seen(plant: str) -> None:
    assert any(lease_world.run(seed, plant) for seed in range(400))


def test_an_end_without_tolerance_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each side ends a lease when its own clock says so: one of the two is too late."""
    worlds = [World(seed) for seed in range(400)]
    monkeypatch.setattr(leases, "TOLERANCE", timedelta(0))
    assert any(world.play().wrongs for world in worlds)


def test_a_confirmation_of_what_is_over_is_seen() -> None:
    """The rarest of them, four in 10,000: goods that are free again may be another lease's by then."""
    assert lease_world.run(2200, "confirms what is over")
