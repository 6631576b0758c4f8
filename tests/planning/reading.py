"""Routing instances of CVRPLIB, read by vrplib (which comes with PyVRP), as `planning.tours` takes them.

The convention of the set of Uchoa and others (European Journal of Operational Research 257 (2017), 845-858): Euclidean
distances rounded to the nearest integer, as many vans as one likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from pathlib import Path

from storeops.planning.tours import Distances, Place, Stop, Van


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance as `plan` takes it. `best` is the best known cost, `routes` its tours by the stops' keys."""

    name: str
    depot: Place
    stops: tuple[Stop, ...]
    vans: tuple[Van, ...]
    distances: Distances
    best: int
    routes: tuple[tuple[str, ...], ...]


def read(path: Path) -> Instance:
    """The instance of a `.vrp` file and the solution of the `.sol` file beside it."""
    import vrplib

    given = vrplib.read_instance(path, compute_edge_weights=False)
    solution = vrplib.read_solution(path.with_suffix(".sol"))
    points = [(int(x), int(y)) for x, y in given["node_coord"]]
    keys = tuple(str(number) for number in range(len(points)))
    assert list(given["depot"]) == [0], "the depot is the first node"
    metres = tuple(tuple(int(hypot(x - u, y - v) + 0.5) for u, v in points) for x, y in points)
    return Instance(
        path.stem,
        Place("0"),
        tuple(Stop(key, demand=int(given["demand"][int(key)])) for key in keys[1:]),
        (Van("VAN", int(given["capacity"]), count=len(points) - 1),),
        Distances(keys, metres, tuple((0,) * len(points) for _ in points)),
        int(solution["cost"]),
        tuple(tuple(str(stop) for stop in route) for route in solution["routes"]),
    )
