"""Loads put together into batches, each for one tour with one cart, so that little is walked: the start.

Savings as in G. Clarke and J. W. Wright, Scheduling of vehicles from a central depot, Operations Research 12 (1964)
568-581, worked out anew after every merger: C&W(ii) in M. B. M. de Koster, E. S. van der Poort and M. Wolters,
Efficient orderbatching methods in warehouses, International Journal of Production Research 37 (1999) 1479-1504.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storeops.planning.picking.lengths import Lengths

MANY = 150
"""With more loads than these only the nearest are looked at, by what of their aisles they share."""

_NEAREST = 30


@dataclass(frozen=True, slots=True)
class Load:
    """What goes on one cart together: how much room it takes, and its spots as bits."""

    size: int
    bits: int


@dataclass(frozen=True, slots=True)
class Cart:
    """What one tour can bring: `capacity` in the unit of the loads' sizes, and so many `totes`, a load in each.

    0 is no limit."""

    capacity: int = 0
    totes: int = 0

    def holds(self, size: int, loads: int) -> bool:
        return (not self.capacity or size <= self.capacity) and (not self.totes or loads <= self.totes)


class Wave:
    """The loads to be batched, the cart, the lengths of tours, and for each load the others, the nearest first."""

    def __init__(self, loads: Sequence[Load], cart: Cart, lengths: Lengths) -> None:
        self.loads, self.cart, self.lengths = loads, cart, lengths
        self.near = _near(loads, lengths)

    def length(self, batches: Sequence[Sequence[int]]) -> int:
        """What is walked for all these batches."""
        return sum(self.lengths.of(self.bits(batch)) for batch in batches)

    def bits(self, batch: Sequence[int]) -> int:
        found = 0
        for load in batch:
            found |= self.loads[load].bits
        return found

    def size(self, batch: Sequence[int]) -> int:
        return sum(self.loads[load].size for load in batch)


def _near(loads: Sequence[Load], lengths: Lengths) -> list[list[int]]:
    numbers = range(len(loads))
    if len(loads) > MANY:
        reach = [lengths.reach(load.bits) for load in loads]
        return [
            heapq.nsmallest(_NEAREST, (b for b in numbers if b != a), key=lambda b: (-_shared(reach[a], reach[b]), b))
            for a in numbers
        ]
    alone = [lengths.of(load.bits) for load in loads]
    saved = [[alone[a] + alone[b] - lengths.of(loads[a].bits | loads[b].bits) for b in range(a)] for a in numbers]
    return [sorted((b for b in numbers if b != a), key=lambda b: (-saved[max(a, b)][min(a, b)], b)) for a in numbers]


def _shared(a: Mapping[int, int], b: Mapping[int, int]) -> int:
    return sum(min(depth, b[aisle]) for aisle, depth in a.items() if aisle in b)


def savings(wave: Wave) -> list[list[int]]:
    """Batches by savings: the two whose merger saves most are merged, as long as the cart holds them. What saves
    nothing is merged last: it is one tour less to begin."""
    start = _Merging(wave)
    while start.merge():
        pass
    return start.batches()


class _Merging:
    """Batches on their way together, numbered as they come to be, and what each merger would save."""

    def __init__(self, wave: Wave) -> None:
        self.wave = wave
        self.members: dict[int, list[int]] = {load: [load] for load in range(len(wave.loads))}
        self.beside: dict[int, set[int]] = {load: set(near) for load, near in enumerate(wave.near)}
        for load, near in enumerate(wave.near):
            for other in near:
                self.beside[other].add(load)
        self.waiting: list[tuple[int, int, int]] = []
        self.made = len(wave.loads)
        for a in self.members:
            self._offer(a, (b for b in self.beside[a] if b < a))

    def _offer(self, a: int, others: Iterator[int]) -> None:
        wave, mine = self.wave, self.members[a]
        bits, size = wave.bits(mine), wave.size(mine)
        for b in others:
            theirs = self.members[b]
            if not wave.cart.holds(size + wave.size(theirs), len(mine) + len(theirs)):
                continue
            more = wave.bits(theirs)
            saved = wave.lengths.of(bits) + wave.lengths.of(more) - wave.lengths.of(bits | more)
            if saved >= 0:
                heapq.heappush(self.waiting, (-saved, a, b))

    def merge(self) -> bool:
        """Merge the best two; False where nothing is saved any more."""
        while self.waiting:
            _, a, b = heapq.heappop(self.waiting)
            if a in self.members and b in self.members:
                new, self.made = self.made, self.made + 1
                self.members[new] = self.members.pop(a) + self.members.pop(b)
                self.beside[new] = (self.beside.pop(a) | self.beside.pop(b)) & self.members.keys()
                for other in self.beside[new]:
                    self.beside[other].add(new)
                self._offer(new, iter(sorted(self.beside[new])))
                return True
        return False

    def batches(self) -> list[list[int]]:
        return [sorted(batch) for batch in self.members.values()]
