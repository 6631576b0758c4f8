"""Small made-up days for the tests of tours, and the best tours there are for them, found by trying everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from random import Random
from typing import TypeAlias

from hypothesis import strategies as st

from storeops.planning.tours import DAY, Distances, Place, Stop, Van, Window

Day: TypeAlias = tuple[list[Stop], list[Van], Distances]

HOUR = 3600
_OFTEN = (0, 0, 1, 1, 2)
"""How many windows a stop has."""
DEPOT = Place("WH")


def on_a_grid(points: dict[str, tuple[int, int]], *, seconds_per_metre: int = 1) -> Distances:
    """Distances along streets at right angles: exact integers, and no shortcut by a third place."""
    metres = tuple(tuple(abs(x - u) + abs(y - v) for u, v in points.values()) for x, y in points.values())
    return Distances(tuple(points), metres, tuple(tuple(far * seconds_per_metre for far in row) for row in metres))


def made_up(chance: Random, count: int) -> Day:
    """`count` stops around the depot WH, some with windows, for one to four vans that may not be enough."""
    points = {"WH": (chance.randint(0, 12), chance.randint(0, 12))}
    stops = []
    for number in range(count):
        points[f"O{number}"] = (chance.randint(0, 12), chance.randint(0, 12))
        opening = [
            (opens, opens + chance.randint(0, 30)) for opens in chance.choices(range(60), k=chance.choice(_OFTEN))
        ]
        stops.append(
            Stop(f"O{number}", demand=chance.randint(0, 6), service=chance.randint(0, 5), windows=tuple(opening))
        )
    vans = [
        Van(f"V{number}", chance.randint(3, 16), (0, chance.choice((40, 80, DAY))), chance.randint(1, 2))
        for number in range(chance.randint(1, 2))
    ]
    distances = on_a_grid(points)
    if chance.random() < 0.5:
        # One-way streets: whoever drives down the list drives farther.
        metres = tuple(
            tuple(far + 3 if there > here else far for there, far in enumerate(row))
            for here, row in enumerate(distances.metres)
        )
        distances = Distances(distances.keys, metres, metres)
    return stops, vans, distances


def days(most: int = 5) -> st.SearchStrategy[Day]:
    """Days as `made_up` makes them, of no stop up to `most`."""
    return st.builds(made_up, st.randoms(use_true_random=False), st.integers(0, most))


def best(stops: Sequence[Stop], vans: Sequence[Van], distances: Distances) -> tuple[int, int]:
    """Stops left and metres of the best tours, by trying every set of stops for every van in every order."""
    each = [van for van in vans for _ in range(van.count)]
    everything = (1 << len(stops)) - 1
    tables: dict[str, dict[int, int]] = {}
    for van in vans:
        tables[van.code] = {0: 0} | dict(_shortest(stops, van, distances))
    found = {0: 0}
    for van in each:
        after: dict[int, int] = {}
        for served, far in found.items():
            for more, extra in tables[van.code].items():
                if not served & more:
                    after[served | more] = min(far + extra, after.get(served | more, far + extra))
        found = after
    return min(((everything & ~served).bit_count(), far) for served, far in found.items())


def _shortest(stops: Sequence[Stop], van: Van, distances: Distances) -> Iterator[tuple[int, int]]:
    row = {key: place for place, key in enumerate(distances.keys)}
    for chosen in range(1, 1 << len(stops)):
        some = [stop for number, stop in enumerate(stops) if chosen >> number & 1]
        if sum(stop.demand for stop in some) > van.capacity:
            continue
        ways = [far for order in permutations(some) if (far := _driven(order, van, distances, row)) is not None]
        if ways:
            yield chosen, min(ways)


def _driven(order: Sequence[Stop], van: Van, distances: Distances, row: dict[str, int]) -> int | None:
    here, now, far = row["WH"], van.shift[0], 0
    for stop in order:
        there = row[stop.key]
        now, far = now + distances.seconds[here][there], far + distances.metres[here][there]
        begins = [max(now, opens) for opens, closes in _windows(stop) if now <= closes]
        if not begins:
            return None
        now, here = min(begins) + stop.service, there
    now, far = now + distances.seconds[here][row["WH"]], far + distances.metres[here][row["WH"]]
    return far if now <= van.shift[1] else None


def _windows(stop: Stop) -> tuple[Window, ...]:
    return stop.windows or ((0, DAY),)
