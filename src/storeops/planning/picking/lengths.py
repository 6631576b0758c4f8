"""How long the best tour through a set of spots is, asked many thousand times: by sets of bits, and remembered.

Every spot is one bit, an aisle's spots are neighbours, so that several orders' spots together are one `|` of integers.
In one block the length is the exact one. Over several it is that of the best tour aisle by aisle, which the tours that
are walked in the end are never longer than.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import pairwise
from operator import or_

from storeops.planning.picking.layout import Layout, Point
from storeops.planning.picking.one_block import FAR, concerned, facing, shortest
from storeops.planning.picking.several_blocks import aisle_by_aisle

_REMEMBERED = 400_000
"""How many lengths are kept before all are forgotten, so that a long search does not fill the memory."""


class Lengths:
    """The lengths of tours through some of these spots."""

    def __init__(self, layout: Layout, spots: Iterable[Point]) -> None:
        self.layout = layout
        self._spots = sorted(set(spots))
        self._bit = {spot: 1 << place for place, spot in enumerate(self._spots)}
        self._known: dict[int, int] = {0: 0}
        front, sign = facing(layout)
        self._places = [sign * (place - front) for _, place in self._spots]
        self._depth = layout.crossings[-1] - layout.crossings[0]
        self._aisles = _fields([number for number, _ in self._spots])
        self._measure = self._exact if layout.blocks == 1 else self._by_aisles
        self._costs: dict[int, dict[int, tuple[int, int, int, int]]] = {number: {} for _, _, number in self._aisles}

    def bits(self, spots: Iterable[Point]) -> int:
        """The set of these spots."""
        return reduce(or_, (self._bit[spot] for spot in spots), 0)

    def of(self, bits: int) -> int:
        """The length of the tour from the depot through a set of spots and back."""
        length = self._known.get(bits)
        if length is None:
            if len(self._known) >= _REMEMBERED:
                self._known = {0: 0}
            length = self._known[bits] = self._measure(bits) + 2 * self.layout.access
        return length

    def reach(self, bits: int) -> dict[int, int]:
        """How far into each aisle a set of spots goes, from the side of the depot: what near loads have in common."""
        return {
            number: 1 + max(abs(self._places[first + place]) for place in _set_in(within))
            for first, mask, number in self._aisles
            if (within := bits >> first & mask)
        }

    def _exact(self, bits: int) -> int:
        layout = self.layout
        found: dict[int, tuple[int, int, int, int]] = {}
        for first, mask, number in self._aisles:
            within = bits >> first & mask
            if within:
                costs = self._costs[number].get(within)
                if costs is None:
                    costs = self._costs[number][within] = self._cost(first, within)
                found[number] = costs
        depot = layout.depot[0]
        if depot in found:
            numbers = list(found)
            costs_of = list(found.values())
        else:
            numbers = concerned(layout, found)
            costs_of = [found.get(number) or self._empty(number) for number in numbers]
        return shortest(costs_of, [layout.aisles[number].across for number in numbers], numbers.index(depot))

    def _empty(self, number: int) -> tuple[int, int, int, int]:
        aisle = self.layout.aisles[number]
        return self._depth if aisle.first < aisle.last else FAR, 0, 0, 0

    def _cost(self, first: int, within: int) -> tuple[int, int, int, int]:
        """What `Column.costs` says, of bits: this is where a long search spends its time."""
        places = self._places
        depth = self._depth
        before = places[first + (within & -within).bit_length() - 1]
        low = high = before
        widest = 0
        while within:
            lowest = within & -within
            within ^= lowest
            high = places[first + lowest.bit_length() - 1]
            gap = high - before if high > before else before - high
            if gap > widest:
                widest = gap
            before = high
        if low > high:
            low, high = high, low
        return depth, 2 * high, 2 * (depth - low), 2 * (depth - widest) if widest else FAR

    def _by_aisles(self, bits: int) -> int:
        aisles = {
            number: [self._spots[first + place][1] for place in _set_in(within)]
            for first, mask, number in self._aisles
            if (within := bits >> first & mask)
        }
        return aisle_by_aisle(self.layout, aisles)[0]


def _fields(numbers: list[int]) -> list[tuple[int, int, int]]:
    """Of each aisle its first bit, a mask as wide as it has spots, and its number."""
    starts = [place for place, number in enumerate(numbers) if not place or numbers[place - 1] != number]
    return [(first, (1 << end - first) - 1, numbers[first]) for first, end in pairwise((*starts, len(numbers)))]


def _set_in(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]
