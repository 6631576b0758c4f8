"""Tours without a solver: stops inserted where they cost least, improved by small moves, then torn open and mended."""

from __future__ import annotations

import random
from collections.abc import Callable

from storeops.planning.tours.insertion import Builder, Draft, without
from storeops.planning.tours.moves import shorten
from storeops.planning.tours.problem import Job

ROUNDS = 50
"""Tries for each stop to mend a part of the tours, however much time is left: where the time is enough for all of them
the plan is the same on every machine."""

MOST_TAKEN = 12
"""Stops taken out at once, at the most."""

WORSE_PER_MILLE = 5
"""Tours so much longer than the best so far are worth going on from."""

_NOISE_PERCENT = 15


def heuristic(job: Job, *, seed: int, stop: Callable[[], bool], until_all_fit: bool = False) -> Draft:
    """Tours for as many stops as fit, within the time that `stop` leaves. The same seed gives the same tours, unless
    the time ended the search. With `until_all_fit` the search ends as soon as no stop is left.

    After the first tours, ruin and recreate (Schrimpf and others, Journal of Computational Physics 159 (2000),
    139-171): neighbours are taken out and put back; what is not worse is kept."""
    first = Builder(job, []).insert(range(len(job.stops)))
    best = kept = shorten(job, first, stop)
    chance = random.Random(seed)  # noqa: S311 - a search, not a secret
    for _ in range(ROUNDS * len(job.stops)):
        if stop() or (until_all_fit and not best.left):
            break
        mended = _mended(job, kept, chance)
        left, far = best.cost
        if mended.cost <= (left, far + far * WORSE_PER_MILLE // 1000):
            kept = mended
        if mended.cost < best.cost:
            best = kept = shorten(job, mended, stop)
    return best


def _mended(job: Job, draft: Draft, chance: random.Random) -> Draft:
    centre = chance.randrange(len(job.stops))
    near = sorted(range(len(job.stops)), key=lambda stop: (job.metres[centre][stop], stop))
    taken = set(near[: chance.randint(1, min(MOST_TAKEN, len(near)))])
    routes = [without(job, route, taken) for route in draft.routes]
    waiting = [*draft.left, *(stop for route in draft.routes for stop in route.stops if stop in taken)]
    chance.shuffle(waiting)

    def noisy(extra: int) -> int:
        return extra + extra * chance.randint(-_NOISE_PERCENT, _NOISE_PERCENT) // 100

    return Builder(job, [route for route in routes if route.stops], noisy).insert(waiting)
