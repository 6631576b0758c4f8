"""One product by what was scanned or typed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storeops.database.tables import barcode, price, product, tax_rate
from storeops.operations.lookup import Found, NoPrice, NotForSale, UnknownProduct, look_up
from storeops.operations.shop import init, set_setting
from storeops.rules.barcodes import ean13
from storeops.rules.barcodes.check_digits import gtin_14
from storeops.rules.barcodes.restricted_numbers import BadPattern
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.tax import TaxComponent
from storeops.settings import Settings
from storeops.store import Store

DAY = "2025-03-10"
ROW = {"revision": 1, "deleted": False}

# sku, name, unit, active, stocked, cost, price or None
PRODUCTS = [
    ("TEA", "Tea", "each", True, True, 120, 250),
    ("APPLE", "Apples", "kg", True, True, 90, 199),
    ("HAM", "Ham", "lb", True, True, 0, 899),
    ("NUT", "Nuts", "oz", True, True, 0, 99),
    ("SALT", "Salt", "g", True, True, 0, 1),
    ("mug", "Mug", "each", True, False, 0, 500),
    ("OLD", "Old", "each", False, True, 10, 100),
    ("BARE", "Bare", "each", True, True, 0, None),
    ("123", "Cheese", "kg", True, True, 0, 1200),
    ("BUN", "Bun", "each", True, True, 0, 80),
]
BARCODES = [
    ("5012345678900", "TEA", 1000),
    ("15012345678907", "TEA", 12_000),
    (ean13("210004500000"), "APPLE", 1000),
    (ean13("210004600000"), "HAM", 1000),
    (ean13("210004700000"), "NUT", 1000),
    (ean13("210004800000"), "SALT", 1000),
    (ean13("210004900000"), "BUN", 6000),
    ("LOC-7", "mug", 1000),
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(str(tmp_path / "shop.db"))
    opened = init(settings, store_code="S1", name="Corner Shop", country="GB", currency="GBP", terminal_code="T1")
    with opened.write() as tx:
        _fill(tx.connection)
    yield opened
    opened.close()


def _fill(connection: Connection) -> None:
    for sku, name, unit, active, stocked, cost, amount in PRODUCTS:
        values = {"sku": sku, "name": name, "department": "D", "tax_class": "standard", "unit": unit}
        connection.execute(product.insert().values(**values, active=active, stocked=stocked, cost=cost, **ROW))
        if amount is not None:
            row = {"sku": sku, "price_list": "", "valid_from": "2025-01-01", "valid_to": "", "amount": amount}
            connection.execute(price.insert().values(**row, **ROW))
    for code, sku, quantity in BARCODES:
        stored = gtin_14(code) or code
        connection.execute(barcode.insert().values(code=stored, sku=sku, quantity=quantity, **ROW))
    connection.execute(tax_rate.delete())
    for since, rate in (("2000-01-01", "17.5"), ("2011-01-04", "20")):
        values = {"tax_class": "standard", "code": "VAT", "valid_from": since, "valid_to": "", "rate": rate}
        connection.execute(tax_rate.insert().values(**values, **ROW))


def _find(shop: Store, code: str, day: str = DAY, *, for_sale: bool = True) -> Found:
    with shop.read() as connection:
        return look_up(connection, shop.profile, code, day, for_sale=for_sale)


def _label(item: str, measure: str) -> str:
    return ean13(f"21{item}{measure}")


@pytest.mark.parametrize(
    ("code", "sku", "quantity"),
    [
        ("5012345678900", "TEA", 1000),
        ("]E05012345678900", "TEA", 1000),
        ("05012345678900", "TEA", 1000),
        ("15012345678907", "TEA", 12_000),
        ("TEA", "TEA", 1000),
        ("tea", "TEA", 1000),
        (" Tea ", "TEA", 1000),
        ("mug", "mug", 1000),
        ("loc-7", "mug", 1000),
        ("123", "123", 1000),
    ],
)
def test_a_code_names_a_product_and_how_much_of_it(shop: Store, code: str, sku: str, quantity: int) -> None:
    found = _find(shop, code)
    assert (found.item.sku, found.quantity, found.label_amount) == (sku, quantity, None)


def test_the_item_is_whole(shop: Store) -> None:
    item = _find(shop, "5012345678900").item
    assert (item.sku, item.name, item.department, item.unit) == ("TEA", "Tea", "D", "each")
    assert (item.price, item.cost, item.stocked, item.barcode) == (250, 120, True, "05012345678900")
    assert item.taxes == (TaxComponent("VAT", Decimal("20")),)
    assert _find(shop, "mug").item.stocked is False


def test_the_tax_rate_is_the_day_s(shop: Store) -> None:
    with shop.write() as tx:
        tx.connection.execute(price.update().values(valid_from="2000-01-01"))
    assert _find(shop, "TEA", "2011-01-03").item.taxes == (TaxComponent("VAT", Decimal("17.5")),)
    assert _find(shop, "TEA", "2011-01-04").item.taxes == (TaxComponent("VAT", Decimal("20")),)


@pytest.mark.parametrize(
    ("item", "unit_of", "quantity"),
    [
        ("00045", "APPLE", 350),
        ("00046", "HAM", 772),  # 350 g / 453.59237 g
        ("00047", "NUT", 12_346),  # 350 g / 28.349523125 g
        ("00048", "SALT", 350_000),
        ("00049", "BUN", 6000),  # sold by the piece: the barcode's pack, whatever it weighs
        ("00123", "123", 350),  # no barcode: the item reference is the SKU, without its zeros
    ],
)
def test_a_label_of_the_shop_s_scale_says_the_weight(shop: Store, item: str, unit_of: str, quantity: int) -> None:
    set_setting(shop, "barcode_patterns", "21IIIIIWWWWWC")
    found = _find(shop, _label(item, "00350"))
    assert (found.item.sku, found.quantity, found.label_amount) == (unit_of, quantity, None)


def test_a_label_of_the_shop_s_scale_says_the_price(shop: Store) -> None:
    set_setting(shop, "barcode_patterns", "02IIIIIWWWWWC; 21IIIIIPPPPPC")
    found = _find(shop, _label("00045", "00421"))
    assert (found.item.sku, found.label_amount, found.item.price) == ("APPLE", 421, 199)


def test_a_number_of_the_shop_s_own_is_a_plain_product_where_it_is_stored_so(shop: Store) -> None:
    set_setting(shop, "barcode_patterns", "21IIIIIPPPPPC")
    own = _label("00045", "00421")
    with shop.write() as tx:
        tx.connection.execute(barcode.insert().values(code=gtin_14(own), sku="TEA", quantity=1000, **ROW))
    found = _find(shop, own)
    assert (found.item.sku, found.quantity, found.label_amount) == ("TEA", 1000, None)


def test_a_gs1_message_says_weight_lot_and_expiry(shop: Store) -> None:
    with shop.write() as tx:
        tx.connection.execute(barcode.insert().values(code="95012345678903", sku="APPLE", quantity=1000, **ROW))
    found = _find(shop, "(01)95012345678903(3103)001250(10)L7(17)250401")
    assert (found.item.sku, found.quantity, found.scan.lot) == ("APPLE", 1250, "L7")
    assert str(found.scan.expiry) == "2025-04-01"


@pytest.mark.parametrize(
    ("code", "misread"),
    [("5012345678917", False), ("5012345678901", True), ("NOPE", False), ("", False), ("\x1b[2J", False)],
)
def test_what_nobody_knows_is_refused(shop: Store, code: str, misread: bool) -> None:
    with pytest.raises(UnknownProduct) as refused:
        _find(shop, code)
    assert refused.value.code == code
    assert refused.value.misread is misread
    assert str(refused.value).isprintable()


def test_a_card_is_no_product_and_its_number_is_not_repeated(shop: Store) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        _find(shop, "4111111111111111")
    assert "4111" not in str(refused.value)


def test_not_for_sale_and_without_a_price(shop: Store) -> None:
    with pytest.raises(NotForSale) as inactive:
        _find(shop, "OLD")
    with pytest.raises(NoPrice) as bare:
        _find(shop, "BARE")
    with pytest.raises(NoPrice):
        _find(shop, "TEA", "2024-12-31")
    assert (inactive.value.sku, bare.value.sku, bare.value.day) == ("OLD", "BARE", DAY)


def test_goods_may_come_in_before_they_are_for_sale(shop: Store) -> None:
    assert _find(shop, "OLD", for_sale=False).item.cost == 10
    assert _find(shop, "BARE", for_sale=False).item.price == 0
    with pytest.raises(UnknownProduct):
        _find(shop, "NOPE", for_sale=False)


def test_what_is_deleted_is_not_found(shop: Store) -> None:
    with shop.write() as tx:
        tx.connection.execute(product.update().where(product.c.sku == "TEA").values(deleted=True))
    for code in ("TEA", "5012345678900"):
        with pytest.raises(UnknownProduct):
            _find(shop, code)


def test_a_layout_that_cannot_be_used_is_said(shop: Store) -> None:
    set_setting(shop, "barcode_patterns", "99IIIIIWWWWWC")
    with pytest.raises(BadPattern):
        _find(shop, _label("00045", "00350"))
    assert _find(shop, "5012345678900").item.sku == "TEA"
