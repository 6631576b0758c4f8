"""The choice of one pattern for every order, as a linear programme and as a mixed integer one, solved by HiGHS.

Rows: every order takes exactly one of its patterns; what the patterns take of a row of stock is at most what is
there; no location sends more orders than it can; and the cuts. Rows that cannot bind are left out. Stock is counted in
the largest unit that divides everything taken from it, so that counts of pieces are small whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, gcd
from typing import TYPE_CHECKING, Any

from storeops.planning.sourcing.cuts import Column, Cut, separate
from storeops.planning.sourcing.heuristic import best
from storeops.planning.sourcing.patterns import Book, Job, Pattern, Pick, Prepared
from storeops.planning.sourcing.ways import Prices
from storeops.rules.amounts import ONE, Minor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_SOLVER_TOLERANCE = 1e-6
_NOTHING = 1e-7
_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Limits:
    """What orders share, by resource (stock rows first, then the capacity of each place): its unit, and how many units
    there are, where that can be too few."""

    units: tuple[int, ...]
    scarce: dict[int, int]


def limits_of(prepared: Prepared) -> Limits:
    """The resources that would not do if every order came from wherever it may."""
    there = (*prepared.stock, *prepared.capacity)
    demand, unit = [0] * len(there), [0] * len(there)
    for job in prepared.jobs:
        for number, candidate in enumerate(job.candidates):
            demand[len(prepared.stock) + candidate.place] += 1
            for line, parts in enumerate(job.parts):
                fits = job.fits(line, number, prepared.stock)
                one = job.order.lines[line]
                step = one.step if one.divisible else one.quantity
                for first, per in parts if fits else ():
                    demand[first + candidate.place] += fits * per // ONE
                    unit[first + candidate.place] = gcd(unit[first + candidate.place], step * per // ONE)
    units = tuple(one or 1 for one in unit)
    scarce = [resource for resource, wanted in enumerate(demand) if wanted > there[resource]]
    return Limits(units, {resource: there[resource] // units[resource] for resource in scarce})


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The linear programme's answer: its value, prices, every order's own dual, and the share of every pattern."""

    value: float
    prices: Prices
    orders: Numbers
    shares: Numbers


class Master:
    """The linear programme over the patterns found so far, solved again and again as patterns and cuts are added."""

    def __init__(self, prepared: Prepared, limits: Limits) -> None:
        self.patterns: list[Pattern] = []
        self.cuts: list[Cut] = []
        self._prepared, self._limits = prepared, limits
        self._units: list[tuple[tuple[int, int], ...]] = []
        self._entries: list[tuple[list[int], list[int]]] = []
        self._known: dict[tuple[int, tuple[Pick, ...]], int] = {}
        self._taking: defaultdict[int, list[int]] = defaultdict(list)
        self._cutting: defaultdict[int, list[int]] = defaultdict(list)
        self._row = {resource: len(prepared.jobs) + place for place, resource in enumerate(limits.scarce)}
        self._solver = self._rows(self._most())

    def _most(self) -> list[int]:
        """The right hand sides: one pattern for each order, what there is of each resource, the limits of the cuts."""
        ones = [1] * len(self._prepared.jobs)
        return [*ones, *self._limits.scarce.values(), *(cut.limit for cut in self.cuts)]

    def _rows(self, most: Sequence[int]) -> Any:
        """A programme with these rows and no column yet."""
        import numpy as np

        solver = _silent()
        # Prices decide what is found next: the same problem has to give the same plan again.
        solver.setOptionValue("random_seed", 1)
        upper = np.array(most, dtype=np.float64)
        lower = np.full(len(upper), -np.inf)
        lower[: len(self._prepared.jobs)] = upper[: len(self._prepared.jobs)]
        none = np.zeros(0, dtype=np.int32)
        solver.addRows(len(upper), lower, upper, 0, np.zeros(len(upper), dtype=np.int32), none, np.zeros(0))
        return solver

    def place(self, job: Job, picks: tuple[Pick, ...]) -> int | None:
        """Where the pattern of these picks stands, added if it is new; None where the stock does not allow it."""
        known = self._known.get((job.number, picks))
        return self._enter(job.pattern(picks)) if known is None else known

    def add(self, patterns: Iterable[Pattern]) -> list[int]:
        """Where these patterns stand, each once; those that are new and that the stock allows are added."""
        found = set[int | None]()
        for pattern in patterns:
            known = self._known.get((pattern.job, pattern.picks))
            found.add(self._enter(pattern) if known is None else known)
        return sorted(place for place in found if place is not None)

    def _enter(self, pattern: Pattern) -> int | None:
        if any(self._prepared.stock[row] < amount for row, amount in pattern.takes):
            return None
        place = len(self.patterns)
        self._known[pattern.job, pattern.picks] = place
        self.patterns.append(pattern)
        units = self._in_units(pattern)
        self._units.append(units)
        entries = ([pattern.job, *(self._row[row] for row, _ in units)], [1, *(count for _, count in units)])
        for number in sorted({number for row, _ in units for number in self._cutting.get(row, ())}):
            count = self.cuts[number].coefficient(pattern.job, units)
            if count:
                entries[0].append(len(self._prepared.jobs) + len(self._limits.scarce) + number)
                entries[1].append(count)
        self._entries.append(entries)
        for row, _ in units:
            self._taking[row].append(place)
        return place

    def priced(self, pattern: Pattern, prices: Prices) -> float:
        """A pattern's cost with the scarce resources it takes, cuts aside."""
        return pattern.cost + sum(float(prices.resources[row]) * count for row, count in self._in_units(pattern))

    def _in_units(self, pattern: Pattern) -> tuple[tuple[int, int], ...]:
        """What a pattern takes of the scarce resources."""
        stock, scarce, units = len(self._prepared.stock), self._limits.scarce, self._limits.units
        rows = [(row, amount // units[row]) for row, amount in pattern.takes if row in scarce]
        return (*rows, *((stock + place, 1) for place in pattern.places if stock + place in scarce))

    def _append(self, solver: Any, places: Sequence[int]) -> None:
        import numpy as np

        if not len(places):
            return
        entries = [self._entries[place] for place in places]
        cost = np.array([self.patterns[place].cost for place in places], dtype=np.float64)
        starts = np.cumsum([0, *(len(rows) for rows, _ in entries[:-1])]).astype(np.int32)
        index = np.array([row for rows, _ in entries for row in rows], dtype=np.int32)
        value = np.array([count for _, counts in entries for count in counts], dtype=np.float64)
        solver.addCols(
            len(cost), cost, np.zeros(len(cost)), np.full(len(cost), np.inf), len(index), starts, index, value
        )

    def relax(self) -> Relaxed:
        """Solve the linear programme over all patterns known."""
        import numpy as np

        self._append(self._solver, range(self._solver.getNumCol(), len(self.patterns)))
        self._solver.run()
        solution = self._solver.getSolution()
        duals = np.array(solution.row_dual)
        jobs, scarce = len(self._prepared.jobs), self._limits.scarce
        paid = np.maximum(0.0, -duals)
        paid[paid < _NOTHING] = 0.0
        resources = np.zeros(len(self._limits.units))
        resources[list(scarce)] = paid[jobs : jobs + len(scarce)]
        prices = Prices(resources, paid[jobs + len(scarce) :])
        return Relaxed(self._solver.getObjectiveValue(), prices, duals[:jobs], np.array(solution.col_value))

    def worth(self, prices: Prices) -> float:
        """What all there is comes to at these prices."""
        stock = sum(float(prices.resources[resource]) * limit for resource, limit in self._limits.scarce.items())
        return stock + sum(float(price) * cut.limit for price, cut in zip(prices.cuts, self.cuts, strict=True))

    def cut(self, relaxed: Relaxed) -> list[Cut]:
        """Add the cuts that the answer violates."""
        import numpy as np

        columns = [
            Column(self.patterns[place].job, float(relaxed.shares[place]), self._units[place])
            for place in np.flatnonzero(relaxed.shares > _SOLVER_TOLERANCE).tolist()
        ]
        known = set(self.cuts)
        new = [cut for cut in separate(columns, self._limits.scarce) if cut not in known]
        for cut in new:
            self._add_cut(cut)
        return new

    def _add_cut(self, cut: Cut) -> None:
        import numpy as np

        number, row = len(self.cuts), len(self._prepared.jobs) + len(self._limits.scarce) + len(self.cuts)
        self.cuts.append(cut)
        counts: dict[int, int] = {}
        for resource in cut.resources:
            self._cutting[resource].append(number)
            for place in self._taking[resource]:
                if place not in counts:
                    counts[place] = cut.coefficient(self.patterns[place].job, self._units[place])
        counting = sorted(place for place, count in counts.items() if count)
        for place in counting:
            self._entries[place][0].append(row)
            self._entries[place][1].append(counts[place])
        inside = [place for place in counting if place < self._solver.getNumCol()]
        value = np.array([counts[place] for place in inside], dtype=np.float64)
        self._solver.addRow(-np.inf, float(cut.limit), len(inside), np.array(inside, dtype=np.int32), value)

    def dive(self, book: Book) -> None:
        """Fill the book by fixing the largest shares, solving again, and so on until every order has its pattern."""
        import numpy as np

        for job in self._prepared.jobs:
            book.clear(job.number)
        waiting = {job.number for job in self._prepared.jobs}
        touched: set[int] = set()
        while waiting:
            self._fix(self.relax().shares, waiting, touched, book)
            self.add(best(self._prepared.jobs[number], book.left, book.room) for number in sorted(waiting))
        for place in touched:
            self._solver.changeColBounds(place, 0.0, np.inf)

    def _fix(self, shares: Numbers, waiting: set[int], touched: set[int], book: Book) -> None:
        """Promise the largest share of all and every other nearly whole one; rule out what no longer fits."""
        import numpy as np

        promised = False
        for place in np.argsort(-shares, kind="stable").tolist():
            pattern = self.patterns[place]
            if shares[place] < _SOLVER_TOLERANCE:
                break
            if pattern.job not in waiting:
                continue
            fits = book.holds(pattern)
            if fits and (not promised or shares[place] > _SURE):
                book.promise(pattern)
                waiting.discard(pattern.job)
                promised = True
                self._solver.changeColBounds(place, 1.0, np.inf)
                touched.add(place)
            elif not fits:
                self._solver.changeColBounds(place, 0.0, 0.0)
                touched.add(place)

    def decide(
        self, places: Sequence[int], book: Book, *, seconds: float, gap: float, target: float
    ) -> tuple[list[Pattern], Minor | None]:
        """Choose again, at the least cost found in the time, for the orders that these patterns are of.

        The others keep what the book promises them. Also the sum that no choice of these patterns beats."""
        import numpy as np

        free = {self.patterns[place].job for place in places}
        kept = [pattern for pattern in book.chosen if pattern.job not in free]
        places = sorted({*places, *self.add(book.chosen[job] for job in free)})
        most = np.array(self._most())
        for place in self.add(kept):
            rows, counts = self._entries[place]
            most[rows] -= counts
        fixed = sum(pattern.cost for pattern in kept)
        solver = self._rows(most.tolist())
        self._append(solver, places)
        self._whole_numbers(solver, places, book)
        solver.setOptionValue("time_limit", max(0.1, seconds))
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("objective_target", target - fixed)
        solver.run()
        values = solver.getSolution().col_value
        found = [self.patterns[at] for at, value in zip(places, values, strict=False) if value > 0.5]
        bound = solver.getInfo().mip_dual_bound
        full = len(found) == len(free)
        return (kept + found if full else list(book.chosen)), (fixed + proven(bound) if np.isfinite(bound) else None)

    def _whole_numbers(self, solver: Any, places: Sequence[int], book: Book) -> None:
        """Patterns are taken or not; the search starts from what the book promises."""
        import highspy
        import numpy as np

        whole = np.full(len(places), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        solver.changeColsIntegrality(len(places), np.arange(len(places), dtype=np.int32), whole)
        start = highspy.HighsSolution()
        chosen = {(pattern.job, pattern.picks) for pattern in book.chosen}
        start.col_value = [float((self.patterns[at].job, self.patterns[at].picks) in chosen) for at in places]
        solver.setSolution(start)


def _silent() -> Any:
    """A solver that writes nothing. The first one of a program prints its name, over a screen or into somebody's JSON,
    unless its output is switched off before it sets up its callbacks."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # highspy's name
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent()  # type: ignore[no-untyped-call]


def proven(value: float) -> Minor:
    """The least whole cost that is not below a solver's bound, its tolerance taken off first."""
    return ceil(value - _SOLVER_TOLERANCE * max(1.0, abs(value)))
