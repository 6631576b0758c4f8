"""Waves, by cases that can be worked out on paper. The clock of these tests stands still unless a test says so."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

from storeops.planning import waves
from storeops.planning.waves import (
    HEURISTIC,
    OPTIMAL,
    ORDERS,
    SEQUENCE,
    BadWave,
    NoWave,
    Problem,
    faults,
    plan_wave,
    value,
)
from storeops.planning.waves.problem import (
    NO_STOCK_LEFT,
    NOT_IN_AISLES,
    NOT_IN_STOCK,
    NOTHING_WANTED,
    TOO_LARGE,
    WAVE_FULL,
)

ORDERS_OPEN = {
    "1": {"TEA": 3},
    "2": {"TEA": 2, "MUG": 1},
    "3": {"POT": 4},
    "4": {"MUG": 5},
    "5": {"TEA": 1},
}
AISLES_THERE = {"A": {"TEA": 5, "MUG": 1}, "B": {"POT": 4, "MUG": 3}, "C": {"MUG": 1, "TEA": 1}}
"""A alone fills 1 and 2, six units; A and B fill 3 too, ten units; all three aisles cannot fill 2 and 4 together."""


def still() -> float:
    return 0.0


def plan(least, most, orders=ORDERS_OPEN, aisles=AISLES_THERE, **how):
    return plan_wave(orders, aisles, least, most, clock=still, seconds=20, **how)


@pytest.fixture
def no_solver(monkeypatch):
    monkeypatch.setattr(waves, "solver_installed", lambda: False)


def test_one_aisle_is_better_than_more() -> None:
    wave = plan(1, 20)
    assert (wave.orders, wave.aisles, wave.units) == (("1", "2"), ("A",), 6)
    assert (wave.objective, wave.bound, wave.method, wave.gap) == (Fraction(6), Fraction(6), OPTIMAL, Fraction(0))


def test_the_least_number_of_units_forces_a_second_aisle() -> None:
    wave = plan(7, 20)
    assert (wave.orders, wave.aisles) == (("1", "2", "3"), ("A", "B"))
    assert (wave.units, wave.objective, wave.method) == (10, Fraction(5), OPTIMAL)


def test_the_greatest_number_of_units_is_kept() -> None:
    wave = plan(1, 5)
    assert (wave.units, len(wave.aisles), wave.objective, wave.method) == (4, 1, Fraction(4), OPTIMAL)


def test_an_order_that_fills_the_wave_alone_is_not_too_large() -> None:
    wave = plan(4, 4, orders={"1": {"POT": 4}, "2": {"POT": 5}}, aisles={"A": {"POT": 9}})
    assert (wave.orders, wave.reasons) == (("1",), {"2": TOO_LARGE})


def test_every_order_left_out_is_told_why() -> None:
    orders = {**ORDERS_OPEN, "6": {"POT": 5}, "7": {"TEA": 6, "MUG": 7}, "8": {}, "9": {"MUG": 0}, "10": {"POT": 3}}
    wave = plan(7, 12, orders=orders)
    assert wave.orders == ("1", "2", "3")
    assert wave.reasons == {
        "4": WAVE_FULL,
        "5": NO_STOCK_LEFT,
        "6": NOT_IN_STOCK,
        "7": TOO_LARGE,
        "8": NOTHING_WANTED,
        "9": NOTHING_WANTED,
        "10": WAVE_FULL,
    }
    assert plan(1, 20).reasons == {"3": NOT_IN_AISLES, "4": NOT_IN_AISLES, "5": NO_STOCK_LEFT}


def test_of_orders_for_the_same_the_oldest_are_picked() -> None:
    orders = {name: {"TEA": 2} for name in "EDCBA"}
    wave = plan(1, 20, orders=orders, aisles={"X": {"TEA": 7}, "Y": {"TEA": 1}})
    assert (wave.orders, wave.aisles) == (("E", "D", "C"), ("X",))
    assert wave.reasons == {"B": NO_STOCK_LEFT, "A": NO_STOCK_LEFT}


def test_a_wave_has_an_order_even_if_no_units_are_asked_for() -> None:
    wave = plan(0, 9, orders={"1": {"TEA": 2}}, aisles={"A": {"TEA": 1}, "B": {"TEA": 1}})
    assert (wave.orders, wave.aisles, wave.objective) == (("1",), ("A", "B"), Fraction(1))


@pytest.mark.usefixtures("no_solver")
def test_without_the_solver_the_wave_says_so() -> None:
    wave = plan(7, 20)
    assert (wave.orders, wave.aisles, wave.method) == (("1", "2", "3"), ("A", "B"), HEURISTIC)
    assert wave.bound is not None
    assert wave.bound >= 5


@pytest.mark.usefixtures("no_solver")
def test_without_the_solver_the_best_is_seen_where_the_aisle_is_picked_empty() -> None:
    wave = plan(1, 9, orders={"1": {"TEA": 2}, "2": {"TEA": 3}}, aisles={"A": {"TEA": 5}, "B": {"TEA": 4}})
    assert (wave.orders, wave.aisles, wave.method) == (("1", "2"), ("A",), OPTIMAL)


@pytest.mark.parametrize("solver", [True, False])
def test_a_minimum_beyond_reach_is_told_with_what_can_be_reached(solver, monkeypatch) -> None:
    monkeypatch.setattr(waves, "solver_installed", lambda: solver)
    with pytest.raises(NoWave, match=r"at least 30 units; at most 14 can be reached") as told:
        plan(30, 40, orders={**ORDERS_OPEN, "6": {"POT": 9}, "4": {"MUG": 3}})
    assert (told.value.min_units, told.value.best, told.value.proven) == (30, 14, True)
    assert told.value.reasons == {"6": NOT_IN_STOCK}


def test_a_window_that_no_sum_of_orders_hits_is_proven_empty() -> None:
    with pytest.raises(NoWave) as told:
        plan(5, 5, orders={"1": {"TEA": 3}, "2": {"TEA": 3}, "3": {"POT": 4}}, aisles={"A": {"TEA": 9, "POT": 9}})
    assert (told.value.best, told.value.proven) == (4, True)


def test_a_window_that_packing_the_largest_first_misses_is_hit() -> None:
    orders = {"1": {"TEA": 6}, "2": {"TEA": 5}, "3": {"TEA": 5}, "4": {"TEA": 3}}
    wave = plan(10, 10, orders=orders, aisles={"A": {"TEA": 20}})
    assert (wave.orders, wave.units) == (("2", "3"), 10)


@pytest.mark.parametrize("solver", [True, False])
@pytest.mark.parametrize(("orders", "aisles"), [({}, {}), ({"1": {"TEA": 1}}, {}), ({}, {"A": {"TEA": 1}})])
def test_of_nothing_there_is_no_wave(solver, orders, aisles, monkeypatch) -> None:
    monkeypatch.setattr(waves, "solver_installed", lambda: solver)
    with pytest.raises(NoWave, match="at most 0 can be reached"):
        plan(0, 10, orders=orders, aisles=aisles)


@pytest.mark.parametrize(
    ("least", "most", "orders", "words"),
    [
        (-1, 5, {}, "at least -1"),
        (6, 5, {}, "at least 6 and at most 5"),
        (0, 0, {}, "at most 0"),
        (1, 5, {"1": {"TEA": -2}}, "The order '1' has '-2' units of 'TEA'"),
        (1, 5, {"1": {"TEA": 1.5}}, "'1.5' units"),
        (1, 5, {"1": {"TEA": True}}, "'True' units"),
        (1, 5, {"\x1b[31m": {"\x07": -1}}, r"The order '\?\[31m' has '-1' units of '\?'"),
    ],
)
def test_what_makes_no_sense_is_refused(least, most, orders, words) -> None:
    with pytest.raises(BadWave, match=words):
        plan(least, most, orders=orders)


def test_an_unknown_objective_is_refused() -> None:
    with pytest.raises(BadWave, match="not by 'speed'"):
        plan(1, 5, objective="speed")


def test_the_oldest_promises_come_first_and_what_does_not_fit_is_passed_over() -> None:
    wave = plan(5, 8, objective=ORDERS)
    assert (wave.orders, wave.units, wave.aisles) == (("1", "2", "5"), 7, ("A", "C"))
    assert (wave.method, wave.bound, wave.gap, wave.objective) == (SEQUENCE, None, None, Fraction(7, 2))
    assert wave.reasons == {"3": WAVE_FULL, "4": WAVE_FULL}


def test_the_oldest_promises_that_miss_the_minimum_are_no_wave() -> None:
    with pytest.raises(NoWave, match="at most 11 were reached"):
        plan(15, 16, objective=ORDERS)


def test_the_oldest_promises_are_picked_from_few_aisles() -> None:
    aisles = {"A": {"TEA": 1}, "B": {"TEA": 1, "MUG": 1}, "C": {"MUG": 1, "TEA": 2}, "D": {"POT": 9}}
    wave = plan(1, 9, orders={"1": {"TEA": 2}, "2": {"MUG": 1}}, aisles=aisles, objective=ORDERS)
    assert (wave.orders, wave.aisles) == (("1", "2"), ("C",))


@pytest.mark.parametrize("solver", [True, False])
def test_there_is_an_answer_when_the_time_is_up_at_once(solver, monkeypatch) -> None:
    monkeypatch.setattr(waves, "solver_installed", lambda: solver)
    wave = plan_wave(ORDERS_OPEN, AISLES_THERE, 7, 20, clock=still, seconds=0)
    assert faults(Problem(ORDERS_OPEN, AISLES_THERE, 7, 20), wave.orders, wave.aisles) == ()
    assert wave.units >= 7
    assert wave.bound is not None
    assert wave.bound >= 5


@pytest.mark.parametrize(
    ("orders", "aisles", "fault"),
    [
        (("1", "2"), ("A",), None),
        (("1", "1"), ("A",), "an order twice"),
        (("1", "2"), ("A", "A"), "an aisle twice"),
        (("1", "2", "5"), ("A",), "TEA: 6 wanted of 5"),
        (("1", "4"), ("A", "A", "B"), "MUG: 5 wanted of 4"),
        (("9",), ("A",), "order 9 is not open"),
        (("1",), ("Z",), "there is no aisle Z"),
        ((), ("A",), "a wave has at least one order and one aisle"),
        (("1",), (), "a wave has at least one order and one aisle"),
        (("5",), ("A",), "1 units, at least 2 are wanted"),
        (("1", "2", "3"), ("A", "B"), "10 units, at most 9 are allowed"),
    ],
)
def test_the_checker_finds_each_fault(orders, aisles, fault) -> None:
    found = faults(Problem(ORDERS_OPEN, AISLES_THERE, 2, 9), orders, aisles)
    assert (fault in found) if fault else found == ()


def test_what_a_wave_is_worth() -> None:
    assert value(Problem(ORDERS_OPEN, AISLES_THERE, 2, 9), ("1", "2", "3"), ("A", "B", "C")) == Fraction(10, 3)


def test_a_wave_that_cannot_be_picked_is_never_handed_out(monkeypatch) -> None:
    monkeypatch.setattr(waves, "faults", lambda *_: ("MUG: 5 wanted of 4",))
    with pytest.raises(AssertionError, match="MUG: 5 wanted of 4"):
        plan(1, 20)


PROGRAM = """
from storeops.planning.waves import plan_wave
import sys
assert "highspy" not in sys.modules and "numpy" not in sys.modules
wave = plan_wave({"1": {"TEA": 2}, "2": {"MUG": 3}}, {"A": {"TEA": 2, "MUG": 2}, "B": {"MUG": 1}}, 1, 9,
                 clock=lambda: 0.0, seconds=5)
assert (wave.orders, wave.aisles, wave.method) == (("1", "2"), ("A", "B"), "optimal"), wave
assert "highspy" in sys.modules
"""


def test_the_solver_is_loaded_only_where_it_is_used_and_prints_nothing() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
