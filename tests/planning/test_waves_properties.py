"""Waves of small made-up days, held against every wave there is, and parts of the search against plain sums."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeops.planning import waves
from storeops.planning.waves import OPTIMAL, NoWave, Problem, faults, plan_wave, value
from storeops.planning.waves.exchange import improve
from storeops.planning.waves.heuristic import prune
from storeops.planning.waves.optimum import solve
from storeops.planning.waves.packing import Choice, Packing
from storeops.planning.waves.presolve import prepare
from storeops.planning.waves.programme import Programme
from storeops.planning.waves.watch import Watch

SKUS = ("TEA", "MUG", "POT")
CASES = settings(max_examples=60, deadline=None, derandomize=True)


def still() -> float:
    return 0.0


def units(most: int) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(SKUS), st.integers(0, most), max_size=3)


@st.composite
def days(draw: st.DrawFn) -> Problem:
    orders = draw(st.lists(units(3), max_size=6))
    aisles = draw(st.lists(units(5), max_size=4))
    least = draw(st.integers(0, 12))
    return Problem(
        {f"O{number}": one for number, one in enumerate(orders)},
        {f"A{number}": one for number, one in enumerate(aisles)},
        least,
        draw(st.integers(max(1, least), 16)),
    )


def made_up(seed: int, *, orders: int = 25, aisles: int = 12, skus: int = 20) -> Problem:
    """A larger day; the same for the same seed."""
    chance = random.Random(seed)
    names = [f"S{number}" for number in range(skus)]

    def some(count: int, most: int) -> dict[str, int]:
        return {sku: chance.randint(1, most) for sku in chance.sample(names, count)}

    return Problem(
        {f"O{number}": some(chance.randint(1, 3), 3) for number in range(orders)},
        {f"A{number}": some(skus // 4, 4) for number in range(aisles)},
        20,
        50,
    )


def every_wave(problem: Problem) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    def some(names):
        return chain.from_iterable(combinations(names, count) for count in range(1, len(names) + 1))

    return [
        (orders, aisles)
        for orders in some(tuple(problem.orders))
        for aisles in some(tuple(problem.aisles))
        if not faults(problem, orders, aisles)
    ]


def best_of_all(problem: Problem) -> Fraction | None:
    """The greatest ratio of any wave with units in it; None where there is none."""
    ratios = [value(problem, *wave) for wave in every_wave(problem)]
    return max((ratio for ratio in ratios if ratio), default=None)


def plan(problem: Problem) -> waves.Wave | None:
    limits = (problem.min_units, problem.max_units)
    try:
        return plan_wave(problem.orders, problem.aisles, *limits, clock=still, seconds=20)
    except NoWave:
        return None


@CASES
@given(days())
def test_with_the_solver_it_is_the_best_of_all_waves(problem: Problem) -> None:
    wave, best = plan(problem), best_of_all(problem)
    assert (wave and wave.objective) == best
    if wave is not None:
        assert (wave.method, wave.bound) == (OPTIMAL, best)
        assert {*wave.orders, *wave.reasons} == set(problem.orders)
        assert not {*wave.orders} & {*wave.reasons}


@CASES
@given(days())
def test_without_the_solver_it_is_a_wave_and_its_bound_holds(problem: Problem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waves, "solver_installed", lambda: False)
        wave, best = plan(problem), best_of_all(problem)
    if wave is None:
        # A narrow window can be missed; where only the minimum counts it cannot.
        assert best is None or problem.max_units < sum(sum(one.values()) for one in problem.orders.values())
        return
    assert best is not None
    assert wave.bound is not None
    assert faults(problem, wave.orders, wave.aisles) == ()
    assert wave.objective <= best <= wave.bound


@CASES
@given(days())
def test_what_can_be_reached_at_most_is_told_right(problem: Problem) -> None:
    try:
        plan_wave(problem.orders, problem.aisles, problem.min_units, problem.max_units, clock=still, seconds=20)
    except NoWave as none:
        anything = Problem(problem.orders, problem.aisles, 0, problem.max_units)
        sizes = [sum(sum(problem.orders[name].values()) for name in orders) for orders, _ in every_wave(anything)]
        assert none.proven
        assert none.best == max(sizes, default=0)


@pytest.mark.parametrize("seed", range(4))
def test_a_larger_day(seed: int, monkeypatch) -> None:
    problem = made_up(seed)
    solved = plan(problem)
    monkeypatch.setattr(waves, "solver_installed", lambda: False)
    by_hand = plan(problem)
    assert solved is not None
    assert by_hand is not None
    for wave in (solved, by_hand):
        assert faults(problem, wave.orders, wave.aisles) == ()
    assert solved.method == OPTIMAL
    assert by_hand.objective <= solved.objective == solved.bound
    assert by_hand.objective >= solved.objective * Fraction(9, 10)


def test_the_names_of_skus_and_aisles_do_not_matter() -> None:
    problem = made_up(7)

    def other(units):
        return {f"X{sku[::-1]}": count for sku, count in reversed(units.items())}

    renamed = Problem(
        {name: other(units) for name, units in problem.orders.items()},
        {f"Z{name[::-1]}": other(units) for name, units in problem.aisles.items()},
        problem.min_units,
        problem.max_units,
    )
    before, after = plan(problem), plan(renamed)
    assert before is not None
    assert after is not None
    assert before.objective == after.objective


@pytest.mark.parametrize("seed", range(3))
def test_the_search_gets_from_a_poor_wave_to_the_best(seed: int, monkeypatch) -> None:
    problem = made_up(seed, aisles=16)
    prepared = prepare(problem)
    best = plan(problem)
    assert best is not None
    # The first wave is the poorest: the search of the solver alone has to find the way.
    monkeypatch.setattr("storeops.planning.waves.optimum.best_wave", lambda prepared, _: (poor(prepared), 0))
    answer = solve(prepared, Watch.of(still, 20))
    assert answer.choice is not None
    assert answer.proven
    assert Fraction(answer.choice.units, len(answer.choice.aisles)) == best.objective


def poor(prepared) -> Choice:
    packing = Packing(prepared, most=prepared.problem.max_units)
    for aisle in range(len(prepared.stock)):
        packing.visit(aisle)
    packing.fill(range(len(prepared.lines)))
    return packing.snapshot()


@pytest.mark.parametrize("seed", range(4))
def test_improving_and_pruning_never_make_a_wave_worse(seed: int) -> None:
    prepared = prepare(made_up(seed))
    before = poor(prepared)
    pruned = prune(prepared, before)
    assert pruned.packed == before.packed
    assert len(pruned.aisles) < len(before.aisles)
    after = improve(prepared, pruned, Watch.of(still, 1), in_vain=3)
    assert after.beats(pruned)
    assert after.units >= prepared.least_units


@CASES
@given(days(), st.lists(st.tuples(st.sampled_from(("visit", "leave", "fill")), st.integers(0, 3)), max_size=12))
def test_a_packing_never_owes_stock_and_every_step_is_taken_back(problem: Problem, steps) -> None:
    prepared = prepare(problem)
    packing = Packing(prepared, most=problem.max_units)
    seen = [(packing.mark(), state(packing))]
    for step, aisle in steps:
        if aisle >= len(prepared.stock):
            continue
        if step == "fill":
            packing.fill_from((aisle,))
        elif step == "visit" and aisle not in packing.open:
            packing.visit(aisle)
        elif step == "leave" and aisle in packing.open:
            packing.leave(aisle)
        reckon(packing)
        seen.append((packing.mark(), state(packing)))
    for mark, before in reversed(seen):
        packing.back_to(mark)
        assert state(packing) == before


def state(packing: Packing):
    return sorted(packing.open), list(packing.left), list(packing.packed), packing.units


def reckon(packing: Packing) -> None:
    """What is left and packed, added up afresh."""
    prepared = packing.prepared
    left = [0] * len(prepared.demand)
    for aisle in packing.open:
        for sku, count in prepared.stock[aisle]:
            left[sku] += count
    for pattern, count in enumerate(packing.packed):
        assert 0 <= count <= prepared.counts[pattern]
        for sku, each in prepared.lines[pattern]:
            left[sku] -= each * count
    assert left == packing.left
    assert min(left, default=0) >= 0
    assert packing.units == sum(size * count for size, count in zip(prepared.size, packing.packed, strict=True))
    assert packing.units <= packing.most


@pytest.mark.parametrize("seed", range(3))
def test_the_relaxed_value_is_never_below_the_best_and_kept_aisles_are_visited(seed: int) -> None:
    prepared = prepare(made_up(seed))
    price = Fraction(9, 2)
    programme = Programme(prepared, range(len(prepared.stock)), least=prepared.least_units)
    relaxed = programme.relax(float(price), 20)
    programme.keep((0, 5))
    found = programme.decide(price, None, 20)
    assert relaxed is not None
    assert found.choice is not None
    assert found.solved
    assert {0, 5} <= set(found.choice.aisles)
    assert relaxed.value >= found.choice.units - price * len(found.choice.aisles) - Fraction(1, 10**6)
    assert relaxed.value == pytest.approx(relaxed.units - 4.5 * relaxed.visited)


def test_what_is_called_solved_is_the_best_to_the_last_fraction() -> None:
    prepared = prepare(made_up(1, orders=60, aisles=30, skus=40))
    price = Fraction(41, 9)
    found = Programme(prepared, range(30), least=prepared.least_units).decide(price, poor(prepared), 60)
    assert found.choice is not None
    assert found.solved
    assert found.most - float(found.choice.units - price * len(found.choice.aisles)) < 1 / 9
