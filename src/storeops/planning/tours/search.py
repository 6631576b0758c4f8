"""Tours by PyVRP (Wouda, Lan and Kool, INFORMS Journal on Computing 36 (2024), 943-955), of the extra `planning`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from storeops.planning.tours.insertion import Draft, Route, route_of
from storeops.planning.tours.problem import Job
from storeops.planning.tours.schedule import times

if TYPE_CHECKING:
    from pyvrp import ProblemData, VehicleType

PATIENCE, PATIENCE_PER_STOP = 2_000, 50
"""Rounds without anything better, at least and for each stop, after which the search ends before its time."""


def solver_installed() -> bool:
    """Whether the extra `planning` is there."""
    return all(importlib.util.find_spec(name) is not None for name in ("pyvrp", "numpy"))


def searched(job: Job, *, seconds: float, seed: int, all_fit: bool) -> Draft | None:
    """The best tours found within about `seconds`; None where none that can be driven were found.

    `all_fit` says that every stop is known to find a place: then none may be left out, and the search is faster."""
    from pyvrp import solve
    from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

    data, stop_of = _data(job, all_fit)
    patience = max(PATIENCE, PATIENCE_PER_STOP * len(job.stops))
    stop = MultipleCriteria([MaxRuntime(seconds), NoImprovement(patience)])
    best = solve(data, stop, seed=seed, collect_stats=False, display=False).best
    if not best.is_feasible():
        return None
    routes: list[Route] = []
    for found in best.routes():
        stops = tuple(stop_of[visit.idx] for visit in found if visit.is_client())
        if not stops:
            continue
        van = found.vehicle_type()
        if times(job, van, stops) is None:
            return None
        routes.append(route_of(job, van, stops))
    served = {stop for route in routes for stop in route.stops}
    return Draft(tuple(routes), tuple(stop for stop in range(len(job.stops)) if stop not in served))


def _data(job: Job, all_fit: bool) -> tuple[ProblemData, list[int]]:
    """The problem in PyVRP's words, and the stop that each of its clients stands for.

    A stop with several windows is a group of clients of which one is visited, one for each window."""
    from numpy import array, int64
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData

    clients: list[Client] = []
    groups: list[ClientGroup] = []
    stop_of: list[int] = []
    prize = 0 if all_fit else _prize(job)
    for number, stop in enumerate(job.stops):
        several = len(job.windows[number]) > 1
        if several:
            members = list(range(len(clients), len(clients) + len(job.windows[number])))
            groups.append(ClientGroup(members, required=all_fit))
        for opens, closes in job.windows[number]:
            client = Client(
                number,
                delivery=[stop.demand],
                service_duration=stop.service,
                tw_early=opens,
                tw_late=closes,
                prize=prize,
                required=all_fit and not several,
                group=len(groups) - 1 if several else None,
            )
            clients.append(client)
            stop_of.append(number)
    places = range(len(job.stops), len(job.metres))
    # PyVRP's hints name the elements' type `int`, where numpy's say int64.
    metres: Any = array(job.metres, dtype=int64)
    seconds: Any = array(job.seconds, dtype=int64)
    return ProblemData(
        [Location(0, 0) for _ in job.metres],
        clients,
        [Depot(place) for place in places],
        _vans(job),
        [metres],
        [seconds],
        groups,
    ), stop_of


def _prize(job: Job) -> int:
    """More than leaving a stop out can save: the whole way of all tours."""
    longest = max(max(row) for row in job.metres)
    return 1 + longest * 2 * len(job.stops)


def _vans(job: Job) -> list[VehicleType]:
    from pyvrp import VehicleType

    first = len(job.stops)
    return [
        VehicleType(
            num_available=min(van.count, len(job.stops)),
            capacity=[van.capacity],
            start_depot=job.starts[kind] - first,
            end_depot=job.ends[kind] - first,
            tw_early=van.shift[0],
            tw_late=van.shift[1],
        )
        for kind, van in enumerate(job.vans)
    ]
