"""Six hundred open orders, twelve locations, four hundred products, and only five per cent more stock than is wanted.

Made from a seed: demand falls off with the rank of a product (Zipf), its stock lies in a few of the locations whatever
the orders' regions are, and freight is a tariff by zone, service and weight. No product is short by itself, so that no
constant penalty stands in the sum and hides how far apart the plans are.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate

from storeops.planning.sourcing import Plan, Problem, source, source_one
from storeops.planning.sourcing.heuristic import nearest, one_by_one
from storeops.planning.sourcing.patterns import prepare
from storeops.planning.sourcing.problem import STORE, SUPPLIER, WAREHOUSE, Line, Location, Order, Rate
from storeops.rules.amounts import ONE

REGIONS = ("north", "east", "south", "west", "centre", "islands")
SERVICES = {"standard": (290, 2), "express": (590, 1), "economy": (210, 4)}
"""Price of the lightest parcel in its own zone, and days under way there."""

TIERS = ((500, 100), (1_000, 115), (2_000, 140), (5_000, 190), (10_000, 280), (20_000, 430), (30_000, 600))
"""Grams, and the price in per cent of the lightest parcel's."""

ZONES = {0: 100, 1: 135, 2: 175, 3: 230}
"""How far two regions are apart, and the price in per cent of the own zone's."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: what the plan costs beside the proven bound, the nearest-location plan and the greedy one."""

    plan: Plan
    nearest: int
    greedy: int
    seconds: float

    @property
    def over_bound(self) -> float:
        return self.plan.cost.total / self.plan.bound if self.plan.bound else float("inf")

    @property
    def below_nearest(self) -> float:
        return 1 - self.plan.cost.total / self.nearest


def measure(seed: int = 1, *, orders: int = 600, seconds: float = 10) -> Figures:
    """Source one made-up day, and the same day by the references."""
    problem = day(seed, orders=orders)
    prepared = prepare(problem)
    by_nearest, greedy = nearest(prepared).cost, one_by_one(prepared).cost
    begun = time.perf_counter()
    plan = source(problem, seconds=seconds)
    return Figures(plan, by_nearest, greedy, time.perf_counter() - begun)


def one_order(seed: int = 3, *, lines: int = 20, locations: int = 50, times: int = 20) -> float:
    """Seconds of sourcing a single large order that no location has whole: the most of several runs."""
    chance = random.Random(seed)
    given = day(seed, orders=10, locations=locations)
    first = given.orders[0].lines[0]
    order = replace(
        given.orders[0],
        lines=tuple(
            replace(first, number=number, parts=((f"P{number:04d}", ONE),), quantity=2 * ONE) for number in range(lines)
        ),
        allow_split=True,
        max_parcels=4,
    )
    stock = {
        (f"P{number:04d}", place.code): chance.choice((0, 1, 2, 3)) * ONE
        for number in range(lines)
        for place in given.locations
    }
    places = tuple(replace(place, capacity=10) for place in given.locations)
    alone = replace(given, locations=places, stock=stock, orders=(order,))
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        source_one(alone, order.id)
        took.append(time.perf_counter() - begun)
    return max(took)


def day(seed: int, *, orders: int = 600, locations: int = 12, products: int = 400) -> Problem:
    """A day's open orders; the same for the same seed."""
    chance = random.Random(seed)
    places = _locations(chance, locations, orders)
    weights = {f"P{number:04d}": int(chance.lognormvariate(6.2, 0.9)) + 20 for number in range(products)}
    open_orders = tuple(_order(chance, number, weights, places) for number in range(orders))
    wanted: Counter[str] = Counter()
    for order in open_orders:
        for line in order.lines:
            wanted[line.parts[0][0]] += line.quantity // ONE
    stock = _stock(chance, wanted, places)
    return Problem(
        places,
        stock,
        open_orders,
        zones={(place.code, region): f"Z{_apart(place.region, region)}" for place in places for region in REGIONS},
        tariff=_tariff(),
        arrivals={
            (place.code, service, region): days + _apart(place.region, region) // 2 + place.cut_off_passed
            for place in places
            for service, (_, days) in SERVICES.items()
            for region in REGIONS
        },
        late_per_day=150,
        split=80,
        scarcity={key: chance.choice((60, 120, 200)) for key in stock if chance.random() < 0.15},
    )


def _locations(chance: random.Random, count: int, orders: int) -> tuple[Location, ...]:
    """Two warehouses, a supplier that ships, and stores, which pick more dearly and take fewer orders."""
    shipping = [
        Location("WH1", WAREHOUSE, orders // 2, region="centre", handling_parcel=60, handling_unit=15),
        Location("WH2", WAREHOUSE, orders // 3, region="north", handling_parcel=70, handling_unit=15),
        Location("SUP", SUPPLIER, orders // 8, region="east", handling_parcel=110, handling_unit=10),
    ]
    stores = [
        Location(
            f"S{number}",
            STORE,
            chance.randint(orders // 14, orders // 7),
            store=f"S{number}",
            region=REGIONS[number % len(REGIONS)],
            handling_parcel=chance.randint(80, 140),
            handling_unit=chance.randint(20, 45),
            cut_off_passed=chance.random() < 0.25,
        )
        for number in range(1, count - len(shipping) + 1)
    ]
    return (*shipping, *stores)


def _order(chance: random.Random, number: int, weights: dict[str, int], places: tuple[Location, ...]) -> Order:
    skus = list(weights)
    falling = list(accumulate(1 / (rank + 8) for rank in range(len(skus))))
    count = chance.choices((1, 2, 3, 4, 5), weights=(35, 25, 20, 12, 8))[0]
    chosen = dict.fromkeys(chance.choices(skus, cum_weights=falling, k=count))
    lines = tuple(
        Line(
            place,
            ((sku, ONE),),
            chance.choices((1, 2, 3, 4, 6), weights=(66, 20, 8, 4, 2))[0] * ONE,
            weights[sku],
            unfilled=2_500,
            divisible=chance.random() < 0.8,
        )
        for place, sku in enumerate(chosen, 1)
    )
    service = chance.choices(list(SERVICES), weights=(60, 25, 15))[0]
    return Order(
        f"O{number:05d}",
        chance.choice(("web", "mobile", "marketplace", "phone")),
        service,
        chance.choices(REGIONS, weights=(20, 20, 20, 15, 20, 5))[0],
        promised=SERVICES[service][1] + chance.choice((0, 1, 1, 2)),
        lines=lines,
        priority=chance.choice((0, 1, 1, 1)),
        allow_split=chance.random() < 0.85,
    )


def _stock(chance: random.Random, wanted: Counter[str], places: tuple[Location, ...]) -> dict[tuple[str, str], int]:
    """Of each product what is wanted and five per cent more, at some of the stores and mostly a warehouse as well."""
    stock: Counter[tuple[str, str]] = Counter()
    for sku, units in sorted(wanted.items()):
        more = units // 20 + (chance.random() < units % 20 / 20)
        homes = [place for place in places if place.kind == WAREHOUSE and chance.random() < 0.7]
        homes += chance.sample([place for place in places if place.kind != WAREHOUSE], chance.randint(1, 5))
        shares = [(chance.random() + 0.1) * (3 if place.kind == WAREHOUSE else 1) for place in homes]
        for place in chance.choices(homes, weights=shares, k=units + more):
            stock[sku, place.code] += ONE
    return dict(stock)


def _apart(here: str, there: str) -> int:
    if here == there:
        return 0
    if "islands" in (here, there):
        return 3
    return 1 if "centre" in (here, there) else 2


def _tariff() -> tuple[Rate, ...]:
    return tuple(
        Rate(f"Z{apart}", service, grams, base * far * heavy // 10_000)
        for service, (base, _) in SERVICES.items()
        for apart, far in ZONES.items()
        for grams, heavy in TIERS
    )


def main() -> None:
    """The rows of `make bench` about sourcing alone, for several seeds: python -m tests.bench.sourcing."""
    for seed in range(1, 6):
        found = measure(seed)
        print(
            f"seed {seed}: {found.plan.cost.total:,}, bound {found.plan.bound:,}, {found.over_bound:.4f} x"
            f" ({'met' if found.over_bound <= 1.01 else 'MISSED'}), nearest {found.nearest:,},"
            f" {found.below_nearest:.1%} below, one by one {found.greedy:,}, {found.seconds:.1f} s",
            flush=True,
        )
    print(f"one order of 20 lines, 50 locations: {one_order() * 1000:.1f} ms at most")


if __name__ == "__main__":
    main()
