"""The checker finds each fault that is planted into a sound packing, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from storeops.planning.cartons import THIS_SIDE_UP, Carton, Filled, Item, OwnBox, Packing, Placed, Unpacked, faults
from storeops.planning.cartons import check as checking

CARTON = Carton("C", 100, 80, 60, max_grams=1_000, tare_grams=40, available=2)
ITEMS = [
    Item("box", 50, 40, 30, 100, quantity=4),
    Item("vase", 40, 40, 25, 60, quantity=2, upright=THIS_SIDE_UP, fragile=True),
    Item("chair", 900, 500, 500, 7_000, own_box=True),
]
PLACED = (
    Placed("box", 0, 0, 0, 50, 40, 30, 1),
    Placed("box", 50, 0, 0, 50, 40, 30, 2),
    Placed("box", 0, 40, 0, 50, 40, 30, 3),
    Placed("vase", 0, 0, 30, 40, 40, 25, 1),
    Placed("vase", 50, 0, 30, 40, 40, 25, 2),
)
SOUND = Packing((Filled(CARTON, PLACED, 460),), (OwnBox("chair", 1, 7_000),), (Unpacked("box", 1, "why"),))


def changed(number: int, **changes: int | str) -> Packing:
    """The sound packing with one unit changed."""
    placed = list(PLACED)
    placed[number] = replace(placed[number], **changes)
    return with_placed(*placed)


def with_placed(*placed: Placed, grams: int = 460) -> Packing:
    return replace(SOUND, cartons=(Filled(CARTON, placed, grams),))


def test_a_sound_packing_has_no_fault() -> None:
    assert faults(SOUND, ITEMS, [CARTON]) == []


@pytest.mark.parametrize(
    ("packing", "kinds"),
    [
        (changed(1, x=49), {"overlap"}),
        (changed(2, x=51, y=41), {"outside"}),
        (changed(2, y=-1), {"outside", "overlap"}),
        (changed(2, z=31), {"support", "outside"}),
        (changed(2, z=-1), {"outside", "support"}),
        (changed(2, dx=40, dy=40), {"orientation"}),
        (changed(4, x=60, dy=25, dz=40), {"orientation", "outside"}),
        (changed(3, x=11), {"overlap"}),
        (changed(4, x=61, y=1), {"support", "outside"}),
        (changed(4, y=1), {"support"}),
        (changed(1, x=0, z=55, dx=40, dy=30, dz=50), {"fragile", "outside", "support"}),
        (changed(2, unit=1), {"quantity"}),
        (changed(2, item="brick"), {"quantity", "weight"}),
        (changed(2, item="chair"), {"quantity", "orientation", "own-box", "weight"}),
        (with_placed(*PLACED[:-1]), {"quantity", "weight"}),
        (with_placed(*PLACED, Placed("box", 50, 40, 0, 50, 40, 30, 4), grams=560), {"quantity"}),
        (with_placed(*PLACED, grams=461), {"weight"}),
        (replace(SOUND, cartons=(Filled(replace(CARTON, max_grams=459), PLACED, 460),)), {"weight", "carton"}),
        (replace(SOUND, cartons=(*SOUND.cartons, Filled(CARTON, (), 40))), {"carton"}),
        (replace(SOUND, cartons=(Filled(replace(CARTON, code="X"), PLACED, 460),)), {"carton"}),
        (replace(SOUND, own_box=()), {"quantity"}),
        (replace(SOUND, own_box=(*SOUND.own_box, OwnBox("chair", 1, 7_000))), {"quantity"}),
        (replace(SOUND, own_box=(OwnBox("chair", 1, 6_999),)), {"weight"}),
        (replace(SOUND, own_box=(*SOUND.own_box, OwnBox("box", 4, 100)), unpacked=()), {"own-box"}),
        (replace(SOUND, unpacked=()), {"quantity"}),
        (replace(SOUND, unpacked=(Unpacked("box", 1, "why"), Unpacked("lid", 1, "why"))), {"quantity"}),
    ],
)
def test_a_planted_fault_is_found(packing: Packing, kinds: set[str]) -> None:
    assert {fault.kind for fault in faults(packing, ITEMS, [CARTON])} == kinds


def test_more_cartons_than_there_are_is_a_fault() -> None:
    one = Filled(CARTON, PLACED[:1], 140)
    two = Filled(CARTON, (replace(PLACED[0], unit=2),), 140)
    three = Filled(CARTON, (replace(PLACED[0], unit=3),), 140)
    items = [replace(ITEMS[0], quantity=3)]
    assert faults(Packing((one, two, three)), items) == []
    found = faults(Packing((one, two, three)), items, [CARTON])
    assert [(fault.kind, fault.carton, fault.words) for fault in found] == [
        ("carton", 0, "3 of C, but only 2 are there")
    ]


@pytest.mark.parametrize(("borne", "support", "sound"), [(30, 750, True), (29, 750, False), (40, 1000, True)])
def test_the_part_of_a_base_that_is_borne_is_exact(borne: int, support: int, sound: bool) -> None:
    carton = Carton("C", 100, 80, 60, max_grams=1_000)
    items = [Item("low", 40, 40, 20), Item("high", 40, 40, 10, upright=THIS_SIDE_UP)]
    placed = (Placed("low", 0, 0, 0, 40, 40, 20, 1), Placed("high", 40 - borne, 0, 20, 40, 40, 10, 1))
    found = faults(Packing((Filled(carton, placed, 0),)), items, support=support)
    assert [fault.kind for fault in found] == ([] if sound else ["support"])


def test_two_tops_of_one_height_bear_together() -> None:
    carton = Carton("C", 100, 80, 60, max_grams=1_000)
    items = [Item("low", 40, 40, 20, quantity=2), Item("high", 80, 40, 10)]
    placed = tuple(
        Placed(*one)
        for one in (
            ("low", 0, 0, 0, 40, 40, 20, 1),
            ("low", 40, 0, 0, 40, 40, 20, 2),
            ("high", 0, 0, 20, 80, 40, 10, 1),
        )
    )
    assert faults(Packing((Filled(carton, placed, 0),)), items) == []


def test_all_faults_are_told_with_the_carton_they_are_in() -> None:
    broken = Filled(CARTON, (*PLACED[:1], replace(PLACED[1], x=40), replace(PLACED[2], y=41)), 340)
    found = faults(Packing((broken,)), [replace(ITEMS[0], quantity=3)])
    assert [(fault.carton, fault.kind) for fault in found] == [(1, "overlap"), (1, "outside")]
    assert found[0].words == "box no. 1 and box no. 2 are in one another"


def test_the_checker_shares_nothing_with_the_solver() -> None:
    kept = {"Fault", "FULL"}
    own = {name for name, thing in vars(checking).items() if getattr(thing, "__module__", "") == checking.__name__}
    assert kept - {"FULL"} <= own
    borrowed: list[Callable[..., object]] = [
        thing
        for thing in vars(checking).values()
        if callable(thing) and str(getattr(thing, "__module__", "")).startswith("storeops.planning.cartons")
    ]
    assert {thing.__module__ for thing in borrowed} == {
        "storeops.planning.cartons.check",
        "storeops.planning.cartons.problem",
    }
