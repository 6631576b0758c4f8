"""Put the few units of an order into one carton, one by one: quick, and content with goods that overhang a little.

Biggest first, each at the lowest corner it fits into, where corners are those that the units before it have made
(extreme points; Crainic, Perboli and Tadei, INFORMS Journal on Computing 20 (2008), 368-384). `load` fills better, but
wants every base borne wholly; in a parcel with padding most of it is enough, and that often saves a bigger carton.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from storeops.planning.cartons.problem import Carton, Filled, Item, Placed

MOST_UNITS = 40
"""More units than this are not tried: the work grows with the cube of their number."""

Box = tuple[int, int, int, int, int, int]
"""Nearest corner and farthest corner, in millimetres."""

Point = tuple[int, int, int]
"""z, y, x: in this order corners are tried."""

_ORDERS: tuple[Callable[[Item], tuple[int, ...]], ...] = (
    lambda item: (-item.volume, -max(item.length, item.width, item.height)),
    lambda item: (-max(item.length, item.width, item.height), -item.volume),
    lambda item: (-_base(item), -item.volume),
)


def stow(items: Sequence[Item], carton: Carton, *, support: int) -> Filled | None:
    """All of `items` in the carton, or None when that was not found. `support` is the part of a base, in thousandths,
    that must lie on the floor or on other units."""
    units = sum(item.quantity for item in items)
    goods = sum(item.grams * item.quantity for item in items)
    volume = sum(item.volume * item.quantity for item in items)
    if units > MOST_UNITS or goods > carton.load_grams or volume > carton.volume:
        return None
    for order in _ORDERS:
        attempt = _Stowed(carton, support)
        ranked = sorted(items, key=lambda item: (item.fragile, *order(item), item.key))
        if all(attempt.put(item) for item in ranked for _ in range(item.quantity)):
            return Filled(carton, attempt.placed(), carton.tare_grams + goods)
    return None


def _base(item: Item) -> int:
    return max(dx * dy for dx, dy, _ in item.orientations())


class _Stowed:
    """The carton as it fills."""

    def __init__(self, carton: Carton, support: int) -> None:
        self._inside = (carton.length, carton.width, carton.height)
        self._support = support
        self._boxes: list[tuple[Box, Item]] = []
        self._points: list[Point] = [(0, 0, 0)]

    def put(self, item: Item) -> bool:
        """Put one unit at the first corner that takes it, lying as flat as it may. False when none does."""
        sizes = sorted(item.orientations(), key=lambda size: (size[2], size[1]))
        for z, y, x in self._points:
            for size in sizes:
                box = (x, y, z, x + size[0], y + size[1], z + size[2])
                if self._takes(box, item):
                    self._boxes.append((box, item))
                    self._points = sorted(self._free({*self._points, *self._corners(box)}))
                    return True
        return False

    def _takes(self, box: Box, item: Item) -> bool:
        x1, y1, z1, x2, y2, z2 = box
        if x2 > self._inside[0] or y2 > self._inside[1] or z2 > self._inside[2]:
            return False
        borne = 0
        for (u1, v1, w1, u2, v2, w2), other in self._boxes:
            across, deep = min(x2, u2) - max(x1, u1), min(y2, v2) - max(y1, v1)
            if across <= 0 or deep <= 0:
                continue
            if w1 < z2 and z1 < w2:
                return False
            if w2 == z1:
                if other.fragile:
                    return False
                borne += across * deep
            elif w1 == z2 and item.fragile:
                return False
        return z1 == 0 or borne * 1000 >= (x2 - x1) * (y2 - y1) * self._support

    def _corners(self, box: Box) -> Iterable[Point]:
        """The corners that a box makes: beside, behind and upon it, also slid to what is before them."""
        x1, y1, z1, x2, y2, z2 = box
        yield z1, y1, x2
        yield z1, y2, x1
        yield z2, y1, x1
        left = max((b[3] for b, _ in self._boxes if b[3] <= x1 and b[1] <= y2 < b[4]), default=0)
        front = max((b[4] for b, _ in self._boxes if b[4] <= y1 and b[0] <= x2 < b[3]), default=0)
        yield z1, y2, left
        yield z1, front, x2
        yield 0, y1, x2
        yield 0, y2, x1

    def _free(self, points: Iterable[Point]) -> list[Point]:
        """The points that no box covers."""
        return [
            (z, y, x)
            for z, y, x in points
            if not any(b[0] <= x < b[3] and b[1] <= y < b[4] and b[2] <= z < b[5] for b, _ in self._boxes)
        ]

    def placed(self) -> tuple[Placed, ...]:
        counts: Counter[str] = Counter()
        placed: list[Placed] = []
        for (x1, y1, z1, x2, y2, z2), item in sorted(self._boxes, key=_from_the_floor):
            counts[item.key] += 1
            placed.append(Placed(item.key, x1, y1, z1, x2 - x1, y2 - y1, z2 - z1, counts[item.key]))
        return tuple(placed)


def _from_the_floor(one: tuple[Box, Item]) -> tuple[int, int, int]:
    box = one[0]
    return box[2], box[1], box[0]
