from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.barcodes import ean13, gtin_check_digit
from storeops.rules.card_numbers import (
    CardNumberRefused,
    mask,
    passes_as_card_number,
    refuse_card_number,
)

# Numbers which the brands and processors publish for tests; none belongs to anybody.
PUBLIC_TEST_NUMBERS = [
    "4111111111111111",
    "4012888888881881",
    "4000056655665556",
    "4242424242424242",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "2223000048400011",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "30569309025904",
    "38520000023237",
    "36227206271667",
    "3530111333300000",
    "3566002020360505",
    "6200000000000005",
    "6759649826438453",
    "6304000000000000",
    "5019717010103742",
    "2200000000000004",
]


@pytest.mark.parametrize("number", PUBLIC_TEST_NUMBERS)
def test_the_brands_test_numbers_are_found(number: str) -> None:
    grouped = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    for text in (number, grouped, grouped.replace(" ", "-"), f"pan {number}.", f"x{grouped} 12/29"):
        assert passes_as_card_number(text), text
        assert number not in mask(text).replace(" ", "").replace("-", "")
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not passes_as_card_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111",
        "411111111111",
        "41111111111111111111111",
        "4111111111111112",
        "9111111111111111",
        "S1-T1-000123",
        "order 2024-11-23 of 12 pieces",
        "5901234123457",
        "00106141412345678908",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert not passes_as_card_number(text)
    assert mask(text) == text


def test_track_data_and_other_scripts_are_found() -> None:
    assert passes_as_card_number(";4111111111111111=29121010000?")
    assert passes_as_card_number("%B4111111111111111^NAME/A^2912")
    assert passes_as_card_number("４１１１１１１１１１１１１１１１")
    assert passes_as_card_number("4111\u00a01111\u00a01111\u00a01111")


def test_no_valid_ean_13_is_taken_for_a_card() -> None:
    chance = random.Random(13)
    for prefix in ("", "4", "50", "67", "3", "2"):
        for _ in range(1_700):
            body = prefix + "".join(chance.choices("0123456789", k=12 - len(prefix)))
            assert not passes_as_card_number(ean13(body)), body


def test_of_14_digits_the_card_wins_in_an_issuers_range_only() -> None:
    """Both numbers are a right GTIN-14 and right by Luhn's rule; only the first begins like a Diners Club card."""
    for number in ("36000000000081", "10000000001097"):
        assert gtin_check_digit(number[:-1]) == number[-1]
    assert passes_as_card_number("36000000000081")
    assert not passes_as_card_number("10000000001097")


def test_the_refusal_names_the_field_and_never_the_number() -> None:
    with pytest.raises(CardNumberRefused) as refused:
        refuse_card_number("note 4111 1111 1111 1111", "reason")
    assert refused.value.field == "reason"
    assert "1111" not in str(refused.value)
    assert isinstance(refused.value, ValueError)
    refuse_card_number("changed my mind", "reason")


def test_a_log_keeps_the_last_four_digits() -> None:
    assert mask("card 4111 1111 1111 1234?") == "card 4111 1111 1111 1234?"
    assert mask("card 4111 1111 1111 1111!") == "card **** **** **** 1111!"
    assert mask("4111111111111111 and 378282246310005") == "************1111 and ***********0005"


@given(st.text(max_size=80))
def test_any_text_can_be_asked_and_masked(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert not passes_as_card_number(masked)
    assert (masked == text) is not passes_as_card_number(text)
