"""Improving a wave: aisles are added, given up and exchanged, and now and then a few at random are replaced."""

from __future__ import annotations

import random
from collections.abc import Iterable

from storeops.planning.waves.packing import Choice, Packing
from storeops.planning.waves.presolve import Prepared
from storeops.planning.waves.watch import Watch

_FEW = 20_000
"""Open aisles times patterns up to which everything is packed again without each of the aisles."""

_IN_VAIN = 25
"""After so many random replacements in a row that do not help, the search ends."""


def improve(prepared: Prepared, choice: Choice, watch: Watch, *, seed: int = 1, in_vain: int = _IN_VAIN) -> Choice:
    """A wave that is at least as good, found until the time is up or until random replacements do not help any more."""
    chance = random.Random(seed)  # noqa: S311  # a search, not a secret
    packing = Packing(prepared, most=prepared.problem.max_units)
    packing.restore(choice)
    _descend(packing, watch)
    best = packing.snapshot() if _allowed(packing) and packing.snapshot().beats(choice) else choice
    tried = 0
    while tried < in_vain and not watch.over():
        tried += 1
        packing.restore(best)
        _shake(packing, chance, watch)
        _descend(packing, watch)
        now = packing.snapshot()
        if now.units >= prepared.least_units and now.beats(best):
            best, tried = now, 0
    return best


def _allowed(packing: Packing) -> bool:
    return packing.units >= packing.prepared.least_units


def _better(packing: Packing, units: int, aisles: int) -> bool:
    """Whether the packing is worth more than so many units from so many aisles: within the limits, then per aisle."""
    least = packing.prepared.least_units
    short, before = max(0, least - packing.units), max(0, least - units)
    if short or before:
        return short < before
    return packing.units * aisles > units * len(packing.open)


def _descend(packing: Packing, watch: Watch) -> None:
    """Add, give up and exchange aisles while that makes a better wave."""
    while not watch.over() and any(move(packing, watch) for move in (_give_up, _add, _exchange, _repack)):
        packing.forget()


def _shake(packing: Packing, chance: random.Random, watch: Watch) -> None:
    """Close a few aisles at random and open others until the fewest units are reached again."""
    count = chance.randint(1, max(1, min(4, len(packing.open) // 2)))
    closed = chance.sample(sorted(packing.open), count)
    for one in closed:
        packing.leave(one)
    while (not _allowed(packing) or not packing.open) and not watch.over():
        aisle = _best_visit(packing, without=closed)
        if aisle is None:
            break
        packing.visit(aisle)
        packing.fill_from((aisle,))
    packing.forget()


def _give_up(packing: Packing, _: Watch) -> bool:
    """Close an aisle whose closing makes a better wave."""
    units, aisles, mark = packing.units, len(packing.open), packing.mark()
    for aisle in sorted(packing.open) if aisles > 1 else ():
        packing.leave(aisle)
        packing.fill_from((aisle,))
        if _better(packing, units, aisles):
            return True
        packing.back_to(mark)
    return False


def _add(packing: Packing, _: Watch) -> bool:
    """Open the aisle that most is packed from, where that makes a better wave."""
    units, aisles, mark = packing.units, len(packing.open), packing.mark()
    aisle = _best_visit(packing)
    if aisle is None:
        return False
    packing.visit(aisle)
    packing.fill_from((aisle,))
    if _better(packing, units, aisles):
        return True
    packing.back_to(mark)
    return False


def _exchange(packing: Packing, watch: Watch) -> bool:
    """Replace an open aisle by the closed one that most is packed from, where that makes a better wave."""
    units, aisles, mark = packing.units, len(packing.open), packing.mark()
    for aisle in sorted(packing.open):
        if watch.over():
            break
        packing.leave(aisle)
        other = _best_visit(packing, without=(aisle,))
        if other is not None:
            packing.visit(other)
            packing.fill_from((other, aisle))
            if _better(packing, units, aisles):
                return True
        packing.back_to(mark)
    return False


def _repack(packing: Packing, watch: Watch) -> bool:
    """Pack everything again, the largest first, from all open aisles or all but one, where that makes a better wave."""
    units, aisles, mark = packing.units, len(packing.open), packing.mark()
    if aisles * len(packing.packed) > _FEW:
        return False
    for aisle in (None, *sorted(packing.open)) if aisles > 1 else ():
        if watch.over():
            break
        if aisle is not None:
            packing.leave(aisle)
        for pattern, count in enumerate(packing.packed):
            if count:
                packing.pack(pattern, -count)
        packing.fill(packing.prepared.largest_first)
        if _better(packing, units, aisles):
            return True
        packing.back_to(mark)
    return False


def _best_visit(packing: Packing, *, without: Iterable[int] = ()) -> int | None:
    """The closed aisle with which the most units are packed; None where none adds any."""
    mark, most = packing.mark(), packing.units
    best: int | None = None
    for aisle in range(len(packing.prepared.stock)):
        if aisle in packing.open or aisle in without:
            continue
        packing.visit(aisle)
        packing.fill_from((aisle,))
        if packing.units > most:
            most, best = packing.units, aisle
        packing.back_to(mark)
    return best
