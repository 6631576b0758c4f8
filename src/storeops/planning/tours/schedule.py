"""When a van is where: arrivals, waiting and departures along a tour, or that it cannot be driven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storeops.planning.tours.problem import Job, Window


@dataclass(frozen=True, slots=True)
class Times:
    """A tour in seconds of the day: when it sets out, when the service begins at each stop, when it is back."""

    departure: int
    begins: tuple[int, ...]
    back: int


def feasible(job: Job, van: int, route: Sequence[int]) -> bool:
    """Whether a van of this kind, empty of other stops, can serve `route` in this order within all windows."""
    return _earliest(job, van, route) is not None


def times(job: Job, van: int, route: Sequence[int]) -> Times | None:
    """The tour that is back first, and among these the one that sets out last. None where it cannot be driven.

    Arriving earlier never hurts, so taking the first window that is still open finds a way if there is one."""
    chosen = _earliest(job, van, route)
    if chosen is None:
        return None
    windows, back = chosen
    # Backwards: the latest begin at each stop that still keeps every window and the time of being back.
    stop_after, latest = job.ends[van], back
    for stop, (_, closes) in zip(reversed(route), reversed(windows), strict=True):
        latest = min(closes, latest - job.seconds[stop][stop_after] - job.stops[stop].service)
        stop_after = stop
    now = departure = latest - job.seconds[job.starts[van]][stop_after]
    here, begins = job.starts[van], []
    for stop, (opens, _) in zip(route, windows, strict=True):
        begin = max(now + job.seconds[here][stop], opens)
        begins.append(begin)
        here, now = stop, begin + job.stops[stop].service
    return Times(departure, tuple(begins), now + job.seconds[here][job.ends[van]])


def _earliest(job: Job, van: int, route: Sequence[int]) -> tuple[list[Window], int] | None:
    """Drive as early as the shift allows: the window kept at each stop, and the time of being back."""
    now, last = job.vans[van].shift
    here, kept = job.starts[van], []
    for stop in route:
        now += job.seconds[here][stop]
        for window in job.windows[stop]:
            if now <= window[1]:
                break
        else:
            return None
        kept.append(window)
        now = max(now, window[0]) + job.stops[stop].service
        here = stop
    now += job.seconds[here][job.ends[van]]
    return (kept, now) if now <= last else None


def metres(job: Job, van: int, route: Sequence[int]) -> int:
    """How far the tour is, from where the van sets out to where it ends."""
    here, far = job.starts[van], 0
    for stop in (*route, job.ends[van]):
        far += job.metres[here][stop]
        here = stop
    return far


def load(job: Job, route: Sequence[int]) -> int:
    """What the van carries when it sets out."""
    return sum(job.stops[stop].demand for stop in route)
