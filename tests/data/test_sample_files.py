from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storeops.rules import money, quantity
from storeops.rules.barcodes import key, pattern, read
from storeops.rules.barcodes.check_digits import has_right_check_digit
from storeops.rules.card_numbers import passes_as_card_number
from storeops.rules.entry import Grammar, Item, parse
from storeops.rules.tax import TaxComponent, TaxRounding, compute
from storeops.rules.text import is_clean

DATA = Path(__file__).resolve().parents[2] / "data"
WELL_KNOWN = "5012345678900"
RESTRICTED = ("02", "04", *(str(prefix) for prefix in range(20, 30)))
POUND = money.currency("GBP")
COUNTRIES = sorted(path.stem for path in (DATA / "tax").glob("*.csv"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, strict=True))
    assert all(None not in row and None not in row.values() for row in found), "a line has too many or too few fields"
    return found


def header(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8").splitlines()[0]


PRODUCTS = rows("sample/products.csv")
BY_SKU = {row["sku"]: row for row in PRODUCTS}
BARCODES = [code for row in PRODUCTS for code in (row["barcode"], row["pack_barcode"]) if code]


def valid(country: str, tax_class: str, day: str) -> dict[str, Decimal]:
    """The rates a country file gives on a day, by code; more than one row of a code on one day is a mistake."""
    found: dict[str, Decimal] = {}
    for row in rows(f"tax/{country}.csv"):
        if row["tax_class"] == tax_class and row["valid_from"] <= day <= (row["valid_to"] or "9999"):
            assert row["code"] not in found, f"{country} {tax_class} {row['code']} has two rates on {day}"
            found[row["code"]] = Decimal(row["rate"])
    return found


def test_products_have_the_columns_an_import_reads() -> None:
    assert header("sample/products.csv") == (
        "sku,name,price,barcode,tax_class,department,unit,cost,pack_barcode,pack_quantity"
    )
    assert 1400 <= len(PRODUCTS) <= 1650


def test_the_products_of_the_manual_are_there() -> None:
    def shown(sku: str) -> tuple[str, ...]:
        return tuple(BY_SKU[sku][column] for column in ("name", "price", "tax_class", "unit"))

    assert shown("TEA") == ("Tea 80 bags", "3.49", "zero", "each")
    assert shown("APPLE") == ("Apples loose", "2.20", "zero", "kg")
    assert shown("MUG") == ("Mug stoneware", "8.95", "standard", "each")
    assert shown("MILK-1") == ("Milk semi-skimmed 1 litre", "1.25", "zero", "each")
    assert [row["sku"] for row in PRODUCTS if row["barcode"] == WELL_KNOWN] == ["MUG"]


def test_skus_and_names_are_unique_clean_and_can_be_typed() -> None:
    grammar = Grammar()
    for column in ("sku", "name"):
        assert [value for value, times in Counter(row[column] for row in PRODUCTS).items() if times > 1] == []
    for row in PRODUCTS:
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", row["sku"]) and len(row["sku"]) <= 20, row
        assert parse(row["sku"], grammar) == Item(row["sku"])
        assert is_clean(row["name"]) and 3 <= len(row["name"]) <= 48 and row["name"][0].isupper(), row


def test_barcodes_are_right_restricted_and_used_once() -> None:
    assert len(set(map(key, BARCODES))) == len(BARCODES) > 1500
    for code in BARCODES:
        assert len(code) == 13 and has_right_check_digit(code), code
        assert code == WELL_KNOWN or code.startswith(RESTRICTED), code
        assert not passes_as_card_number(code), code


def test_no_barcode_is_taken_for_a_weight_or_a_price() -> None:
    scale = [pattern("21IIIIIWWWWWC")]
    for code in BARCODES:
        for scan in (read(code, country="GB"), read(code, country="GB", patterns=scale)):
            assert (scan.code, scan.check) == (key(code), "right")
            assert (scan.weight, scan.price, scan.quantity) == (None, None, None)


def test_the_label_of_a_scale_finds_what_was_weighed() -> None:
    apples = BY_SKU["APPLE"]["barcode"]
    body = apples[:7] + "00350"
    label = next(body + digit for digit in "0123456789" if has_right_check_digit(body + digit))
    scan = read(label, country="GB", patterns=[pattern("21IIIIIWWWWWC")])
    assert (scan.code, scan.weight) == (key(apples), 350)


def test_packs() -> None:
    packs = [row for row in PRODUCTS if row["pack_barcode"]]
    assert len(packs) > 300
    assert {row["pack_quantity"] for row in packs} == {"6", "10", "12", "24"}
    assert all(row["pack_quantity"] == "" for row in PRODUCTS if not row["pack_barcode"])
    assert {row["unit"] for row in packs} == {"each"}


def test_prices_and_costs_are_sane() -> None:
    for row in PRODUCTS:
        price, cost = (money.parse(row[column], POUND, decimal=".") for column in ("price", "cost"))
        assert row["price"] == money.decimal_string(price, 2) and 25 <= price <= 10_000, row
        (rate,) = valid("GB", row["tax_class"], "2026-01-01").values()
        taxed = compute([(price, (TaxComponent("VAT", rate),))], prices_include_tax=True, rounding=TaxRounding.PER_LINE)
        assert 0.3 * taxed.net < cost < taxed.net, row
        quantity.unit(row["unit"])
    assert sum(row["unit"] == "kg" for row in PRODUCTS) >= 40


def test_departments_exist_and_none_is_empty() -> None:
    departments = {row["code"]: row["name"] for row in rows("sample/departments.csv")}
    assert 15 <= len(departments) <= 22
    used = Counter(row["department"] for row in PRODUCTS)
    assert set(used) == set(departments) and min(used.values()) >= 10
    assert all(is_clean(name) for name in departments.values())


@pytest.mark.parametrize(
    ("sku", "tax_class"),
    [
        ("TEA", "zero"),
        ("BISC-DIGEST", "zero"),
        ("CHBISC-DIGEMILK", "standard"),
        ("CRISPS-READY-32", "standard"),
        ("TORTC-PLAIN", "zero"),
        ("COLA-REGULA-330", "standard"),
        ("JUICE-ORANGE-200", "standard"),
        ("COFHOT-WHITE", "standard"),
        ("ICEC-VANILL-500", "standard"),
        ("NEWS-MORNIN", "zero"),
        ("CARD-BIRT", "standard"),
        ("KTSHIRT-2", "zero"),
        ("TSHIRT-MENWHIT-S", "standard"),
        ("COAL-10KG", "reduced"),
        ("SANPAD-NORMAL", "zero"),
        ("CARSEAT-INFANT", "reduced"),
        ("DOGT-BEEF", "standard"),
    ],
)
def test_tax_classes_as_the_law_has_them(sku: str, tax_class: str) -> None:
    assert BY_SKU[sku]["tax_class"] == tax_class


@pytest.mark.parametrize("country", COUNTRIES)
def test_rates_parse_and_do_not_overlap(country: str) -> None:
    assert header(f"tax/{country}.csv") == "tax_class,code,rate,valid_from,valid_to"
    found = rows(f"tax/{country}.csv")
    days = {row["valid_from"] for row in found} | {row["valid_to"] for row in found if row["valid_to"]} | {"2026-11-01"}
    for row in found:
        assert row["rate"] == format(Decimal(row["rate"]).normalize(), "f") and 0 <= Decimal(row["rate"]) <= 30
        begin = date.fromisoformat(row["valid_from"])
        assert not row["valid_to"] or begin <= date.fromisoformat(row["valid_to"])
        assert re.fullmatch(r"[a-z_]+", row["tax_class"])
    for tax_class in {row["tax_class"] for row in found}:
        assert valid(country, tax_class, "2026-11-01"), f"{tax_class} has no rate today"
        for day in days:
            parts = valid(country, tax_class, day)
            line = (10_000, tuple(TaxComponent(code, rate) for code, rate in parts.items()))
            compute([line], prices_include_tax=True, rounding=TaxRounding.PER_LINE)
    assert {"standard", "zero"} <= {row["tax_class"] for row in found}


@pytest.mark.parametrize(
    ("country", "tax_class", "day", "rates"),
    [
        ("GB", "standard", "2010-12-01", ["17.5"]),
        ("GB", "standard", "2011-01-03", ["17.5"]),
        ("GB", "standard", "2011-01-04", ["20"]),
        ("GB", "reduced", "2026-11-01", ["5"]),
        ("DE", "standard", "2020-12-31", ["16"]),
        ("DE", "standard", "2021-01-01", ["19"]),
        ("FR", "reduced", "2026-11-01", ["5.5"]),
        ("IE", "reduced", "2026-11-01", ["13.5"]),
        ("PL", "standard", "2026-11-01", ["23"]),
        ("NL", "reduced", "2018-12-31", ["6"]),
        ("NL", "reduced", "2019-01-01", ["9"]),
        ("AT", "reduced", "2026-11-01", ["10"]),
        ("CH", "standard", "2023-12-31", ["7.7"]),
        ("CH", "standard", "2024-01-01", ["8.1"]),
        ("SE", "food", "2026-04-01", ["6"]),
        ("SE", "food", "2028-01-01", ["12"]),
        ("US", "standard", "2026-11-01", ["4", "4.5", "0.375"]),
    ],
)
def test_rates_of_a_day(country: str, tax_class: str, day: str, rates: list[str]) -> None:
    assert list(valid(country, tax_class, day).values()) == [Decimal(rate) for rate in rates]


def test_stores_and_people() -> None:
    stores = {row["code"]: row for row in rows("sample/stores.csv")}
    assert {code: row["kind"] for code, row in stores.items()} == {"S1": "store", "S2": "store", "WH1": "warehouse"}
    for row in stores.values():
        assert ZoneInfo(row["timezone"]).key == "Europe/London"
        assert all(is_clean(value) and value for value in row.values())
    people = rows("sample/people.csv")
    assert len({row["id"] for row in people}) == len(people)
    assert {row["store"] for row in people} == set(stores)


def test_the_readme_speaks_of_every_file() -> None:
    told = (DATA / "README.md").read_text(encoding="utf-8")
    for path in (DATA / "sample").glob("*.csv"):
        assert f"`{path.name}`" in told
    for country in COUNTRIES:
        assert f"\n| {country} | " in told
