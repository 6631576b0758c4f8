from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.text import clean, file_name, is_clean, spreadsheet_safe

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x1b[]m0;\x07\x9b\x9c \t\x1d\u200d\u200c\u202e\u2066\ufe0f\U000e0041\ud800👩🏽🇩🇪e\u0301\u1fef"
        ),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Milk", "Milk"),
        ("[/] Milk", "[/] Milk"),
        ("[@click=app.quit]x", "[@click=app.quit]x"),
        ("  Milk \t 1 l\r\n", "Milk 1 l"),
        ("a\u00a0\u2028b", "a b"),
        ("\x1b[31mRed\x1b[0m", "Red"),
        ("\x1b]52;c;aGk=\x07Copy", "Copy"),
        ("\x1b]0;title\x1b\\T", "T"),
        ("\x9b2JClear", "Clear"),
        ("\x1b@\x1bp\x00Till", "Till"),
        ("Lot\x1d21", "Lot21"),
        ("Tea\x7f\x85Bag", "Tea Bag"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061cb", "ab"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("Cafe\u0301", "Café"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200d \u200cb\u200d", "a b"),
        ("a\u200d\u3164 b", "a b"),
        ("❤\ufe0f", "❤\ufe0f"),
        (" \ufe0fa", "a"),
        ("x\U000e0041\U000e007fy", "xy"),
        ("a\ud800b\udfffc", "abc"),
        ("a\uffffb\ufdd0\U0001fffec", "abc"),
        ("\u3164\u2800", ""),
        ("", ""),
        ("שוקולד", "שוקולד"),
    ],
)
def test_only_what_can_be_printed_stays(given_text: str, expected: str) -> None:
    assert clean(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "limit", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("abcd👩\u200d🌾", 6, "abcd…"),
        ("ab🇩🇪🇫🇷x", 6, "ab🇩🇪…"),
        ("abcde\u0332\u0333x", 7, "abcd…"),
        ("abc👍🏽d", 5, "abc…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_a_long_text_is_cut_between_graphemes(given_text: str, limit: int, expected: str) -> None:
    assert clean(given_text, limit=limit) == expected


def test_ten_kilobytes_become_two_hundred_characters() -> None:
    assert clean("x" * 10_000) == "x" * 199 + "…"
    assert len(clean("e" + "\u0301\u0302" * 5_000)) == 200


@given(HOSTILE, st.integers(0, 40))
def test_clean_is_idempotent_and_harmless(text: str, limit: int) -> None:
    result = clean(text, limit=limit)
    assert len(result) <= limit
    assert clean(result, limit=limit) == result
    assert is_clean(result)
    assert unicodedata.is_normalized("NFC", result)
    for char in result:
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff"
        assert not 0xE0000 <= ord(char) <= 0xE007F
    result.encode()


def test_is_clean_says_what_clean_would_do() -> None:
    assert is_clean("Milk")
    assert is_clean("y" * 500)
    assert not is_clean("Milk ")
    assert not is_clean("Mi\x1blk")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("\0x", "'\0x"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－a", "'－a"),
        ("＠a", "'＠a"),
        (" =1", "' =1"),
        ("-1.50", "-1.50"),
        ("-1", "-1"),
        ("+44", "+44"),
        ("-1,50", "-1,50"),
        ("-1.50-A1", "'-1.50-A1"),
        ("Milk", "Milk"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_spreadsheet_runs_nothing(value: str, expected: str) -> None:
    assert spreadsheet_safe(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S1-T1-000123", "S1-T1-000123"),
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d*e", "a-b-c-d-e"),
        (".hidden", "hidden"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("Café 1.pdf", "Café-1.pdf"),
        ("con", "con-"),
        ("NUL.txt", "NUL.txt-"),
        ("a. . .b", "a.b"),
        ("a__b", "a-b"),
        ("x" * 300, "x" * 60),
    ],
)
def test_file_names_stay_in_their_folder(text: str, expected: str) -> None:
    assert file_name(text) == expected


@given(HOSTILE)
def test_file_names_are_short_and_without_separators(text: str) -> None:
    name = file_name(text)
    assert 1 <= len(name.encode()) <= 245
    assert not set(name) & set('/\\:*?"<>|\0 ')
    assert name[0] != "."
