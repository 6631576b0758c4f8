"""Can a wave be picked, and what is it worth? Worked out from the problem alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from fractions import Fraction

from storeops.planning.waves.problem import Problem


def faults(problem: Problem, orders: Collection[str], aisles: Collection[str]) -> tuple[str, ...]:
    """Every way in which these orders cannot be picked from these aisles, in plain words; empty for a good wave."""
    found = [f"order {name} is not open" for name in orders if name not in problem.orders]
    found += [f"there is no aisle {name}" for name in aisles if name not in problem.aisles]
    if found:
        return tuple(found)
    if not orders or not aisles:
        found.append("a wave has at least one order and one aisle")
    if len(set(orders)) < len(orders):
        found.append("an order twice")
    if len(set(aisles)) < len(aisles):
        found.append("an aisle twice")
    wanted, there = Counter[str](), Counter[str]()
    for name in orders:
        wanted.update(problem.orders[name])
    for name in set(aisles):
        there.update(problem.aisles[name])
    found += [f"{sku}: {count} wanted of {there[sku]}" for sku, count in wanted.items() if count > there[sku]]
    units = wanted.total()
    if units < problem.min_units:
        found.append(f"{units} units, at least {problem.min_units} are wanted")
    if units > problem.max_units:
        found.append(f"{units} units, at most {problem.max_units} are allowed")
    return tuple(found)


def value(problem: Problem, orders: Collection[str], aisles: Collection[str]) -> Fraction:
    """Units per visited aisle."""
    return Fraction(sum(sum(problem.orders[name].values()) for name in orders), len(aisles))
