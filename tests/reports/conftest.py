"""A small shop, driven by the operations, on a clock that a test moves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storeops.operations.shop import init
from storeops.settings import Settings
from storeops.store import Store

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.reports.counter import Counter, Hands, stock_catalogue  # noqa: E402  # found by the path above


@pytest.fixture
def make_counter(tmp_path: Path) -> Iterator[Callable[[], Counter]]:
    opened: list[Store] = []

    def make() -> Counter:
        clock = Hands()
        shop = init(
            Settings(str(tmp_path / f"shop{len(opened)}.db")),
            store_code="S1",
            name="Corner Shop",
            country="GB",
            currency="GBP",
            terminal_code="T1",
            timezone="Europe/London",
            clock=clock,
        )
        opened.append(shop)
        stock_catalogue(shop)
        return Counter(shop, clock)

    yield make
    for shop in opened:
        shop.close()


@pytest.fixture
def counter(make_counter: Callable[[], Counter]) -> Counter:
    return make_counter()
