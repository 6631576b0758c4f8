"""The wave of the oldest promises: orders in sequence as long as they fit, from few aisles."""

from __future__ import annotations

from storeops.planning.waves.heuristic import prune
from storeops.planning.waves.packing import Choice, Packing
from storeops.planning.waves.presolve import Prepared


def oldest_first(prepared: Prepared) -> Choice:
    """Every order in sequence that the stock and the greatest number of units still allow.

    The aisles are those from which most of what is still missing comes, one by one, less those that turn out not to be
    needed (the greedy rule for covering: Chvatal, Mathematics of Operations Research 4(3), 1979)."""
    packing = Packing(prepared, most=prepared.problem.max_units)
    for aisle in range(len(prepared.stock)):
        packing.visit(aisle)
    pattern_of = {name: pattern for pattern, names in enumerate(prepared.names) for name in names}
    for name in prepared.problem.orders:
        pattern = pattern_of.get(name)
        if pattern is not None and packing.fits(pattern):
            packing.pack(pattern, 1)
    taken = packing.snapshot()
    return prune(prepared, Choice(_cover(prepared, taken), taken.packed, taken.units))


def _cover(prepared: Prepared, taken: Choice) -> list[int]:
    missing = [0] * len(prepared.demand)
    for pattern, count in taken.packed.items():
        for sku, units in prepared.lines[pattern]:
            missing[sku] += units * count
    closed, opened = set(range(len(prepared.stock))), list[int]()
    while any(missing):
        most = max(
            sorted(closed), key=lambda aisle: sum(min(count, missing[sku]) for sku, count in prepared.stock[aisle])
        )
        closed.discard(most)
        opened.append(most)
        for sku, count in prepared.stock[most]:
            missing[sku] -= min(count, missing[sku])
    return opened
