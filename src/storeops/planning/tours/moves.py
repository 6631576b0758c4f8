"""Small changes that make tours shorter: a stretch turned round, a stop moved, the ends of two tours exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from storeops.planning.tours.insertion import Draft, Route, detours, route_of, with_stop, without
from storeops.planning.tours.problem import Job
from storeops.planning.tours.schedule import feasible

_Change = tuple[Route, Route]


def shorten(job: Job, draft: Draft, stop: Callable[[], bool]) -> Draft:
    """Take the first change that saves metres, again and again, until none does or `stop` says so."""
    routes = list(draft.routes)
    looked_at: dict[tuple[int, int], _Change] = {}
    again = True
    while again:
        again = False
        for one in range(len(routes)):
            for two in range(one, len(routes)):
                if stop():
                    return _draft(routes, draft)
                pair = (routes[one], routes[two])
                if looked_at.get((one, two)) == pair:
                    continue
                looked_at[one, two] = pair
                change = next(_within(job, pair[0]) if one == two else _between(job, *pair), None)
                if change:
                    routes[one], routes[two] = change
                    again = True
    return _draft(routes, draft)


def _draft(routes: list[Route], draft: Draft) -> Draft:
    return Draft(tuple(route for route in routes if route.stops), draft.left)


def _within(job: Job, route: Route) -> Iterator[_Change]:
    for new in (*_turned(job, route), *_moved(job, route)):
        yield new, new


def _between(job: Job, one: Route, two: Route) -> Iterator[_Change]:
    yield from _given(job, one, two)
    for receiver, giver in _given(job, two, one):
        yield giver, receiver
    yield from _crossed(job, one, two)


def _turned(job: Job, route: Route) -> Iterator[Route]:
    """2-opt (Croes, Operations Research 6 (1958), 791-812); distances may differ by direction."""
    path = (job.starts[route.van], *route.stops, job.ends[route.van])
    there = list(accumulate((job.metres[a][b] for a, b in pairwise(path)), initial=0))
    back = list(accumulate((job.metres[b][a] for a, b in pairwise(path)), initial=0))
    for first in range(1, len(path) - 2):
        for last in range(first + 1, len(path) - 1):
            before = there[last + 1] - there[first - 1]
            turned = back[last] - back[first]
            after = job.metres[path[first - 1]][path[last]] + turned + job.metres[path[first]][path[last + 1]]
            if after < before:
                stops = (*path[1:first], *path[first : last + 1][::-1], *path[last + 1 : -1])
                if feasible(job, route.van, stops):
                    yield route_of(job, route.van, stops)


def _moved(job: Job, route: Route) -> Iterator[Route]:
    """One stop to a better place on its own tour."""
    for stop in route.stops:
        rest = without(job, route, {stop})
        if rest.stops:
            yield from _put(job, rest, stop, route.metres - rest.metres)


def _given(job: Job, giver: Route, receiver: Route) -> Iterator[_Change]:
    """One stop from one tour to the other. What is left of the giver may be no stop at all."""
    if not receiver.stops:
        return
    for stop in giver.stops:
        if receiver.load + job.stops[stop].demand <= job.vans[receiver.van].capacity:
            rest = without(job, giver, {stop})
            for put in _put(job, receiver, stop, giver.metres - rest.metres):
                yield rest, put


def _put(job: Job, route: Route, stop: int, saved: int) -> Iterator[Route]:
    for extra, place in detours(job, route, stop):
        if extra < saved and feasible(job, route.van, (*route.stops[:place], stop, *route.stops[place:])):
            yield with_stop(job, route, stop, place)


def _crossed(job: Job, one: Route, two: Route) -> Iterator[_Change]:
    """2-opt* (Potvin and Rousseau, Journal of the Operational Research Society 46 (1995), 1433-1446)."""
    if not (one.stops and two.stops):
        return
    same_end = job.ends[one.van] == job.ends[two.van]
    paths = tuple((job.starts[route.van], *route.stops, job.ends[route.van]) for route in (one, two))
    for a in range(len(one.stops) + 1):
        for b in range(len(two.stops) + 1):
            (here, after_here), (there, after_there) = paths[0][a : a + 2], paths[1][b : b + 2]
            before = job.metres[here][after_here] + job.metres[there][after_there]
            # A van that loses all its stops stays at home, which its first and last way do not tell.
            emptied = (a, b) in ((0, len(two.stops)), (len(one.stops), 0))
            if same_end and not emptied and job.metres[here][after_there] + job.metres[there][after_here] >= before:
                continue
            new = (
                route_of(job, one.van, one.stops[:a] + two.stops[b:]),
                route_of(job, two.van, two.stops[:b] + one.stops[a:]),
            )
            if sum(route.metres for route in new) < one.metres + two.metres and all(
                route.load <= job.vans[route.van].capacity and feasible(job, route.van, route.stops) for route in new
            ):
                yield new
