from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.barcodes import BadPattern, Kind, RestrictedPattern, Scan, ean13, gtin_check_digit, pattern, read
from storeops.rules.barcodes.restricted_numbers import AS_CURRENCY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21IIIIIWWWWWC", RestrictedPattern("21", "21IIIIIWWWWWC", 3)),
        (" 02iiiiipppppc ", RestrictedPattern("02", "02IIIIIPPPPPC", AS_CURRENCY)),
        ("23IIIIIIWWWWC:2", RestrictedPattern("23", "23IIIIIIWWWWC", 2)),
        ("25IIIIVQQQQQC", RestrictedPattern("25", "25IIIIVQQQQQC", 0)),
        ("2IIIIIVPPPPC", RestrictedPattern("2", "2IIIIIVPPPPC", AS_CURRENCY)),
        ("2IIIIIIC", RestrictedPattern("2", "2IIIIIIC", 0)),
        ("59IIIIIWWWWWC", None),
        ("21IIIIIWWWWW", None),
        ("21IIIIIWWWWWCC", None),
        ("21WWWWWWWWWWC", None),
        ("21IIWWWIIWWWC", None),
        ("21IIIIIWWPPPC", None),
        ("21IIIIVWWWCCC", None),
        ("21IIIIIIIIIVC", None),
        ("21IIIIIXXXXXC", None),
        ("IIIIIIIWWWWWC", None),
        ("", None),
        ("\x1b[31m", None),
    ],
)
def test_layouts(text: str, expected: RestrictedPattern | None) -> None:
    if expected is not None:
        assert pattern(text) == expected
        return
    with pytest.raises(BadPattern) as refused:
        pattern(text)
    assert refused.value.text == text
    assert str(refused.value).isprintable()


def number(body: str) -> str:
    return body + gtin_check_digit(body)


@pytest.mark.parametrize(
    ("raw", "layout", "item", "measure"),
    [
        (number("211234500450"), "21IIIIIWWWWWC", "12345", {"weight": 450}),
        (number("211234500000"), "21IIIIIWWWWWC", "12345", {}),
        (number("211234512345"), "21IIIIIPPPPPC", "12345", {"price": 12_345}),
        (number("231234560450"), "23IIIIIIWWWWC:2", "123456", {"weight": 4_500}),
        (number("250012000007"), "25IIIIIQQQQQC", "00120", {"quantity": 7_000}),
        # US price label, scanned as UPC-A and as EAN-13 with its leading zero; price check digit 9 over 2875.
        (number("21234592875"), "2IIIIIVPPPPC", "12345", {"price": 2_875}),
        (number("021234592875"), "2IIIIIVPPPPC", "12345", {"price": 2_875}),
        (number("21234502875"), "02IIIIIPPPPPC", "12345", {"price": 2_875}),
    ],
)
def test_a_number_tells_its_measure(raw: str, layout: str, item: str, measure: dict[str, int]) -> None:
    scan = read(raw, patterns=[pattern("29IIIIIIIIIIC"), pattern(layout)])
    assert scan.kind is Kind.RESTRICTED
    assert (scan.item, scan.gtin, scan.check) == (item, "", "right")
    assert {k: v for k in ("weight", "price", "quantity") if (v := getattr(scan, k)) is not None} == measure


def test_all_weights_of_one_product_have_one_key() -> None:
    layout = [pattern("21IIIIIWWWWWC")]
    zero = ean13("211234500000")
    assert read(number("211234500450"), patterns=layout).code == "0" + zero
    assert read(number("211234599999"), patterns=layout).code == "0" + zero
    assert read(zero, patterns=layout).code == "0" + zero
    with_check = [pattern("2IIIIIVPPPPC")]
    assert read(number("21234592875"), patterns=with_check).code == "00" + number("21234500000")


def test_a_wrong_price_check_digit_gives_no_price() -> None:
    scan = read(number("21234582875"), patterns=[pattern("2IIIIIVPPPPC")])
    assert (scan.kind, scan.price, scan.item) == (Kind.RESTRICTED, None, "")


@pytest.mark.parametrize(
    ("raw", "country", "measure", "item"),
    [
        (number("231234560450"), "SE", {"weight": 450}, "123456"),
        (number("241234560450"), "se", {"weight": 4_500}, "123456"),
        (number("201234560450"), "SE", {"price": 450}, "123456"),
        (number("201234592875"), "GB", {"price": 2_875}, "12345"),
        (number("201234582875"), "GB", {}, ""),
        (number("291234600123"), "DE", {}, ""),
        (number("201234560450"), "US", {}, ""),
        (number("201234560450"), "", {}, ""),
        (number("041234560450"), "SE", {}, ""),
    ],
)
def test_the_rule_of_the_country(raw: str, country: str, measure: dict[str, int], item: str) -> None:
    scan = read(raw, country=country)
    assert scan.kind is Kind.RESTRICTED
    assert {k: v for k in ("weight", "price", "quantity") if (v := getattr(scan, k)) is not None} == measure
    assert (scan.item, scan.gtin) == (item, "")


def test_the_shops_own_layout_comes_before_the_countrys() -> None:
    scan = read(number("231234560450"), patterns=[pattern("23IIIIIPPPPPC")], country="SE")
    assert (scan.weight, scan.price, scan.item) == (None, 60_450, "12345")


def test_a_real_gtin_is_never_taken_for_a_label() -> None:
    scan = read("5901234123457", patterns=[pattern("21IIIIIWWWWWC")], country="SE")
    assert scan == Scan("5901234123457", Kind.GTIN, "", "05901234123457", "05901234123457", check="right")


@given(st.integers(0, 99_999), st.integers(1, 99_999))
def test_item_and_weight_come_back(item: int, grams: int) -> None:
    scan = read(number(f"21{item:05d}{grams:05d}"), patterns=[pattern("21IIIIIWWWWWC")])
    assert (scan.item, scan.weight) == (f"{item:05d}", grams)
    assert scan.code == "0" + ean13(f"21{item:05d}00000")
