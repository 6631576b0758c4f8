"""Symbols of Code 128: exact characters, the shortest of all ways, the data given back; the countries' numbers."""

from __future__ import annotations

import itertools

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.addresses.countries import NAMES
from storeops.rules.barcodes.code128 import FNC1, START_B, START_C, STOP, TO_B, TO_C, NotForCode128, encode
from storeops.rules.barcodes.country_numbers import COUNTRY_NUMBERS

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=48)
mixed = st.text("0123456789AB", min_size=1, max_size=9)


def read(codes: tuple[int, ...]) -> str:
    """What a scanner makes of the characters; FNC1 as `>`."""
    assert codes[-1] == STOP
    *body, check = codes[:-1]
    assert check == (body[0] + sum(place * code for place, code in enumerate(body))) % 103
    in_c, said = body[0] == START_C, ""
    for code in body[1:]:
        if code == FNC1:
            said += ">"
        elif code == (TO_B if in_c else TO_C):
            in_c = not in_c
        else:
            said += f"{code:02d}" if in_c else chr(code + 32)
    return said


@pytest.mark.parametrize(
    ("data", "gs1", "codes"),
    [
        ("AB", False, (START_B, 33, 34)),
        ("1234", False, (START_C, 12, 34)),
        ("12", False, (START_C, 12)),
        ("1", False, (START_B, 17)),
        ("12345", False, (START_C, 12, 34, TO_B, 21)),
        ("A12", False, (START_B, 33, 17, 18)),
        ("A1234", False, (START_B, 33, TO_C, 12, 34)),
        ("00050123450000006789", True, (START_C, FNC1, 0, 5, 1, 23, 45, 0, 0, 0, 67, 89)),
    ],
)
def test_a_symbol(data: str, gs1: bool, codes: tuple[int, ...]) -> None:
    made = encode(data, gs1=gs1)
    assert made.codes[:-2] == codes
    assert read(made.codes) == (">" if gs1 else "") + data
    assert made.modules == 11 * len(made.codes) + 2


def test_the_check_character() -> None:
    assert encode("1234").codes == (START_C, 12, 34, (105 + 12 + 2 * 34) % 103, STOP) == (START_C, 12, 34, 82, STOP)


def test_an_sscc_is_156_modules_wide() -> None:
    """78 mm at 0.5 mm a module; 88 mm with its quiet zones: it fits a label of 101.6 mm."""
    assert encode("00050123450000006789", gs1=True).modules == 156


@given(data=printable, gs1=st.booleans(), one_set=st.booleans())
def test_what_is_scanned_is_what_was_encoded(data: str, gs1: bool, one_set: bool) -> None:
    codes = encode(data, gs1=gs1, one_set=one_set).codes
    assert read(codes) == (">" if gs1 else "") + data
    if one_set:
        # 99 is a pair of digits in set C, and the change to it in set B.
        assert (TO_C if codes[0] == START_B else TO_B) not in codes[1:-2]


def shortest(data: str) -> int:
    """Every way to cut the data into single characters and pairs of digits, the least of what they cost."""
    least = 99
    for cut in itertools.product((1, 2), repeat=len(data)):
        place, sets = 0, []
        for step in cut:
            if place < len(data):
                sets.append((step, data[place : place + step]))
                place += step
        if place == len(data) and all(step == 1 or (len(part) == 2 and part.isdigit()) for step, part in sets):
            changes = sum(1 for one, other in itertools.pairwise(sets) if one[0] != other[0])
            least = min(least, 1 + len(sets) + changes)
    return least


@given(mixed)
def test_no_way_is_shorter(data: str) -> None:
    assert len(encode(data).codes) == shortest(data) + 2


@pytest.mark.parametrize(
    ("data", "gs1", "reason"),
    [
        ("", False, "empty"),
        ("Łódź", False, "printable ASCII"),
        ("a\x1db", False, "printable ASCII"),
        ("a\nb", True, "printable ASCII"),
        ("9" * 81, False, "too long"),
        ("9" * 49, True, "too long"),
    ],
)
def test_what_cannot_be_a_symbol(data: str, gs1: bool, reason: str) -> None:
    with pytest.raises(NotForCode128, match=reason):
        encode(data, gs1=gs1)


def test_every_country_has_the_number_that_cldr_knows_it_by() -> None:
    assert set(COUNTRY_NUMBERS) == set(NAMES)
    aliases = get_global("territory_aliases")
    assert {code: aliases[number] for code, number in COUNTRY_NUMBERS.items()} == {code: [code] for code in NAMES}
