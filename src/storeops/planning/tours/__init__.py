"""Tours of the shop's own vans: which van serves which stops, in which order and when, on a short way.

Pure: numbers in, numbers out. The stopwatch is only read to keep the time given; nothing depends on what time it is.
A van goes out once; one that is loaded twice a day is two vans with a shift each.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from storeops.planning.tours.check import faults
from storeops.planning.tours.distances import (
    DETOUR_PERCENT,
    EARTH_METRES,
    METRES_PER_HOUR,
    Distances,
    Speed,
    great_circle,
)
from storeops.planning.tours.exact import exact
from storeops.planning.tours.heuristic import heuristic
from storeops.planning.tours.insertion import Draft, Route
from storeops.planning.tours.plan import EXACT, HEURISTIC, SEARCH, Tour, Tours, Unserved, Visit, tours_of
from storeops.planning.tours.problem import ANY_TIME, DAY, BadTours, Job, Place, Stop, Van, Window, job_of, part
from storeops.planning.tours.reasons import (
    BUSY,
    FULL,
    FULL_OR_BUSY,
    NO_PLACE,
    NO_VAN,
    OUT_OF_TIME,
    TOO_MUCH,
    crowded_out,
    hopeless,
)
from storeops.planning.tours.schedule import load, metres, times
from storeops.planning.tours.search import searched, solver_installed

__all__ = [
    "ANY_TIME",
    "BUSY",
    "DAY",
    "DETOUR_PERCENT",
    "EARTH_METRES",
    "EXACT",
    "FEW",
    "FULL",
    "FULL_OR_BUSY",
    "HEURISTIC",
    "METRES_PER_HOUR",
    "NO_PLACE",
    "NO_VAN",
    "OUT_OF_TIME",
    "SEARCH",
    "TOO_MUCH",
    "BadTours",
    "Distances",
    "Place",
    "Speed",
    "Stop",
    "Tour",
    "Tours",
    "Unserved",
    "Van",
    "Visit",
    "Window",
    "crowded_out",
    "drive",
    "faults",
    "great_circle",
    "plan",
    "solver_installed",
]

FEW = 8
"""Up to so many stops the best tours there are can be found by looking at all of them, in less than a second."""

_FIRST_LOOK = 0.1
"""The share of the time in which the heuristic may find out whether every stop has a place."""


def plan(
    depot: Place,
    stops: Sequence[Stop],
    vans: Sequence[Van],
    *,
    distances: Distances | None = None,
    speed: Speed | None = None,
    seconds: float = 10,
    seed: int = 0,
    solver: bool = True,
) -> Tours:
    """Tours for as many stops as possible, then as short as possible, within about `seconds`.

    Where no `distances` are given, they are the great circle between coordinates, lengthened and driven by `speed`.
    `distances` name every stop, the depot and the vans' own places by their keys. Tours over FEW stops are the best
    there are; more are PyVRP's, and where it is not installed, or with `solver` False, the heuristic's: `method` says
    which. A stop that no van can serve does not spoil the others: it is among `unserved`, with the reason.
    Raises BadTours."""
    begun = time.perf_counter()
    speed = speed or Speed()
    job, lost = job_of(depot, stops, vans, distances, speed)
    reasons = {stop.key: NO_PLACE for stop in lost}
    reasons |= {stop.key: why for number, stop in enumerate(job.stops) if (why := hopeless(job, number))}
    able = part(job, [number for number, stop in enumerate(job.stops) if stop.key not in reasons])
    draft, method = _best(able, begun, seconds, seed, solver)
    reasons |= {able.stops[stop].key: crowded_out(able, draft, stop) for stop in draft.left}
    tours = tours_of(able, draft)
    answer = Tours(
        tours,
        tuple(Unserved(stop.key, reasons[stop.key]) for stop in stops if stop.key in reasons),
        sum(tour.distance for tour in tours),
        method,
        time.perf_counter() - begun,
    )
    table = Distances(job.keys, job.metres, job.seconds)
    wrong = faults(depot, stops, vans, table, answer)
    if wrong:
        raise AssertionError(f"planning made tours that cannot be driven: {wrong[0]}")
    return answer


def drive(depot: Place, stops: Sequence[Stop], van: Van, *, speed: Speed | None = None) -> Tour | None:
    """The tour of one van over these stops in this order; None where it cannot be driven. Raises BadTours."""
    job, lost = job_of(depot, stops, [van], None, speed or Speed())
    order = tuple(range(len(job.stops)))
    if lost or times(job, 0, order) is None:
        return None
    return tours_of(job, Draft((Route(0, order, load(job, order), metres(job, 0, order)),)))[0]


def _best(job: Job, begun: float, seconds: float, seed: int, solver: bool) -> tuple[Draft, str]:
    def spent() -> float:
        return time.perf_counter() - begun

    if len(job.stops) <= FEW:
        return exact(job), EXACT
    if not (solver and solver_installed()):
        return heuristic(job, seed=seed, stop=lambda: spent() > seconds), HEURISTIC
    first = heuristic(job, seed=seed, stop=lambda: spent() > seconds * _FIRST_LOOK, until_all_fit=True)
    found = searched(job, seconds=max(0.0, seconds - spent()), seed=seed, all_fit=not first.left)
    return (first, HEURISTIC) if found is None or first.cost < found.cost else (found, SEARCH)
