"""Orders batched: every line once, no cart too full, never more walked than at the start, the best where few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bench.walking import made_orders, warehouse
from tests.planning.warehouses import warehouses

from storeops.planning.picking import (
    BATCH,
    CLUSTER,
    MODES,
    SINGLE,
    ZONE,
    BadWave,
    Bin,
    Cart,
    Effort,
    Layout,
    Line,
    Order,
    Plan,
    from_bins,
    optimal,
    plan,
    s_shape,
)
from storeops.planning.picking.batching import Load, Wave, savings
from storeops.planning.picking.lengths import Lengths

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def waves(draw: st.DrawFn, *, most: int = 7, blocks: int = 1) -> tuple[Layout, list[Order]]:
    layout, bins = draw(warehouses(blocks=blocks))
    codes = st.sampled_from([*(one.code for one in bins), "loose"])
    lines = st.lists(st.tuples(codes, st.integers(0, 4)), max_size=5)
    return layout, [
        Order(f"O{number}", tuple(Line(place, code, size) for place, (code, size) in enumerate(wanted, 1)))
        for number, wanted in enumerate(draw(st.lists(lines, max_size=most)))
    ]


def wanted(orders: list[Order]) -> Counter[tuple[str, int, str, int]]:
    return Counter((order.id, line.number, line.bin, line.size) for order in orders for line in order.lines)


def picked(made: Plan) -> Counter[tuple[str, int, str, int]]:
    return Counter(
        (pick.order, pick.line, stop.bin, pick.size)
        for tour in made.tours
        for stop in tour.stops
        for pick in stop.picks
    )


@FEW
@given(waves(), st.sampled_from(MODES), st.integers(1, 3), st.integers(0, 9), st.integers(1, 3))
def test_every_line_is_picked_once_and_no_cart_is_too_full(
    given_wave: tuple[Layout, list[Order]], mode: str, pickers: int, capacity: int, totes: int
) -> None:
    layout, orders = given_wave
    cart = Cart(capacity, totes)
    made = plan(orders, layout, mode=mode, pickers=pickers, cart=cart, effort=Effort(rounds=200))
    assert picked(made) == wanted(orders)
    assert made.reference == sum(s_shape(layout, [line.bin for line in order.lines]).length for order in orders)
    for tour in made.tours:
        picks = [pick for stop in tour.stops for pick in stop.picks]
        assert 1 <= tour.picker <= pickers
        assert tour.size == sum(pick.size for pick in picks)
        assert tour.oversize == (bool(capacity) and tour.size > capacity)
        assert not tour.oversize or len(picks) == 1 or sum(pick.size > 0 for pick in picks) == 1
        assert len(tour.orders) <= totes
        assert all(tour.orders[pick.tote - 1] == pick.order for pick in picks)
        assert tour.length == optimal(layout, [stop.bin for stop in tour.stops]).length
        assert tuple(stop.bin for stop in tour.stops) == optimal(layout, [stop.bin for stop in tour.stops]).stops


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        for place, batch in enumerate(smaller):
            yield [*smaller[:place], [first, *batch], *smaller[place + 1 :]]
        yield [[first], *smaller]


@FEW
@given(waves(most=6), st.integers(4, 20))
def test_few_orders_are_batched_as_well_as_can_be(given_wave: tuple[Layout, list[Order]], capacity: int) -> None:
    layout, orders = given_wave
    orders = [order for order in orders if order.lines and sum(line.size for line in order.lines) <= capacity]
    bins = [[line.bin for line in order.lines] for order in orders]
    sizes = [sum(line.size for line in order.lines) for order in orders]
    least = min(
        sum(optimal(layout, [bin for one in batch for bin in bins[one]]).length for batch in batches)
        for batches in partitions(list(range(len(orders))))
        if all(sum(sizes[one] for one in batch) <= capacity for batch in batches)
    )
    assert plan(orders, layout, cart=Cart(capacity), effort=Effort(rounds=3_000)).length == least


@FEW
@given(waves(blocks=2))
def test_over_several_blocks_no_tour_is_longer_than_the_search_took_it_for(
    given_wave: tuple[Layout, list[Order]],
) -> None:
    layout, orders = given_wave
    lengths = Lengths(layout, layout.spots.values())
    for order in orders:
        codes = [line.bin for line in order.lines]
        spots = lengths.bits(layout.spots[code] for code in codes if code in layout.spots)
        assert optimal(layout, codes).length <= lengths.of(spots)


@FEW
@given(waves(blocks=1))
def test_a_length_by_bits_is_that_of_the_shortest_tour(given_wave: tuple[Layout, list[Order]]) -> None:
    layout, orders = given_wave
    lengths = Lengths(layout, layout.spots.values())
    for order in orders:
        codes = [line.bin for line in order.lines]
        spots = lengths.bits(layout.spots[code] for code in codes if code in layout.spots)
        assert optimal(layout, codes).length == lengths.of(spots)


def corridor() -> Layout:
    """Four aisles ten apart, three bins each, at 2, 5 and 8 of 10; the depot before the first."""
    bins = [Bin(f"{name}{y}", name, 10 * number, y) for number, name in enumerate("ABCD") for y in (2, 5, 8)]
    return from_bins(bins, along="y", crossings=(0, 10))


def order(name: str, *bins: str, size: int = 1) -> Order:
    return Order(name, tuple(Line(number, bin, size) for number, bin in enumerate(bins, 1)))


def test_orders_of_the_same_aisles_are_walked_together() -> None:
    orders = [order("1", "A2", "A5"), order("2", "D2", "D8"), order("3", "A8"), order("4", "D5")]
    made = plan(orders, corridor(), cart=Cart(capacity=3))
    assert [(tour.orders, tour.length, tour.size) for tour in made.tours] == [(("2", "4"), 76, 3), (("1", "3"), 16, 3)]
    assert [stop.bin for stop in made.tours[1].stops] == ["A2", "A5", "A8"]
    # S-shape leaves the only aisle where it was entered.
    assert made.reference == 10 + 76 + 16 + 70
    assert made.saving == Decimal("0.4651")


def test_clusters_fill_one_tote_an_order() -> None:
    orders = [order(str(number), "A2") for number in range(5)]
    made = plan(orders, corridor(), mode=CLUSTER, cart=Cart(totes=2))
    assert sorted(len(tour.orders) for tour in made.tours) == [1, 2, 2]
    (pair, *_) = (tour for tour in made.tours if len(tour.orders) == 2)
    assert [(pick.order, pick.tote) for pick in pair.stops[0].picks] == [(pair.orders[0], 1), (pair.orders[1], 2)]


def test_zones_are_aisles_side_by_side_with_about_as_many_lines() -> None:
    orders = [order("1", "A2", "A5", "B2", "C2", "D8"), order("2", "A8", "D2", "nowhere")]
    made = plan(orders, corridor(), mode=ZONE, pickers=2)
    # A and B have four lines, C and D three; what nobody knows the place of goes to those who have fewer.
    assert [(tour.picker, [stop.bin for stop in tour.stops]) for tour in made.tours] == [
        (1, ["A2", "A5", "A8", "B2"]),
        (2, ["C2", "D8", "D2", "nowhere"]),
    ]
    assert made.tours[0].length == 2 * 10 + 2 * 10


def test_an_order_no_cart_holds_is_brought_in_loads_in_walking_order() -> None:
    made = plan([order("1", "D8", "A2", "A8", "D2", size=2)], corridor(), cart=Cart(capacity=4))
    assert [[stop.bin for stop in tour.stops] for tour in made.tours] == [["D2", "D8"], ["A2", "A8"]]
    assert not any(tour.oversize for tour in made.tours)
    large = plan([order("1", "D8", size=9), order("2", "D8")], corridor(), cart=Cart(capacity=4))
    assert [(tour.orders, tour.oversize) for tour in large.tours] == [(("1",), True), (("2",), False)]


def test_pickers_walk_about_as_far() -> None:
    orders = [order(str(number), bin) for number, bin in enumerate(("A2", "A5", "B5", "C5", "D5"))]
    made = plan(orders, corridor(), mode=SINGLE, pickers=2)
    walked = Counter[int]()
    for tour in made.tours:
        walked[tour.picker] += tour.length
    assert walked == {1: 70 + 10 + 4, 2: 50 + 30}


def test_the_same_seed_is_the_same_plan_and_a_clock_ends_the_search() -> None:
    layout = warehouse()
    orders = made_orders(7, 12)
    first, second = (plan(orders, layout, cart=Cart(45), effort=Effort(rounds=500, seed=3)) for _ in range(2))
    assert first == second
    times = iter(range(1_000_000))
    cut = plan(orders, layout, cart=Cart(45), effort=Effort(rounds=10**9, seconds=20, clock=lambda: next(times)))
    assert picked(cut) == wanted(orders)
    assert 20 <= next(times) < 200


def test_the_search_never_walks_more_than_savings_and_savings_less_than_one_at_a_time() -> None:
    layout = warehouse()
    orders = made_orders(5, 30)
    lengths = Lengths(layout, layout.spots.values())
    loads = [Load(len(one.lines), lengths.bits(layout.spots[line.bin] for line in one.lines)) for one in orders]
    wave = Wave(loads, Cart(45), lengths)
    start = savings(wave)
    assert sorted(load for batch in start for load in batch) == list(range(30))
    single = plan(orders, layout, mode=SINGLE)
    found = plan(orders, layout, cart=Cart(45), effort=Effort(rounds=3_000))
    assert found.length < wave.length(start) < single.length < single.reference


def test_many_orders_look_at_near_ones_only_and_all_are_planned() -> None:
    layout = warehouse()
    orders = made_orders(9, 160)
    made = plan(orders, layout, cart=Cart(60), effort=Effort(rounds=500))
    assert picked(made) == wanted(orders)
    assert made.saving > Decimal("0.6")


@pytest.mark.parametrize(
    ("orders", "how", "reason"),
    [
        ([], {"mode": "walk"}, "the mode is none of: single, batch, cluster, zone"),
        ([], {"pickers": 0}, "there is nobody to pick"),
        ([], {"mode": CLUSTER}, "the cart has no totes"),
        ([], {"cart": Cart(-1)}, "the cart holds less than nothing"),
        ([order("1"), order("1")], {}, "order '1' is there twice"),
        ([order("1", "A2", size=-1)], {}, "a line of order '1' takes less than no room"),
    ],
)
def test_what_contradicts_itself_is_refused(orders: list[Order], how: dict[str, object], reason: str) -> None:
    with pytest.raises(BadWave) as refused:
        plan(orders, corridor(), **how)  # type: ignore[arg-type]
    assert refused.value.reason == reason


def test_no_orders_are_no_tours() -> None:
    assert plan([], corridor()) == Plan(BATCH, (), 0)
    assert plan([order("1")], corridor(), mode=ZONE, pickers=3) == Plan(ZONE, (), 0)
    assert plan([], corridor()).saving == 0
