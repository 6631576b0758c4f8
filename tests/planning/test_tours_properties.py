"""Tours, whatever the day: they can be driven, nobody is forgotten, and for few stops they are the best there are."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.planning.tour_days import DEPOT, Day, best, days, made_up

from storeops.planning.tours import DAY, Distances, Speed, Van, faults, great_circle, plan, solver_installed
from storeops.planning.tours.exact import exact
from storeops.planning.tours.heuristic import heuristic
from storeops.planning.tours.plan import tours_of
from storeops.planning.tours.problem import Job, job_of, part
from storeops.planning.tours.reasons import hopeless
from storeops.planning.tours.search import searched

FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@FEW
@given(days())
def test_few_stops_have_the_best_tours_there_are(day: Day) -> None:
    stops, vans, distances = day
    found = plan(DEPOT, stops, vans, distances=distances)
    assert faults(DEPOT, stops, vans, distances, found) == ()
    assert (len(found.unserved), found.distance) == best(stops, vans, distances)


@FEW
@given(days(most=8), st.integers(0, 9))
def test_the_heuristic_drives_what_can_be_driven_and_never_better_than_the_best(day: Day, seed: int) -> None:
    job = ready(day)
    found = heuristic(job, seed=seed, stop=lambda: False)
    assert found.cost >= exact(job).cost
    assert found == heuristic(job, seed=seed, stop=lambda: False)
    assert sorted([*found.left, *(stop for route in found.routes for stop in route.stops)]) == [*range(len(job.stops))]
    tours = tours_of(job, found)
    assert [tour.distance for tour in tours] == [sum_of(job, tour.van, tour.visits) for tour in tours]


def ready(day: Day) -> Job:
    """The problem with only the stops that a van can serve."""
    stops, vans, distances = day
    job, _ = job_of(DEPOT, stops, vans, distances, Speed())
    return part(job, [number for number in range(len(job.stops)) if not hopeless(job, number)])


def sum_of(job: Job, van: str, visits) -> int:
    keys = ["WH", *(visit.stop for visit in visits), "WH"]
    numbers = [job.keys.index(key) for key in keys]
    return sum(job.metres[a][b] for a, b in pairwise(numbers))


def test_the_heuristic_finds_the_best_tours_of_most_small_days() -> None:
    chance = random.Random(7)
    jobs = [ready(made_up(chance, 7)) for _ in range(40)]
    pairs = [(heuristic(job, seed=1, stop=lambda: False).cost, exact(job).cost) for job in jobs]
    assert sum(found == least for found, least in pairs) >= 34
    assert all(left <= least_left + 1 for (left, _), (least_left, _) in pairs)


@pytest.mark.skipif(not solver_installed(), reason="PyVRP is not installed")
@pytest.mark.parametrize("all_fit", [True, False])
def test_the_solver_finds_the_best_tours_of_small_days_and_leaves_as_few(all_fit: bool) -> None:
    chance = random.Random(11)
    for _ in range(4):
        job = ready(made_up(chance, 7))
        least = exact(job)
        if all_fit and least.left:
            continue
        found = searched(job, seconds=20, seed=1, all_fit=all_fit, patience=300)
        assert found is not None
        assert found.cost == least.cost


@FEW
@given(days(most=5))
def test_one_more_van_never_serves_fewer(day: Day) -> None:
    stops, vans, distances = day
    before = plan(DEPOT, stops, vans, distances=distances)
    after = plan(DEPOT, stops, [*vans, Van("MORE", 6, (0, DAY))], distances=distances)
    assert len(after.unserved) <= len(before.unserved)


@FEW
@given(days(most=8), st.randoms(use_true_random=False))
def test_the_order_in_which_stops_are_listed_does_not_matter(day: Day, chance: random.Random) -> None:
    stops, vans, distances = day
    one = plan(DEPOT, stops, vans, distances=distances)
    two = plan(DEPOT, chance.sample(stops, len(stops)), vans, distances=distances)
    assert (len(one.unserved), one.distance) == (len(two.unserved), two.distance)


@FEW
@given(days(most=8))
def test_every_stop_is_on_a_tour_or_told_with_a_reason(day: Day) -> None:
    stops, vans, distances = day
    found = plan(DEPOT, stops, vans, distances=distances)
    served = [visit.stop for tour in found.tours for visit in tour.visits]
    assert Counter([*served, *(one.stop for one in found.unserved)]) == Counter(stop.key for stop in stops)
    assert all(one.reason for one in found.unserved)


positions = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))


@given(positions, positions, positions)
def test_the_great_circle_is_a_distance(one: tuple[int, int], two: tuple[int, int], three: tuple[int, int]) -> None:
    assert great_circle(one, two) == great_circle(two, one) >= 0 == great_circle(one, one)
    assert great_circle(one, three) <= great_circle(one, two) + great_circle(two, three) + 0.1
    # Half the way round is the farthest there is.
    assert great_circle(one, two) <= 20_015_115


@given(st.lists(positions, max_size=6))
def test_a_table_of_distances_has_no_way_from_a_place_to_itself(points: list[tuple[int, int]]) -> None:
    table = Distances.between([(str(number), *point) for number, point in enumerate(points)], Speed())
    assert all(table.metres[place][place] == table.seconds[place][place] == 0 for place in range(len(points)))
    assert all(isinstance(far, int) for row in (*table.metres, *table.seconds) for far in row)
