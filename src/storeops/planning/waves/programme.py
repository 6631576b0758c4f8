"""Orders and aisles as a mixed integer programme, solved by HiGHS.

Maximise units less a price for every aisle visited (Dinkelbach, "On nonlinear fractional programming", Management
Science 13(7), 1967: at the price that is the best ratio, the maximum is nought). A column for every pattern (how many
of its orders are picked) and for every aisle (visited or not); a row for every SKU: what is picked is held by the
visited aisles; and a row for the units. Everything may be left out but some candidate aisles and what they can fill.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from storeops.planning.waves.packing import Choice
from storeops.planning.waves.presolve import Prepared

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

TOLERANCE = 1e-6
"""What the solver takes for nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of a search for a wave: the choice, if there is one, and what no choice of the candidates exceeds."""

    choice: Choice | None
    most: float
    solved: bool


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The answer without whole numbers: its value at the price, units, aisles, and what every aisle adds or costs."""

    value: float
    units: float
    visited: float
    worth: Numbers


class Programme:
    """The programme over candidate aisles, and the patterns that they together can fill."""

    def __init__(self, prepared: Prepared, candidates: Sequence[int], *, least: int) -> None:
        """`least` is the fewest units; a wave must reach them."""
        self.prepared, self.candidates = prepared, tuple(candidates)
        held = [0] * len(prepared.demand)
        for aisle in self.candidates:
            for sku, count in prepared.stock[aisle]:
                held[sku] += count
        self.patterns = tuple(
            pattern for pattern, lines in enumerate(prepared.lines) if all(held[sku] >= count for sku, count in lines)
        )
        self._solver = silent()
        self._columns(held)
        self._rows(least)

    def _columns(self, held: Sequence[int]) -> None:
        import highspy
        import numpy as np

        prepared = self.prepared
        most = [
            min(prepared.counts[one], *(held[sku] // count for sku, count in prepared.lines[one]))
            for one in self.patterns
        ]
        upper = np.array([*most, *([1] * len(self.candidates))], dtype=np.float64)
        self._solver.addVars(len(upper), np.zeros(len(upper)), upper)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def _rows(self, least: int) -> None:
        import numpy as np

        prepared = self.prepared
        rows: dict[int, list[tuple[int, int]]] = {}
        wanted: dict[int, int] = {}
        for column, one in enumerate(self.patterns):
            for sku, count in prepared.lines[one]:
                rows.setdefault(sku, []).append((column, count))
                wanted[sku] = wanted.get(sku, 0) + count * prepared.counts[one]
        for column, aisle in enumerate(self.candidates, len(self.patterns)):
            for sku, count in prepared.stock[aisle]:
                if sku in rows:
                    rows[sku].append((column, -min(count, wanted[sku])))
        units = [(column, prepared.size[one]) for column, one in enumerate(self.patterns)]
        visited = [(column, 1) for column in range(len(self.patterns), len(self.patterns) + len(self.candidates))]
        entries = [*rows.values(), units, visited]
        lower = np.array([*([-np.inf] * len(rows)), least, 1])
        upper = np.array([*([0.0] * len(rows)), prepared.problem.max_units, len(self.candidates)])
        starts = np.cumsum([0, *(len(row) for row in entries[:-1])]).astype(np.int32)
        index = np.array([column for row in entries for column, _ in row], dtype=np.int32)
        value = np.array([count for row in entries for _, count in row], dtype=np.float64)
        self._solver.addRows(len(entries), lower, upper, len(index), starts, index, value)

    def _price(self, price: float) -> None:
        import numpy as np

        cost = [*(self.prepared.size[one] for one in self.patterns), *([-price] * len(self.candidates))]
        self._solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), np.array(cost, dtype=np.float64))

    def relax(self, price: float, seconds: float) -> Relaxed | None:
        """Solve without whole numbers at this price per aisle; None where there is no answer in the time."""
        import highspy
        import numpy as np

        self._price(price)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.1, seconds))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        values, worth = np.array(solution.col_value), np.array(solution.col_dual)
        units = float(values[: len(self.patterns)] @ np.array([self.prepared.size[one] for one in self.patterns]))
        first = len(self.patterns)
        return Relaxed(self._solver.getObjectiveValue(), units, float(values[first:].sum()), worth[first:])

    def decide(self, price: Fraction, start: Choice | None, seconds: float, *, seed: int = 1) -> Found:
        """Solve in whole numbers at this price per aisle, from the start given; units count in whole."""
        import highspy
        import numpy as np

        self._price(float(price))
        columns = len(self.patterns) + len(self.candidates)
        whole = np.full(columns, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._solver.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), whole)
        if start is not None:
            self._start(start)
        self._solver.setOptionValue("random_seed", seed)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.1, seconds))
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        # Values at a price p/q are q-ths: what is nearer to the best than that is the best.
        self._solver.setOptionValue("mip_abs_gap", 0.9 / price.denominator)
        self._solver.run()
        return self._found()

    def keep(self, aisles: Collection[int]) -> None:
        """These candidates are visited in any case."""
        import numpy as np

        columns = [column for column, aisle in enumerate(self.candidates, len(self.patterns)) if aisle in aisles]
        ones = np.ones(len(columns))
        self._solver.changeColsBounds(len(columns), np.array(columns, dtype=np.int32), ones, ones)

    def _start(self, choice: Choice) -> None:
        import highspy

        start = highspy.HighsSolution()
        visited = set(choice.aisles)
        packed = [float(choice.packed.get(one, 0)) for one in self.patterns]
        start.col_value = [*packed, *(float(aisle in visited) for aisle in self.candidates)]
        self._solver.setSolution(start)

    def _found(self) -> Found:
        import highspy
        import numpy as np

        info, status = self._solver.getInfo(), self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found(None, -np.inf, solved=True)
        choice = None
        if info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible):
            values = np.rint(np.array(self._solver.getSolution().col_value)).astype(int).tolist()
            packed = {one: count for one, count in zip(self.patterns, values, strict=False) if count > 0}
            visited = [
                aisle for aisle, is_in in zip(self.candidates, values[len(self.patterns) :], strict=True) if is_in
            ]
            choice = Choice(visited, packed, sum(self.prepared.size[one] * count for one, count in packed.items()))
        return Found(choice, float(info.mip_dual_bound), status == highspy.HighsModelStatus.kOptimal)


def silent() -> Any:
    """A solver that writes nothing and works alone. The first one of a program prints its name, over a screen or into
    somebody's JSON, unless its output is switched off before it sets up its callbacks."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # highspy's name
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver = Silent()  # type: ignore[no-untyped-call]
    solver.setOptionValue("parallel", "off")
    return solver
