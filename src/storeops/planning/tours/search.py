"""Tours by PyVRP (Wouda, Lan and Kool, INFORMS Journal on Computing 36 (2024), 943-955), of the extra `planning`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from storeops.planning.tours.insertion import Draft, Route, route_of
from storeops.planning.tours.problem import Job
from storeops.planning.tours.schedule import times

if TYPE_CHECKING:
    from pyvrp import ProblemData, Solution, VehicleType

PATIENCE, PATIENCE_PER_STOP = 2_000, 50
"""Rounds without anything better, at least and for each stop, after which the search ends before its time."""


_SHARE_OF_EACH = 0.2
"""Of the time, for tours with as few vans as the load allows, and for tours with any number; the rest is spent on the
better ones."""

_NEVER = 2**63 - 1
"""PyVRP's own value for a window without an end."""


def solver_installed() -> bool:
    """Whether the extra `planning` is there."""
    return all(importlib.util.find_spec(name) is not None for name in ("pyvrp", "numpy"))


def searched(job: Job, *, seconds: float, seed: int, all_fit: bool, patience: int = 0) -> Draft | None:
    """The best tours found within about `seconds`; None where none that can be driven were found.

    `all_fit` says that every stop is known to find a place: then none may be left out, and the search is faster.
    `patience` is after how many rounds without anything better it ends; without, it depends on how many stops."""
    data, stop_of = _data(job, all_fit)
    patience = patience or max(PATIENCE, PATIENCE_PER_STOP * len(job.stops))
    best = _solved(data, _few_vans(job, data) if all_fit else None, seconds, seed, patience)
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


def _solved(data: ProblemData, few: ProblemData | None, seconds: float, seed: int, patience: int) -> Solution:
    """The best solution found: where few vans are given, from the better of one with them and one with all."""
    from pyvrp import Solution, solve
    from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

    def run(data: ProblemData, share: float, first: Solution | None) -> Solution:
        stop = MultipleCriteria([MaxRuntime(seconds * share), NoImprovement(patience)])
        return solve(data, stop, seed=seed, collect_stats=False, display=False, initial_solution=first).best

    if few is None:
        return run(data, 1, None)
    free, tight = run(data, _SHARE_OF_EACH, None), run(few, _SHARE_OF_EACH, None)
    if tight.is_feasible() and (not free.is_feasible() or tight.distance() < free.distance()):
        routes = [[visit.idx for visit in route if visit.is_client()] for route in tight.routes()]
        free = Solution(data, routes)
    return run(data, 1 - 2 * _SHARE_OF_EACH, free if free.is_feasible() else None)


def _few_vans(job: Job, data: ProblemData) -> ProblemData | None:
    """The problem with as few vans as the load allows; None where there are no more, or not all are alike.

    From tours with a van too many the search hardly ever finds to those with one less, which are often shorter."""
    if len(job.vans) != 1:
        return None
    least = max(1, -(-sum(stop.demand for stop in job.stops) // max(1, job.vans[0].capacity)))
    (kind,) = data.vehicle_types()
    return data.replace(vehicle_types=[kind.replace(num_available=least)]) if least < kind.num_available else None


def _data(job: Job, all_fit: bool) -> tuple[ProblemData, list[int]]:
    """The problem in PyVRP's words, and the stop that each of its clients stands for.

    A stop with several windows is a group of clients of which one is visited, one for each window."""
    from numpy import array, int64
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData

    clients: list[Client] = []
    groups: list[ClientGroup] = []
    stop_of: list[int] = []
    prize = 0 if all_fit else _prize(job)
    timeless = _timeless(job)
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
                tw_late=_NEVER if timeless else closes,
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
        _vans(job, timeless),
        [metres],
        [seconds],
        groups,
    ), stop_of


def _timeless(job: Job) -> bool:
    """Whether no window can ever be missed or waited for: then PyVRP, told of none, looks at half as many things."""
    latest = sum(stop.service for stop in job.stops) + sum(max(row) for row in job.seconds)
    windows = [*(van.shift for van in job.vans), *(window for given in job.windows for window in given)]
    return all(opens == 0 and closes >= latest for opens, closes in windows)


def _prize(job: Job) -> int:
    """More than leaving a stop out can save: the whole way of all tours."""
    longest = max(max(row) for row in job.metres)
    return 1 + longest * 2 * len(job.stops)


def _vans(job: Job, timeless: bool) -> list[VehicleType]:
    from pyvrp import VehicleType

    first = len(job.stops)
    return [
        VehicleType(
            num_available=min(van.count, len(job.stops)),
            capacity=[van.capacity],
            start_depot=job.starts[kind] - first,
            end_depot=job.ends[kind] - first,
            tw_early=van.shift[0],
            tw_late=_NEVER if timeless else van.shift[1],
        )
        for kind, van in enumerate(job.vans)
    ]
