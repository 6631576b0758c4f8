"""A good wave without a solver: aisles are given up one by one, then exchanged while that pays.

From all aisles open, the one whose closing costs the fewest units is closed, again and again; the best wave passed on
the way, and its neighbours with an aisle more or fewer, are improved by exchanging one open aisle for a closed one.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator

from storeops.planning.waves.exchange import improve
from storeops.planning.waves.packing import Choice, Packing, largest_first
from storeops.planning.waves.presolve import Prepared
from storeops.planning.waves.watch import Watch

_IN_VAIN = 6
"""After so many random replacements in vain a start is left for another."""

_TRIES = 12
"""How often packing starts over in another sequence, where the limits are hard to meet."""


def best_wave(prepared: Prepared, watch: Watch, *, seed: int = 1) -> tuple[Choice | None, int]:
    """The best wave found, if any, and the most units that were reached with all aisles open.

    Always answers, however early it is stopped: then with a wave that visits more aisles than it need."""
    first = fullest(prepared, random.Random(seed))  # noqa: S311  # a search, not a secret
    if first.units < prepared.least_units:
        return None, first.units
    best = last = prune(prepared, first)
    for start in _given_up(prepared, watch.part(watch.left / 2)):
        if start.units >= prepared.least_units:
            last = start
            if start.beats(best):
                best = start
    # A small wave from the fewest aisles is often the better one, and far from the best of the large ones.
    small = improve(prepared, last, watch.part(watch.left / 3), seed=seed, in_vain=_IN_VAIN)
    large = improve(prepared, best, watch.part(watch.left / 2), seed=seed, in_vain=_IN_VAIN)
    best = small if small.beats(large) else large
    return improve(prepared, best, watch, seed=seed + 1), first.units


def fullest(prepared: Prepared, chance: random.Random) -> Choice:
    """The most units within the limits that packing in several sequences reaches, all aisles open."""
    packing = Packing(prepared, most=prepared.problem.max_units)
    for aisle in range(len(prepared.stock)):
        packing.visit(aisle)
    packing.forget()
    patterns = list(prepared.largest_first)
    best: Choice | None = None
    for _ in range(_TRIES):
        packing.fill(patterns)
        if best is None or packing.units > best.units:
            best = packing.snapshot()
        if best.units >= prepared.least_units:
            break
        packing.back_to(0)
        chance.shuffle(patterns)
    assert best is not None
    return best


def prune(prepared: Prepared, choice: Choice) -> Choice:
    """The same orders from fewer aisles: those that are not needed are left out, the emptiest first."""
    packing = Packing(prepared, most=choice.units)
    packing.restore(choice)
    for aisle in sorted(choice.aisles, key=lambda aisle: sum(count for _, count in prepared.stock[aisle])):
        if len(packing.open) > 1 and all(packing.left[sku] >= count for sku, count in prepared.stock[aisle]):
            packing.leave(aisle)
    return packing.snapshot()


def _given_up(prepared: Prepared, watch: Watch) -> Iterator[Choice]:
    """Waves with ever fewer aisles, each within the limits."""
    packing = Packing(prepared, most=sum(prepared.size[one] * count for one, count in enumerate(prepared.counts)))
    for aisle in range(len(prepared.stock)):
        packing.visit(aisle)
    packing.fill(prepared.largest_first)
    packing.forget()
    cheapest = [(0, aisle) for aisle in range(len(prepared.stock))]
    over: Choice | None = None
    while len(packing.open) > 1 and not watch.over():
        units, mark = packing.units, packing.mark()
        _, aisle = heapq.heappop(cheapest)
        packing.leave(aisle)
        lost = units - packing.units
        # What closing an aisle costs hardly ever falls as others are closed: a cost that is still the least is right.
        if cheapest and lost > cheapest[0][0]:
            packing.back_to(mark)
            heapq.heappush(cheapest, (lost, aisle))
            continue
        packing.forget()
        if packing.units > prepared.problem.max_units:
            over = packing.snapshot()
            continue
        if over is not None:
            yield trimmed(prepared, over)
            over = None
        if packing.units < prepared.least_units:
            return
        yield packing.snapshot()
    if over is not None:
        yield trimmed(prepared, over)


def trimmed(prepared: Prepared, choice: Choice) -> Choice:
    """The same aisles with as many of the orders as the greatest number of units allows."""
    packing = Packing(prepared, most=prepared.problem.max_units)
    for aisle in choice.aisles:
        packing.visit(aisle)
    packing.fill(largest_first(prepared, choice.packed))
    packing.fill(prepared.largest_first)
    return packing.snapshot()
