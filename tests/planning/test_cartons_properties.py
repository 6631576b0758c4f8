"""What holds of every packing: the checker finds nothing, nothing is lost, and tiny cartons are filled at best."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.carton_problems import LARGE, MEDIUM, SHOP, SMALL, goods, optimum

from storeops.planning.cartons import Carton, Item, Prices, choose, faults, filled_faults, load
from storeops.planning.cartons.blocks import build
from storeops.planning.cartons.levels import Rect, cut, spread
from storeops.planning.cartons.ranking import PlainRanking, Sides
from storeops.planning.cartons.stowing import stow

SIDE = 7


@settings(deadline=None, max_examples=60)
@given(goods(), st.sampled_from([0, 750, 1000]), st.lists(st.sampled_from([None, 0, 1, 2]), min_size=3, max_size=3))
def test_every_order_is_packed_without_a_fault(items: list[Item], support: int, stock: list[int | None]) -> None:
    cartons = [replace(carton, available=left) for carton, left in zip(SHOP, stock, strict=True)]
    packing = choose(items, cartons, support=support, steps=100)
    assert faults(packing, items, cartons, support=support) == []


@settings(deadline=None, max_examples=40)
@given(goods(longest=120, quantity=12, own=False), st.sampled_from(SHOP))
def test_every_container_is_loaded_without_a_fault(items: list[Item], carton: Carton) -> None:
    assert filled_faults(load(items, carton, steps=150), items) == []


@settings(deadline=None, max_examples=40)
@given(goods(kinds=4, longest=120, own=False))
def test_more_than_one_parcel_is_used_only_when_no_carton_was_found_for_all(items: list[Item]) -> None:
    small = [replace(item, grams=0) for item in items]
    packing = choose(small, SHOP, prices=Prices(parcel=0, empty_litre=0))
    if len(packing.cartons) > 1:
        assert all(stow(small, carton, support=750) is None for carton in SHOP)


@settings(deadline=None, max_examples=60)
@given(goods(kinds=4, longest=120, own=False), st.sampled_from([0, 500, 1000]))
def test_what_is_stowed_is_everything_and_without_a_fault(items: list[Item], support: int) -> None:
    filled = stow(items, MEDIUM, support=support)
    if filled is not None and filled.placed:
        assert filled_faults(filled, items, support=support) == []
        assert len(filled.placed) == sum(item.quantity for item in items)


@settings(deadline=None, max_examples=40)
@given(goods(longest=90, quantity=8, own=False), st.sampled_from([SMALL, LARGE]))
def test_every_block_is_a_sound_packing_of_its_own(items: list[Item], carton: Carton) -> None:
    inside = (carton.length, carton.width, carton.height)
    blocks = build(items, inside, carton.load_grams, 150)
    for block in blocks:
        spots = block.spots()
        assert len(spots) == block.count
        assert block.volume == sum(dx * dy * dz for *_, dx, dy, dz in spots)
        for _, x, y, z, dx, dy, dz in spots:
            assert x + dx <= block.dx <= inside[0]
            assert y + dy <= block.dy <= inside[1]
            assert z + dz <= block.dz <= inside[2]
        bears = [spot for spot in spots if spot[3] + spot[6] == block.dz and not items[spot[0]].fragile]
        top = [(x, y, x + dx, y + dy) for _, x, y, _, dx, dy, _ in bears]
        borne = sum(max(0, min(x2, block.ax) - x1) * max(0, min(y2, block.ay) - y1) for x1, y1, x2, y2 in top)
        assert borne == block.ax * block.ay


@settings(deadline=None, max_examples=60)
@given(goods(longest=90, quantity=8, own=False), st.integers(0, 2**32), st.integers(1, 9))
def test_numpy_ranks_as_plain_python_does(items: list[Item], seed: int, most: int) -> None:
    pytest.importorskip("numpy")
    from storeops.planning.cartons.vectors import VectorRanking

    inside = (LARGE.length, LARGE.width, LARGE.height)
    blocks = build(items, inside, LARGE.load_grams, 200)
    if not blocks:
        return
    sides = Sides(items, inside)
    plain, vector = PlainRanking(blocks, sides), VectorRanking(blocks, sides)
    chance = random.Random(seed)
    limits = (*(item.quantity for item in items), LARGE.load_grams)
    remaining = tuple(chance.randint(0, limit) for limit in limits)
    room = tuple(chance.randint(1, end) for end in inside)
    numbers, array = plain.usable(remaining), vector.usable(remaining)
    assert [int(number) for number in array] == numbers
    assert vector.best(array, room, remaining, most) == plain.best(numbers, room, remaining, most)
    less = (*remaining[:-1], remaining[-1] // 2)
    changed = [len(less) - 1]
    assert [int(n) for n in vector.narrowed(array, less, changed)] == plain.narrowed(numbers, less, changed)


@settings(deadline=None, max_examples=30)
@given(goods(kinds=3, longest=120, quantity=12, own=False))
def test_without_numpy_containers_are_loaded_too(items: list[Item]) -> None:
    assert filled_faults(load(items, MEDIUM, steps=100, plain=True), items) == []


def cells(places: list[Rect]) -> set[tuple[int, int, int]]:
    return {(z, x, y) for z, x1, y1, x2, y2 in places for x, y in product(range(x1, x2), range(y1, y2))}


def largest(free: set[tuple[int, int, int]]) -> set[Rect]:
    """The rectangles of free cells on level 0 that no other such rectangle holds."""
    ends = range(SIDE + 1)
    whole = {
        (0, x1, y1, x2, y2)
        for x1, x2, y1, y2 in product(ends, ends, ends, ends)
        if x1 < x2 and y1 < y2 and all((0, x, y) in free for x in range(x1, x2) for y in range(y1, y2))
    }
    return {
        one
        for one in whole
        if not any(
            one != other and other[1] <= one[1] and other[2] <= one[2] and one[3] <= other[3] and one[4] <= other[4]
            for other in whole
        )
    }


RECT = st.tuples(st.just(0), *(st.integers(0, SIDE - 1),) * 2, *(st.integers(1, SIDE),) * 2).filter(
    lambda rect: rect[1] < rect[3] and rect[2] < rect[4]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(RECT, max_size=4))
def test_the_places_left_on_a_floor_are_the_largest_free_rectangles(taken: list[Rect]) -> None:
    floor: Rect = (0, 0, 0, SIDE, SIDE)
    places, free = [floor], cells([floor])
    for rect in taken:
        places, free = cut(places, rect), free - cells([rect])
    assert len(places) == len(set(places))
    assert set(places) == largest(free)


@settings(deadline=None, max_examples=60)
@given(st.lists(RECT, min_size=1, max_size=4))
def test_tops_that_touch_become_one_place_and_none_hangs_over(tops: list[Rect]) -> None:
    places: list[Rect] = [(5, 0, 0, 3, 3)]
    for top in tops:
        places = spread(places, top)
    assert cells(places) == cells([(5, 0, 0, 3, 3), *tops])
    assert (5, 0, 0, 3, 3) in places


@pytest.mark.parametrize(
    ("tops", "joined"),
    [
        ([(0, 0, 0, 3, 4), (0, 3, 0, 5, 4)], {(0, 0, 0, 5, 4)}),
        ([(0, 0, 0, 3, 4), (0, 3, 1, 5, 6)], {(0, 0, 0, 3, 4), (0, 3, 1, 5, 6), (0, 0, 1, 5, 4)}),
        ([(0, 0, 0, 3, 4), (0, 0, 4, 3, 6)], {(0, 0, 0, 3, 6)}),
        ([(0, 0, 0, 3, 4), (0, 4, 0, 5, 4)], {(0, 0, 0, 3, 4), (0, 4, 0, 5, 4)}),
        ([(0, 0, 0, 3, 4), (1, 3, 0, 5, 4)], {(0, 0, 0, 3, 4), (1, 3, 0, 5, 4)}),
    ],
)
def test_tops_join_when_they_touch_on_one_level(tops: list[Rect], joined: set[Rect]) -> None:
    places: list[Rect] = []
    for top in tops:
        places = spread(places, top)
    assert set(places) == joined


def test_tiny_cartons_are_filled_as_well_as_by_trying_everything() -> None:
    chance = random.Random(7)
    missed = 0
    for _ in range(40):
        carton = Carton("C", chance.randint(2, 4), chance.randint(2, 3), chance.randint(2, 3), max_grams=0)
        items = [
            Item(
                f"I{n}", chance.randint(1, 3), chance.randint(1, 3), chance.randint(1, 2), quantity=chance.randint(1, 2)
            )
            for n in range(2)
        ]
        filled = load(items, carton, steps=300)
        assert filled_faults(filled, items) == []
        best = optimum(items, carton)
        assert filled.goods_volume <= best
        missed += filled.goods_volume < best
    assert missed == 0
