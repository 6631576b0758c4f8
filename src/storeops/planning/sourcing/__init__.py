"""Sourcing: where every open order's goods should come from, at the least cost, and why not from elsewhere.

`source` looks at all open orders together, `source_one` at a single one the moment it is placed. Pure: numbers in,
numbers out. The stopwatch is only read to keep the time given; nothing depends on what time it is.
"""

from __future__ import annotations

import importlib.util
import time
from dataclasses import replace
from decimal import Decimal

from storeops.planning.sourcing.check import faults
from storeops.planning.sourcing.cost import evaluate
from storeops.planning.sourcing.heuristic import best, nearest, together
from storeops.planning.sourcing.optimum import Time, optimum
from storeops.planning.sourcing.patterns import Book, prepare
from storeops.planning.sourcing.plan import (
    HEURISTIC,
    NEAREST,
    OPTIMAL,
    TIME_LIMIT,
    Assignment,
    Cost,
    Parcel,
    Plan,
    Rejected,
    gap_of,
)
from storeops.planning.sourcing.problem import BadProblem, Line, Location, Order, Problem, Rate, check
from storeops.planning.sourcing.reasons import rejected
from storeops.planning.sourcing.rules import BadRule, Rule, from_table
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

__all__ = [
    "HEURISTIC",
    "NEAREST",
    "OPTIMAL",
    "TIME_LIMIT",
    "Assignment",
    "BadProblem",
    "BadRule",
    "Cost",
    "Line",
    "Location",
    "Order",
    "Parcel",
    "Plan",
    "Problem",
    "Rate",
    "Rejected",
    "Rule",
    "SolverMissing",
    "UnknownOrder",
    "evaluate",
    "faults",
    "from_table",
    "solver_installed",
    "source",
    "source_nearest",
    "source_one",
]

SMALL_ENOUGH = Decimal("0.001")
"""The gap that is small enough unless another is asked for: a tenth of a per cent of the plan's cost."""


class SolverMissing(Refused):
    """The best plan, with a proof, was asked for, and the solver that finds it is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The best plan needs the solver HiGHS, which is not installed: pip install 'storeops[planning]'."
        )


class UnknownOrder(Refused):
    """The order asked for is not among those of the problem."""

    def __init__(self, order: str) -> None:
        super().__init__(f"There is no open order {quote(order)} to source.")
        self.order = order


def solver_installed() -> bool:
    """Whether the extra `planning` is there."""
    return all(importlib.util.find_spec(name) is not None for name in ("highspy", "numpy"))


def source_one(problem: Problem, order: str) -> Plan:
    """Source a single order by the heuristic, as if it were alone: other orders' goods are already off the stock.

    Raises BadProblem, UnknownOrder."""
    begun = time.perf_counter()
    alone = replace(problem, orders=tuple(one for one in problem.orders if one.id == order))
    if not alone.orders:
        raise UnknownOrder(order)
    check(alone)
    book = Book(prepare(alone))
    for job in book.prepared.jobs:
        book.promise(best(job, book.left, book.room))
    return _answer(book, 0, HEURISTIC, begun)


def source_nearest(problem: Problem) -> Plan:
    """Source every order by the rule of thumb that plans are compared with. Raises BadProblem."""
    begun = time.perf_counter()
    check(problem)
    return _answer(nearest(prepare(problem)), 0, NEAREST, begun)


def source(
    problem: Problem, *, seconds: float = 10, gap: Decimal = SMALL_ENOUGH, optimum_required: bool = False
) -> Plan:
    """Source all open orders together within about `seconds`, until the plan is proven to within `gap` of the best.

    Without the solver the plan is the heuristic's, and says so in `method`; with `optimum_required` that is refused.
    Raises BadProblem, SolverMissing."""
    begun = time.perf_counter()
    check(problem)
    if not solver_installed():
        if optimum_required:
            raise SolverMissing
        book = together(prepare(problem), stop=lambda: time.perf_counter() - begun > seconds)
        return _answer(book, 0, HEURISTIC, begun)
    book, bound = optimum(prepare(problem), Time(seconds, lambda: time.perf_counter() - begun), gap)
    return _answer(book, bound, OPTIMAL if gap_of(book.cost, bound) <= gap else TIME_LIMIT, begun)


def _answer(book: Book, bound: Minor, method: str, begun: float) -> Plan:
    """The plan of what is promised; never one that cannot be carried out."""
    prepared = book.prepared
    assignments = prepared.assignments(book.chosen)
    wrong = faults(prepared.problem, assignments)
    if wrong:
        raise AssertionError(f"sourcing made a plan that cannot be carried out: {wrong[0]}")
    cost, parcels = evaluate(prepared.problem, assignments)
    return Plan(
        assignments,
        parcels,
        cost,
        bound,
        gap_of(cost.total, bound),
        time.perf_counter() - begun,
        method,
        rejected(book),
    )
