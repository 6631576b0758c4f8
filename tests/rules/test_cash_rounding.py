"""Cash rounding: the step of each country, and amounts on both sides of every half."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.money import HALF_UP, RoundingMode, cash_rounding
from storeops.rules.money.cash_rounding import EXACT, RULES
from storeops.rules.money.currencies import EXPONENTS


@pytest.mark.parametrize(
    ("country", "currency", "step"),
    [("CH", "CHF", 5), ("LI", "CHF", 5), ("SE", "SEK", 100), ("NO", "NOK", 100), ("DK", "DKK", 50)]
    + [("CZ", "CZK", 100), ("HU", "HUF", 500), ("CA", "CAD", 5), ("AU", "AUD", 5), ("NZ", "NZD", 10)]
    + [(country, "EUR", 5) for country in ("NL", "BE", "FI", "IE", "IT", "SK", "EE", "LT")]
    + [("GB", "GBP", 1), ("DE", "EUR", 1), ("FR", "EUR", 1), ("US", "USD", 1), ("JP", "JPY", 1)]
    + [("CH", "EUR", 1), ("GB", "CHF", 1), ("XX", "XXX", 1), ("CL", "CLP", 10), ("UA", "UAH", 50)],
)
def test_increment(country: str, currency: str, step: int) -> None:
    assert cash_rounding.increment(country, currency) == step


def test_every_rule_is_of_a_known_currency_and_no_step_is_useless() -> None:
    assert all(currency in EXPONENTS for _, currency in RULES)
    assert all(rule.step > 1 for rule in RULES.values())
    assert cash_rounding.rule("GB", "GBP") == EXACT


@pytest.mark.parametrize(
    ("step", "cases"),
    [
        (1, {0: 0, 1: 1, 876: 876}),
        (5, {1: 0, 2: 0, 3: 5, 4: 5, 5: 5, 6: 5, 7: 5, 8: 10, 9: 10, 3076: 3075, 1092: 1090, 1093: 1095}),
        (10, {4: 0, 5: 10, 6: 10, 14: 10, 15: 20}),
        (50, {24: 0, 25: 50, 49: 50, 50: 50, 74: 50, 75: 100, 99: 100}),
        (100, {49: 0, 50: 100, 99: 100, 149: 100, 150: 200, 750: 800}),
        (500, {249: 0, 250: 500, 749: 500, 750: 1000}),
    ],
)
def test_round_cash(step: int, cases: dict[int, int]) -> None:
    assert {amount: cash_rounding.round_cash(amount, step) for amount in cases} == cases
    assert {amount: -cash_rounding.round_cash(-amount, step) for amount in cases} == cases


@pytest.mark.parametrize(
    ("country", "currency", "cases"),
    [
        ("CL", "CLP", {991: 990, 995: 990, 996: 1000, 999: 1000}),
        ("ZA", "ZAR", {1001: 1000, 1009: 1000, 1010: 1010}),
        ("SE", "SEK", {1050: 1100}),
    ],
)
def test_countries_whose_halves_differ(country: str, currency: str, cases: dict[int, int]) -> None:
    rule = cash_rounding.rule(country, currency)
    assert {amount: cash_rounding.round_cash(amount, rule.step, rule.mode) for amount in cases} == cases
    assert {amount: -cash_rounding.round_cash(-amount, rule.step, rule.mode) for amount in cases} == cases


@pytest.mark.parametrize("step", [0, -5])
def test_a_step_must_be_positive(step: int) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        cash_rounding.round_cash(100, step)


@given(st.integers(-(10**12), 10**12), st.sampled_from([1, 5, 10, 50, 100, 500]), st.sampled_from(RoundingMode))
def test_rounded_cash_can_be_paid_is_near_and_stays(amount: int, step: int, mode: RoundingMode) -> None:
    rounded = cash_rounding.round_cash(amount, step, mode)
    assert rounded % step == 0
    assert abs(rounded - amount) < step
    assert mode is not HALF_UP or 2 * abs(rounded - amount) <= step
    assert cash_rounding.round_cash(rounded, step, mode) == rounded
    assert cash_rounding.round_cash(-amount, step, mode) == -rounded
