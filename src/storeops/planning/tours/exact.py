"""The best tours there are, for few stops: every set of stops that one van can serve, and the best sets together.

Held and Karp's programme (Journal of SIAM 10 (1962), 196-210) over sets of stops, of each set and last stop all that
are not both later and longer than another; sets are then given to vans as in a knapsack.
"""

from __future__ import annotations

from dataclasses import dataclass

from storeops.planning.tours.insertion import Draft, route_of
from storeops.planning.tours.problem import Job


@dataclass(frozen=True, slots=True)
class _Way:
    """Stops driven in an order: how far, and when the service at the last one is over."""

    metres: int
    over: int
    stops: tuple[int, ...]


_Shared = tuple[int, tuple[tuple[int, tuple[int, ...]], ...]]
"""Metres of several tours, and each of them as van and stops."""


def exact(job: Job) -> Draft:
    """As many stops as can be served, on the shortest tours. Time and room double with each stop: for few."""
    found: dict[int, _Shared] = {0: (0, ())}
    for van, kind in enumerate(job.vans):
        tours = _tours(job, van)
        for _ in range(min(kind.count, len(job.stops))):
            found = _with_van(found, van, tours)
    everything = (1 << len(job.stops)) - 1
    # Of tours equally good those whose stops come first in the list, so that the answer is always the same.
    served, (_, routes) = min(found.items(), key=lambda one: (-one[0].bit_count(), one[1][0], one[0]))
    left = tuple(stop for stop in range(len(job.stops)) if (everything & ~served) >> stop & 1)
    return Draft(tuple(route_of(job, van, stops) for van, stops in routes), left)


def _with_van(found: dict[int, _Shared], van: int, tours: dict[int, _Way]) -> dict[int, _Shared]:
    after = dict(found)
    for served, (metres, routes) in found.items():
        for chosen, tour in tours.items():
            if served & chosen:
                continue
            far = metres + tour.metres
            both = served | chosen
            if both not in after or far < after[both][0]:
                after[both] = (far, (*routes, (van, tour.stops)))
    return after


def _tours(job: Job, van: int) -> dict[int, _Way]:
    """The shortest tour over each set of stops that the van can serve on one tour."""
    ways: dict[tuple[int, int], list[_Way]] = {}
    tours: dict[int, _Way] = {}
    capacity, (opens, closes) = job.vans[van].capacity, job.vans[van].shift
    for chosen in range(1, 1 << len(job.stops)):
        members = [stop for stop in range(len(job.stops)) if chosen >> stop & 1]
        if sum(job.stops[stop].demand for stop in members) > capacity:
            continue
        for last in members:
            rest = chosen & ~(1 << last)
            if rest:
                before = [way for stop in members if stop != last for way in ways.get((rest, stop), ())]
            else:
                before = [_Way(0, opens, ())]
            kept = _kept([way for one in before if (way := _driven_on(job, van, one, last)) is not None])
            ways[chosen, last] = kept
            for way in kept:
                home = way.metres + job.metres[last][job.ends[van]]
                in_time = way.over + job.seconds[last][job.ends[van]] <= closes
                if in_time and (chosen not in tours or home < tours[chosen].metres):
                    tours[chosen] = _Way(home, way.over, way.stops)
    return tours


def _driven_on(job: Job, van: int, way: _Way, stop: int) -> _Way | None:
    here = way.stops[-1] if way.stops else job.starts[van]
    now = way.over + job.seconds[here][stop]
    for opens, closes in job.windows[stop]:
        if now <= closes:
            over = max(now, opens) + job.stops[stop].service
            return _Way(way.metres + job.metres[here][stop], over, (*way.stops, stop))
    return None


def _kept(ways: list[_Way]) -> list[_Way]:
    """The ways that are not both longer and later than another."""
    kept: list[_Way] = []
    for way in sorted(ways, key=lambda one: (one.metres, one.over)):
        if not kept or way.over < kept[-1].over:
            kept.append(way)
    return kept
