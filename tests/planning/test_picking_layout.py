"""A warehouse laid out from its bins: aisles, blocks, cross aisles, and where the tours begin."""

from __future__ import annotations

import pytest

from storeops.planning.picking.layout import Aisle, BadLayout, Bin, Layout, from_bins


def two_blocks(*, turned: bool = False) -> list[Bin]:
    """Aisles A and B with racks on both sides, 40 off the centre line; behind a cross aisle of 4 m, C and D."""
    bins = []
    for name, across, first in (("A", 200, 100), ("B", 500, 100), ("C", 200, 900), ("D", 500, 900)):
        for place in range(5):
            for side in (-40, 40):
                x, y = across + side, first + 100 * place
                bins.append(Bin(f"{name}-{place}{'LR'[side > 0]}", name, *((y, x) if turned else (x, y))))
    return bins


def test_sides_share_a_centre_line_and_blocks_a_line_of_aisles() -> None:
    layout = from_bins(two_blocks())
    assert layout.aisles == (Aisle(0, 0, 0), Aisle(200, 0, 2, ("A", "C")), Aisle(500, 0, 2, ("B", "D")))
    # The gap of 400 between blocks is halved; so is its distance before the first and behind the last bin.
    assert layout.crossings == (-100, 700, 1500)
    assert layout.blocks == 2
    assert layout.spots["A-0L"] == layout.spots["A-0R"] == (1, 100)
    assert layout.spots["D-4R"] == (2, 1300)
    assert (layout.depot, layout.access) == ((0, -100), 100)


def test_aisles_may_run_along_either_axis() -> None:
    straight, turned = from_bins(two_blocks()), from_bins(two_blocks(turned=True))
    assert turned == straight
    assert from_bins(two_blocks(), along="x").spots != straight.spots


def test_distances_worked_out_by_hand() -> None:
    layout = from_bins(two_blocks())
    at = layout.spots
    assert layout.distance(at["A-0L"], at["A-0R"]) == 0
    assert layout.distance(at["A-0L"], at["C-4L"]) == 1200
    assert layout.distance(at["A-3L"], at["B-4R"]) == 300 + 300 + 200
    assert layout.distance(at["A-0L"], at["B-1L"]) == 300 + 200 + 300
    assert layout.distance(layout.depot, at["B-0L"]) == 500 + 200


def test_an_aisle_without_bins_in_a_block_is_not_open_there() -> None:
    bins = [one for one in two_blocks() if one.aisle != "C"]
    layout = from_bins(bins)
    assert layout.aisles[1] == Aisle(200, 0, 1, ("A",))
    # From the far end of D to the depot's cross aisle by way of B, and not through the wall behind A.
    assert layout.distance((1, 1500), (1, 700)) == 300 + 800 + 300


def test_the_depot_is_on_the_nearest_cross_aisle_on_an_aisle_or_between() -> None:
    behind = from_bins(two_blocks(), depot=(500, 1700))
    assert (behind.depot, behind.access) == ((1, 1500), 200)
    between = from_bins(two_blocks(), depot=(350, 690))
    assert (between.depot, between.access) == ((1, 700), 10)
    assert [aisle.names for aisle in between.aisles] == [("A", "C"), (), ("B", "D")]


def test_bins_without_place_and_bins_without_aisle() -> None:
    bins = [Bin("K-1"), Bin("M-1", "", 100, 50), Bin("M-2", "", 100, 90), Bin("N-1", "", 300, 50)]
    layout = from_bins(bins, along="y")
    assert "K-1" not in layout.spots
    assert [aisle.across for aisle in layout.aisles] == [0, 100, 300]
    assert layout.spots["M-2"] == (1, 90)


def test_no_bins_are_a_layout_without_spots() -> None:
    layout = from_bins([Bin("K-1")])
    assert (layout.spots, layout.blocks, len(layout.aisles)) == ({}, 1, 1)


def test_levels_of_a_rack_are_one_spot_and_ranked() -> None:
    layout = from_bins([Bin("A-9", "A", 5, 10, 1), Bin("A-8", "A", 5, 10, 2), Bin("A-7", "A", 5, 10, 2)])
    assert len(set(layout.spots.values())) == 1
    assert sorted(layout.ranks, key=layout.ranks.__getitem__) == ["A-9", "A-7", "A-8"]


@pytest.mark.parametrize(
    ("bins", "how", "reason"),
    [
        ([Bin("A", "A", 1, 1), Bin("A", "A", 1, 2)], {}, "two bins have one code"),
        ([Bin("A", "A", 1, 1)], {"along": "z"}, "aisles run along x or y"),
        ([Bin("A", "A", 1, 1)], {"crossings": (0,)}, "the cross aisles have to be two at least, from front to back"),
        ([Bin("A", "A", 1, 1)], {"crossings": (5, 0)}, "the cross aisles have to be two at least, from front to back"),
        ([Bin("A", "A", 1, 7)], {"crossings": (0, 5)}, "a bin is not between two cross aisles"),
        ([Bin("A", "A", 1, 5)], {"crossings": (0, 5, 9)}, "a bin is not between two cross aisles"),
        ([Bin("A", "A", 1, 7)], {"crossings": (0, 5, 9)}, "no aisle has a bin between the cross aisles at 0 and 5"),
    ],
)
def test_what_contradicts_itself_is_refused(bins: list[Bin], how: dict[str, object], reason: str) -> None:
    with pytest.raises(BadLayout) as refused:
        from_bins(bins, **how)  # type: ignore[arg-type]
    assert refused.value.reason == reason


def test_a_layout_remembers_ways_without_being_another_for_it() -> None:
    layout = from_bins(two_blocks())
    layout.distance(layout.depot, layout.spots["D-4R"])
    assert isinstance(layout, Layout)
    assert layout == from_bins(two_blocks())
