"""Which block to put into a place: the one that fills most and spoils least.

A block is worth its goods and, of the place, what it and the boxes still to come can use at best: along each axis its
own length and the longest sum of sides that fits into the rest (volume minus waste; Zhu and Lim, European Journal of
Operational Research 218 (2012), 836-844). All integers, so that a ranking by plain Python and one by numpy agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

from storeops.planning.cartons.blocks import Block
from storeops.planning.cartons.problem import Item, Size

Remaining = tuple[int, ...]
"""How many of each item are still to be placed, and the grams still allowed last."""

T = TypeVar("T")

CONSIDERED = 400
"""Of the blocks that fit a place, the biggest so many are looked at."""


class Reach(NamedTuple):
    """What the items still to come can do: bit n of `flat` and of `up` is set when horizontal or vertical sides add up
    to n millimetres; `least_flat` and `least_up` are the shortest single sides."""

    flat: int
    up: int
    least_flat: int
    least_up: int


def longest(sums: int, room: int) -> int:
    """The longest of the sums that does not exceed `room` millimetres."""
    return (sums & ((2 << room) - 1)).bit_length() - 1


class Ranking(Protocol[T]):
    """Blocks by number, the biggest first. `T` holds the numbers of the blocks that the remaining goods still make."""

    def usable(self, remaining: Remaining) -> T:
        """The blocks that `remaining` is enough for."""

    def narrowed(self, usable: T, remaining: Remaining, changed: Sequence[int]) -> T:
        """Those of `usable` that are left when the amounts at `changed` have become less."""

    def best(self, usable: T, room: Size, remaining: Remaining, most: int) -> list[int]:
        """The best blocks for a place with the extents `room`, the best first, at most so many."""


class Sides:
    """The reach of what remains, worked out once for every set of items that are left."""

    def __init__(self, items: Sequence[Item], inside: Size) -> None:
        self._orientations = [item.orientations() for item in items]
        self._inside = inside
        self.room = max(inside)
        self._known: dict[tuple[bool, ...], Reach] = {}

    def reach(self, remaining: Remaining) -> Reach:
        left = tuple(count > 0 for count in remaining[:-1])
        if left not in self._known:
            sizes = [size for some, turns in zip(left, self._orientations, strict=True) if some for size in turns]
            flat, up = {size[0] for size in sizes}, {size[2] for size in sizes}
            wide, high = max(self._inside[:2]), self._inside[2]
            self._known[left] = Reach(
                _sums(flat, wide), _sums(up, high), min(flat, default=wide + 1), min(up, default=high + 1)
            )
        return self._known[left]


def _sums(sides: set[int], room: int) -> int:
    """A bit for every sum of sides, each taken any number of times, up to `room` millimetres."""
    possible = 1
    within = (2 << room) - 1
    for side in sides:
        step = side
        while step <= room:
            possible |= (possible << step) & within
            step *= 2
    return possible


class PlainRanking:
    """The ranking without numpy: quick where there are few blocks, as for the usual order of a web shop."""

    def __init__(self, blocks: Sequence[Block], sides: Sides) -> None:
        self._blocks = blocks
        self._sides = sides
        self._need = list(zip(*(block.need for block in blocks), strict=True))

    def usable(self, remaining: Remaining) -> list[int]:
        return self.narrowed(list(range(len(self._blocks))), remaining, range(len(remaining)))

    def narrowed(self, usable: list[int], remaining: Remaining, changed: Sequence[int]) -> list[int]:
        for row in changed:
            needed, left = self._need[row], remaining[row]
            usable = [number for number in usable if needed[number] <= left]
        return usable

    def best(self, usable: list[int], room: Size, remaining: Remaining, most: int) -> list[int]:
        length, width, height = room
        flat, up, *_ = self._sides.reach(remaining)
        worth: list[tuple[int, int]] = []
        for number in usable:
            block = self._blocks[number]
            if block.dx > length or block.dy > width or block.dz > height:
                continue
            across = block.dx + longest(flat, length - block.dx)
            deep = block.dy + longest(flat, width - block.dy)
            upward = block.dz + longest(up, height - block.dz) if block.ax else block.dz
            worth.append((-block.volume - across * deep * upward, number))
            if len(worth) == CONSIDERED:
                break
        worth.sort()
        return [number for _, number in worth[:most]]
