"""Sourcing, by cases that can be worked out on paper."""

from __future__ import annotations

import builtins
import pickle
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.planning.problems import TARIFF, line, location, order, problem

from storeops.planning import sourcing
from storeops.planning.sourcing import (
    HEURISTIC,
    OPTIMAL,
    Assignment,
    BadProblem,
    Cost,
    Line,
    Parcel,
    Rate,
    SolverMissing,
    UnknownOrder,
    evaluate,
    faults,
    source,
    source_nearest,
    source_one,
)
from storeops.planning.sourcing.cost import freight, grams_of, tiers_by_zone
from storeops.rules.amounts import ONE

NEAR = tiers_by_zone(TARIFF)["near", "standard"]


@pytest.mark.parametrize(
    ("grams", "price"),
    [(0, 300), (1, 300), (1_000, 300), (1_001, 450), (20_000, 900), (20_001, 1_200), (45_000, 2_250)],
)
def test_a_parcel_costs_what_its_tier_says_and_full_cartons_beyond_the_last(grams, price) -> None:
    assert freight(NEAR, grams) == price


def test_weight_is_rounded_up_to_the_gram() -> None:
    assert grams_of(line(1, "TEA", grams=333), 1_500) == 500


def test_one_order_from_the_place_that_has_it_all() -> None:
    given = problem({("TEA", "WH"): 5, ("MUG", "S1"): 5, ("TEA", "S1"): 1}, order("O1", line(1, "TEA", 2)))
    plan = source(given)
    assert plan.assignments == (Assignment("O1", 1, "WH", 2 * ONE),)
    assert plan.parcels == (Parcel("O1", "WH", 800),)
    assert plan.cost == Cost(shipping=300, handling=50 + 20)
    assert (plan.bound, plan.gap, plan.method) == (370, Decimal(0), OPTIMAL)


def test_a_split_is_paid_for_and_chosen_when_goods_are_apart() -> None:
    given = problem({("TEA", "WH"): 1, ("MUG", "S2"): 1}, order("O1", line(1, "TEA"), line(2, "MUG")))
    plan = source(given)
    assert {(one.line, one.location) for one in plan.assignments} == {(1, "WH"), (2, "S2")}
    assert plan.cost == Cost(shipping=600, handling=120, split=100)


def test_an_order_that_may_not_be_split_is_short_rather_than_split() -> None:
    lines = (line(1, "TEA"), line(2, "MUG", unfilled=2_000))
    plan = source(problem({("TEA", "WH"): 1, ("MUG", "S2"): 1}, order("O1", *lines, allow_split=False)))
    assert plan.assignments == (Assignment("O1", 1, "WH", ONE),)
    assert plan.cost.unfilled == 2_000


def test_a_line_is_filled_in_part_only_where_it_is_divisible() -> None:
    stock = {("TEA", "WH"): 3}
    parted = source(problem(stock, order("O1", line(1, "TEA", 5))))
    whole = source(problem(stock, order("O1", line(1, "TEA", 5, divisible=False))))
    assert parted.assignments == (Assignment("O1", 1, "WH", 3 * ONE),)
    assert parted.cost.unfilled == 10_000
    assert whole.assignments == ()
    assert whole.cost == Cost(unfilled=25_000)


def test_two_lines_of_one_product_find_all_there_is_of_it() -> None:
    """The first line takes what the warehouse has; the second is filled from both stores, not from what is gone."""
    one = order("A", line(1, "TEA", 2), line(2, "TEA", 3), line(3, "MUG", 1))
    plan = source_one(problem({("TEA", "WH"): 3, ("TEA", "S1"): 1, ("TEA", "S2"): 1, ("MUG", "WH"): 1}, one), "A")
    assert plan.cost.unfilled == 0
    assert sum(given.quantity for given in plan.assignments) == 6000
    assert {given.location for given in plan.assignments} == {"WH", "S1", "S2"}


def test_a_kit_needs_all_its_parts_at_one_place() -> None:
    kit = Line(1, (("TEA", ONE), ("MUG", 2 * ONE)), ONE, grams=900, unfilled=5_000)
    apart = source(problem({("TEA", "WH"): 9, ("MUG", "S2"): 9, ("MUG", "WH"): 1}, order("O1", kit)))
    assert apart.assignments == ()
    reasons = {one.location: one.reason for one in apart.rejected}
    assert reasons["WH"] == "too little stock: has 1 MUG, needs 2"
    together = source(problem({("TEA", "S2"): 1, ("MUG", "S2"): 2}, order("O1", kit)))
    assert together.assignments == (Assignment("O1", 1, "S2", ONE),)


def test_the_last_unit_goes_where_the_other_order_has_another_way() -> None:
    """O1 comes first and would take the warehouse's only one; O2 can have it from nowhere else."""
    first = order("O1", line(1, "TEA"))
    second = order("O2", line(1, "TEA"), pinned=("WH",))
    given = problem({("TEA", "WH"): 1, ("TEA", "S2"): 1}, first, second)
    assert source_nearest(given).cost.unfilled == 5_000
    plan = source(given)
    assert {(one.order, one.location) for one in plan.assignments} == {("O1", "S2"), ("O2", "WH")}


def test_scarce_stock_stays_where_it_sells() -> None:
    given = problem({("TEA", "WH"): 1, ("TEA", "S2"): 1}, order("O1", line(1, "TEA")))
    given = replace(given, scarcity={("TEA", "WH"): 25})
    plan = source(given)
    assert plan.assignments[0].location == "S2"
    turned_down = next(one for one in plan.rejected if one.location == "WH")
    assert (turned_down.reason, turned_down.extra) == ("costs more", 25)


def test_days_late_are_paid_for_each_late_parcel() -> None:
    given = problem({("TEA", "WH"): 1}, order("O1", line(1, "TEA")), arrivals={("WH", "standard", "N"): 5})
    assert source(given).cost.lateness == 3 * 70


def test_collected_orders_cost_no_freight_and_come_from_one_place() -> None:
    given = problem({("TEA", "WH"): 1, ("TEA", "S1"): 1}, order("O1", line(1, "TEA"), pickup="S1"))
    plan = source(given)
    assert plan.assignments == (Assignment("O1", 1, "S1", ONE),)
    assert plan.cost == Cost(handling=60)
    assert {one.location: one.reason for one in plan.rejected} == {"WH": "collected at S1", "S2": "collected at S1"}


def test_every_place_that_was_not_chosen_says_why() -> None:
    places = (
        location("WH", capacity=1),
        location("S1", ships=False),
        location("S2"),
        replace(location("S2"), code="FULL", capacity=0),
        replace(location("S2"), code="AWAY"),
    )
    stock = {("TEA", code): 2 for code in ("WH", "S1", "FULL", "AWAY")} | {("TEA", "S2"): 1}
    orders = (order("O1", line(1, "TEA", 2)), order("O2", line(1, "TEA", 2), priority=1))
    zones = {("WH", "N"): "near", ("S2", "N"): "near", ("FULL", "N"): "near"}
    plan = source(problem(stock, *orders, locations=places, zones=zones))
    sent = next(one.order for one in plan.assignments if one.location == "WH")
    other = {"O1": "O2", "O2": "O1"}[sent]
    assert {one.location: one.reason for one in plan.rejected if one.order == other} == {
        "WH": "capacity full by now",
        "S1": "does not ship",
        "FULL": "capacity full",
        "AWAY": "no tariff for standard to N",
    }
    assert {one.location: one.reason for one in plan.rejected if one.order == sent}["S2"] == (
        "too little stock: has 1 TEA, needs 2"
    )


def test_one_order_is_sourced_alone() -> None:
    given = problem({("TEA", "WH"): 5}, order("O1", line(1, "TEA")), order("O2", line(1, "TEA", 5)))
    plan = source_one(given, "O2")
    assert plan.assignments == (Assignment("O2", 1, "WH", 5 * ONE),)
    assert plan.method == HEURISTIC
    with pytest.raises(UnknownOrder, match="no open order 'O3'"):
        source_one(given, "O3")


def test_nothing_to_source_is_a_plan_too() -> None:
    plan = source(problem({}))
    assert (plan.assignments, plan.cost, plan.method) == ((), Cost(), OPTIMAL)


def test_an_order_nobody_has_anything_for_is_left_out() -> None:
    plan = source(problem({}, order("O1", line(1, "TEA"))))
    assert plan.cost == Cost(unfilled=5_000)
    assert plan.bound == 5_000


def test_the_same_problem_gives_the_same_plan() -> None:
    lines = (line(1, "TEA"), line(2, "MUG", 2))
    stock = {("TEA", "WH"): 2, ("TEA", "S2"): 2, ("MUG", "S2"): 3, ("MUG", "S1"): 4}
    given = problem(stock, *(order(f"O{number}", *lines) for number in range(6)))
    plans = {replace(source(given), seconds=0) for _ in range(3)}
    assert len(plans) == 1


def test_a_problem_and_its_plan_can_be_sent_to_another_process() -> None:
    given = problem({("TEA", "WH"): 2}, order("O1", line(1, "TEA")))
    plan = source(given)
    assert pickle.loads(pickle.dumps((given, plan))) == (given, plan)


def test_without_the_solver_the_heuristic_answers_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(sourcing, "solver_installed", lambda: False)
    real = builtins.__import__

    def without(name, *rest, **more):
        assert name.split(".")[0] not in ("highspy", "numpy")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    given = problem({("TEA", "WH"): 2}, order("O1", line(1, "TEA")))
    plan = source(given)
    assert (plan.method, plan.bound, plan.cost.total) == (HEURISTIC, 0, 360)
    with pytest.raises(SolverMissing, match="planning"):
        source(given, optimum_required=True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"orders": (order("O1", line(1, "TEA")), order("O1", line(1, "TEA")))}, "'O1' is there twice"),
        ({"orders": (order("O1", line(1, "TEA", 0)),)}, "asks for nothing"),
        ({"orders": (order("O1", line(1, "TEA"), max_parcels=0),)}, "allows no parcel"),
        ({"orders": (order("O1", line(1, "TEA", step=300)),)}, "not a multiple of the step"),
        ({"orders": (order("O1", line(1, "TEA", grams=-1)),)}, "below zero"),
        ({"locations": (location("WH", kind="tent"),)}, "none of: store, warehouse, supplier"),
        ({"stock": {("TEA", "WH"): -1}}, "below zero"),
        ({"split": -1}, "below zero"),
        ({"tariff": (Rate("near", "standard", 1, 9), Rate("near", "standard", 2, 8))}, "does not rise"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(changes, reason) -> None:
    with pytest.raises(BadProblem, match=reason):
        source(replace(problem({}), **changes))


@pytest.mark.parametrize(
    ("assignments", "fault"),
    [
        ([Assignment("O1", 1, "WH", 3 * ONE)], "taken of"),
        ([Assignment("O1", 1, "WH", 500)], "divided finer"),
        ([Assignment("O1", 1, "WH", ONE), Assignment("O1", 1, "WH", ONE)], "a location twice"),
        ([Assignment("O1", 1, "S1", ONE)], "may not come from S1"),
        ([Assignment("O1", 2, "WH", ONE)], "has no line 2"),
        ([Assignment("O9", 1, "WH", ONE)], "is not open"),
        ([Assignment("O1", 1, "WH", ONE), Assignment("O1", 1, "S2", ONE)], "in 2 parcels"),
    ],
)
def test_the_checker_finds_what_cannot_be_done(assignments, fault) -> None:
    given = problem({("TEA", "WH"): 2, ("TEA", "S2"): 2}, order("O1", line(1, "TEA", 3), allow_split=False))
    assert any(fault in one for one in faults(given, assignments))


def test_cost_is_worked_out_on_paper() -> None:
    """Two parcels, 800 g and 2,500 g; three units picked; one of four left out; a day late from the shop far away."""
    given = problem(
        {("TEA", "WH"): 2, ("MUG", "S1"): 1},
        order("O1", line(1, "TEA", 2), line(2, "MUG", 2, grams=2_500)),
        arrivals={("S1", "standard", "N"): 3},
        scarcity={("TEA", "WH"): 33},
    )
    cost, parcels = evaluate(given, [Assignment("O1", 1, "WH", 2 * ONE), Assignment("O1", 2, "S1", ONE)])
    assert cost == Cost(shipping=300 + 800, handling=100 + 30, split=100, lateness=70, scarcity=66, unfilled=5_000)
    assert cost.total == 6_466
    assert parcels == (Parcel("O1", "WH", 800), Parcel("O1", "S1", 2_500))
