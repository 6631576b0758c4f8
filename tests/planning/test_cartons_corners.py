"""Single steps of the search and of stowing that a whole packing would rarely show."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from storeops.planning.cartons import (
    THIS_SIDE_UP,
    Carton,
    Filled,
    Item,
    Placed,
    Prices,
    choose,
    faults,
    filled_faults,
    layers,
)
from storeops.planning.cartons.blocks import Block, build
from storeops.planning.cartons.loading import load
from storeops.planning.cartons.ranking import PlainRanking, Sides, longest
from storeops.planning.cartons.search import Budget, Search, State
from storeops.planning.cartons.stowing import stow

LOW = Item("low", 100, 100, 50, upright=THIS_SIDE_UP)
HIGH = Item("high", 99, 99, 50, upright=THIS_SIDE_UP)
INSIDE = (200, 200, 150)


def stepped() -> Block:
    """A block whose top is a millimetre smaller than its ground: `high` on `low`."""
    blocks = build([LOW, HIGH], INSIDE, 0, 100)
    (found,) = [block for block in blocks if block.need == (1, 1, 0) and block.dz == 100]
    assert (found.dx, found.dy, found.ax, found.ay) == (100, 100, 99, 99)
    return found


@pytest.mark.parametrize(
    ("place", "corner", "top"),
    [
        ((0, 0, 0, 200, 200), (0, 0), (100, 0, 0, 99, 99)),
        ((0, 100, 0, 200, 200), (100, 0), (100, 101, 0, 200, 99)),
        ((0, 0, 100, 200, 200), (0, 100), (100, 0, 101, 99, 200)),
        ((0, 100, 100, 200, 200), (100, 100), (100, 101, 101, 200, 200)),
    ],
)
def test_a_block_hugs_the_nearest_corner_and_so_does_its_top(
    place: tuple[int, int, int, int, int], corner: tuple[int, int], top: tuple[int, int, int, int, int]
) -> None:
    items, block = [replace(LOW, quantity=9), replace(HIGH, quantity=9)], stepped()
    sides = Sides(items, INSIDE)
    search = Search(INSIDE, [block], sides, PlainRanking([block], sides))
    state = State([place], [], (9, 9, 0), [0], None, 0)
    laid = search._lay(state, place, 0, Budget(10))
    assert [(one.x, one.y, one.z) for one in laid.laid()] == [(*corner, 0)]
    assert top in laid.open
    assert laid.remaining == (8, 8, 0)
    assert laid.volume == LOW.volume + HIGH.volume


def test_the_place_nearest_to_a_corner_on_the_lowest_level_is_filled_first() -> None:
    sides = Sides([LOW], INSIDE)
    search = Search(INSIDE, [], sides, PlainRanking([], sides))
    corner, wall, above, middle = (0, 150, 0, 200, 50), (0, 20, 0, 60, 50), (50, 0, 0, 90, 90), (0, 60, 60, 120, 120)
    assert sorted([middle, above, wall, corner], key=search._turn) == [corner, wall, above, middle]
    small, big = (0, 0, 0, 50, 50), (0, 0, 0, 60, 50)
    assert min([small, big], key=search._turn) == big


def test_a_place_that_nothing_fits_is_kept_and_joined_with_a_new_top() -> None:
    carton = Carton("C", 100, 100, 60, max_grams=0)
    items = [
        Item("half", 50, 100, 50, upright=THIS_SIDE_UP, quantity=2),
        Item("lid", 100, 100, 10, upright=THIS_SIDE_UP),
    ]
    filled = load(items, carton, steps=50)
    assert filled.use == 1.0
    assert filled_faults(filled, items) == []


@pytest.mark.parametrize(
    ("room", "expected"), [(0, 0), (29, 0), (30, 30), (69, 60), (70, 70), (100, 100), (129, 120), (130, 130)]
)
def test_the_longest_sum_of_sides_within_a_room(room: int, expected: int) -> None:
    sides = Sides([Item("a", 30, 70, 40, upright=THIS_SIDE_UP)], (130, 130, 130))
    assert longest(sides.reach((1, 0)).flat, room) == expected


def test_blocks_never_need_more_than_there_is() -> None:
    items = [replace(LOW, quantity=2, grams=30), replace(HIGH, quantity=3, grams=20)]
    for block in build(items, INSIDE, 100, 200):
        assert all(need <= most for need, most in zip(block.need, (2, 3, 100), strict=True))
        assert block.need[-1] == 30 * block.need[0] + 20 * block.need[1]


def test_a_weight_that_allows_no_more_ends_the_search() -> None:
    budget_spent = 20_000
    carton = Carton("C", 100, 100, 100, max_grams=800)
    clock = iter(range(budget_spent))
    filled = load([Item("lead", 50, 50, 50, 400, quantity=8)], carton, seconds=9e9, clock=lambda: float(next(clock)))
    assert len(filled.placed) == 2
    assert next(clock) < 10


def test_a_fragile_unit_is_not_put_under_what_hangs_over() -> None:
    carton = Carton("T", 100, 100, 100, max_grams=0)
    base = Item("base", 60, 100, 60, upright=THIS_SIDE_UP)
    plank = Item("plank", 100, 100, 40, upright=THIS_SIDE_UP, fragile=True)
    glass = Item("glass", 40, 100, 60, upright=THIS_SIDE_UP)
    filled = stow([base, plank, glass], carton, support=600)
    assert filled is not None
    assert filled_faults(filled, [base, plank, glass], support=600) == []
    assert stow([base, plank, replace(glass, fragile=True)], carton, support=600) is None


def test_a_first_carton_that_is_no_bargain_can_still_be_the_cheapest_way() -> None:
    """For each brick the carton of three is the cheapest, but it leaves one that needs a dear one of its own."""
    three = Carton("THREE", 100, 100, 150, max_grams=9_000, cost_minor=150)
    two = Carton("TWO", 100, 100, 100, max_grams=9_000, cost_minor=110)
    one = Carton("ONE", 100, 100, 50, max_grams=9_000, cost_minor=100)
    items = [Item("brick", 100, 100, 50, 100, quantity=4)]
    packing = choose(items, [three, two, one], prices=Prices(parcel=0, empty_litre=0))
    assert [filled.carton.code for filled in packing.cartons] == ["TWO", "TWO"]
    assert packing.cost == 220
    assert faults(packing, items) == []


def test_what_ends_below_a_layer_is_no_longer_drawn() -> None:
    carton = Carton("C", 200, 100, 60, max_grams=0)
    placed = (
        Placed("flat", 0, 0, 0, 100, 100, 10, 1),
        Placed("high", 100, 0, 0, 100, 100, 60, 1),
        Placed("flat", 0, 0, 10, 50, 100, 10, 2),
    )
    _, second = layers(Filled(carton, placed, 0), columns=20)
    assert second.lines == (
        "+----+----+--------+",
        "|    |    |::::::::|",
        "| A  |    |::::::::|",
        "|    |    |::::::::|",
        "+----+----+--------+",
    )


def test_the_base_install_packs_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.delitem(sys.modules, "storeops.planning.cartons.vectors", raising=False)
    carton = Carton("C", 400, 300, 200, max_grams=0)
    items = [Item(f"I{n}", 60 + 11 * n, 50 + 7 * n, 40 + 5 * n, quantity=20) for n in range(6)]
    filled = load(items, carton, steps=300)
    assert filled_faults(filled, items) == []
    assert filled.use > 0.8
    assert [one.carton for one in choose(items[:2], [carton]).cartons] == [carton]
