"""The best wave with the solver: a first wave by the heuristic, then the best one among ever more candidate aisles.

Around the best wave known, its aisles and some more are candidates, and the programme over them is solved exactly or
until its share of the time is used; the number of candidates grows while that goes quickly. When all aisles are
candidates and no better wave exists, the wave is proven to be the best. The bound comes from the programme without
whole numbers, at the price where it is worth nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite

from storeops.planning.waves.exchange import improve
from storeops.planning.waves.heuristic import best_wave, prune
from storeops.planning.waves.packing import Choice
from storeops.planning.waves.presolve import Prepared
from storeops.planning.waves.programme import TOLERANCE, Programme
from storeops.planning.waves.watch import Watch

_HEURISTIC_SHARE, _BOUND_SHARE = 0.4, 0.3
"""What the first wave and the bound may take of the time given; the search has what is left."""

_ROUND_SHARE = 0.12
"""What one round of the search may take of the time that the search has."""

_PRICES = 40
"""So many prices are tried for the bound, at most; a handful is usual."""

_FIRST_MORE, _LEAST_MORE = 16, 6
"""How many candidates there are beside the aisles of the wave, at first and at least."""

_SEED = 1
"""Of the random choice of candidates: the same problem gives the same search."""

_FINE = 10**6
"""Bounds are rounded up to this part of a unit per aisle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The best wave found, what none exceeds, and the most units reached (`most`), where no wave was found.

    `proven` tells that nothing better exists, or no wave at all."""

    choice: Choice | None
    bound: Fraction | None
    most: int
    proven: bool


def solve(prepared: Prepared, watch: Watch) -> Answer:
    """The best wave that is found in the time, and a bound."""
    if not prepared.lines:
        return Answer(None, None, 0, proven=True)
    seconds = watch.left
    best, _ = best_wave(prepared, watch.part(seconds * _HEURISTIC_SHARE))
    if best is None:
        found = _any_wave(prepared, watch)
        if found.choice is None:
            return found
        best = improve(prepared, found.choice, watch.part(seconds * _HEURISTIC_SHARE))
    if closed(prepared, best, prepared.ceiling):
        return Answer(best, _ratio(best), best.units, proven=True)
    bound, worth = _bound(prepared, best, watch.part(seconds * _BOUND_SHARE))
    return _search(prepared, best, bound, worth, watch)


def _ratio(choice: Choice) -> Fraction:
    return Fraction(choice.units, len(choice.aisles))


def _any_wave(prepared: Prepared, watch: Watch) -> Answer:
    """A wave from all aisles, where the heuristic found none; else the most units that there are."""
    everywhere = range(len(prepared.stock))
    found = Programme(prepared, everywhere, least=0).decide(Fraction(0), None, watch.left)
    units = found.choice.units if found.choice is not None else 0
    if found.choice is not None and units >= prepared.least_units:
        return Answer(prune(prepared, found.choice), None, units, proven=False)
    return Answer(None, None, units, proven=found.most < prepared.least_units - TOLERANCE)


def _bound(prepared: Prepared, best: Choice, watch: Watch) -> tuple[Fraction, Sequence[float]]:
    """What no wave exceeds, and what every aisle is worth at that price, as far as the time allows."""
    price, bound = float(_ratio(best)), prepared.ceiling
    worth: Sequence[float] = [sum(count for _, count in held) for held in prepared.stock]
    if watch.over():
        return bound, worth
    everything = Programme(prepared, range(len(prepared.stock)), least=prepared.least_units)
    for _ in range(_PRICES):
        relaxed = everything.relax(price, watch.left) if not watch.over() else None
        if relaxed is None:
            break
        worth = relaxed.worth.tolist()
        bound = min(bound, _rounded_up(price + max(0.0, relaxed.value) / prepared.least_aisles))
        if relaxed.value < TOLERANCE * max(1.0, relaxed.units):
            break
        price = relaxed.units / relaxed.visited
    return bound, worth


def _search(prepared: Prepared, best: Choice, bound: Fraction, worth: Sequence[float], watch: Watch) -> Answer:
    """Solve over and over around the best wave known; over ever more candidates as long as that goes quickly."""
    chance = random.Random(_SEED)  # noqa: S311  # a search, not a secret
    share, more, every = watch.left * _ROUND_SHARE, _FIRST_MORE, len(prepared.stock)
    while not watch.over() and not closed(prepared, best, bound):
        near, begun = _neighbourhood(best, worth, more, chance), watch.clock()
        whole = len(near.candidates) == every and not near.kept
        part = watch.part(watch.left if whole else share)
        programme = Programme(prepared, near.candidates, least=prepared.least_units)
        programme.keep(near.kept)
        found = programme.decide(_ratio(best), best, part.left)
        if whole:
            above = float(_ratio(best)) + max(0.0, found.most) / prepared.least_aisles
            bound = min(bound, _rounded_up(above)) if isfinite(above) else bound
        if found.choice is not None and found.choice.beats(best):
            best = found.choice
        elif found.solved and whole:
            return Answer(best, _ratio(best), best.units, proven=True)
        elif found.solved:
            more = more * 2 if watch.clock() - begun < share / 4 else more + 4
            more = every if more > every // 2 else more
        else:
            more = max(_LEAST_MORE, more * 3 // 4)
    proven = closed(prepared, best, bound)
    return Answer(best, _ratio(best) if proven else bound, best.units, proven)


def closed(prepared: Prepared, best: Choice, bound: Fraction) -> bool:
    """Whether no ratio lies between the wave's and the bound: u/m and v/n, if not equal, are 1/mn apart or more."""
    return bound - _ratio(best) < Fraction(1, len(best.aisles) * len(prepared.stock))


def _rounded_up(ratio: float) -> Fraction:
    """A ratio that is not below the one that the solver came to within its tolerance."""
    return Fraction(ceil((ratio + TOLERANCE * max(1.0, ratio)) * _FINE), _FINE)


@dataclass(frozen=True, slots=True)
class _Near:
    """The candidate aisles, and those among them that are visited in any case."""

    candidates: tuple[int, ...]
    kept: frozenset[int]


def _neighbourhood(best: Choice, worth: Sequence[float], more: int, chance: random.Random) -> _Near:
    """The aisles of the wave and so many more: half of them those worth most, the others at random, near the top.

    Of a wave with many aisles only some may be given up, twice as many as may come in."""
    inside = set(best.aisles)
    others = sorted((aisle for aisle in range(len(worth)) if aisle not in inside), key=lambda aisle: -worth[aisle])
    top, rest = others[: more // 2], others[more // 2 :]
    drawn = sorted(range(len(rest)), key=lambda place: (place + 1) * chance.random())[: more - len(top)]
    candidates = (*best.aisles, *top, *(rest[place] for place in drawn))
    kept = chance.sample(best.aisles, max(0, len(best.aisles) - 2 * more))
    return _Near(tuple(sorted(candidates)), frozenset(kept))
