"""What a tour is planned from: a depot, the stops, the vans, and how far apart they all are.

Times are seconds of the day on the wall clock of the depot, distances metres, demand and capacity one integer of the
caller's choice (grams, parcels, litres). All are integers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from storeops.planning.tours.distances import Distances, Speed
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

Window: TypeAlias = tuple[int, int]
"""From the first second to the last, both included."""

DAY = 24 * 60 * 60
ANY_TIME: Window = (0, DAY)
LARGEST = 10**12
"""No weight, time or distance of a van is above it; the solver adds many of them in 64 bits."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a van sets out or ends: a name, and its position in millionths of a degree (WGS84), None if unknown."""

    key: str
    latitude: int | None = None
    longitude: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One delivery. `service` is the time at the door; it must begin in one of the `windows`, at any time without.

    Latitude and longitude in millionths of a degree (WGS84), None where nobody knows them."""

    key: str
    latitude: int | None = None
    longitude: int | None = None
    demand: int = 0
    service: int = 0
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Van:
    """`count` vans alike: each goes once, within its `shift`, from `start` to `end` (the depot, unless named)."""

    code: str
    capacity: int
    shift: Window = ANY_TIME
    count: int = 1
    start: Place | None = None
    end: Place | None = None


class BadTours(Refused):
    """The stops, vans or distances contradict themselves; `reason` says in what."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"No tour can be planned: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Job:
    """The problem by numbers: stops are 0 to n-1, in `stops`; the places of the vans have the numbers after them.

    `windows` of a stop are sorted and never empty; `starts` and `ends` name a van's places."""

    stops: tuple[Stop, ...]
    vans: tuple[Van, ...]
    keys: tuple[str, ...]
    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]
    windows: tuple[tuple[Window, ...], ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def job_of(
    depot: Place, stops: Sequence[Stop], vans: Sequence[Van], distances: Distances | None, speed: Speed
) -> tuple[Job, tuple[Stop, ...]]:
    """The problem made ready, and beside it the stops whose place nobody knows. Raises BadTours."""
    places = _places(depot, vans)
    _check(stops, vans, places)
    if distances is None:
        lost = tuple(stop for stop in stops if not _known(stop))
        if stops and not all(map(_known, places)):
            raise BadTours(f"nobody has said where {quote(next(one.key for one in places if not _known(one)))} is")
    else:
        lost = ()
    known = tuple(stop for stop in stops if stop not in lost)
    keys = (*(stop.key for stop in known), *(place.key for place in places))
    if distances is None:
        points = [(one.key, one.latitude or 0, one.longitude or 0) for one in _both(known, places)]
        distances = Distances.between(points, speed)
    vans = [van for van in vans if van.count]
    number = {place.key: len(known) + at for at, place in enumerate(places)}
    metres, seconds = _matrices(distances, keys)
    return Job(
        known,
        tuple(vans),
        keys,
        metres,
        seconds,
        tuple(tuple(sorted(stop.windows)) or (ANY_TIME,) for stop in known),
        tuple(number[(van.start or depot).key] for van in vans),
        tuple(number[(van.end or depot).key] for van in vans),
    ), lost


def part(job: Job, numbers: Sequence[int]) -> Job:
    """The problem with only these of its stops."""
    rows = [*numbers, *range(len(job.stops), len(job.keys))]

    def cut(table: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(table[a][b] for b in rows) for a in rows)

    fewer = len(job.stops) - len(numbers)
    return Job(
        tuple(job.stops[number] for number in numbers),
        job.vans,
        tuple(job.keys[row] for row in rows),
        cut(job.metres),
        cut(job.seconds),
        tuple(job.windows[number] for number in numbers),
        tuple(start - fewer for start in job.starts),
        tuple(end - fewer for end in job.ends),
    )


def _known(one: Stop | Place) -> bool:
    return one.latitude is not None and one.longitude is not None


def _both(stops: Sequence[Stop], places: Sequence[Place]) -> list[Stop | Place]:
    return [*stops, *places]


def _places(depot: Place, vans: Iterable[Van]) -> tuple[Place, ...]:
    named = [depot, *(place for van in vans for place in (van.start, van.end) if place is not None)]
    return tuple(dict.fromkeys(named))


def _check(stops: Sequence[Stop], vans: Sequence[Van], places: Sequence[Place]) -> None:
    for what, keys in (
        ("stop or place", [one.key for one in _both(stops, places)]),
        ("van", [van.code for van in vans]),
    ):
        twice = [key for key, times in Counter(keys).items() if times > 1]
        if twice:
            raise BadTours(f"the {what} {quote(twice[0])} is there twice")
    for stop in stops:
        if not (0 <= stop.demand <= LARGEST and 0 <= stop.service <= LARGEST):
            raise BadTours(f"demand and service of {quote(stop.key)} must be 0 or more, and no more than {LARGEST}")
        _check_windows(stop.key, stop.windows)
    for van in vans:
        if not (0 <= van.capacity <= LARGEST and 0 <= van.count <= LARGEST):
            raise BadTours(f"capacity and count of {quote(van.code)} must be 0 or more, and no more than {LARGEST}")
        _check_windows(van.code, (van.shift,))
    for one in _both(stops, places):
        if _known(one) and not (abs(one.latitude or 0) <= 90_000_000 and abs(one.longitude or 0) <= 180_000_000):
            raise BadTours(f"the position of {quote(one.key)} is not on the earth; it is in millionths of a degree")


def _check_windows(key: str, windows: Iterable[Window]) -> None:
    for opens, closes in windows:
        if not 0 <= opens <= closes <= LARGEST:
            raise BadTours(f"the time window {opens} to {closes} of {quote(key)} ends before it begins, or is too late")


def _matrices(
    distances: Distances, keys: Sequence[str]
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    row = {key: at for at, key in enumerate(distances.keys)}
    missing = [key for key in keys if key not in row]
    if missing:
        raise BadTours(f"the distances do not name {quote(missing[0])}")
    chosen = [row[key] for key in keys]
    both = []
    for table in (distances.metres, distances.seconds):
        if len(table) != len(row) or any(len(line) != len(row) for line in table):
            raise BadTours("the table of distances is not as wide and as high as the list of its keys")
        picked = tuple(tuple(table[a][b] if a != b else 0 for b in chosen) for a in chosen)
        if any(not 0 <= value <= LARGEST for line in picked for value in line):
            raise BadTours(f"a distance or driving time is below 0 or above {LARGEST}")
        both.append(picked)
    return both[0], both[1]
