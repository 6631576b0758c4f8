"""python -m tests.bench.taker DATABASE: a program that reserves one unit of each product named on its input."""

from __future__ import annotations

import sys
import time

from storeops.operations.reservations import reserve
from storeops.rules.errors import Refused
from storeops.settings import Settings
from storeops.store import Store


def main() -> None:
    shop = Store.open(Settings(sys.argv[1], minimum_free_bytes=0))
    with shop.write():
        pass  # the connection is made before the race
    print("ready", flush=True)
    for sku in sys.stdin:
        begun = time.perf_counter()
        try:
            reserve(shop, [(sku.strip(), 1000)], minutes=10)
            got = "got"
        except Refused:
            got = "none"
        print(got, (time.perf_counter() - begun) * 1000, flush=True)
    shop.close()


if __name__ == "__main__":
    main()
