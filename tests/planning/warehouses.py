"""Made-up warehouses for tests, and the walking distances and shortest tours of small ones by sheer counting."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from storeops.planning.picking.layout import Bin, Layout, Point, from_bins


@st.composite
def warehouses(
    draw: st.DrawFn, *, blocks: int = 1, aisles: int = 5, whole: bool = True, most: int = 4
) -> tuple[Layout, list[Bin]]:
    """A small warehouse, its depot anywhere at its front or back, and its bins."""
    depth = draw(st.integers(3, 9))
    crossings = [block * depth for block in range(blocks + 1)]
    places = sorted(draw(st.sets(st.integers(1, 20), min_size=1, max_size=aisles)))
    bins = []
    for number, x in enumerate(places):
        for block in range(blocks):
            if not whole and number and draw(st.booleans()):
                continue
            within = draw(st.sets(st.integers(1, depth - 1), min_size=1, max_size=most))
            bins += [Bin(f"{number}-{block}-{y}", chr(65 + number), x, block * depth + y) for y in sorted(within)]
    depot = (draw(st.integers(0, 22)), draw(st.sampled_from(crossings)))
    return from_bins(bins, depot=depot, along="y", crossings=crossings), bins


def walked_apart(layout: Layout) -> dict[Point, dict[Point, int]]:
    """Between all spots and crossings, by Floyd and Warshall on the single stretches (aisles' numbers, places)."""
    points = {(number, place) for number in range(len(layout.aisles)) for place in layout.crossings}
    points |= set(layout.spots.values())
    apart = {a: {b: 0 if a == b else 10**9 for b in points} for a in points}
    for a in points:
        for b in points:
            if a[1] == b[1] and a[1] in layout.crossings:
                apart[a][b] = abs(layout.aisles[a[0]].across - layout.aisles[b[0]].across)
            elif a[0] == b[0] and _open(layout, a[0], a[1], b[1]):
                apart[a][b] = abs(a[1] - b[1])
    for via in points:
        for a in points:
            for b in points:
                apart[a][b] = min(apart[a][b], apart[a][via] + apart[via][b])
    return apart


def _open(layout: Layout, number: int, a: int, b: int) -> bool:
    aisle = layout.aisles[number]
    return layout.crossings[aisle.first] <= min(a, b) and max(a, b) <= layout.crossings[aisle.last]


def held_karp(apart: dict[Point, dict[Point, int]], depot: Point, points: Sequence[Point]) -> int:
    """The length of the shortest tour (M. Held and R. M. Karp, SIAM Journal 10 (1962) 196-210)."""
    if not points:
        return 0
    count = len(points)
    best = {(1 << i, i): apart[depot][points[i]] for i in range(count)}
    for seen in range(1, 1 << count):
        for last in range(count):
            length = best.get((seen, last))
            if length is None:
                continue
            for there in range(count):
                if not seen >> there & 1:
                    key = (seen | 1 << there, there)
                    total = length + apart[points[last]][points[there]]
                    if total < best.get(key, 10**9):
                        best[key] = total
    return min(best[(1 << count) - 1, last] + apart[points[last]][depot] for last in range(count))
