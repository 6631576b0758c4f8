"""Tours: who walks where, and which tote takes what."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from storeops.operations.picking.asked import Asked, Stop, Waiting
from storeops.planning import picking as planning
from storeops.rules.amounts import ONE

MODES = (planning.CLUSTER, planning.BATCH, planning.ZONE, planning.SINGLE)
"""One tote an order; one tote for all, sorted afterwards; by aisle; one order at a time."""


@dataclass(frozen=True, slots=True)
class Tours:
    """Tours of (stop, tote) in the order they are walked; distances in the units of the bins' coordinates, nothing
    where the bins have none."""

    tours: tuple[tuple[tuple[Stop, str], ...], ...]
    distance: int
    distance_single: int
    reasons: tuple[str, ...]


def tours(found: Waiting, stops: Sequence[Stop], how: Asked) -> Tours:
    """Share the stops out among tours that save walking, each in the order it is walked. Raises BadWave."""
    try:
        layout = planning.from_bins(
            planning.Bin(row["code"], row["aisle"], row["x"], row["y"], row["level"]) for row in found.bins.values()
        )
    except planning.BadLayout:
        return _unmapped(stops, how)
    lines: dict[str, list[planning.Line]] = {}
    for number, stop in enumerate(stops):
        units = -(-stop.quantity // ONE)
        lines.setdefault(stop.wanted.order, []).append(planning.Line(number, stop.bin, units))
    plan = planning.plan(
        [planning.Order(order, tuple(mine)) for order, mine in lines.items()],
        layout,
        mode=how.mode,
        pickers=how.pickers,
        cart=planning.Cart(capacity=how.cart, totes=how.totes),
        effort=planning.Effort(seconds=how.seconds, clock=time.monotonic),
    )
    walks = tuple(
        tuple((stops[pick.line], _tote(how.mode, number, pick.tote)) for stop in tour.stops for pick in stop.picks)
        for number, tour in enumerate(plan.tours, 1)
    )
    return Tours(walks, plan.length, plan.reference, ())


def _tote(mode: str, tour: int, tote: int) -> str:
    """One tote an order where orders are kept apart on the cart; else one for the tour."""
    return f"T{tour}" if mode in (planning.BATCH, planning.ZONE) else f"T{tote}"


def _unmapped(stops: Sequence[Stop], how: Asked) -> Tours:
    """Where no bin has coordinates: tours of so many orders, in the order of the bins' names."""
    most = 1 if how.mode == planning.SINGLE else how.totes
    orders = list(dict.fromkeys(stop.wanted.order for stop in stops))
    walks: list[tuple[tuple[Stop, str], ...]] = []
    for start in range(0, len(orders), most):
        mine = {order: tote for tote, order in enumerate(orders[start : start + most], 1)}
        walked = sorted((stop for stop in stops if stop.wanted.order in mine), key=lambda stop: stop.bin)
        walks.append(tuple((stop, _tote(how.mode, len(walks) + 1, mine[stop.wanted.order])) for stop in walked))
    return Tours(tuple(walks), 0, 0, ("No bin here has coordinates: nothing is known of the walking.",))
