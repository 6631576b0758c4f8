"""Sourcing, whatever the day: nothing promised twice, nothing unexplained, and the bound is one."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planning.problems import least_cost, problems

from storeops.planning.sourcing import OPTIMAL, Problem, evaluate, faults, source, source_nearest, source_one
from storeops.planning.sourcing.heuristic import together
from storeops.planning.sourcing.master import Master, limits_of
from storeops.planning.sourcing.patterns import prepare
from storeops.planning.sourcing.pricing import search
from storeops.planning.sourcing.ways import Prices, ready

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(problems())
def test_every_plan_can_be_carried_out_and_costs_what_it_says(day: Problem) -> None:
    for plan in (source(day), source_nearest(day), *(source_one(day, order.id) for order in day.orders)):
        orders = {one.order for one in plan.rejected} | {one.order for one in plan.assignments}
        alone = Problem(**{**_fields(day), "orders": tuple(one for one in day.orders if one.id in orders)})
        assert faults(alone, plan.assignments) == ()
        assert evaluate(day if len(alone.orders) == len(day.orders) else alone, plan.assignments)[0] == plan.cost
        assert 0 <= plan.bound <= plan.cost.total


@FEW
@given(problems())
def test_every_place_either_sends_something_of_an_order_or_says_why_not(day: Problem) -> None:
    plan = source(day)
    sends = {(one.order, one.location) for one in plan.assignments}
    told = [(one.order, one.location) for one in plan.rejected]
    assert len(told) == len(set(told))
    assert set(told) | sends == {(order.id, place.code) for order in day.orders for place in day.locations}
    assert not set(told) & sends
    assert all(one.reason for one in plan.rejected)


@FEW
@given(problems(orders=3, most=2))
def test_the_optimum_is_the_best_of_all_plans_there_are(day: Problem) -> None:
    plan = source(day, gap=0)
    assert plan.method == OPTIMAL
    assert plan.bound == plan.cost.total == least_cost(day)


@FEW
@given(problems())
def test_the_heuristic_stands_between_the_optimum_and_leaving_all_out(day: Problem) -> None:
    book = together(prepare(day))
    nothing = evaluate(day, ())[0].total
    assert source(day, gap=0).cost.total <= book.cost <= nothing


@FEW
@given(problems())
def test_a_patterns_cost_is_the_evaluated_one(day: Problem) -> None:
    """What the solver minimises is what `evaluate` says, to the minor unit."""
    prepared = prepare(day)
    book = together(prepared)
    assert book.cost == evaluate(day, prepared.assignments(book.chosen))[0].total


@FEW
@given(problems(most=2), st.integers(0, 900))
def test_a_search_finds_the_cheapest_way_at_any_prices(day: Problem, price: int) -> None:
    import numpy as np

    prepared = prepare(day)
    limits = limits_of(prepared)
    master = Master(prepared, limits)
    prices = Prices(np.zeros(len(limits.units)), np.zeros(0))
    prices.resources[list(limits.scarce)] = price
    for job in prepared.jobs:
        found = search(ready(job, prepared.stock, np.array(limits.units)), prices, math.inf, 100_000)
        costs = [master.priced(job.pattern(picks), prices) for picks in found.picks]
        assert min(costs) == pytest.approx(found.least)
        assert found.beyond == math.inf
        assert len(set(found.picks)) == len(found.picks)
        assert costs == sorted(costs)


@FEW
@given(problems(orders=3, most=2))
def test_goods_sold_by_weight_have_a_bound_that_coarser_plans_cannot_undercut(day: Problem) -> None:
    """Divided by the gram a line has too many ways to list them all; by half units it has few."""
    fine, coarse = (_divided(day, step) for step in (1, 500))
    assert source(fine, gap=0, seconds=1).bound <= source(coarse, gap=0, seconds=1).cost.total


def _divided(day: Problem, step: int) -> Problem:
    """The same day, its lines divisible by this many thousandths, three halves of all that was asked for."""
    orders = tuple(
        replace(
            order,
            lines=tuple(
                replace(line, divisible=True, step=step, quantity=line.quantity * 3 // 2, parts=line.parts[:1])
                for line in order.lines
            ),
        )
        for order in day.orders
    )
    return replace(day, orders=orders)


def _fields(day: Problem) -> dict[str, object]:
    return {name: getattr(day, name) for name in day.__dataclass_fields__}


@pytest.mark.parametrize("seed", [11, 12])
def test_a_middling_day_is_near_its_bound_and_far_below_nearest(seed: int) -> None:
    from tests.bench.sourcing import day as made

    problem = made(seed, orders=120)
    begun = time.perf_counter()
    plan = source(problem, seconds=4)
    assert time.perf_counter() - begun < 8
    assert plan.bound <= plan.cost.total
    assert plan.cost.total < source_nearest(problem).cost.total
    assert faults(problem, plan.assignments) == ()
