"""A wave in the making: which aisles are open, which patterns are packed, and how to take a step back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storeops.planning.waves.presolve import Prepared


class Packing:
    """Open aisles and the patterns packed from them; what is packed never needs more than the open aisles hold.

    Every change is written down, so that a move that does not pay is taken back by `back_to`. Each operation costs
    time by the patterns it touches, not by the size of the problem."""

    def __init__(self, prepared: Prepared, *, most: int) -> None:
        """`most` is the greatest number of units packed."""
        self.prepared, self.most = prepared, most
        self.left = [0] * len(prepared.demand)
        self.packed = [0] * len(prepared.lines)
        self.open: dict[int, None] = {}
        self.units = 0
        self._log: list[tuple[int, int]] = []

    def mark(self) -> int:
        """Where the packing stands, for `back_to`."""
        return len(self._log)

    def back_to(self, mark: int) -> None:
        """Take back everything that was done since the mark."""
        while len(self._log) > mark:
            what, change = self._log.pop()
            if what < 0:
                self._turn(-1 - what, -change)
            else:
                self._count(what, -change)

    def forget(self) -> None:
        """Nothing done so far can be taken back any more."""
        self._log.clear()

    def _turn(self, aisle: int, sign: int) -> None:
        left = self.left
        for sku, count in self.prepared.stock[aisle]:
            left[sku] += sign * count
        if sign > 0:
            self.open[aisle] = None
        else:
            del self.open[aisle]

    def _count(self, pattern: int, change: int) -> None:
        left = self.left
        for sku, count in self.prepared.lines[pattern]:
            left[sku] -= change * count
        self.packed[pattern] += change
        self.units += change * self.prepared.size[pattern]

    def pack(self, pattern: int, change: int) -> None:
        """Pack so many more orders of a pattern, or unpack them; the caller knows that they fit."""
        self._count(pattern, change)
        self._log.append((pattern, change))

    def visit(self, aisle: int) -> None:
        """Open an aisle; nothing is packed from it yet."""
        self._turn(aisle, 1)
        self._log.append((-1 - aisle, 1))

    def leave(self, aisle: int) -> None:
        """Close an aisle, and unpack orders, the smallest first, until the others hold what is packed."""
        self._turn(aisle, -1)
        self._log.append((-1 - aisle, -1))
        left, packed, size = self.left, self.packed, self.prepared.size
        for sku, _ in self.prepared.stock[aisle]:
            while left[sku] < 0:
                packing = [one for one in self.prepared.wanting[sku] if packed[one]]
                enough = [one for one in packing if self._wants(one, sku) >= -left[sku]]
                self.pack(min(enough, key=size.__getitem__) if enough else packing[0], -1)

    def _wants(self, pattern: int, sku: int) -> int:
        return next(count for one, count in self.prepared.lines[pattern] if one == sku)

    def fits(self, pattern: int) -> int:
        """How many more orders of a pattern can be packed."""
        room = min(self.prepared.counts[pattern] - self.packed[pattern], (self.most - self.units) // self.size(pattern))
        left = self.left
        for sku, count in self.prepared.lines[pattern] if room > 0 else ():
            if left[sku] < count * room:
                room = left[sku] // count
                if not room:
                    return 0
        return max(0, room)

    def size(self, pattern: int) -> int:
        """The units of one order of a pattern."""
        return self.prepared.size[pattern]

    def fill(self, patterns: Iterable[int]) -> None:
        """Pack of each pattern, in this sequence, as many as fit."""
        for pattern in patterns:
            if self.units >= self.most:
                return
            more = self.fits(pattern)
            if more:
                self.pack(pattern, more)

    def fill_from(self, aisles: Iterable[int]) -> None:
        """Pack what fits of the patterns that want what these aisles hold, the largest first."""
        wanting, left, counts, packed = self.prepared.wanting, self.left, self.prepared.counts, self.packed
        near = {
            pattern
            for aisle in aisles
            for sku, _ in self.prepared.stock[aisle]
            if left[sku] > 0
            for pattern in wanting[sku]
            if packed[pattern] < counts[pattern]
        }
        self.fill(largest_first(self.prepared, near))

    def snapshot(self) -> Choice:
        """What is open and packed, kept apart from what comes after."""
        return Choice(sorted(self.open), {one: count for one, count in enumerate(self.packed) if count}, self.units)

    def restore(self, choice: Choice) -> None:
        """Become that choice again."""
        for pattern in [one for one, count in enumerate(self.packed) if count]:
            self._count(pattern, -self.packed[pattern])
        for aisle in list(self.open):
            self._turn(aisle, -1)
        for aisle in choice.aisles:
            self._turn(aisle, 1)
        for pattern, count in choice.packed.items():
            self._count(pattern, count)
        self.forget()


def largest_first(prepared: Prepared, patterns: Iterable[int]) -> list[int]:
    """The patterns, those of the most units first."""
    return sorted(patterns, key=lambda pattern: (-prepared.size[pattern], pattern))


class Choice:
    """Open aisles and packed patterns, with their units: a wave by numbers."""

    __slots__ = ("aisles", "packed", "units")

    def __init__(self, aisles: Sequence[int], packed: dict[int, int], units: int) -> None:
        self.aisles, self.packed, self.units = tuple(aisles), packed, units

    def beats(self, other: Choice | None) -> bool:
        """Whether it has more units per aisle; any is better than none."""
        return other is None or self.units * len(other.aisles) > other.units * len(self.aisles)
