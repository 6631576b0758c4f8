"""Shops to measure on, with a catalogue of any size, imported as a shop would import it."""

from __future__ import annotations

import csv
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from storeops.operations.catalogue import import_products
from storeops.operations.shop import init
from storeops.rules.barcodes.check_digits import gtin_check_digit
from storeops.settings import Settings
from storeops.store import Store

_GOODS = (
    "tea coffee milk bread butter cheese apple pear plum soap brush cloth pen paper candle lamp mug plate bowl glass "
    "spoon fork knife towel sock shirt scarf hat glove bag box tin jar bottle sauce pasta rice bean pea corn salt "
    "pepper sugar flour oil vinegar honey jam biscuit cake pie soup crisp nut raisin juice water cola wine beer"
)
_KINDS = "red blue green small large organic fresh dark light classic extra mini family value fine soft sweet"


def new_shop(folder: Path, name: str = "shop.db") -> Store:
    """An empty shop in a folder."""
    settings = Settings(str(folder / name), minimum_free_bytes=0)
    return init(settings, store_code="S1", name="Bench", country="GB", currency="GBP", terminal_code="T1")


def barcode(place: int) -> str:
    """The EAN-13 of product number `place` (restricted circulation, prefix 21)."""
    body = f"21{place:010d}"
    return body + gtin_check_digit(body)


def names(count: int) -> Iterator[str]:
    """Product names of two to four words and a number, the same in every run."""
    chance, goods, kinds = random.Random(1), _GOODS.split(), _KINDS.split()
    for place in range(count):
        words = chance.sample(kinds, chance.randint(1, 2)) + chance.sample(goods, chance.randint(1, 2))
        yield f"{' '.join(words).capitalize()} {place % 997}"


def fill(shop: Store, folder: Path, count: int) -> tuple[float, float]:
    """Import `count` products from a CSV file; seconds, and the most memory this process has held, in MB."""
    path = folder / "products.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "name", "price", "barcode", "tax_class", "department", "unit", "cost"])
        for place, name in enumerate(names(count)):
            price = f"{1 + place % 9}.{place % 100:02d}"
            writer.writerow(
                [f"P{place:07d}", name, price, barcode(place), "standard", f"D{place % 20}", "each", "0.50"]
            )
    begun = time.perf_counter()
    result = import_products(shop, path)
    assert (result.added, result.rejected) == (count, 0)
    return time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
