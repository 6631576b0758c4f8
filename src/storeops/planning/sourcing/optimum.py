"""All open orders in one optimisation: patterns are generated for a linear programme, cut, and chosen by HiGHS.

1. Column generation: solve the programme over the patterns known, search every order for cheaper ones at its prices,
   and add cuts, until neither is found (Barnhart and others, Branch-and-Price, Operations Research 46, 1998).
2. The sum of every order's least cost at those prices, less the worth of all stock, bounds the whole problem from
   below (Lagrange), whatever was or was not generated.
3. All patterns within `reach` of their order's least go to the mixed integer programme. A plan that uses any other
   pattern costs at least the bound plus `reach`, so the lesser of that and the programme's own bound holds for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from storeops.planning.sourcing.cuts import Cut
from storeops.planning.sourcing.heuristic import best, improve, one_by_one
from storeops.planning.sourcing.master import Master, Relaxed, limits_of, proven
from storeops.planning.sourcing.patterns import Book, Pattern, Prepared
from storeops.planning.sourcing.plan import gap_of
from storeops.planning.sourcing.pricing import search
from storeops.planning.sourcing.ways import Prices, Ways, ready
from storeops.rules.amounts import Minor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_CLOSE = 0.001
"""How near the programme and the bound are when it is time to look for cuts, or to stop."""

_ROUNDS_OF_CUTS = 3
_PER_ROUND = 10
_PER_ORDER, _PATTERNS = 24, 12_000
_SMALL = 3_000
_PART = 140
_FEW = 8
_FOR_PART = 0.1
_PART_GAP = 0.0001
"""Up to so many patterns are chosen from at once; beyond, for so many orders at a time, in so much of the time."""

_FOR_PATTERNS = 0.6
_AFTER_SOLVER = 0.06
"""Shares of the time: until when patterns are generated, and what is kept back for what comes last."""


@dataclass(frozen=True, slots=True)
class Time:
    """How much of the time given has passed, as a share of it: 1 when it is over."""

    seconds: float
    elapsed: Callable[[], float]

    @property
    def share(self) -> float:
        return self.elapsed() / self.seconds if self.seconds > 0 else 1.0

    def after(self, share: float) -> Callable[[], bool]:
        return lambda: self.share >= share


@dataclass(frozen=True, slots=True)
class _Priced:
    """One pass over all orders at some prices: the bound it proves, and each order's least cost."""

    bound: float
    prices: Prices
    least: tuple[float, ...]


def optimum(prepared: Prepared, time: Time, gap: Decimal) -> tuple[Book, Minor]:
    """The best plan found in the time, and a cost below which there is none."""
    book = one_by_one(prepared)
    generation = _Generation(prepared, book, time)
    priced = generation.run()
    if priced is None:
        improve(book, stop=time.after(1))
        return book, 0
    bound = max(0, proven(priced.bound))
    reach = book.cost / max(1, len(prepared.jobs)) / 2.5
    while gap_of(book.cost, bound) > gap and time.share < 1 - _AFTER_SOLVER:
        wanted = book.cost - bound
        raised = generation.decide(book, priced, min(float(wanted), reach), gap, bound)
        bound = min(max(bound, raised), book.cost)
        if reach >= wanted:
            break
        reach *= 4 if generation.small else 2
    if gap_of(book.cost, bound) > gap:
        improve(book, stop=time.after(1))
    return book, min(bound, book.cost)


class _Generation:
    """The patterns and cuts of one problem as they grow."""

    def __init__(self, prepared: Prepared, book: Book, time: Time) -> None:
        import numpy as np

        self.prepared, self.time = prepared, time
        self.small = False
        self._dived = False
        limits = limits_of(prepared)
        units = np.array(limits.units, dtype=np.int64)
        self.master = Master(prepared, limits)
        self.ways = [ready(job, prepared.stock, units) for job in prepared.jobs]
        self._using = _using(self.ways)
        self._seen: dict[int, tuple[bytes, float]] = {}
        self._best: _Priced | None = None
        self.master.add(job.pattern(()) for job in prepared.jobs)
        self.master.add(book.chosen)
        self.master.add(best(job, prepared.stock, prepared.capacity) for job in prepared.jobs)

    def run(self) -> _Priced | None:
        """Generate until the programme's value is proven and no cut is left, or the time for it is up."""
        relaxed = self.master.relax()
        while True:
            added = self._price(relaxed)
            if added is None:
                return self._best
            relaxed = self.master.relax()
            close = self._best is not None and relaxed.value - self._best.bound <= _CLOSE * abs(relaxed.value)
            if close or not added:
                relaxed, cut = self._cut(relaxed)
                still_close = self._best is not None and relaxed.value - self._best.bound <= _CLOSE * abs(relaxed.value)
                if (not cut and not added) or (close and still_close):
                    return self._best

    def _price(self, relaxed: Relaxed) -> int | None:
        """One pass over all orders: the number of new patterns; None when the time is up."""
        found: list[Pattern] = []
        least: list[float] = []
        for ways in self.ways:
            if self.time.share > _FOR_PATTERNS:
                return None
            number = ways.job.number
            key = ways.priced_by(relaxed.prices)
            seen = self._seen.get(number)
            if seen is None or seen[0] != key:
                one = search(ways, relaxed.prices, float(relaxed.orders[number]) + 1e-6, _PER_ROUND)
                found += (ways.job.pattern(picks) for picks in one.picks)
                self._seen[number] = seen = (key, one.least)
            least.append(seen[1])
        bound = sum(least) - self.master.worth(relaxed.prices)
        if self._best is None or bound > self._best.bound:
            self._best = _Priced(bound, relaxed.prices, tuple(least))
        before = len(self.master.patterns)
        self.master.add(found)
        return len(self.master.patterns) - before

    def _cut(self, relaxed: Relaxed) -> tuple[Relaxed, int]:
        """A few rounds of cuts on the patterns there are; how many were added."""
        count = 0
        for _ in range(_ROUNDS_OF_CUTS):
            new = self.master.cut(relaxed)
            if not new or self.time.share > _FOR_PATTERNS:
                break
            for number, cut in enumerate(new, len(self.master.cuts) - len(new)):
                self._charge(number, cut)
            count += len(new)
            relaxed = self.master.relax()
        return relaxed, count

    def _charge(self, number: int, cut: Cut) -> None:
        jobs = set(cut.jobs).union(*(self._using.get(resource, set()) for resource in cut.resources))
        for job in sorted(jobs):
            self.ways[job].charge(number, cut)

    def decide(self, book: Book, priced: _Priced, reach: float, gap: Decimal, bound: Minor) -> Minor:
        """Choose among all patterns within `reach`; the book gets the plan, and the bound it proves is returned."""
        keep = max(_PER_ORDER, _PATTERNS // len(self.ways))
        found = []
        for ways, least in zip(self.ways, priced.least, strict=True):
            if self.time.share > 1 - _AFTER_SOLVER:
                return bound
            found.append(search(ways, priced.prices, least + reach + 1e-6, keep))
        within = min([reach, *(one.beyond - least for one, least in zip(found, priced.least, strict=True))])
        best_first = [
            [place for picks in one.picks if (place := self.master.place(ways.job, picks)) is not None]
            for ways, one in zip(self.ways, found, strict=True)
        ]
        if not self._dived:
            self._start(book)
        target = float(bound / (1 - gap)) if gap < 1 else float(book.cost)
        places = sorted(place for job in best_first for place in job)
        self.small = len(places) <= _SMALL
        if not self.small:
            self._parts(book, best_first, priced, target)
            return bound
        below = self._whole(book, places, gap, target)
        if below is None or not all(ways.complete for ways in self.ways):
            return bound
        return min(below, proven(priced.bound + within))

    def _start(self, book: Book) -> None:
        """The linear programme's own plan, where it is the better one."""
        self._dived = True
        dived = Book(self.prepared)
        self.master.dive(dived)
        book.take(dived.chosen)
        self.master.add(book.chosen)

    def _whole(self, book: Book, places: list[int], gap: Decimal, target: float) -> Minor | None:
        """Choose for all orders at once; what no choice of these patterns beats."""
        seconds = self.time.seconds * (1 - _AFTER_SOLVER - self.time.share)
        chosen, below = self.master.decide(places, book, seconds=seconds, gap=float(gap) / 4, target=target)
        book.take(chosen)
        return below

    def _parts(self, book: Book, best_first: list[list[int]], priced: _Priced, target: float) -> None:
        """Choose again for some orders at a time, those that pay most beyond their least, while the others stay.

        First among the best few patterns of each, then, when every order had its turn, among all of them."""
        for most in (_FEW, 2 * _FEW, _PER_ORDER):
            tried: set[int] = set()
            while self.time.share < 1 - _AFTER_SOLVER and book.cost > target:
                free = self._neighbours(book, priced, tried)
                if not free:
                    break
                some = [place for job in sorted(free) for place in best_first[job][:most]]
                seconds = self.time.seconds * min(_FOR_PART, 1 - _AFTER_SOLVER - self.time.share)
                chosen, _ = self.master.decide(some, book, seconds=seconds, gap=_PART_GAP, target=target)
                book.take(chosen)

    def _neighbours(self, book: Book, priced: _Priced, tried: set[int]) -> set[int]:
        """The orders that pay most beyond their least and had no turn yet, and who holds what they compete for."""
        excess = [
            self.master.priced(pattern, priced.prices) - priced.least[job] for job, pattern in enumerate(book.chosen)
        ]
        free: set[int] = set()
        for job in sorted(range(len(excess)), key=lambda job: (-excess[job], job)):
            if len(free) >= _PART or excess[job] < 1:
                break
            if job not in tried:
                tried.add(job)
                free.add(job)
                for resource in self.ways[job].resources():
                    if resource < len(self.prepared.stock) and priced.prices.resources[resource] > 0:
                        free |= book.holders[resource]
        return free


def _using(ways: list[Ways]) -> dict[int, set[int]]:
    """Resource -> the orders that may take of it."""
    found: dict[int, set[int]] = {}
    for one in ways:
        for resource in one.resources():
            found.setdefault(resource, set()).add(one.job.number)
    return found
