"""Money: rounding, sharing out, reading and writing; tables of exact values, and laws that always hold."""

from __future__ import annotations

import random
from fractions import Fraction

import babel.core
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules import money
from storeops.rules.money import CannotAllocate, NotMoney, RoundingMode, UnknownCurrency
from storeops.rules.money.currencies import EXPONENTS

AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1)
MODES = st.sampled_from(list(RoundingMode))
GBP = money.currency("GBP")


@pytest.mark.parametrize(
    ("numerator", "denominator", "up", "even", "down_half", "away", "towards"),
    [
        (0, 7, 0, 0, 0, 0, 0),
        (6, 2, 3, 3, 3, 3, 3),
        (1, 2, 1, 0, 0, 1, 0),
        (3, 2, 2, 2, 1, 2, 1),
        (5, 2, 3, 2, 2, 3, 2),
        (-1, 2, -1, 0, 0, -1, 0),
        (-5, 2, -3, -2, -2, -3, -2),
        (5, -2, -3, -2, -2, -3, -2),
        (-5, -2, 3, 2, 2, 3, 2),
        (1, 3, 0, 0, 0, 1, 0),
        (2, 3, 1, 1, 1, 1, 0),
        (-2, 3, -1, -1, -1, -1, 0),
        (2665, 1000, 3, 3, 3, 3, 2),
        (10**30 + 1, 2, 5 * 10**29 + 1, 5 * 10**29, 5 * 10**29, 5 * 10**29 + 1, 5 * 10**29),
    ],
)
def test_divide(numerator: int, denominator: int, up: int, even: int, down_half: int, away: int, towards: int) -> None:
    expected = dict(zip(RoundingMode, (up, even, down_half, away, towards), strict=True))
    assert {mode: money.divide(numerator, denominator, mode) for mode in RoundingMode} == expected


def test_half_up_is_the_usual_mode_and_zero_cannot_divide() -> None:
    assert money.divide(5, 2) == 3
    with pytest.raises(ZeroDivisionError):
        money.divide(1, 0)


@given(AMOUNTS, st.integers(1, 10**9), MODES)
def test_divide_is_nearest_and_sign_symmetric(numerator: int, denominator: int, mode: RoundingMode) -> None:
    result = money.divide(numerator, denominator, mode)
    off = abs(Fraction(numerator, denominator) - result)
    assert off < 1 if mode in (RoundingMode.UP, RoundingMode.DOWN) else off <= Fraction(1, 2)
    assert money.divide(-numerator, denominator, mode) == -result
    assert money.divide(numerator, -denominator, mode) == -result


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (-100, (1, 1, 1), (-34, -33, -33)),
        (200, (1, 1, 1), (67, 67, 66)),
        (1, (1, 1), (1, 0)),
        (5, (3, 7), (2, 3)),
        (10, (0, 1, 0), (0, 10, 0)),
        (100, (50, 30, 20), (50, 30, 20)),
        (7, (1, 2, 4), (1, 2, 4)),
        (3, (1, 1, 5), (1, 0, 2)),
        (0, (0, 0), (0, 0)),
        (0, (), ()),
        (0, (3, 4), (0, 0)),
    ],
)
def test_allocate(total: int, weights: tuple[int, ...], parts: tuple[int, ...]) -> None:
    assert money.allocate(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(1, ()), (1, (0, 0)), (-5, (0,)), (10, (1, -1, 5)), (0, (-1,))])
def test_allocate_refuses(total: int, weights: tuple[int, ...]) -> None:
    with pytest.raises(CannotAllocate) as refused:
        money.allocate(total, weights)
    assert refused.value.total == total


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_allocate_loses_nothing_and_is_within_one_of_fair(total: int, weights: list[int]) -> None:
    parts = money.allocate(total, weights)
    assert sum(parts) == total
    assert money.allocate(-total, weights) == tuple(-part for part in parts)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert weight or part == 0


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=20, unique=True))
def test_heavier_never_gets_less(total: int, weights: list[int]) -> None:
    by_weight = sorted(zip(weights, money.allocate(total, weights), strict=True))
    shares = [part for _, part in by_weight]
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("whole", "quantity", "before", "now", "share"),
    [
        (1000, 3, 0, 1, 333),
        (1000, 3, 1, 1, 333),
        (1000, 3, 2, 1, 334),
        (1000, 3, 0, 2, 666),
        (1000, 3, 0, 3, 1000),
        (-1000, 3, 2, 1, -334),
        (5, 3000, 0, 1000, 1),
        (1, 2, 0, 1, 0),
        (1, 2, 1, 1, 1),
        (0, 4, 1, 2, 0),
        (999, 1500, 0, 0, 0),
    ],
)
def test_part(whole: int, quantity: int, before: int, now: int, share: int) -> None:
    assert money.part(whole, quantity, before, now) == share


@pytest.mark.parametrize(
    ("quantity", "before", "now"), [(3, 0, 4), (3, 2, 2), (3, -1, 1), (3, 1, -1), (0, 0, 0), (-2, 0, 1)]
)
def test_part_refuses_units_that_were_not_there(quantity: int, before: int, now: int) -> None:
    with pytest.raises(CannotAllocate):
        money.part(1000, quantity, before, now)


@given(AMOUNTS, st.lists(st.integers(0, 5000), min_size=1, max_size=12).filter(any))
def test_any_partition_of_a_line_gives_back_exactly_what_was_paid(whole: int, pieces: list[int]) -> None:
    quantity = sum(pieces)
    given_back = before = 0
    for now in pieces:
        share = money.part(whole, quantity, before, now)
        assert share == -money.part(-whole, quantity, before, now)
        assert share * whole >= 0
        given_back += share
        before += now
    assert given_back == whole


def test_refund_of_single_units_loses_nothing_where_a_rounded_unit_price_does() -> None:
    naive = lost = 0
    for paid in range(1, 2000):
        for quantity in (3, 6, 7):
            naive += money.divide(paid, quantity) * quantity != paid
            lost += sum(money.part(paid, quantity, k, 1) for k in range(quantity)) != paid
    assert (naive, lost) == (4713, 0)


@pytest.mark.parametrize(
    ("code", "exponent"),
    [
        ("GBP", 2),
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("KWD", 3),
        ("IQD", 3),
        ("MGA", 2),
        ("HUF", 2),
        ("ISK", 0),
        ("CLF", 4),
        ("UYW", 4),
        ("CLP", 0),
        ("TND", 3),
        ("XOF", 0),
        ("XPF", 0),
        ("XCG", 2),
        ("ZWG", 2),
    ],
)
def test_currency(code: str, exponent: int) -> None:
    assert money.currency(code) == money.Currency(code, exponent)


@pytest.mark.parametrize("code", ["", "gbp", "HRK", "BGN", "XXX", "XAU", "EURO", "\x1b[2J"])
def test_unknown_currency(code: str) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        money.currency(code)
    assert refused.value.code == code
    assert str(refused.value).isprintable()


def test_no_code_is_dropped_or_moved_unnoticed() -> None:
    digits = list(EXPONENTS.values())
    assert {n: digits.count(n) for n in set(digits)} == {0: 17, 2: 139, 3: 7, 4: 2}
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in EXPONENTS)


def test_cldr_gives_the_same_digits_except_where_people_like_to_see_fewer() -> None:
    shown = babel.core.get_global("currency_fractions")
    differ = {code for code, digits in EXPONENTS.items() if shown.get(code, shown["DEFAULT"])[0] != digits}
    assert differ == {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"}


@pytest.mark.parametrize(
    ("text", "code", "decimal", "group", "amount"),
    [
        ("8.75", "GBP", ".", "", 875),
        ("8.5", "GBP", ".", "", 850),
        ("8", "GBP", ".", "", 800),
        (".5", "GBP", ".", "", 50),
        ("-0.05", "GBP", ".", "", -5),
        ("-0", "GBP", ".", "", 0),
        (" 19.99 ", "GBP", ".", "", 1999),
        ("007", "GBP", ".", "", 700),
        ("1.234", "EUR", ",", ".", 123400),
        ("1.234", "KWD", ".", ",", 1234),
        ("1.234.567,89", "EUR", ",", ".", 123456789),
        ("1234,5", "EUR", ",", ".", 123450),
        ("1,234.50", "GBP", ".", ",", 123450),
        ("12,34,567.00", "INR", ".", ",", 123456700),
        ("1 234,56", "EUR", ",", "\u202f", 123456),
        ("1\u202f234,56", "EUR", ",", " ", 123456),
        ("1\u00a0234,56", "EUR", ",", "\u202f", 123456),
        ("1'234.55", "CHF", ".", "\u2019", 123455),
        ("100", "JPY", ".", ",", 100),
        ("1,000", "JPY", ".", ",", 1000),
        ("0.0001", "CLF", ".", "", 1),
        ("9999999999999.99", "GBP", ".", "", 10**15 - 1),
        ("999999999999999", "JPY", ".", "", 10**15 - 1),
    ],
)
def test_parse(text: str, code: str, decimal: str, group: str, amount: int) -> None:
    assert money.parse(text, money.currency(code), decimal=decimal, group=group) == amount


@pytest.mark.parametrize(
    ("text", "code", "decimal", "group", "reason"),
    [
        ("", "GBP", ".", "", "nothing was entered"),
        ("  ", "GBP", ".", "", "nothing was entered"),
        ("abc", "GBP", ".", "", "'a' does not belong"),
        ("1e3", "GBP", ".", "", "'e' does not belong"),
        ("£5", "GBP", ".", "", "'£' does not belong"),
        ("+5", "GBP", ".", "", "'+' does not belong"),
        ("--5", "GBP", ".", "", "'-' does not belong"),
        ("5-", "GBP", ".", "", "'-' does not belong"),
        ("1_000", "GBP", ".", "", "'_' does not belong"),
        ("٣", "GBP", ".", "", "'٣' does not belong"),
        ("5\x1b[2J", "GBP", ".", "", "'?' does not belong"),
        ("1,234", "GBP", ".", "", "',' does not belong"),
        ("1 234", "GBP", ".", ",", "' ' does not belong"),
        ("1.234", "GBP", ".", ",", "GBP has 2 decimals at most"),
        ("1,234", "EUR", ",", ".", "EUR has 2 decimals at most"),
        ("100.0", "JPY", ".", "", "JPY has no decimals"),
        ("1.2345", "KWD", ".", "", "KWD has 3 decimals at most"),
        ("1.2.3", "GBP", ".", "", "more than one decimal sign"),
        ("5.", "GBP", ".", "", "digits are missing"),
        (".", "GBP", ".", "", "digits are missing"),
        ("-", "GBP", ".", "", "digits are missing"),
        ("12.34", "EUR", ",", ".", "not of three digits"),
        ("1234.567", "EUR", ",", ".", "not of three digits"),
        (".123", "EUR", ",", ".", "not of three digits"),
        ("1,23", "GBP", ".", ",", "not of three digits"),
        ("1.5,234", "GBP", ".", ",", "not of three digits"),
        ("10000000000000", "GBP", ".", "", "more than 15 digits"),
        ("1" * 16, "JPY", ".", "", "more than 15 digits"),
        ("1" * 10_000, "JPY", ".", "", "more than 15 digits"),
    ],
)
def test_parse_refuses(text: str, code: str, decimal: str, group: str, reason: str) -> None:
    with pytest.raises(NotMoney) as refused:
        money.parse(text, money.currency(code), decimal=decimal, group=group)
    assert refused.value.text == text
    assert reason in refused.value.reason
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(("decimal", "group"), [("", ""), (".", "."), (",.", ""), (".", ", "), ("5", "")])
def test_separators_must_make_sense(decimal: str, group: str) -> None:
    with pytest.raises(ValueError, match="separators"):
        money.parse("1", GBP, decimal=decimal, group=group)


@given(st.text(max_size=30))
def test_parse_reads_or_refuses_and_nothing_else(text: str) -> None:
    try:
        amount = money.parse(text, GBP, decimal=",", group=".")
    except NotMoney as refused:
        assert refused.text == text
    else:
        assert money.parse(money.display(amount, 2, decimal=","), GBP, decimal=",") == amount


@pytest.mark.parametrize(
    ("amount", "exponent", "text"),
    [
        (875, 2, "8.75"),
        (-5, 2, "-0.05"),
        (100, 0, "100"),
        (0, 2, "0.00"),
        (-1, 0, "-1"),
        (1, 3, "0.001"),
        (12345, 4, "1.2345"),
        (10, 2, "0.10"),
        (-123456, 3, "-123.456"),
    ],
)
def test_decimal_string(amount: int, exponent: int, text: str) -> None:
    assert money.decimal_string(amount, exponent) == text


@pytest.mark.parametrize(
    ("amount", "exponent", "options", "text"),
    [
        (123450, 2, {"group": ","}, "1,234.50"),
        (123450, 2, {}, "1234.50"),
        (-123450, 2, {"decimal": ",", "group": "."}, "-1.234,50"),
        (-875, 2, {"symbol": "£"}, "-£8.75"),
        (1234567, 0, {"group": ",", "symbol": "¥"}, "¥1,234,567"),
        (12345678900, 2, {"group": "\u202f", "decimal": ","}, "123\u202f456\u202f789,00"),
        (99999, 2, {"group": ","}, "999.99"),
        (0, 3, {"group": ","}, "0.000"),
    ],
)
def test_display(amount: int, exponent: int, options: dict[str, str], text: str) -> None:
    assert money.display(amount, exponent, **options) == text


@given(AMOUNTS, st.sampled_from(sorted(EXPONENTS)), st.sampled_from([(".", ","), (",", "."), (",", "\u202f")]))
def test_what_is_written_is_read_back(amount: int, code: str, separators: tuple[str, str]) -> None:
    currency = money.currency(code)
    decimal, group = separators
    assert money.parse(money.decimal_string(amount, currency.exponent), currency) == amount
    shown = money.display(amount, currency.exponent, decimal=decimal, group=group)
    assert money.parse(shown, currency, decimal=decimal, group=group) == amount


def test_many_random_allocations_are_exact() -> None:
    chance = random.Random(20261123)
    for _ in range(5_000):
        total = chance.randint(-(10**7), 10**7)
        weights = [chance.randint(1, 10**6) for _ in range(chance.randint(1, 12))]
        assert sum(money.allocate(total, weights)) == total
