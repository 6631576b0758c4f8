"""Can a plan be done at all? Worked out from the problem alone, knowing nothing of how the plan was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from storeops.planning.sourcing.candidates import choose
from storeops.planning.sourcing.cost import tiers_by_zone
from storeops.planning.sourcing.plan import Assignment
from storeops.planning.sourcing.problem import Line, Order, Problem
from storeops.rules.amounts import ONE


def faults(problem: Problem, assignments: Iterable[Assignment]) -> tuple[str, ...]:
    """Every way in which the assignments cannot be carried out, in plain words; empty for a plan that can."""
    by_order: defaultdict[str, list[Assignment]] = defaultdict(list)
    for one in assignments:
        by_order[one.order].append(one)
    orders = {order.id: order for order in problem.orders}
    zones = tiers_by_zone(problem.tariff)
    found: list[str] = [f"order {name} is not open" for name in by_order if name not in orders]
    taken: Counter[tuple[str, str]] = Counter()
    sent: Counter[str] = Counter()
    for name, chosen in by_order.items():
        if name not in orders:
            continue
        order = orders[name]
        found += _order_faults(order, chosen, {c.location.code for c in choose(problem, order, zones).candidates})
        sent.update({one.location for one in chosen})
        lines = {line.number: line for line in order.lines}
        for one in chosen:
            for sku, per in lines[one.line].parts if one.line in lines else ():
                taken[sku, one.location] += one.quantity * per // ONE
    found += [
        f"{sku} at {code}: {quantity} taken of {problem.stock.get((sku, code), 0)}"
        for (sku, code), quantity in taken.items()
        if quantity > problem.stock.get((sku, code), 0)
    ]
    found += [
        f"{location.code} sends {sent[location.code]} orders, can take {location.capacity}"
        for location in problem.locations
        if sent[location.code] > max(0, location.capacity)
    ]
    return tuple(found)


def _order_faults(order: Order, chosen: list[Assignment], allowed: set[str]) -> list[str]:
    """What is wrong with one order, stock and capacity aside."""
    found = [f"order {order.id} may not come from {one.location}" for one in chosen if one.location not in allowed]
    parcels = {one.location for one in chosen}
    if len(parcels) > order.most_parcels:
        found.append(f"order {order.id} comes in {len(parcels)} parcels, at most {order.most_parcels} are allowed")
    lines = {line.number: line for line in order.lines}
    found += [f"order {order.id} has no line {one.line}" for one in chosen if one.line not in lines]
    for line in order.lines:
        found += _line_faults(order, line, [one for one in chosen if one.line == line.number])
    return found


def _line_faults(order: Order, line: Line, chosen: list[Assignment]) -> list[str]:
    what = f"order {order.id} line {line.number}"
    found = []
    if any(one.quantity <= 0 for one in chosen):
        found.append(f"{what}: a quantity of nothing or less")
    if sum(one.quantity for one in chosen) > line.quantity:
        found.append(f"{what}: more than was ordered")
    if len({one.location for one in chosen}) < len(chosen):
        found.append(f"{what}: a location twice")
    step = line.step if line.divisible else line.quantity
    if any(one.quantity % step for one in chosen):
        found.append(f"{what}: divided finer than it may be")
    return found
