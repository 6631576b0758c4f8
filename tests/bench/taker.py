"""python -m tests.bench.taker DATABASE SKU: a program that reserves one unit of each product named on its input.

It asks for one of SKU, of which there is none, before the race: a handheld has been in use when the last unit comes."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

from storeops.operations.reservations import reserve
from storeops.rules.errors import Refused
from storeops.settings import Settings
from storeops.store import Store


def main() -> None:
    shop = Store.open(Settings(sys.argv[1], minimum_free_bytes=0))
    with suppress(Refused):
        reserve(shop, [(sys.argv[2], 1000)], minutes=10)
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
