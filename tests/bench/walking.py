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

from storeops.planning.picking.layout import Bin, Layout, from_bins

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


def orders(chance: random.Random, count: int) -> list[list[str]]:
    """The bins of each order, every article once."""
    made = []
    for _ in range(count):
        wanted = chance.randint(5, 25)
        bins: set[str] = set()
        while len(bins) < wanted:
            (aisles, _) = chance.choices(CLASSES, weights=[share for _, share in CLASSES])[0]
            bins.add(f"{chr(65 + chance.choice(aisles))}-{chance.randrange(2 * PLACES):02}")
        made.append(sorted(bins))
    return made
