"""Why a stop is on no tour."""

from __future__ import annotations

from storeops.planning.tours.insertion import Draft, Route
from storeops.planning.tours.problem import Job
from storeops.planning.tours.schedule import feasible

NO_PLACE = "nobody knows where it is"
NO_VAN = "there is no van"
TOO_MUCH = "it is more than any van carries"
OUT_OF_TIME = "no van that carries it can be there in its time window and back within the shift"
FULL = "no van has room left for it"
BUSY = "no van has time left for it"
FULL_OR_BUSY = "the vans with room left for it have no time left, the others no room"


def hopeless(job: Job, stop: int) -> str:
    """Why the stop could not be served even if there were no other; empty where it could."""
    if not job.vans:
        return NO_VAN
    strong = [number for number, van in enumerate(job.vans) if van.capacity >= job.stops[stop].demand]
    if not strong:
        return TOO_MUCH
    return "" if any(feasible(job, van, (stop,)) for van in strong) else OUT_OF_TIME


def crowded_out(job: Job, draft: Draft, stop: int) -> str:
    """Why a stop that could be served alone has no place on these tours."""
    demand = job.stops[stop].demand
    used = [route.van for route in draft.routes]
    free = [Route(van, (), 0, 0) for van, kind in enumerate(job.vans) if used.count(van) < kind.count]
    routes = (*draft.routes, *free)
    if not any(route.load + demand <= job.vans[route.van].capacity for route in routes):
        return FULL
    return FULL_OR_BUSY if any(_in_time(job, route, stop) for route in routes) else BUSY


def _in_time(job: Job, route: Route, stop: int) -> bool:
    places = range(len(route.stops) + 1)
    return any(feasible(job, route.van, (*route.stops[:at], stop, *route.stops[at:])) for at in places)
