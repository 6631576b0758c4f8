"""The way through the bins of one tour: the shortest where that is promised, none shorter than it, all bins on it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planning.warehouses import held_karp, walked_apart, warehouses

from storeops.planning.picking.layout import Bin, Layout, Point, from_bins
from storeops.planning.picking.one_block import columns_of, by_aisle, shortest, tour
from storeops.planning.picking.routing import (
    Route,
    SeveralBlocks,
    largest_gap,
    optimal,
    returning,
    s_shape,
)
from storeops.planning.picking.several_blocks import aisle_by_aisle

FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def length_of(layout: Layout, route: Route) -> int:
    """The route walked by the shortest ways between its stops."""
    way = [layout.depot, *(layout.spots[code] for code in route.stops if code in layout.spots), layout.depot]
    return sum(layout.distance(a, b) for a, b in zip(way, way[1:], strict=False)) + 2 * layout.access


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
def test_over_several_blocks_small_tours_are_the_shortest(
    made: tuple[Layout, list[Bin]], data: st.DataObject
) -> None:
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
