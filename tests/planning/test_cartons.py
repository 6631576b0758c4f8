"""What a packer would expect: known orders, the carton they go into, and why something does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.planning.carton_problems import LARGE, MEDIUM, SHOP, SMALL

from storeops.planning.cartons import (
    ANY_SIDE_UP,
    HEIGHT,
    LENGTH,
    THIS_SIDE_UP,
    WIDTH,
    BadPacking,
    Carton,
    Filled,
    Item,
    OwnBox,
    Packing,
    Placed,
    Prices,
    Unpacked,
    choose,
    faults,
    filled_faults,
    load,
)
from storeops.rules.cartons import read_cartons

SIZES = Path(__file__).parents[2] / "data" / "cartons" / "sizes.csv"


def codes(packing: Packing) -> list[str]:
    return [filled.carton.code for filled in packing.cartons]


@pytest.mark.parametrize(
    ("upright", "expected"),
    [
        (ANY_SIDE_UP, {(3, 2, 1), (2, 3, 1), (3, 1, 2), (1, 3, 2), (2, 1, 3), (1, 2, 3)}),
        (THIS_SIDE_UP, {(3, 2, 1), (2, 3, 1)}),
        (frozenset({LENGTH}), {(2, 1, 3), (1, 2, 3)}),
        (frozenset({WIDTH, HEIGHT}), {(3, 2, 1), (2, 3, 1), (3, 1, 2), (1, 3, 2)}),
    ],
)
def test_the_sides_that_may_stand_vertical_say_how_an_item_may_lie(
    upright: frozenset[str], expected: set[tuple[int, int, int]]
) -> None:
    assert set(Item("a", 3, 2, 1, upright=upright).orientations()) == expected


def test_a_cube_lies_in_one_way_only() -> None:
    assert Item("a", 5, 5, 5).orientations() == ((5, 5, 5),)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Item("a", 0, 1, 1),
        lambda: Item("a", 1, 1, 1, grams=-1),
        lambda: Item("a", 1, 1, 1, quantity=-1),
        lambda: Item("a", 1, 1, 1, upright=frozenset()),
        lambda: Item("a", 1, 1, 1, upright=frozenset({"sideways"})),
        lambda: Carton("c", 1, 0, 1, 1),
        lambda: Carton("c", 1, 1, 1, 5, tare_grams=6),
        lambda: Carton("c", 1, 1, 1, 5, cost_minor=-1),
        lambda: Carton("c", 1, 1, 1, 5, available=-1),
        lambda: choose([Item("a", 1, 1, 1), Item("a", 2, 2, 2)], SHOP),
        lambda: choose([Item("a", 1, 1, 1)], [SMALL, replace(MEDIUM, code="S")]),
        lambda: load([Item("a", 1, 1, 1), Item("a", 2, 2, 2)], SMALL),
        lambda: load([Item("a", 1, 1, 1)], SMALL, steps=None),
        lambda: load([Item("a", 1, 1, 1)], SMALL, seconds=1.0),
    ],
)
def test_what_nobody_could_pack_is_refused(wrong: object) -> None:
    with pytest.raises(BadPacking):
        wrong()  # type: ignore[operator]


def test_one_unit_goes_into_the_smallest_carton_in_its_place() -> None:
    packing = choose([Item("mug", 120, 100, 90, 400)], SHOP)
    assert packing == Packing((Filled(SMALL, (Placed("mug", 0, 0, 0, 120, 100, 90, 1),), 450),))
    assert (packing.parcels, packing.cost, packing.cartons[0].use) == (1, 30, 0.36)


def test_nothing_needs_no_carton() -> None:
    assert choose([], SHOP) == Packing(())
    assert choose([Item("a", 10, 10, 10, quantity=0)], SHOP) == Packing(())


def test_units_that_fill_a_carton_exactly_go_into_it() -> None:
    items = [Item("dice", 50, 50, 50, 10, quantity=24)]
    packing = choose(items, SHOP)
    assert codes(packing) == ["S"]
    assert packing.cartons[0].use == 1.0
    assert packing.cartons[0].grams == 50 + 24 * 10
    assert faults(packing, items, SHOP) == []


def test_one_more_than_fits_takes_the_next_carton() -> None:
    assert codes(choose([Item("dice", 50, 50, 50, 10, quantity=25)], SHOP)) == ["M"]


def test_weight_alone_can_ask_for_the_bigger_carton() -> None:
    assert codes(choose([Item("lead", 50, 50, 50, 2_950)], SHOP)) == ["S"]
    assert codes(choose([Item("lead", 50, 50, 50, 2_951)], SHOP)) == ["M"]


def test_too_heavy_together_is_split() -> None:
    items = [Item("iron", 60, 60, 60, 5_000, quantity=5)]
    packing = choose(items, SHOP)
    assert sorted(len(filled.placed) for filled in packing.cartons) in ([1, 2, 2], [1, 1, 1, 1, 1], [1, 1, 1, 2])
    assert sorted(codes(packing)) == ["L", "L", "M"]
    assert faults(packing, items, SHOP, support=750) == []


def test_this_side_up_can_ask_for_the_higher_carton() -> None:
    vase = Item("vase", 80, 80, 180, 500)
    assert codes(choose([vase], SHOP)) == ["S"]
    assert codes(choose([replace(vase, upright=THIS_SIDE_UP)], SHOP)) == ["M"]


def test_nothing_is_put_on_fragile_goods() -> None:
    books = Item("books", 190, 140, 50, 900)
    glasses = Item("glasses", 190, 140, 50, 300, upright=THIS_SIDE_UP, fragile=True)
    packing = choose([glasses, books], SHOP)
    assert codes(packing) == ["S"]
    assert {one.item: one.z for one in packing.cartons[0].placed} == {"books": 0, "glasses": 50}
    twice = choose([replace(glasses, quantity=2)], SHOP)
    assert codes(twice) == ["M"]
    assert [one.z for one in twice.cartons[0].placed] == [0, 0]


def test_an_own_box_is_a_parcel_each() -> None:
    items = [Item("chair", 700, 600, 500, 9_000, quantity=2, own_box=True), Item("mug", 120, 100, 90, 400)]
    packing = choose(items, SHOP)
    assert packing.own_box == (OwnBox("chair", 1, 9_000), OwnBox("chair", 2, 9_000))
    assert (packing.parcels, codes(packing)) == (3, ["S"])
    assert faults(packing, items, SHOP) == []


def test_what_fits_nowhere_is_told_with_the_reason_and_the_rest_is_packed() -> None:
    items = [
        Item("skis", 1_800, 100, 80, 4_000),
        Item("anvil", 200, 200, 200, 20_000),
        Item("mirror", 300, 30, 480, 500, quantity=2, upright=THIS_SIDE_UP),
        Item("mug", 120, 100, 90, 400),
    ]
    packing = choose(items, SHOP)
    assert packing.unpacked == (
        Unpacked("skis", 1, "too big for every carton: 1800 x 100 x 80 mm"),
        Unpacked("anvil", 1, "too heavy for every carton it fits into: 20000 g, at most 11600 g"),
        Unpacked("mirror", 2, "too big for every carton: 300 x 30 x 480 mm"),
    )
    assert codes(packing) == ["S"]
    assert faults(packing, items, SHOP) == []


def test_no_more_cartons_are_used_than_there_are() -> None:
    one_small = (replace(SMALL, available=1), replace(MEDIUM, available=0))
    items = [Item("brick", 200, 150, 100, 1_000, quantity=3)]
    packing = choose(items, one_small)
    assert codes(packing) == ["S"]
    assert packing.unpacked == (Unpacked("brick", 2, "no carton is left for it"),)
    assert faults(packing, items, one_small) == []
    assert choose(items, ()).unpacked == (Unpacked("brick", 3, "no carton is left for it"),)


def test_prices_decide_between_one_big_parcel_and_several_small_ones() -> None:
    items = [Item("brick", 200, 150, 100, 500, quantity=2)]
    assert codes(choose(items, SHOP, prices=Prices(parcel=300, empty_litre=0))) == ["M"]
    assert codes(choose(items, (SMALL, LARGE), prices=Prices(parcel=300, empty_litre=0))) == ["L"]
    assert codes(choose(items, (SMALL,), prices=Prices(parcel=0))) == ["S", "S"]


def test_a_dear_carton_is_passed_over_for_a_bigger_cheap_one() -> None:
    dear = replace(SMALL, cost_minor=500)
    assert codes(choose([Item("mug", 120, 100, 90, 400)], (dear, MEDIUM))) == ["M"]
    roomy = Prices(parcel=0, empty_litre=50)
    assert codes(choose([Item("mug", 120, 100, 90, 400)], (dear, MEDIUM), prices=roomy)) == ["S"]


def test_goods_may_overhang_a_little_in_a_parcel_but_not_when_told_otherwise() -> None:
    carton = (Carton("T", 100, 100, 100, 9_000), Carton("U", 200, 100, 60, 9_000, cost_minor=10))
    lid = Item("lid", 100, 100, 40, upright=THIS_SIDE_UP, fragile=True)
    items = [Item("base", 80, 100, 60, upright=THIS_SIDE_UP), lid]
    assert codes(choose(items, carton, support=800)) == ["T"]
    assert codes(choose(items, carton, support=801)) == ["U"]


def test_units_are_counted_through_all_parcels() -> None:
    packing = choose([Item("brick", 200, 150, 100, 1_000, quantity=3)], (SMALL,))
    assert [one.unit for filled in packing.cartons for one in filled.placed] == [1, 2, 3]


def test_the_same_order_gives_the_same_parcels() -> None:
    items = [Item(f"I{n}", 40 + 13 * n, 30 + 7 * n, 20 + 5 * n, 50 * n, quantity=1 + n % 3) for n in range(12)]
    assert choose(items, SHOP) == choose(items, SHOP)
    assert load(items, LARGE, steps=500) == load(items, LARGE, steps=500)


def test_a_container_gets_what_fills_it_best() -> None:
    carton = Carton("C", 100, 100, 100, max_grams=10_000)
    filled = load([Item("big", 90, 90, 90), Item("half", 100, 100, 50, quantity=2)], carton)
    assert [one.item for one in filled.placed] == ["half", "half"]
    assert filled.use == 1.0


def test_a_container_is_not_loaded_beyond_its_weight() -> None:
    carton = Carton("C", 100, 100, 100, max_grams=1_000, tare_grams=100)
    items = [Item("lead", 50, 50, 50, 400, quantity=8)]
    filled = load(items, carton)
    assert (len(filled.placed), filled.grams) == (2, 900)
    assert filled_faults(filled, items) == []


def test_a_container_too_small_for_anything_stays_empty() -> None:
    assert load([Item("big", 201, 10, 10)], SMALL) == Filled(SMALL, (), 50)


def test_seconds_are_kept_by_the_clock_given() -> None:
    ticks = iter(range(1_000_000))
    items = [Item(f"I{n}", 31 + 7 * n, 29 + 5 * n, 23 + 3 * n, quantity=40) for n in range(8)]
    filled = load(items, MEDIUM, steps=None, seconds=50.0, clock=lambda: float(next(ticks)))
    assert 50 <= next(ticks) <= 60
    assert filled_faults(filled, items) == []


def test_the_shop_s_own_cartons_pack_a_usual_order() -> None:
    cartons = [Carton.of(size) for size in read_cartons(SIZES.read_text(encoding="utf-8").splitlines())]
    items = [
        Item("mug", 120, 100, 90, 400, quantity=4, fragile=True),
        Item("book", 200, 130, 30, 350, quantity=2),
        Item("candle", 80, 80, 100, 300, upright=THIS_SIDE_UP),
    ]
    packing = choose(items, cartons)
    assert codes(packing) == ["M"]
    assert faults(packing, items, cartons, support=750) == []
