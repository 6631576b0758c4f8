"""What planning answers: each van's stops with their times, and the stops no van serves, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storeops.planning.tours.insertion import Draft, Route
from storeops.planning.tours.problem import Job
from storeops.planning.tours.schedule import times

EXACT = "exact"
HEURISTIC = "heuristic"
SEARCH = "pyvrp"


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop on a tour, in seconds of the day: there at `arrival`, `waiting` until its window opens, then the service,
    gone at `departure`. `metres` is the way from the stop before."""

    stop: str
    arrival: int
    waiting: int
    departure: int
    metres: int

    @property
    def begins(self) -> int:
        """When the service begins: within the window, also of a van that is there before it opens."""
        return self.arrival + self.waiting


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour of one van: the `number`-th (from 1) of those of its `van` code. `departure` and `back` in seconds of
    the day; the van sets out as late as it can without being back later."""

    van: str
    number: int
    visits: tuple[Visit, ...]
    departure: int
    back: int
    load: int
    distance: int

    @property
    def duration(self) -> int:
        """Seconds on the road, waiting and service included."""
        return self.back - self.departure


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop that is on no tour, and why, in plain words."""

    stop: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tours:
    """A day's tours: as many stops as could be served, on the shortest way found.

    `distance` in metres, all tours together; `method` is "exact", "pyvrp" or "heuristic"; `seconds` is what it took."""

    tours: tuple[Tour, ...]
    unserved: tuple[Unserved, ...]
    distance: int
    method: str
    seconds: float


def tours_of(job: Job, draft: Draft) -> tuple[Tour, ...]:
    """The routes of a draft with their times: in the order of the vans, of vans alike the one that leaves first."""
    made: list[Tour] = []
    for van in range(len(job.vans)):
        tours = [_tour(job, route) for route in draft.routes if route.van == van]
        tours.sort(key=lambda tour: (tour.departure, tour.visits[0].stop))
        made.extend(replace(tour, number=number) for number, tour in enumerate(tours, 1))
    return tuple(made)


def _tour(job: Job, route: Route) -> Tour:
    driven = times(job, route.van, route.stops)
    if driven is None:
        raise AssertionError(f"the tour of {job.vans[route.van].code} cannot be driven in time")
    here, now = job.starts[route.van], driven.departure
    visits = []
    for stop, begins in zip(route.stops, driven.begins, strict=True):
        arrival = now + job.seconds[here][stop]
        now = begins + job.stops[stop].service
        visits.append(Visit(job.stops[stop].key, arrival, begins - arrival, now, job.metres[here][stop]))
        here = stop
    code = job.vans[route.van].code
    return Tour(code, 1, tuple(visits), driven.departure, driven.back, route.load, route.metres)
