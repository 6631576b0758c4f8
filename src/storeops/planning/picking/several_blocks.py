"""Short tours over several blocks: aisle by aisle as a start, then exchanges on exact distances.

The start visits each aisle once, from one side of the warehouse to the other, and changes over at the best cross aisle
each time (T. S. Vaughan and C. G. Petersen, The effect of warehouse cross aisles on order picking efficiency,
International Journal of Production Research 37 (1999) 881-897). Then stretches of the tour are turned round (2-opt) or
moved, either way round (Or-opt), with kicks by a double bridge in between, for as many rounds as are given.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from storeops.planning.picking.layout import Layout, Point
from storeops.planning.picking.one_block import FAR, by_aisle

KICKS = 60
"""How often a tour is kicked and mended unless another number is asked for."""

_STRETCH = 3


def short(layout: Layout, points: Sequence[Point], *, kicks: int = KICKS, seed: int = 1) -> tuple[int, list[Point]]:
    """A short tour from the depot's point through all these, and its length; the same for the same seed."""
    if not points:
        return 0, []
    places = [layout.depot, *aisle_by_aisle(layout, by_aisle(points))[1]]
    apart = [[layout.distance(a, b) for b in places] for a in places]
    best = _mended(list(range(len(places))), apart)
    shortest = _length(best, apart)
    chance = random.Random(seed)  # noqa: S311 - kicks are no secret
    for _ in range(kicks if len(places) > 7 else 0):
        found = _mended(_kicked(best, chance), apart)
        length = _length(found, apart)
        if length <= shortest:
            best, shortest = found, length
    begin = best.index(0)
    return shortest, [places[number] for number in best[begin + 1 :] + best[:begin]]


def aisle_by_aisle(layout: Layout, aisles: Mapping[int, Sequence[int]]) -> tuple[int, list[Point]]:
    """The best tour that visits each aisle with a spot once, from left to right, and its length.

    `aisles`: places along each aisle, in order."""
    numbers = sorted(aisles)
    if not numbers:
        return 0, []
    reached: dict[Point, int] = {layout.depot: 0}
    came: list[dict[Point, tuple[Point, Point]]] = []
    for number in numbers:
        places = aisles[number]
        leaving: dict[Point, int] = {}
        how: dict[Point, tuple[Point, Point]] = {}
        gates = gates_of(layout, number)
        for entry in gates:
            length, before = min((length + layout.distance(point, entry), point) for point, length in reached.items())
            for leave in gates:
                total = length + covering(entry[1], leave[1], places[0], places[-1])
                if total < leaving.get(leave, FAR):
                    leaving[leave], how[leave] = total, (before, entry)
        reached = leaving
        came.append(how)
    total, point = min((length + layout.distance(point, layout.depot), point) for point, length in reached.items())
    order: list[Point] = []
    for number, how in zip(reversed(numbers), reversed(came), strict=True):
        before, entry = how[point]
        order += _met(number, aisles[number], entry[1], point[1])[::-1]
        point = before
    return total, order[::-1]


def gates_of(layout: Layout, number: int) -> list[Point]:
    """Where an aisle is entered and left: its crossings."""
    aisle = layout.aisles[number]
    return [(number, place) for place in layout.crossings[aisle.first : aisle.last + 1]]


def covering(entry: int, leave: int, low: int, high: int) -> int:
    """How far one walks in an aisle to see all of it from `low` to `high` on the way from one crossing to another."""
    near, far = min(entry, leave), max(entry, leave)
    return far - near + 2 * max(0, near - low) + 2 * max(0, high - far)


def _met(number: int, places: Iterable[int], entry: int, leave: int) -> list[Point]:
    """The spots of an aisle in the order one meets them: first what lies behind, then what is on the way and beyond."""
    sign = 1 if leave >= entry else -1
    behind = [place for place in places if (place - entry) * sign < 0]
    ahead = [place for place in places if (place - entry) * sign >= 0]
    walked = [*sorted(behind, key=lambda place: -place * sign), *sorted(ahead, key=lambda place: place * sign)]
    return [(number, place) for place in walked]


def _length(order: Sequence[int], apart: Sequence[Sequence[int]]) -> int:
    return sum(apart[order[place - 1]][order[place]] for place in range(len(order)))


def _kicked(order: Sequence[int], chance: random.Random) -> list[int]:
    """Two neighbouring stretches change places."""
    a, b, c = sorted(chance.sample(range(1, len(order)), 3))
    return [*order[:a], *order[b:c], *order[a:b], *order[c:]]


def _mended(order: list[int], apart: Sequence[Sequence[int]]) -> list[int]:
    """Exchanges until none makes the tour shorter."""
    while True:
        if not (_turn(order, apart) or _move(order, apart)):
            return order


def _turn(order: list[int], apart: Sequence[Sequence[int]]) -> bool:
    """Turn stretches round where that is shorter (2-opt); whether any was."""
    turned = False
    count = len(order)
    for i in range(count - 1):
        before = order[i - 1]
        for j in range(i + 1, count - (i == 0)):
            first, last, after = order[i], order[j], order[(j + 1) % count]
            gain = apart[before][first] + apart[last][after] - apart[before][last] - apart[first][after]
            if gain > 0:
                order[i : j + 1] = order[i : j + 1][::-1]
                turned = True
    return turned


def _move(order: list[int], apart: Sequence[Sequence[int]]) -> bool:
    """Move a stretch of up to three stops to where it costs least, either way round (Or-opt); whether any was."""
    count = len(order)
    for size in range(1, min(_STRETCH, count - 2) + 1):
        for start in range(count):
            turned = order[start:] + order[:start]
            stretch, rest = turned[:size], turned[size:]
            first, last = stretch[0], stretch[-1]
            freed = apart[rest[-1]][first] + apart[last][rest[0]] - apart[rest[-1]][rest[0]]
            if freed <= 0:
                continue
            for place in range(len(rest) - 1):
                a, b = rest[place], rest[place + 1]
                had = apart[a][b]
                straight = apart[a][first] + apart[last][b] - had
                reverse = apart[a][last] + apart[first][b] - had
                if min(straight, reverse) < freed:
                    order[:] = [
                        *rest[: place + 1],
                        *(stretch if straight <= reverse else stretch[::-1]),
                        *rest[place + 1 :],
                    ]
                    return True
    return False
