"""A warehouse as parallel aisles between cross aisles, seen in the coordinates of its bins.

Aisles run along one axis and are told apart on the other; cross aisles join them, the first and the last at the
aisles' ends, others between blocks. A picker stands on an aisle's centre line before a bin: both sides of an aisle and
all levels of a rack are one spot. All lengths are in the unit of the coordinates (centimetres, as bins are imported).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from storeops.rules.errors import Refused

ALONG_X, ALONG_Y = "x", "y"

CROSS_AISLE = 100
"""The least width that is taken for a cross aisle between two blocks."""

Point = tuple[int, int]
"""The number of an aisle, and how far along it."""


class BadLayout(Refused):
    """What was said about the warehouse contradicts itself. `reason` is in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The warehouse cannot be laid out: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin as it is kept: `x` and `y` from the location's door. Both 0 means that nobody said where it is."""

    code: str
    aisle: str = ""
    x: int = 0
    y: int = 0
    level: int = 0
    capacity: int = 0

    @property
    def placed(self) -> bool:
        return bool(self.x or self.y)


@dataclass(frozen=True, slots=True)
class Aisle:
    """A centre line at `across`, open from cross aisle number `first` to `last`, and what it is called.

    Where several blocks have an aisle of their own on one line, all their names are there, in walking order. The line
    of a depot that stands between aisles has no name and is not open at all."""

    across: int
    first: int
    last: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Aisles from left to right, cross aisles from front to back, and the spot of every bin that has one.

    `depot` is the point of a cross aisle where tours begin and end, `access` how far the depot itself is from there.
    `ranks`: bins of one spot are picked by level, then by code."""

    aisles: tuple[Aisle, ...]
    crossings: tuple[int, ...]
    depot: Point
    spots: Mapping[str, Point]
    access: int = 0
    ranks: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    _reached: dict[Point, dict[Point, int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def blocks(self) -> int:
        return len(self.crossings) - 1

    def open_between(self, aisle: int) -> tuple[int, int]:
        """From where to where an aisle can be walked."""
        line = self.aisles[aisle]
        return self.crossings[line.first], self.crossings[line.last]

    def ends(self, point: Point) -> tuple[Point, ...]:
        """The crossing a point is at, or the two it lies between."""
        aisle, along = point
        if along in self.crossings:
            return (point,)
        before = max(place for place in self.crossings if place < along)
        after = min(place for place in self.crossings if place > along)
        return (aisle, before), (aisle, after)

    def distance(self, a: Point, b: Point) -> int:
        """The shortest way between two points, along aisles and cross aisles."""
        best = -1
        if a[0] == b[0]:
            low, high = self.open_between(a[0])
            if low <= min(a[1], b[1]) and max(a[1], b[1]) <= high:
                return abs(a[1] - b[1])
        for near in self.ends(a):
            reached = self._from(near)
            for far in self.ends(b):
                length = abs(a[1] - near[1]) + reached[far] + abs(b[1] - far[1])
                if best < 0 or length < best:
                    best = length
        return best

    def _from(self, start: Point) -> dict[Point, int]:
        """The shortest way from one crossing to all (Dijkstra), remembered."""
        reached = self._reached.get(start)
        if reached is None:
            reached = self._reached[start] = {}
            waiting = [(0, start)]
            while waiting:
                length, here = heapq.heappop(waiting)
                if here in reached:
                    continue
                reached[here] = length
                for step, there in self._next(here):
                    if there not in reached:
                        heapq.heappush(waiting, (length + step, there))
        return reached

    def _next(self, here: Point) -> Iterable[tuple[int, Point]]:
        number, along = here
        line, crossing = self.aisles[number], self.crossings.index(along)
        for other in (number - 1, number + 1):
            if 0 <= other < len(self.aisles):
                yield abs(self.aisles[other].across - line.across), (other, along)
        if line.first < crossing <= line.last:
            yield along - self.crossings[crossing - 1], (number, self.crossings[crossing - 1])
        if line.first <= crossing < line.last:
            yield self.crossings[crossing + 1] - along, (number, self.crossings[crossing + 1])


def from_bins(
    bins: Iterable[Bin], *, depot: Point = (0, 0), along: str = "", crossings: Sequence[int] = (), margin: int = 0
) -> Layout:
    """The layout that rows of bins are of.

    `depot`: x and y of where tours begin and end. `along`: the axis aisles run along, else the one they are longer on.
    `crossings`: where the cross aisles are on that axis, front to back; else they are found: one wherever no aisle has
    a bin over a gap wider than two of the usual steps between bins, and than such a step and `CROSS_AISLE`; and one
    before the first and behind the last bin, `margin` away (else half of the narrowest gap, or one usual step).
    A bin without aisle is in one with those that share its place across. Raises BadLayout."""
    placed = sorted((one for one in bins if one.placed), key=lambda one: one.code)
    if along not in ("", ALONG_X, ALONG_Y):
        raise BadLayout(f"aisles run along {ALONG_X} or {ALONG_Y}")
    turned = (along or _axis(placed)) == ALONG_X
    where = {one.code: (one.y, one.x) if turned else (one.x, one.y) for one in placed}
    if len(where) < len(placed):
        raise BadLayout("two bins have one code")
    door = (depot[1], depot[0]) if turned else depot
    found = tuple(crossings) or _crossings([place for _, place in where.values()], door[1], margin)
    if len(found) < 2 or any(a >= b for a, b in pairwise(found)):
        raise BadLayout("the cross aisles have to be two at least, from front to back")
    if any(not found[0] < place < found[-1] or place in found for _, place in where.values()):
        raise BadLayout("a bin is not between two cross aisles")
    aisles, members = _aisles(placed, where, found)
    for block in range(len(found) - 1 if aisles else 0):
        if not any(aisle.first <= block < aisle.last for aisle in aisles):
            raise BadLayout(f"no aisle has a bin between the cross aisles at {found[block]} and {found[block + 1]}")
    number, access = _stand(aisles, members, found, door)
    spots = {code: (place, where[code][1]) for place, codes in enumerate(members) for code in codes}
    ranks = {one.code: (one.level, one.code) for one in placed}
    return Layout(tuple(aisles), found, number, spots, access, ranks)


def _axis(placed: Sequence[Bin]) -> str:
    spread: dict[str, list[Bin]] = defaultdict(list)
    for one in placed:
        if one.aisle:
            spread[one.aisle].append(one)
    over_x = sum(max(one.x for one in row) - min(one.x for one in row) for row in spread.values())
    over_y = sum(max(one.y for one in row) - min(one.y for one in row) for row in spread.values())
    return ALONG_X if over_x > over_y else ALONG_Y


def _crossings(places: Sequence[int], door: int, margin: int) -> tuple[int, ...]:
    taken = sorted(set(places)) or [door + 1]
    gaps = sorted(b - a for a, b in pairwise(taken))
    usual = gaps[len(gaps) // 2] if gaps else CROSS_AISLE
    wide = [(a, b) for a, b in pairwise(taken) if b - a >= max(2 * usual, usual + CROSS_AISLE)]
    margin = margin or max(1, min((b - a for a, b in wide), default=2 * usual) // 2)
    return (taken[0] - margin, *((a + b) // 2 for a, b in wide), taken[-1] + margin)


def _aisles(
    placed: Sequence[Bin], where: Mapping[str, Point], crossings: Sequence[int]
) -> tuple[list[Aisle], list[list[str]]]:
    """The aisles from left to right, and the bins of each."""
    named: dict[str, list[str]] = defaultdict(list)
    for one in placed:
        named[one.aisle or f"at {where[one.code][0]}"].append(one.code)
    found = []
    for names in _lines(named, where):
        codes = [code for name in names for code in named[name]]
        across = _between(where[code][0] for code in codes)
        near, far = _between(where[code][1] for code in codes)
        first = max(number for number, place in enumerate(crossings) if place < near)
        last = min(number for number, place in enumerate(crossings) if place > far)
        found.append((Aisle(sum(across) // 2, first, last, tuple(names)), codes))
    found.sort(key=lambda pair: (pair[0].across, pair[0].names))
    return [aisle for aisle, _ in found], [codes for _, codes in found]


def _stand(aisles: list[Aisle], members: list[list[str]], crossings: Sequence[int], door: Point) -> tuple[Point, int]:
    """The point of a cross aisle nearest to the door, on a line of its own where no aisle begins there; how far off."""
    nearest = min(range(len(crossings)), key=lambda number: abs(crossings[number] - door[1]))
    access = abs(crossings[nearest] - door[1])
    for number, aisle in enumerate(aisles):
        if aisle.across == door[0] and aisle.first <= nearest <= aisle.last:
            return (number, crossings[nearest]), access
    number = sum(aisle.across < door[0] for aisle in aisles)
    aisles.insert(number, Aisle(door[0], nearest, nearest))
    members.insert(number, [])
    return (number, crossings[nearest]), access


def _lines(named: Mapping[str, Sequence[str]], where: Mapping[str, Point]) -> list[list[str]]:
    """Names of aisles by centre line: aisles of several blocks on one line are one, each in its own stretch."""
    wide = {name: _between(where[code][0] for code in codes) for name, codes in named.items()}
    deep = {name: _between(where[code][1] for code in codes) for name, codes in named.items()}
    lines: list[list[str]] = []
    for name in sorted(named, key=lambda name: (sum(wide[name]), name)):
        for line in lines:
            if all(_meet(wide[name], wide[one]) and not _meet(deep[name], deep[one]) for one in line):
                line.append(name)
                break
        else:
            lines.append([name])
    return [sorted(line, key=lambda name: deep[name]) for line in lines]


def _between(values: Iterable[int]) -> tuple[int, int]:
    ordered = sorted(values)
    return ordered[0], ordered[-1]


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]
