"""Whether tours can be driven, found out from the answer alone: the reference for every way of making them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from storeops.planning.tours.distances import Distances
from storeops.planning.tours.plan import Tour, Tours
from storeops.planning.tours.problem import Place, Stop, Van


def faults(
    depot: Place, stops: Sequence[Stop], vans: Sequence[Van], distances: Distances, tours: Tours
) -> tuple[str, ...]:
    """What is wrong, in words; empty for tours that can be driven and tell the truth about themselves."""
    return tuple(_all(depot, stops, {van.code: van for van in vans}, distances, tours))


def _all(
    depot: Place, stops: Sequence[Stop], vans: dict[str, Van], distances: Distances, tours: Tours
) -> Iterator[str]:
    told = Counter([visit.stop for tour in tours.tours for visit in tour.visits])
    told += Counter(one.stop for one in tours.unserved)
    for stop in stops:
        if told[stop.key] != 1:
            yield f"stop {stop.key} is there {told[stop.key]} times"
    if strangers := set(told) - {stop.key for stop in stops}:
        yield f"nobody asked for {sorted(strangers)}"
    for code, count in Counter(tour.van for tour in tours.tours).items():
        if code not in vans or count > vans[code].count:
            yield f"{count} tours of van {code}"
    if tours.distance != sum(tour.distance for tour in tours.tours):
        yield f"all tours together are not {tours.distance} m"
    by_key = {stop.key: stop for stop in stops}
    for tour in tours.tours:
        if tour.van in vans and all(visit.stop in by_key for visit in tour.visits):
            for fault in _tour(depot, by_key, vans[tour.van], distances, tour):
                yield f"{tour.van}/{tour.number}: {fault}"


def _tour(depot: Place, stops: dict[str, Stop], van: Van, distances: Distances, tour: Tour) -> Iterator[str]:
    row = {key: place for place, key in enumerate(distances.keys)}
    if not tour.visits:
        yield "no stop"
    load = sum(stops[visit.stop].demand for visit in tour.visits)
    if load != tour.load or load > van.capacity:
        yield f"load {load}, said {tour.load}, capacity {van.capacity}"
    here, now, far = row[(van.start or depot).key], tour.departure, 0
    for visit in tour.visits:
        stop, there = stops[visit.stop], row[visit.stop]
        begins = visit.arrival + visit.waiting
        if visit.arrival != now + distances.seconds[here][there] or visit.metres != distances.metres[here][there]:
            yield f"the way to {visit.stop} is not told as it is"
        if visit.waiting < 0 or visit.departure != begins + stop.service:
            yield f"the time at {visit.stop} does not add up"
        if stop.windows and not any(opens <= begins <= closes for opens, closes in stop.windows):
            yield f"{visit.stop} is served at {begins}, out of its windows"
        here, now, far = there, visit.departure, far + distances.metres[here][there]
    end = row[(van.end or depot).key]
    if tour.back != now + distances.seconds[here][end] or tour.distance != far + distances.metres[here][end]:
        yield "the way back is not told as it is"
    if tour.departure < van.shift[0] or tour.back > van.shift[1]:
        yield f"out from {tour.departure} to {tour.back}, the shift is {van.shift}"
