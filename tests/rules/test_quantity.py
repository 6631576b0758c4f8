"""Quantities: reading, what a unit allows, writing, and price times quantity."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules import quantity
from storeops.rules.money import RoundingMode
from storeops.rules.quantity import LARGEST, UNITS, NotAQuantity, NotWhole, UnknownUnit

QUANTITIES = st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("text", "decimal", "thousandths"),
    [
        ("2", ".", 2000),
        ("0.350", ".", 350),
        ("0,35", ",", 350),
        (".5", ".", 500),
        ("25.5", ".", 25500),
        ("-1", ".", -1000),
        ("-0.001", ".", -1),
        ("0", ".", 0),
        (" 3 ", ".", 3000),
        ("000000000000012", ".", 12000),
        ("1000000", ".", 10**9),
        ("1000000.000", ".", 10**9),
        ("-1000000", ".", -(10**9)),
        ("999999.999", ".", 10**9 - 1),
    ],
)
def test_parse(text: str, decimal: str, thousandths: int) -> None:
    assert quantity.parse(text, decimal=decimal) == thousandths


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("each", "each"),
        (" PCS ", "each"),
        ("piece", "each"),
        ("Stück", ""),
        ("kilogram", "kg"),
        ("grams", "g"),
        ("lbs", "lb"),
        ("Liters", "l"),
        ("metre", "m"),
        ("m²", "m2"),
        ("hours", "h"),
        ("stone", ""),
        ("", ""),
    ],
)
def test_a_unit_is_known_by_its_other_names(text: str, code: str) -> None:
    assert quantity.unit_code(text) == code


def test_no_other_name_of_a_unit_is_a_unit_itself() -> None:
    assert set(quantity.OTHER_NAMES) & set(UNITS) == set()
    assert set(quantity.OTHER_NAMES.values()) <= set(UNITS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing was entered"),
        (" ", "nothing was entered"),
        ("abc", "type digits"),
        ("1,5", "type digits"),
        ("1.5kg", "type digits"),
        ("+1", "type digits"),
        ("--1", "type digits"),
        ("1.", "type digits"),
        (".", "type digits"),
        ("-", "type digits"),
        ("1e3", "type digits"),
        ("1_0", "type digits"),
        ("²", "type digits"),
        ("٣", "type digits"),
        ("[/]", "type digits"),
        ("0.1234", "more than 3 decimals"),
        ("1.0000", "more than 3 decimals"),
        ("1000000.001", "more than 1000000"),
        ("-1000000.001", "more than 1000000"),
        ("1000000000", "more than 1000000"),
        ("5012345678900", "a barcode may have been read"),
        ("9" * 10_000, "a barcode may have been read"),
    ],
)
def test_parse_refuses(text: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refused:
        quantity.parse(text)
    assert refused.value.text == text
    assert reason in refused.value.reason
    assert len(str(refused.value)) < 200


def test_the_decimal_sign_must_be_one() -> None:
    for decimal in ("", "5", ".,"):
        with pytest.raises(ValueError, match="decimal sign"):
            quantity.parse("1", decimal=decimal)


@pytest.mark.parametrize(
    ("code", "fits", "too_fine"),
    [
        ("each", (1000, -3000, LARGEST), (1, 500, 1500, -1500, 999)),
        ("pair", (2000,), (500,)),
        ("pack", (1000,), (100,)),
        ("g", (1000, 350000), (500,)),
        ("ml", (5000,), (5,)),
        ("kg", (1, 350, -350, 1000), ()),
        ("l", (750,), ()),
        ("m", (2505,), ()),
        ("m2", (1,), ()),
        ("h", (250, 1500, 10), (125, 1, -5)),
    ],
)
def test_check(code: str, fits: tuple[int, ...], too_fine: tuple[int, ...]) -> None:
    unit = quantity.unit(code)
    for value in fits:
        quantity.check(value, unit)
    for value in too_fine:
        with pytest.raises(NotWhole) as refused:
            quantity.check(value, unit)
        assert (refused.value.quantity, refused.value.unit) == (value, unit)


@pytest.mark.parametrize("value", [0, LARGEST + 1, -LARGEST - 1, 10**12])
def test_check_refuses_nothing_and_too_much_of_any_unit(value: int) -> None:
    for unit in UNITS.values():
        with pytest.raises(NotAQuantity):
            quantity.check(value, unit)


def test_messages_say_what_to_do() -> None:
    with pytest.raises(NotWhole) as pieces:
        quantity.check(1500, quantity.unit("each"))
    assert str(pieces.value) == "1.5 ea is not possible: enter whole numbers of each."
    with pytest.raises(NotWhole) as hours:
        quantity.check(125, quantity.unit("h"))
    assert str(hours.value) == "0.125 h is not possible: enter at most 2 decimals of h."


def test_units() -> None:
    decimals = {code: unit.decimals for code, unit in UNITS.items()}
    assert decimals.items() >= {"each": 0, "kg": 3, "g": 0, "l": 3, "ml": 0, "m": 3, "m2": 3, "h": 2}.items()
    assert all(quantity.unit(code).code == code for code in UNITS)
    with pytest.raises(UnknownUnit) as refused:
        quantity.unit("bushel")
    assert refused.value.code == "bushel"


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [
        (2000, "2"),
        (350, "0.35"),
        (25500, "25.5"),
        (-1000, "-1"),
        (0, "0"),
        (-1, "-0.001"),
        (10**9, "1000000"),
        (10000, "10"),
        (100, "0.1"),
        (-1050, "-1.05"),
    ],
)
def test_decimal_string(thousandths: int, text: str) -> None:
    assert quantity.decimal_string(thousandths) == text


@pytest.mark.parametrize(
    ("thousandths", "code", "decimal", "text"),
    [
        (350, "kg", ".", "0.350"),
        (350, "kg", ",", "0,350"),
        (2000, "kg", ".", "2.000"),
        (2000, "each", ".", "2"),
        (-2000, "each", ".", "-2"),
        (1500, "h", ".", "1.50"),
        (1500, "each", ".", "1.5"),
    ],
)
def test_display(thousandths: int, code: str, decimal: str, text: str) -> None:
    assert quantity.display(thousandths, quantity.unit(code), decimal=decimal) == text


@given(QUANTITIES, st.sampled_from([".", ","]), st.sampled_from(sorted(UNITS)))
def test_what_is_written_is_read_back(value: int, decimal: str, code: str) -> None:
    assert quantity.parse(quantity.decimal_string(value)) == value
    assert quantity.parse(quantity.display(value, UNITS[code], decimal=decimal), decimal=decimal) == value


@pytest.mark.parametrize(
    ("price", "value", "amount"),
    [
        (250, 2000, 500),
        (199, 350, 70),  # 69.65
        (199, 500, 100),  # 99.5, the half goes up
        (-199, 500, -100),
        (199, -500, -100),
        (-199, -500, 100),
        (1, 1, 0),
        (1, 499, 0),
        (1, 500, 1),
        (0, 5000, 0),
        (10**12, LARGEST, 10**18),
    ],
)
def test_extend(price: int, value: int, amount: int) -> None:
    assert quantity.extend(price, value) == amount


@given(st.integers(-(10**9), 10**9), QUANTITIES, st.sampled_from(list(RoundingMode)))
def test_extend_rounds_once_and_mirrors(price: int, value: int, mode: RoundingMode) -> None:
    amount = quantity.extend(price, value, mode)
    assert abs(amount - Fraction(price * value, 1000)) < 1
    assert quantity.extend(-price, value, mode) == quantity.extend(price, -value, mode) == -amount
    assert quantity.extend(price, value - value % 1000, mode) == price * (value // 1000)
