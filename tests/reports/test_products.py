"""Search as somebody types it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storeops.database.tables import product, stock_balance
from storeops.operations.catalogue import import_products
from storeops.operations.shop import init
from storeops.reports.products import ProductHit, search
from storeops.settings import Settings
from storeops.store import Store

FILE = """sku,name,price,barcode,department,unit,active,valid_from
TEA,Earl Grey Tea,2.50,5012345678900,Drinks,each,yes,2025-01-01
TEA2,Tea,1.00,5901234123457,Drinks,each,yes,2025-01-01
POT,Teapot,20.00,,Kitchen,each,yes,2025-01-01
MILK,[/] Milk,1.10,,Dairy,l,yes,2025-01-01
OLD,Old tea towel,3.00,,Kitchen,each,no,2025-01-01
NEW,Tomorrow,3.00,,Kitchen,each,yes,2025-12-01
GREY,Paint,9.00,,Hobby,each,yes,2025-01-01
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("search")
    (folder / "p.csv").write_text(FILE)
    opened = init(
        Settings(str(folder / "shop.db")),
        store_code="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        terminal_code="T1",
    )
    assert import_products(opened, Path(folder / "p.csv")).rejected == 0
    with opened.write() as tx:
        held = [("TEA", "S1", 12_000), ("TEA", "elsewhere", 5000)]
        rows = [{"sku": sku, "location": place, "quantity": quantity} for sku, place, quantity in held]
        tx.connection.execute(stock_balance.insert(), rows)
    yield opened
    opened.close()


def _skus(shop: Store, typed: str, limit: int = 50) -> list[str]:
    with shop.read() as connection:
        return [hit.sku for hit in search(connection, shop.profile, typed, day="2025-03-10", limit=limit)]


@pytest.mark.parametrize(
    ("typed", "skus"),
    [
        ("t", ["TEA2", "POT", "NEW", "TEA", "OLD"]),
        ("tea", ["TEA", "TEA2", "POT", "OLD"]),  # the very SKU, names that begin so, the others
        ("gre", ["GREY", "TEA"]),  # a SKU's beginning, in a shorter name
        ("grey", ["GREY", "TEA"]),
        ("tea grey", ["TEA"]),
        ("gr ea", ["TEA"]),
        ("kitchen", ["POT", "NEW", "OLD"]),
        ("5012345678900", ["TEA"]),
        ("]E05012345678900", ["TEA"]),
        ("5012", ["TEA"]),
        ("59012", ["TEA2"]),
        ("[/] mi", ["MILK"]),
        ('"', []),
        ("tea AND NOT grey", []),
        ("tea* OR (", []),
        ("", []),
        (" \x1b[2J", []),
        ("zzz", []),
    ],
)
def test_the_best_comes_first(shop: Store, typed: str, skus: list[str]) -> None:
    assert _skus(shop, typed) == skus


def test_no_more_than_asked_for(shop: Store) -> None:
    assert _skus(shop, "tea", 2) == ["TEA", "TEA2"]
    assert _skus(shop, "t", 4) == ["TEA2", "POT", "NEW", "TEA"]


def test_a_hit_is_whole(shop: Store) -> None:
    with shop.read() as connection:
        (tea,) = search(connection, shop.profile, "earl", day="2025-03-10")
        (milk,) = search(connection, shop.profile, "milk", day="2025-03-10")
        (new,) = search(connection, shop.profile, "tomorrow", day="2025-03-10")
        (old,) = search(connection, shop.profile, "towel", day="2025-03-10")
    assert tea == ProductHit(
        "TEA", "Earl Grey Tea", "each", 250, 12_000, "5012345678900", "Drinks", active=True, stocked=True
    )
    assert (milk.name, milk.unit, milk.on_hand, milk.barcode) == ("[/] Milk", "l", 0, "")
    assert (new.unit_price, old.active) == (None, False)


def test_what_is_deleted_is_not_found(shop: Store) -> None:
    with shop.write() as tx:
        tx.connection.execute(product.update().where(product.c.sku == "MILK").values(deleted=True))
    assert _skus(shop, "milk") == []
    with shop.write() as tx:
        tx.connection.execute(product.update().where(product.c.sku == "MILK").values(deleted=False))
    assert _skus(shop, "milk") == ["MILK"]
