"""Tours: who walks where, and which tote takes what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from storeops.operations.picking.asked import Asked, Stop, Waiting

MODES = ("cluster", "batch", "zone", "single")
"""One tote an order; one tote for all, sorted afterwards; by aisle; one order at a time."""


@dataclass(frozen=True, slots=True)
class Tours:
    """Tours of (stop, tote) in the order they are walked; distances in the units of the bins' coordinates."""

    tours: tuple[tuple[tuple[Stop, str], ...], ...]
    distance: int
    distance_single: int
    reasons: tuple[str, ...]


def tours(found: Waiting, stops: Sequence[Stop], how: Asked) -> Tours:
    """Share the stops out among tours, and put each tour in the order it is walked."""
    where = found.bins
    most = 1 if how.mode == "single" else how.totes
    groups = _zones(stops, where, how.pickers) if how.mode == "zone" else _batches(stops, most)
    walks = []
    for number, group in enumerate(groups, 1):
        walked = sorted(group, key=lambda stop: _path(where.get(stop.bin), stop.bin))
        walks.append(tuple(zip(walked, _totes(walked, how.mode, number), strict=True)))
    return Tours(tuple(walks), 0, 0, ())


def _path(bin: RowMapping | None, code: str) -> tuple[str, int, str]:
    """Up one aisle and down the next: by name of the aisle, then by the way into it; loose goods first."""
    return ("", 0, code) if bin is None else (bin["aisle"], bin["y"], code)


def _batches(stops: Sequence[Stop], most: int) -> list[list[Stop]]:
    """Tours of at most so many orders, in the order the orders came."""
    orders = list(dict.fromkeys(stop.wanted.order for stop in stops))
    tour_of = {order: place // max(1, most) for place, order in enumerate(orders)}
    groups: dict[int, list[Stop]] = {}
    for stop in stops:
        groups.setdefault(tour_of[stop.wanted.order], []).append(stop)
    return [groups[tour] for tour in sorted(groups)]


def _zones(stops: Sequence[Stop], where: Mapping[str, RowMapping], pickers: int) -> list[list[Stop]]:
    """The aisles shared out among the pickers, neighbours together."""
    aisles = sorted({_path(where.get(stop.bin), stop.bin)[0] for stop in stops})
    zone_of = {aisle: place * max(1, pickers) // len(aisles) for place, aisle in enumerate(aisles)}
    groups: dict[int, list[Stop]] = {}
    for stop in stops:
        groups.setdefault(zone_of[_path(where.get(stop.bin), stop.bin)[0]], []).append(stop)
    return [groups[zone] for zone in sorted(groups)]


def _totes(stops: Sequence[Stop], mode: str, tour: int) -> list[str]:
    """One tote an order where orders are kept apart on the cart; else one for the tour."""
    if mode in ("batch", "zone"):
        return [f"T{tour}"] * len(stops)
    orders = {order: place for place, order in enumerate(dict.fromkeys(stop.wanted.order for stop in stops), 1)}
    return [f"T{orders[stop.wanted.order]}" for stop in stops]
