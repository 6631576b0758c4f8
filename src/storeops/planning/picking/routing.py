"""The way through the bins of one tour: the shortest, and the rules of thumb it is compared with.

Rules of thumb as in R. W. Hall, Distance approximations for routing manual pickers in a warehouse, IIE Transactions 25
(1993) 76-87; over several blocks S-shape as in K. J. Roodbergen and R. de Koster, Routing methods for warehouses with
multiple cross aisles, International Journal of Production Research 39 (2001) 1865-1883.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storeops.planning.picking.layout import Layout, Point
from storeops.planning.picking.one_block import by_aisle, tour
from storeops.planning.picking.several_blocks import short
from storeops.rules.errors import Refused


class SeveralBlocks(Refused):
    """A rule of thumb for one block was asked for in a warehouse of several."""

    def __init__(self, blocks: int) -> None:
        super().__init__(f"That way of walking is for one block of aisles, and there are {blocks}.")
        self.blocks = blocks


@dataclass(frozen=True, slots=True)
class Route:
    """Bins in walking order, and the length of the whole tour in the layout's unit.

    Bins nobody knows the place of come last, by code, and add nothing to the length."""

    stops: tuple[str, ...]
    length: int


@dataclass(frozen=True, slots=True)
class Stops:
    """The bins of one tour by the spot one stands on before them, those of one spot by level and code.

    `loose` are those whose place nobody knows, by code."""

    at: Mapping[Point, Sequence[str]]
    loose: Sequence[str]

    @staticmethod
    def of(layout: Layout, bins: Iterable[str]) -> Stops:
        codes = set(bins)
        at: dict[Point, list[str]] = defaultdict(list)
        for code in sorted(codes & layout.spots.keys(), key=layout.ranks.__getitem__):
            at[layout.spots[code]].append(code)
        return Stops(at, sorted(codes - layout.spots.keys()))


def optimal(layout: Layout, bins: Iterable[str]) -> Route:
    """The shortest tour from the depot through these bins and back: exact in one block, near it over several."""
    stops = Stops.of(layout, bins)
    length, order = (short if layout.blocks > 1 else tour)(layout, sorted(stops.at))
    return _route(layout, stops, length, order)


def s_shape(layout: Layout, bins: Iterable[str]) -> Route:
    """Through every aisle with a bin from end to end; the last one is left where it was entered if that is the way
    home. Over several blocks: up to the farthest block with a bin, then block by block home."""
    stops = Stops.of(layout, bins)
    way = [layout.depot]
    home = layout.crossings.index(layout.depot[1])
    for blocks in (range(home, layout.blocks), range(home - 1, -1, -1)):
        _outward_and_home(layout, way, stops, [(block + (block < home), block + (block >= home)) for block in blocks])
    return _walked(layout, stops, way)


def returning(layout: Layout, bins: Iterable[str]) -> Route:
    """Into every aisle with a bin from the depot's side and out again there. Raises SeveralBlocks."""
    stops = Stops.of(layout, bins)
    near, _ = _one_block(layout)
    way = [layout.depot]
    for number, places in _from_depot(layout, by_aisle(stops.at)):
        way += [(number, near), *_ordered(number, places, near), (number, near)]
    return _walked(layout, stops, way)


def largest_gap(layout: Layout, bins: Iterable[str]) -> Route:
    """Through the first and the last aisle with a bin; into the others from both sides as far as the widest gap, be it
    between two bins or between a bin and an end. Raises SeveralBlocks."""
    stops = Stops.of(layout, bins)
    near, far = _one_block(layout)
    aisles = _from_depot(layout, by_aisle(stops.at))
    if len(aisles) < 2:
        return returning(layout, (*(bin for codes in stops.at.values() for bin in codes), *stops.loose))
    (first, at_first), *between, (last, at_last) = aisles
    way = [layout.depot, (first, near), *_ordered(first, at_first, near), (first, far)]
    homeward: list[list[Point]] = []
    for number, places in between:
        from_far, from_near = _parted(number, places, near, far)
        if from_far:
            way += [(number, far), *from_far, (number, far)]
        if from_near:
            homeward.append([(number, near), *from_near, (number, near)])
    way += [(last, far), *_ordered(last, at_last, far), (last, near)]
    for visit in reversed(homeward):
        way += visit
    return _walked(layout, stops, way)


def _route(layout: Layout, stops: Stops, length: int, order: Iterable[Point]) -> Route:
    bins = [code for point in order for code in stops.at[point]]
    return Route((*bins, *stops.loose), length + 2 * layout.access if bins else 0)


def _walked(layout: Layout, stops: Stops, way: Sequence[Point]) -> Route:
    """The route of a way from the depot, closed by the shortest way back to it."""
    length = sum(layout.distance(a, b) for a, b in pairwise((*way, layout.depot)))
    return _route(layout, stops, length, [point for point in dict.fromkeys(way) if point in stops.at])


def _one_block(layout: Layout) -> tuple[int, int]:
    """Where the cross aisle on the depot's side is, and the other one."""
    if layout.blocks > 1:
        raise SeveralBlocks(layout.blocks)
    near = layout.depot[1]
    return near, sum(layout.crossings) - near


def _ordered(number: int, places: Iterable[int], side: int) -> list[Point]:
    """The spots of an aisle as one meets them coming from one side."""
    return [(number, place) for place in sorted(places, key=lambda place: abs(place - side))]


def _from_depot(layout: Layout, aisles: Mapping[int, Sequence[int]]) -> list[tuple[int, Sequence[int]]]:
    """Aisles from the outermost one that is nearer to the depot to the other."""
    ordered = sorted(aisles.items())
    if not ordered:
        return []
    here = layout.aisles[layout.depot[0]].across
    left, right = (abs(layout.aisles[number].across - here) for number in (ordered[0][0], ordered[-1][0]))
    return ordered if left <= right else ordered[::-1]


def _parted(number: int, places: Sequence[int], near: int, far: int) -> tuple[list[Point], list[Point]]:
    """What is picked from the far side, and what from the near side, so that the widest gap is not walked."""
    ordered = _ordered(number, places, near)
    marks = [near, *(place for _, place in ordered), far]
    gaps = [abs(b - a) for a, b in pairwise(marks)]
    widest = gaps.index(max(gaps))
    return ordered[widest:][::-1], ordered[:widest]


def _outward_and_home(layout: Layout, way: list[Point], stops: Stops, blocks: Sequence[tuple[int, int]]) -> None:
    """S-shape over the blocks on one side of the depot, given by their cross aisles: the nearer one, the farther one.

    In one block it is the plain S-shape. Over several one goes out along the outermost aisle with a bin, picking on
    the way, then home block by block, each begun at the end that is nearer."""
    picked: dict[int, dict[int, list[int]]] = {}
    for place, (near, far) in enumerate(blocks):
        low, high = sorted((layout.crossings[near], layout.crossings[far]))
        within = by_aisle(point for point in stops.at if low < point[1] < high)
        if within:
            picked[place] = within
    if not picked:
        return
    last = max(picked)
    outward = _from_depot(layout, {number: () for aisles in picked.values() for number in aisles})[0][0]
    for place in sorted(picked):
        if place < last and outward in picked[place]:
            way += _ordered(outward, picked[place].pop(outward), layout.depot[1])
    way.append((outward, layout.crossings[blocks[last][0]]))
    for place in sorted(picked, reverse=True):
        near, far = (layout.crossings[number] for number in blocks[place])
        _sweep(layout, way, picked[place], near if place == last else far, near)


def _sweep(layout: Layout, way: list[Point], aisles: Mapping[int, Sequence[int]], side: int, near: int) -> None:
    """Every aisle of one block from end to end, beginning at `side`, so that one comes out at `near`."""
    here = layout.aisles[way[-1][0]].across
    ordered = sorted(aisles)
    if not ordered:
        return
    if abs(layout.aisles[ordered[-1]].across - here) < abs(layout.aisles[ordered[0]].across - here):
        ordered.reverse()
    for number in ordered:
        other = sum(_ends(layout, aisles[number][0])) - side
        out = near if number == ordered[-1] else other
        way += [(number, side), *_ordered(number, aisles[number], side), (number, out)]
        side = out


def _ends(layout: Layout, place: int) -> tuple[int, int]:
    """The cross aisles before and behind a place."""
    return max(one for one in layout.crossings if one < place), min(one for one in layout.crossings if one > place)
