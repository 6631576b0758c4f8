"""Tours under construction, and the cheapest place on them for a stop more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from storeops.planning.tours.problem import Job
from storeops.planning.tours.schedule import feasible, load, metres

NOWHERE = 10**15
"""More than any detour: the second best place of a stop that has only one."""


@dataclass(frozen=True, slots=True)
class Route:
    """One van's stops in their order, with what they weigh and how far the tour is."""

    van: int
    stops: tuple[int, ...]
    load: int
    metres: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Routes with at least one stop each, and the stops that no van has."""

    routes: tuple[Route, ...] = ()
    left: tuple[int, ...] = ()

    @property
    def cost(self) -> tuple[int, int]:
        """What makes one draft better than another: first fewer stops left, then fewer metres."""
        return len(self.left), sum(route.metres for route in self.routes)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a stop: how many metres more, on which route (-1 - van for a van still free), before which stop."""

    extra: int
    route: int
    place: int


@dataclass(slots=True)
class Builder:
    """Puts stops into routes one by one, each time the one that would lose most by waiting (regret insertion: Potvin
    and Rousseau, European Journal of Operational Research 66 (1993), 331-340).

    `noise` makes a slot look a little dearer or cheaper than it is, so that another try ends elsewhere."""

    job: Job
    routes: list[Route]
    noise: Callable[[int], int] = field(default=lambda extra: extra)

    def insert(self, stops: Iterable[int]) -> Draft:
        """Insert as many of the stops as there is room and time for."""
        waiting = list(dict.fromkeys(stops))
        slots = {stop: self._slots(stop, range(len(self.routes))) for stop in waiting}
        while True:
            choices = [(self._regret(slots[stop]), -place, stop) for place, stop in enumerate(waiting) if slots[stop]]
            if not choices:
                return Draft(tuple(self.routes), tuple(waiting))
            _, _, chosen = max(choices)
            slot = min(slots[chosen].values(), key=lambda one: (one.extra, one.route))
            changed = self._put(chosen, slot)
            waiting.remove(chosen)
            for stop in waiting:
                # A van that is taken may no longer be free, so the free ones are looked at again.
                stale = {changed, *(route for route in slots[stop] if route < 0)}
                kept = {route: found for route, found in slots[stop].items() if route not in stale}
                slots[stop] = kept | self._slots(stop, (changed,))

    @staticmethod
    def _regret(slots: dict[int, Slot]) -> tuple[int, int]:
        first, second = sorted((*(slot.extra for slot in slots.values()), NOWHERE))[:2]
        return second - first, -first

    def _put(self, stop: int, slot: Slot) -> int:
        if slot.route < 0:
            self.routes.append(Route(-1 - slot.route, (), 0, 0))
        changed = slot.route if slot.route >= 0 else len(self.routes) - 1
        self.routes[changed] = with_stop(self.job, self.routes[changed], stop, slot.place)
        return changed

    def _slots(self, stop: int, routes: Iterable[int]) -> dict[int, Slot]:
        """The best slot on each of the routes and on an empty van of each kind that is still free."""
        found: dict[int, Slot] = {}
        for number in routes:
            route = self.routes[number]
            if best := self._best(number, route, stop):
                found[number] = best
        for van in self.free():
            if best := self._best(-1 - van, Route(van, (), 0, 0), stop):
                found[best.route] = best
        return found

    def free(self) -> Iterator[int]:
        """The kinds of van of which one has no tour yet."""
        for van, kind in enumerate(self.job.vans):
            if sum(1 for route in self.routes if route.van == van) < kind.count:
                yield van

    def _best(self, number: int, route: Route, stop: int) -> Slot | None:
        if route.load + self.job.stops[stop].demand > self.job.vans[route.van].capacity:
            return None
        for extra, place in sorted(detours(self.job, route, stop)):
            if feasible(self.job, route.van, (*route.stops[:place], stop, *route.stops[place:])):
                return Slot(self.noise(extra), number, place)
        return None


def detours(job: Job, route: Route, stop: int) -> Iterator[tuple[int, int]]:
    """The metres more, for each place on the route the stop could have."""
    here = job.starts[route.van]
    if not route.stops:
        yield job.metres[here][stop] + job.metres[stop][job.ends[route.van]], 0
        return
    for place, there in enumerate((*route.stops, job.ends[route.van])):
        yield job.metres[here][stop] + job.metres[stop][there] - job.metres[here][there], place
        here = there


def with_stop(job: Job, route: Route, stop: int, place: int) -> Route:
    """The route with a stop more."""
    extra = next(extra for extra, at in detours(job, route, stop) if at == place)
    return Route(
        route.van,
        (*route.stops[:place], stop, *route.stops[place:]),
        route.load + job.stops[stop].demand,
        route.metres + extra,
    )


def without(job: Job, route: Route, stops: set[int]) -> Route:
    """The route without these stops; the others keep their order."""
    return route_of(job, route.van, tuple(stop for stop in route.stops if stop not in stops))


def route_of(job: Job, van: int, stops: tuple[int, ...]) -> Route:
    """The route over these stops; a van without a stop stays where it is."""
    return Route(van, stops, load(job, stops), metres(job, van, stops) if stops else 0)
