"""Which of the orders that wait make up a wave."""

from __future__ import annotations

import time
from dataclasses import dataclass

from storeops.operations.picking.asked import Asked, Stop, Waiting
from storeops.planning.waves import plan_wave
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.quantity import decimal_string

OBJECTIVES = ("oldest", "aisles")
"""The oldest promises first; as many units as can be for each aisle that is visited."""
UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The stops of the orders chosen, and why these."""

    stops: tuple[Stop, ...]
    reasons: tuple[str, ...]


def choose(found: Waiting, how: Asked) -> Chosen:
    """The orders of a wave, whole. Raises NoWave, BadWave."""
    return _by_aisles(found, how) if how.objective == "aisles" else _oldest(found, how)


def _oldest(found: Waiting, how: Asked) -> Chosen:
    """The oldest promises first, up to the limits."""
    most, orders = how.max_units * ONE, how.max_orders
    sums: dict[str, Thousandths] = {}
    for one in found.wanted:
        sums[one.order] = sums.get(one.order, 0) + one.quantity
    taken: set[str] = set()
    units = 0
    for order, quantity in sums.items():
        if (most and units + quantity > most and taken) or (orders and len(taken) >= orders):
            continue
        taken.add(order)
        units += quantity
    left = len(sums) - len(taken)
    told = f"{len(taken)} orders, the oldest promise first" + (f"; {left} wait for another wave" if left else "")
    return Chosen(found.stops(one for one in found.wanted if one.order in taken), (told,))


def _by_aisles(found: Waiting, how: Asked) -> Chosen:
    """As many units as can be for each aisle that is visited; parts of units count as one."""
    orders: dict[str, dict[str, int]] = {}
    for one in found.wanted:
        units = orders.setdefault(one.order, {})
        units[one.sku] = units.get(one.sku, 0) + -(-one.quantity // ONE)
    aisles: dict[str, dict[str, int]] = {}
    for sku, rows in found.held.items():
        for row in rows:
            there = aisles.setdefault(found.aisle(row.bin), {})
            there[sku] = there.get(sku, 0) + row.quantity // ONE
    wave = plan_wave(
        orders,
        aisles,
        how.min_units,
        how.max_units or UNLIMITED,
        clock=time.monotonic,
        seconds=how.seconds,
    )
    chosen = set(wave.orders)
    bound = f", at most {_ratio(wave.bound)} can be" if wave.bound is not None else ""
    told = (
        f"{len(chosen)} orders, {wave.units} units from {len(wave.aisles)} aisles: {_ratio(wave.objective)} units an "
        f"aisle ({wave.method}{bound}); {len(orders) - len(chosen)} orders wait for another wave"
    )
    stops = found.stops((one for one in found.wanted if one.order in chosen), set(wave.aisles))
    return Chosen(stops, (told,))


def _ratio(value: object) -> str:
    from fractions import Fraction

    assert isinstance(value, Fraction)
    return decimal_string(round(value * ONE))
