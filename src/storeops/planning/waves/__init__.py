"""Waves: which orders to pick together so that few aisles are visited for many units.

`plan_wave` is pure: orders and aisles in, a wave out. The clock is only read to keep the time given.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from fractions import Fraction

from storeops.planning.waves.check import faults, value
from storeops.planning.waves.heuristic import best_wave, prune
from storeops.planning.waves.optimum import Answer, closed, solve
from storeops.planning.waves.packing import Choice, Packing
from storeops.planning.waves.presolve import Prepared, prepare
from storeops.planning.waves.problem import (
    AISLES,
    HEURISTIC,
    NO_STOCK_LEFT,
    NOT_IN_AISLES,
    OPTIMAL,
    ORDERS,
    SEQUENCE,
    SOLVER,
    WAVE_FULL,
    BadWave,
    NoWave,
    Problem,
    Units,
    Wave,
    check,
)
from storeops.planning.waves.sequence import oldest_first
from storeops.planning.waves.watch import Clock, Watch
from storeops.rules.wording import quote

__all__ = [
    "AISLES",
    "HEURISTIC",
    "OPTIMAL",
    "ORDERS",
    "SEQUENCE",
    "SOLVER",
    "BadWave",
    "NoWave",
    "Problem",
    "Wave",
    "faults",
    "plan_wave",
    "solver_installed",
    "value",
]


def solver_installed() -> bool:
    """Whether the extra `planning` is there."""
    return all(importlib.util.find_spec(name) is not None for name in ("highspy", "numpy"))


def plan_wave(
    orders: Mapping[str, Units],
    aisles: Mapping[str, Units],
    min_units: int,
    max_units: int,
    *,
    clock: Clock,
    seconds: float,
    objective: str = AISLES,
) -> Wave:
    """The orders to pick in one wave, within about `seconds` on the clock.

    Orders and aisles are units by SKU; the orders come in the sequence of their promises, the oldest first. With the
    objective `aisles` as many units as possible are picked per visited aisle, and of orders that ask for the same the
    oldest is picked; with `orders`, orders are taken in sequence as long as they fit. Without the solver the wave is
    the heuristic's, and says so in `method`. A wave has at least one order, whatever `min_units` says.
    Raises BadWave, NoWave."""
    if objective not in (AISLES, ORDERS):
        raise BadWave(f"A wave is chosen by {AISLES} or by {ORDERS}, not by {quote(objective)}.")
    problem = Problem(orders, aisles, min_units, max_units)
    check(problem)
    prepared, watch = prepare(problem), Watch.of(clock, seconds)
    if objective == ORDERS:
        choice = oldest_first(prepared)
        found = choice if choice.units >= prepared.least_units else None
        answer, method = Answer(found, None, choice.units, proven=False), SEQUENCE
    elif solver_installed():
        answer, method = solve(prepared, watch), SOLVER
    else:
        answer, method = _without_solver(prepared, watch), HEURISTIC
    if answer.choice is None:
        raise NoWave(prepared.least_units, answer.most, proven=answer.proven, reasons=prepared.hopeless)
    return _wave(prepared, answer, OPTIMAL if answer.proven else method)


def _without_solver(prepared: Prepared, watch: Watch) -> Answer:
    """The heuristic's wave; it is sometimes seen to be the best, or that there is none."""
    best, most = best_wave(prepared, watch)
    if best is None:
        all_of_them = sum(size * count for size, count in zip(prepared.size, prepared.counts, strict=True))
        return Answer(None, None, most, proven=all_of_them < prepared.least_units)
    if closed(prepared, best, prepared.ceiling):
        return Answer(best, Fraction(best.units, len(best.aisles)), best.units, proven=True)
    return Answer(best, prepared.ceiling, best.units, proven=False)


def _wave(prepared: Prepared, answer: Answer, method: str) -> Wave:
    """The wave by names, with what still fits; never one that cannot be picked."""
    assert answer.choice is not None
    packing = Packing(prepared, most=prepared.problem.max_units)
    packing.restore(prune(prepared, answer.choice))
    if method != SEQUENCE:
        packing.fill(prepared.largest_first)
    choice = packing.snapshot()
    picked = {name for one, count in choice.packed.items() for name in prepared.names[one][:count]}
    orders = tuple(name for name in prepared.problem.orders if name in picked)
    aisles = tuple(prepared.aisles[aisle] for aisle in choice.aisles)
    wrong = faults(prepared.problem, orders, aisles)
    if wrong:
        raise AssertionError(f"a wave was made that cannot be picked: {wrong[0]}")
    ratio = value(prepared.problem, orders, aisles)
    bound = None if answer.bound is None else max(answer.bound, ratio)
    return Wave(orders, aisles, choice.units, ratio, bound, method, _reasons(prepared, packing, choice))


def _reasons(prepared: Prepared, packing: Packing, choice: Choice) -> dict[str, str]:
    """Why each order that is not in the wave is not."""
    held = [0] * len(prepared.demand)
    for aisle in choice.aisles:
        for sku, count in prepared.stock[aisle]:
            held[sku] += count
    reasons = dict(prepared.hopeless)
    for pattern, lines in enumerate(prepared.lines):
        if choice.units + prepared.size[pattern] > packing.most:
            reason = WAVE_FULL
        elif any(held[sku] < count for sku, count in lines):
            reason = NOT_IN_AISLES
        else:
            reason = NO_STOCK_LEFT
        reasons.update(dict.fromkeys(prepared.names[pattern][choice.packed.get(pattern, 0) :], reason))
    return reasons
