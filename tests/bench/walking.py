"""Walking in the class of instances of Henn and Waescher: one block of 10 aisles with 90 places each.

S. Henn and G. Waescher, Tabu search heuristics for the order batching problem in manual order picking systems,
European Journal of Operational Research 222 (2012) 484-494: 45 places on each side of an aisle, each one length unit
long and picked from its middle; one unit from the first and from the last place to the cross aisle; 5 units between
the centre lines of neighbouring aisles; the depot before the leftmost aisle. Articles of class A (10 %, in the aisle
by the depot) are 52 % of the demand, B (30 %, the next three aisles) 36 %, C 12 %. Orders of 5 to 25 articles, carts
for 30, 45, 60 or 75. Lengths are counted here in half units, so that the middle of a place is a whole number.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from itertools import pairwise

from storeops.planning.picking import Bin, Cart, Effort, Layout, Line, Order, from_bins, plan
from storeops.planning.picking.lengths import Lengths

AISLES, PLACES = 10, 45
CLASSES = ((range(1), 52), (range(1, 4), 36), (range(4, AISLES), 12))
"""Aisles, and their per cent of the demand."""

CARTS = (30, 45, 60, 75)


def warehouse() -> Layout:
    bins = [
        Bin(f"{chr(65 + aisle)}-{2 * place + side:02}", chr(65 + aisle), 10 * aisle + 2 * side - 1, 3 + 2 * place)
        for aisle in range(AISLES)
        for place in range(PLACES)
        for side in (0, 1)
    ]
    return from_bins(bins, along="y", crossings=(0, 2 * PLACES + 4))


def made_orders(seed: int, count: int) -> list[Order]:
    """Orders of articles that lie in a bin each; the same for the same seed."""
    chance = random.Random(seed)
    orders = []
    for number in range(count):
        wanted = chance.randint(5, 25)
        bins: set[str] = set()
        while len(bins) < wanted:
            aisles, _ = chance.choices(CLASSES, weights=[share for _, share in CLASSES])[0]
            bins.add(f"{chr(65 + chance.choice(aisles))}-{chance.randrange(2 * PLACES):02}")
        lines = tuple(Line(place, bin) for place, bin in enumerate(sorted(bins), 1))
        orders.append(Order(f"O{number:03}", lines))
    return orders


@dataclass(frozen=True, slots=True)
class Figures:
    """What is walked for some instances, in half length units, and how long planning took."""

    instances: int
    reference: int
    savings: int
    length: int
    optimal: bool
    seconds: tuple[float, ...]

    @property
    def saving(self) -> float:
        return 1 - self.length / self.reference


def measure(
    seed: int = 1, *, instances: int = 4, orders: int = 60, carts: tuple[int, ...] = CARTS, rounds: int | None = None
) -> Figures:
    """Plan some instances, one cart after the other, and look whether every tour is the shortest there is.

    That a tour is the shortest is asked of the other form of the recursion, written apart from the one that made it."""
    layout = warehouse()
    reference = length = by_savings = 0
    optimal, took = True, []
    for number in range(instances):
        wave = made_orders(seed * 1000 + number, orders)
        cart = Cart(carts[number % len(carts)])
        by_savings += plan(wave, layout, cart=cart, effort=Effort(rounds=0)).length
        begun = time.perf_counter()
        made = plan(wave, layout, cart=cart, effort=Effort(rounds=rounds, seed=seed))
        took.append(time.perf_counter() - begun)
        reference += made.reference
        length += made.length
        lengths = Lengths(layout, layout.spots.values())
        for tour in made.tours:
            assert tour.size <= cart.capacity and not tour.oversize
            spots = [layout.spots[stop.bin] for stop in tour.stops]
            way = [layout.depot, *spots, layout.depot]
            walked = sum(layout.distance(a, b) for a, b in pairwise(way))
            optimal = optimal and walked == tour.length == lengths.of(lengths.bits(spots))
    return Figures(instances, reference, by_savings, length, optimal, tuple(took))


def main() -> None:
    """The rows of `make bench` about walking alone, cart by cart: python -m tests.bench.walking."""
    for capacity in CARTS:
        found = measure(instances=5, carts=(capacity,))
        print(
            f"carts for {capacity}: {found.saving:.1%} below one order at a time by S-shape"
            f" ({'met' if found.saving >= 0.4 and found.optimal else 'MISSED'}), by savings alone"
            f" {1 - found.savings / found.reference:.1%}, tours {'all' if found.optimal else 'NOT all'} optimal,"
            f" {max(found.seconds):.1f} s at most",
            flush=True,
        )


if __name__ == "__main__":
    main()
