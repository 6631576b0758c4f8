"""One row of a file of products: what it says, and every reason to leave it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.operations.catalogue.rows import BadRow, Offer, Reckoning, offer
from storeops.rules.money import currency
from storeops.rules.text import is_clean

POUNDS = Reckoning(currency("GBP"), ".", ",", frozenset(("standard", "zero")))
ROW = {"sku": "TEA", "name": "Tea", "price": "2.50"}


def test_a_row_says_no_more_than_its_columns() -> None:
    assert offer(ROW, POUNDS) == Offer("TEA", "Tea", 250, (), "", None, None, None, None, None, None)


def test_empty_fields_are_the_usual() -> None:
    row = dict.fromkeys(("barcode", "tax_class", "department", "unit", "active", "stocked", "cost", "valid_from"), "")
    assert offer({**ROW, **row}, POUNDS) == Offer("TEA", "Tea", 250, (), "", "", "standard", "each", True, True, 0)


@pytest.mark.parametrize(
    ("column", "text", "name", "value"),
    [
        ("sku", " TEA-1/b ", "sku", "TEA-1/b"),
        ("sku", "茶", "sku", "茶"),
        ("name", "  Earl\tGrey ", "name", "Earl Grey"),
        ("price", "0", "price", 0),
        ("price", "1,234.5", "price", 123_450),
        ("unit", "KG", "unit", "kg"),
        ("unit", "pcs", "unit", "each"),
        ("unit", "Piece", "unit", "each"),
        ("unit", " ea ", "unit", "each"),
        ("unit", "litre", "unit", "l"),
        ("unit", "m²", "unit", "m2"),
        ("tax_class", "Zero", "tax_class", "zero"),
        ("active", "No", "active", False),
        ("stocked", "1", "stocked", True),
        ("cost", "1.10", "cost", 110),
        ("valid_from", "2025-12-31", "valid_from", "2025-12-31"),
        ("barcode", "5012345678900", "barcodes", (("05012345678900", 1000),)),
        ("barcode", "own-7", "barcodes", (("OWN-7", 1000),)),
        ("barcode", "12345", "barcodes", (("12345", 1000),)),
        ("barcodes", "5012345678900; own-7;", "barcodes", (("05012345678900", 1000), ("OWN-7", 1000))),
    ],
)
def test_what_a_field_says(column: str, text: str, name: str, value: object) -> None:
    assert getattr(offer({**ROW, column: text}, POUNDS), name) == value


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sku": " "}, "it has no SKU"),
        ({"sku": "S" * 41}, "the SKU has more than 40 characters"),
        ({"sku": "A B"}, "the SKU has blanks"),
        ({"sku": "A\x1b[2J"}, "the SKU has blanks or characters that cannot be printed"),
        ({"sku": "4111111111111111"}, "the SKU passes as a payment card number"),
        ({"name": ""}, "it has no name"),
        ({"name": "\x00\u202e"}, "it has no name"),
        ({"name": "Pay 4111 1111 1111 1111"}, "the name passes as a payment card number"),
        ({"price": ""}, "it has no price"),
        ({"price": "two"}, "the price 'two' is no amount"),
        ({"price": "1.234"}, "the price '1.234' is no amount: GBP has 2 decimals at most (decimal sign '.')"),
        ({"price": "-1"}, "the price '-1' is below zero"),
        ({"cost": "-1"}, "the cost '-1' is below zero"),
        ({"unit": "stone"}, "'stone' is no unit"),
        ({"tax_class": "luxury"}, "'luxury' is no tax class of this shop; known: standard, zero"),
        ({"active": "maybe"}, "active 'maybe' is neither yes nor no"),
        ({"valid_from": "31/12/2025"}, "valid_from '31/12/2025' is no date such as 2025-12-31"),
        ({"barcode": "5012345678901"}, "the barcode '5012345678901' has a wrong check digit"),
        ({"barcode": "9" * 49}, "the barcode has more than 48 characters"),
        ({"barcode": "4111111111111111"}, "the barcode passes as a payment card number"),
        ({"barcode": "\x01"}, "the barcode has no characters that can be printed"),
        ({"pack_barcode": "OWN"}, "the pack's barcode has no pack quantity"),
        ({"pack_barcode": "OWN", "pack_quantity": "x"}, "the pack quantity 'x' is no quantity"),
        ({"pack_barcode": "OWN", "pack_quantity": "0"}, "the pack quantity '0' is not above zero"),
        ({"barcode": "OWN", "pack_barcode": "own", "pack_quantity": "6"}, "the barcode 'own' is there twice"),
    ],
)
def test_why_a_row_is_left_out(fields: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRow) as refused:
        offer({**ROW, **fields}, POUNDS)
    assert refused.value.reason.startswith(reason)


def test_without_tax_rates_any_class_goes() -> None:
    free = Reckoning(currency("GBP"), ".", ",", frozenset())
    assert offer({**ROW, "tax_class": "Luxury"}, free).tax_class == "Luxury"


@given(
    st.fixed_dictionaries({name: st.text(max_size=60) for name in ("sku", "name", "price", "barcode", "department")})
)
def test_whatever_a_row_holds_it_is_harmless_or_left_out(row: dict[str, str]) -> None:
    try:
        made = offer({**row, "price": "1"}, POUNDS)
    except BadRow as refused:
        assert refused.reason
        return
    assert all(is_clean(text) for text in (made.sku, made.name, made.department or ""))
    assert 0 < len(made.sku) <= 40
    assert all(code and is_clean(code) for code, _ in made.barcodes)
