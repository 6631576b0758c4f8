from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.errors import Refused
from storeops.rules.windows import BadWindow, seconds, window


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("09:00-12:00", "09:00-12:00"),
        ("9-12", "09:00-12:00"),
        ("9:30-12", "09:30-12:00"),
        (" 13:00 - 17:00 ", "13:00-17:00"),
        ("13:00\u201317:00", "13:00-17:00"),
        ("0-23:59", "00:00-23:59"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_as_typed_and_as_kept(typed: str, kept: str) -> None:
    assert window(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("noon", "two times of the day are needed"),
        ("09:00", "two times of the day are needed"),
        ("09:00-", "two times of the day are needed"),
        ("9:0-12:00", "two times of the day are needed"),
        ("09:00-12:00-13:00", "two times of the day are needed"),
        ("\u0669-\u0661\u0662", "two times of the day are needed"),
        ("-9-12", "two times of the day are needed"),
        ("09:00-24:00", "a day goes from 00:00 to 23:59"),
        ("09:60-12:00", "a day goes from 00:00 to 23:59"),
        ("12:00-09:00", "it ends before it begins; a window lies within one day"),
        ("12:00-12:00", "it ends before it begins; a window lies within one day"),
        ("22:00-02:00", "it ends before it begins; a window lies within one day"),
    ],
)
def test_what_is_no_window_is_told_with_what_to_write(typed: str, reason: str) -> None:
    with pytest.raises(BadWindow) as refusal:
        window(typed)
    assert (refusal.value.text, refusal.value.reason) == (typed, reason)
    assert str(refusal.value).endswith("Write it as from-to, such as 09:00-12:00.")


def test_in_seconds_of_the_day() -> None:
    assert seconds("09:00-12:30") == (32_400, 45_000)


@given(st.text(alphabet="0123456789:- ", max_size=14) | st.text(max_size=14))
def test_what_is_kept_reads_as_itself(typed: str) -> None:
    try:
        kept = window(typed)
    except Refused:
        return
    assert window(kept) == kept
    if kept:
        opens, closes = seconds(typed)
        assert 0 <= opens < closes < 86_400
