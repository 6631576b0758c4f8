"""Search as a person types it, letter by letter, on the whole catalogue."""

from __future__ import annotations

import random
import time

from tests.bench.shop import names

from storeops.reports.products import search
from storeops.store import Store

WORDS = 120


def measure(shop: Store, products: int) -> list[float]:
    """Seconds of each search: every beginning of what is typed, from the first letter on."""
    chance = random.Random(2)
    every = list(names(min(products, 20_000)))
    day = shop.business_date().isoformat()
    took = []
    for _ in range(WORDS):
        words = chance.choice(every).lower().split()
        typed = " ".join(chance.sample(words[:-1], min(2, len(words) - 1)))
        for end in range(1, len(typed) + 1):
            if typed[end - 1] == " ":
                continue
            with shop.read() as connection:
                begun = time.perf_counter()
                search(connection, shop.profile, typed[:end], day=day)
                took.append(time.perf_counter() - begun)
    return took
