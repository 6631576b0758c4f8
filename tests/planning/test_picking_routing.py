"""The way through the bins of one tour: the shortest where that is promised, none shorter than it, all bins on it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planning.warehouses import held_karp, walked_apart, warehouses

from storeops.planning.picking.layout import Bin, Layout, from_bins
from storeops.planning.picking.one_block import by_aisle, columns_of, shortest, tour
from storeops.planning.picking.routing import (
    Route,
    SeveralBlocks,
    largest_gap,
    optimal,
    returning,
    s_shape,
)

FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def length_of(layout: Layout, route: Route) -> int:
    """The route walked by the shortest ways between its stops."""
    way = [layout.depot, *(layout.spots[code] for code in route.stops if code in layout.spots), layout.depot]
    return sum(layout.distance(a, b) for a, b in pairwise(way)) + 2 * layout.access


def some(draw: st.DataObject, bins: list[Bin], most: int) -> list[str]:
    codes = [one.code for one in bins]
    return draw.draw(st.lists(st.sampled_from(codes), unique=True, max_size=most))


@FEW
@given(warehouses(), st.data())
def test_in_one_block_no_tour_is_shorter(made: tuple[Layout, list[Bin]], data: st.DataObject) -> None:
    layout, bins = made
    codes = some(data, bins, 9)
    route = optimal(layout, codes)
    points = sorted({layout.spots[code] for code in codes})
    assert route.length == held_karp(walked_apart(layout), layout.depot, points)
    assert route.length == length_of(layout, route)
    assert sorted(route.stops) == sorted(codes)


@FEW
@given(warehouses(aisles=8), st.data())
def test_the_quick_recursion_and_the_one_that_is_read_off_agree(
    made: tuple[Layout, list[Bin]], data: st.DataObject
) -> None:
    layout, bins = made
    points = [layout.spots[code] for code in some(data, bins, 30)]
    if points:
        _, columns, depot = columns_of(layout, by_aisle(set(points)))
        quick = shortest([one.costs() for one in columns], [one.across for one in columns], depot)
        assert quick == tour(layout, set(points))[0]


@FEW
@given(warehouses(), st.data())
def test_rules_of_thumb_visit_every_bin_and_are_never_shorter(
    made: tuple[Layout, list[Bin]], data: st.DataObject
) -> None:
    layout, bins = made
    codes = some(data, bins, 20)
    best = optimal(layout, codes).length
    for rule in (s_shape, returning, largest_gap):
        route = rule(layout, codes)
        assert sorted(route.stops) == sorted(codes)
        assert route.length >= max(best, length_of(layout, route))


@settings(FEW, max_examples=40)
@given(warehouses(blocks=3, aisles=4, whole=False, most=1))
def test_distances_are_the_shortest_ways(made: tuple[Layout, list[Bin]]) -> None:
    layout, _ = made
    apart = walked_apart(layout)
    for a, others in apart.items():
        for b, length in others.items():
            assert layout.distance(a, b) == length


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(warehouses(blocks=2, aisles=4, whole=False), st.data())
def test_over_several_blocks_small_tours_are_the_shortest(made: tuple[Layout, list[Bin]], data: st.DataObject) -> None:
    layout, bins = made
    codes = some(data, bins, 8)
    route = optimal(layout, codes)
    points = sorted({layout.spots[code] for code in codes})
    assert sorted(route.stops) == sorted(codes)
    assert route.length == length_of(layout, route)
    assert route.length == held_karp(walked_apart(layout), layout.depot, points)
    by_rule = s_shape(layout, codes)
    assert sorted(by_rule.stops) == sorted(codes)
    assert by_rule.length >= route.length


def ladder() -> Layout:
    """Four aisles 10 apart and 20 long; the depot is at the front of the first."""
    places = {"A": (5, 15), "B": (4,), "C": (10, 16), "D": (3, 17)}
    bins = [
        Bin(f"{name}-{y:02}", name, 10 * number, y, level)
        for number, (name, ys) in enumerate(places.items())
        for level, y in enumerate(ys)
    ]
    return from_bins(bins, along="y", crossings=(0, 20))


ALL = ("A-05", "A-15", "B-04", "C-10", "C-16", "D-03", "D-17")


def test_what_the_rules_walk_in_a_warehouse_one_can_draw() -> None:
    """Worked out by hand: 60 across and back, and what is walked in the aisles."""
    layout = ladder()
    assert s_shape(layout, ALL) == Route(("A-05", "A-15", "B-04", "C-10", "C-16", "D-17", "D-03"), 60 + 4 * 20)
    assert returning(layout, ALL) == Route(ALL, 60 + 2 * (15 + 4 + 16 + 17))
    # Through A and D; into B from the front; into C from the back, as the gap from the front to 10 is the widest.
    assert largest_gap(layout, ALL) == Route(
        ("A-05", "A-15", "C-16", "C-10", "D-17", "D-03", "B-04"), 60 + 20 + 2 * 10 + 20 + 2 * 4
    )
    assert optimal(layout, ALL).length == 60 + 20 + 2 * 4 + 2 * 10 + 20
    assert s_shape(layout, ALL[:3]).length == 20 + 2 * 20
    assert s_shape(layout, ("C-10", "A-05", "B-04")) == Route(("A-05", "B-04", "C-10"), 40 + 2 * 20 + 2 * 10)


def test_no_bin_is_no_way_and_a_bin_twice_is_one_stop() -> None:
    for rule in (optimal, s_shape, returning, largest_gap):
        assert rule(ladder(), ()) == Route((), 0)
        assert rule(ladder(), ("A-05", "A-05")) == Route(("A-05",), 10)


def test_bins_nobody_knows_the_place_of_come_last_by_code() -> None:
    for rule in (optimal, s_shape, returning, largest_gap):
        assert rule(ladder(), ("Z-9", "", "D-03", "K-1")) == Route(("D-03", "", "K-1", "Z-9"), 66)
        assert rule(ladder(), ("Z-9", "K-1")) == Route(("K-1", "Z-9"), 0)


def test_rules_for_one_block_say_so_where_there_are_more() -> None:
    bins = [Bin("A-1", "A", 0, 5), Bin("A-2", "A", 0, 15)]
    layout = from_bins(bins, along="y", crossings=(0, 10, 20))
    for rule in (returning, largest_gap):
        with pytest.raises(SeveralBlocks) as refused:
            rule(layout, ("A-1",))
        assert refused.value.blocks == 2
    assert s_shape(layout, ("A-2", "A-1")) == optimal(layout, ("A-1", "A-2")) == Route(("A-1", "A-2"), 30)
