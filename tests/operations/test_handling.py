"""Suppliers, tracking, kits, substitutes, safety stock: exact rows, and refusals that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.machines import till

from storeops.operations import handling, suppliers
from storeops.operations.handling import BadHandling, Handling
from storeops.operations.lookup import UnknownProduct
from storeops.operations.shop import BadCode
from storeops.operations.stock import NotStocked, UnknownLocation
from storeops.reports.handling import PartView, SafetyView, SuppliedView, handling_of, safety, supplier_of
from storeops.rules import channels
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.store import Store

ITEMS = [
    *(till.item(sku) for sku in ("TEA", "WINE", "HAMPER", "RADIO")),
    till.item("APPLE", unit="kg"),
    till.item("CARD", stocked=False),
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.make(tmp_path / "shop.db")
    till.list_products(made, ITEMS)
    yield made
    made.close()


def test_a_supplier_and_what_it_sells(shop: Store) -> None:
    suppliers.put_supplier(shop, "ACME", name="Acme", email="orders@example.com", lead_days=5)
    suppliers.put_product(shop, "ACME", "tea", pack=12000, cost=95, supplier_sku="T-80")
    suppliers.put_product(shop, "ACME", "WINE")
    suppliers.put_supplier(shop, "ACME", lead_days=3)
    before = till.dump(shop)
    suppliers.put_supplier(shop, "ACME", lead_days=3)
    suppliers.put_product(shop, "ACME", "TEA", cost=95)
    assert till.dump(shop) == before
    with shop.read() as connection:
        view = supplier_of(connection, "acme")
    assert (view.name, view.email, view.lead_days) == ("Acme", "orders@example.com", 3)
    assert view.products == (SuppliedView("TEA", "T-80", 12000, 95), SuppliedView("WINE", "", 1000, 100))


def test_how_a_product_is_handled(shop: Store) -> None:
    handling.set_handling(shop, "TEA", Handling(tracking="lot", weight=250))
    handling.set_handling(shop, "TEA", Handling(length=120))
    handling.set_substitutes(shop, "TEA", ["WINE", "RADIO"])
    handling.set_substitutes(shop, "TEA", ["RADIO"])
    with shop.read() as connection:
        view = handling_of(connection, "TEA")
    assert (view.tracking, view.weight, view.length, view.substitutes) == ("lot", 250, 120, ("RADIO",))
    handling.set_handling(shop, "TEA", Handling(tracking="none"))
    with shop.read() as connection:
        assert handling_of(connection, "TEA").tracking == "none"


def test_a_kit_and_a_product_again(shop: Store) -> None:
    handling.set_kit(shop, "HAMPER", [("TEA", 2000), ("WINE", 1000)])
    handling.set_kit(shop, "HAMPER", [("TEA", 3000), ("APPLE", 500)])
    with shop.read() as connection:
        assert handling_of(connection, "HAMPER").parts == (PartView("APPLE", 500), PartView("TEA", 3000))
    before = till.count(shop)
    handling.set_kit(shop, "HAMPER", [])
    assert till.count(shop) == before + 1
    with shop.read() as connection:
        assert handling_of(connection, "HAMPER").parts == ()


def test_safety_stock_of_a_place_and_a_channel(shop: Store) -> None:
    handling.set_safety(shop, [("TEA", 5000), ("APPLE", 1500)])
    handling.set_safety(shop, [("TEA", 2000)], location="S1", channel="web")
    handling.set_safety(shop, [("APPLE", 0)])
    with shop.read() as connection:
        assert safety(connection, "TEA") == (SafetyView("TEA", "", "", 5000), SafetyView("TEA", "S1", "web", 2000))
        assert safety(connection, "APPLE") == (SafetyView("APPLE", "", "", 0),)


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (BadCode, lambda s: suppliers.put_supplier(s, "AC/ME")),
    (suppliers.BadSupply, lambda s: suppliers.put_supplier(s, "ACME", email="nobody")),
    (suppliers.BadSupply, lambda s: suppliers.put_supplier(s, "ACME", lead_days=-1)),
    (suppliers.UnknownSupplier, lambda s: suppliers.put_product(s, "NOBODY", "TEA")),
    (UnknownProduct, lambda s: suppliers.put_product(s, "BREW", "COFFEE")),
    (NotWhole, lambda s: suppliers.put_product(s, "BREW", "TEA", pack=1500)),
    (NotAQuantity, lambda s: suppliers.put_product(s, "BREW", "TEA", pack=-1000)),
    (suppliers.BadSupply, lambda s: suppliers.put_product(s, "BREW", "TEA", cost=-1)),
    (BadHandling, lambda s: handling.set_handling(s, "TEA", Handling(tracking="colour"))),
    (BadHandling, lambda s: handling.set_handling(s, "APPLE", Handling(tracking="serial"))),
    (BadHandling, lambda s: handling.set_handling(s, "TEA", Handling(weight=-1))),
    (BadHandling, lambda s: handling.set_handling(s, "KIT", Handling(tracking="lot"))),
    (NotStocked, lambda s: handling.set_handling(s, "CARD", Handling(weight=1))),
    (BadHandling, lambda s: handling.set_kit(s, "TEA", [("TEA", 1000)])),
    (BadHandling, lambda s: handling.set_kit(s, "HAMPER", [("KIT", 1000)])),
    (BadHandling, lambda s: handling.set_kit(s, "WINE", [("HAMPER", 1000)])),
    (BadHandling, lambda s: handling.set_kit(s, "HAMPER", [("RADIO", 1000)])),
    (BadHandling, lambda s: handling.set_kit(s, "HAMPER", [("TEA", 1000), ("tea", 1000)])),
    (BadHandling, lambda s: handling.set_kit(s, "APPLE", [("TEA", 1000)])),
    (NotWhole, lambda s: handling.set_kit(s, "HAMPER", [("TEA", 1500)])),
    (BadHandling, lambda s: handling.set_substitutes(s, "TEA", ["TEA"])),
    (UnknownLocation, lambda s: handling.set_safety(s, [("TEA", 1000)], location="MOON")),
    (channels.UnknownChannel, lambda s: handling.set_safety(s, [("TEA", 1000)], channel="fax")),
    (NotAQuantity, lambda s: handling.set_safety(s, [("TEA", -1000)])),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = till.make(tmp_path_factory.mktemp("refusals") / "shop.db")
    till.list_products(made, [*ITEMS, till.item("KIT")])
    suppliers.put_supplier(made, "BREW")
    handling.set_kit(made, "KIT", [("WINE", 1000)])
    handling.set_handling(made, "RADIO", Handling(tracking="serial"))
    yield made
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(busy: Store, refusal: type[Refused], attempt: Attempt) -> None:
    before = till.dump(busy)
    with pytest.raises(refusal) as refused:
        attempt(busy)
    assert till.dump(busy) == before
    assert str(refused.value).endswith(".")
