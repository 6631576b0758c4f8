"""Batches made better: loads change places between batches, and what is longer is taken ever more rarely.

Simulated annealing (S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, Optimization by simulated annealing, Science 220
(1983) 671-680) over moves of one load and exchanges of one or two for one or two, since full carts leave little room
for moves alone. Now and then a few batches are taken apart and put together anew (ruin and recreate: G. Schrimpf and
others, Journal of Computational Physics 159 (2000) 139-171). Then moves and exchanges as long as something is gained.
With a number of rounds and a seed the result is always the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from storeops.planning.picking.batching import Wave

_HOT, _COLD = 0.1, 0.005
"""The temperature at the start and at the end, as a share of the length of an average tour."""

_SHAPES = ((1, 0), (1, 1), (2, 1), (2, 2))
_OFTEN = (15, 60, 85, 100)
"""How many loads are given for how many, and how often, in per cent, counted together."""

_REBUILT = 0.02
"""How often whole batches are taken apart instead."""

_ASKED = 64
"""After so many rounds one looks at the time."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Loads that go on one cart, what they take, and how long their tour is."""

    loads: tuple[int, ...]
    size: int
    bits: int
    length: int


def improve(
    wave: Wave, start: Sequence[Sequence[int]], *, rounds: int, seed: int, gone: Callable[[int], float]
) -> list[tuple[int, ...]]:
    """The best batches found in so many rounds, never longer to walk than the start.

    `gone` says what part of the time is over after so many rounds; the search ends at 1."""
    search = _Search(wave, start, random.Random(seed))  # noqa: S311 - a search is no secret
    if len(search.batches) > 1:
        search.anneal(rounds, gone)
        search.descend(lambda: gone(0) >= 1)
    return [batch.loads for batch in search.batches if batch.loads]


class _Search:
    """Batches that change. One that has given all its loads away stays, empty."""

    def __init__(self, wave: Wave, start: Sequence[Sequence[int]], chance: random.Random) -> None:
        self.wave, self.chance = wave, chance
        self.batches = [self._batch(loads) for loads in start]
        self.alone = [self._batch((load,)) for load in range(len(wave.loads))]
        self._place()

    def _place(self) -> None:
        self.where = {load: number for number, batch in enumerate(self.batches) for load in batch.loads}

    def _batch(self, loads: Iterable[int]) -> Batch:
        members = tuple(sorted(loads))
        bits = self.wave.bits(members)
        return Batch(members, self.wave.size(members), bits, self.wave.lengths.of(bits))

    @property
    def length(self) -> int:
        return sum(batch.length for batch in self.batches)

    def anneal(self, rounds: int, gone: Callable[[int], float]) -> None:
        best, least = list(self.batches), self.length
        total, average = least, least / len(self.batches)
        heat = 0.0
        for done in range(rounds):
            if done % _ASKED == 0:
                part = gone(done)
                if part >= 1:
                    break
                heat = average * _HOT * (_COLD / _HOT) ** part
            allowed = -heat * math.log(1 - self.chance.random())
            if self.chance.random() < _REBUILT:
                total -= self._rebuild(allowed)
            else:
                total -= self._try(*self._proposed(), allowed)
            if total < least:
                best, least = list(self.batches), total
        self.batches = best
        self._place()

    def _proposed(self) -> tuple[tuple[int, ...], tuple[int, ...], int, int]:
        """Loads that could change places, and the numbers of their batches; nothing where that makes no sense."""
        draw, wave = self.chance.random, self.wave
        load = int(draw() * len(wave.loads))
        other = wave.near[load][int(draw() * len(wave.near[load]))]
        a, b = self.where[load], self.where[other]
        if a == b:
            return (), (), a, b
        often = draw() * 100
        give, take = next(shape for shape, most in zip(_SHAPES, _OFTEN, strict=True) if often < most)
        given = (load, *self._more(a, load)) if give > 1 else (load,)
        taken = (other, *self._more(b, other)) if take > 1 else (other,)[:take]
        return (given, taken, a, b) if (len(given), len(taken)) == (give, take) else ((), (), a, b)

    def _more(self, number: int, load: int) -> tuple[int, ...]:
        loads = self.batches[number].loads
        more = loads[int(self.chance.random() * len(loads))]
        return () if more == load else (more,)

    def _try(self, given: tuple[int, ...], taken: tuple[int, ...], a: int, b: int, allowed: float) -> int:
        """Let loads of batch `a` and `b` change places if no more than `allowed` is lost by it; what is gained."""
        if not given:
            return 0
        wave, mine, theirs = self.wave, self.batches[a], self.batches[b]
        over, more = wave.size(given) - wave.size(taken), len(given) - len(taken)
        if not wave.cart.holds(theirs.size + over, len(theirs.loads) + more):
            return 0
        if not wave.cart.holds(mine.size - over, len(mine.loads) - more):
            return 0
        new_a = self._batch((*(load for load in mine.loads if load not in given), *taken))
        new_b = self._batch((*(load for load in theirs.loads if load not in taken), *given))
        gained = mine.length + theirs.length - new_a.length - new_b.length
        if gained < -allowed:
            return 0
        self.batches[a], self.batches[b] = new_a, new_b
        self.where.update(dict.fromkeys(given, b) | dict.fromkeys(taken, a))
        return gained

    def _rebuild(self, allowed: float) -> int:
        """Take two or three neighbouring batches apart and put their loads back one by one where they add least,
        if no more than `allowed` is lost by it; what is gained."""
        chance, near = self.chance, self.wave.near
        load = chance.randrange(len(near))
        others = chance.choices(near[load], k=chance.choice((1, 2, 2)))
        apart = {self.where[load], *(self.where[other] for other in others)}
        kept = [batch for number, batch in enumerate(self.batches) if number not in apart]
        out = [load for number in sorted(apart) for load in self.batches[number].loads]
        chance.shuffle(out)
        by = chance.random()
        if by < 0.7:
            alone = self.alone
            out.sort(key=(lambda load: -alone[load].size) if by < 0.4 else (lambda load: -alone[load].length))
        for load in out:
            self._put_back(kept, load)
        gained = self.length - sum(batch.length for batch in kept)
        if gained < -allowed:
            return 0
        self.batches = kept
        self._place()
        return gained

    def _put_back(self, batches: list[Batch], load: int) -> None:
        """Add a load to the batch whose tour grows least by it, of those with room; a new one where none has."""
        one, holds, length_of = self.alone[load], self.wave.cart.holds, self.wave.lengths.of
        least, place, length = one.length, -1, 0
        for number, batch in enumerate(batches):
            if holds(batch.size + one.size, len(batch.loads) + 1):
                after = length_of(batch.bits | one.bits)
                if after - batch.length < least:
                    least, place, length = after - batch.length, number, after
        if place < 0:
            batches.append(one)
        else:
            had = batches[place]
            batches[place] = Batch((*had.loads, load), had.size + one.size, had.bits | one.bits, length)

    def descend(self, stop: Callable[[], bool]) -> None:
        """Move one load, or exchange two, wherever that is shorter, until nothing is."""
        gained = True
        while gained and not stop():
            gained = False
            for load, near in enumerate(self.wave.near):
                for other in near:
                    for taken in ((), (other,)):
                        a, b = self.where[load], self.where[other]
                        if a != b and self._try((load,), taken, a, b, -1) > 0:
                            gained = True
