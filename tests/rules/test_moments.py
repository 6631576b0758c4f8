"""Dates as other systems write them, and one order of day, month and year for a whole file."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.history.moments import DateOrder, OrderVotes, read_moment

LONDON = ZoneInfo("Europe/London")
YMD, DMY, MDY = DateOrder.YEAR_FIRST, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2010-12-01 08:26:00", YMD, "2010-12-01T08:26:00+00:00"),
        ("2010-12-01T08:26", YMD, "2010-12-01T08:26:00+00:00"),
        ("2010-07-01 08:26:00", YMD, "2010-07-01T08:26:00+01:00"),
        ("2010/7/1", YMD, "2010-07-01T00:00:00+01:00"),
        ("2010-12-01T08:26:00.123456Z", YMD, "2010-12-01T08:26:00+00:00"),
        ("2010-06-30T23:30:00Z", YMD, "2010-07-01T00:30:00+01:00"),
        ("2010-12-01T08:26:00-05:00", YMD, "2010-12-01T13:26:00+00:00"),
        ("12/1/10 8:26", MDY, "2010-12-01T08:26:00+00:00"),
        ("12/1/10 8:26", DMY, "2010-01-12T08:26:00+00:00"),
        ("01.12.2010, 18:05:09", DMY, "2010-12-01T18:05:09+00:00"),
        ("12/1/2010 12:05:00 AM", MDY, "2010-12-01T00:05:00+00:00"),
        ("12/1/2010 12:05 pm", MDY, "2010-12-01T12:05:00+00:00"),
        ("1-2-69", DMY, "1969-02-01T00:00:00+01:00"),
        ("1-2-68", DMY, "2068-02-01T00:00:00+00:00"),
    ],
)
def test_a_moment_is_read_in_its_order_and_told_in_the_shops_zone(text: str, order: DateOrder, expected: str) -> None:
    read = read_moment(text, order, LONDON)
    assert read is not None
    assert read.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", YMD),
        ("yesterday", YMD),
        ("2010-13-01", YMD),
        ("2010-02-29", YMD),
        ("10-02-01", YMD),
        ("2010-12-01", DMY),
        ("1/12/010", DMY),
        ("13/13/2010", MDY),
        ("2010-12/01", YMD),
        ("2010-12-01 25:00", YMD),
        ("2010-12-01 13:00 PM", YMD),
        ("2010-12-01 0:30 am", YMD),
        ("2010-12-01 8", YMD),
        ("0000-01-01", YMD),
        ("٢٠١٠-12-01", YMD),
        ("40513", YMD),
        ("0001-01-01T00:00:00+14:00", YMD),
    ],
)
def test_what_is_no_date_in_the_order_is_none(text: str, order: DateOrder) -> None:
    assert read_moment(text, order, UTC) is None


@given(st.integers(0, 3_124_137_600))
def test_every_moment_written_is_read_back(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    for order, form in ((YMD, "%Y-%m-%d %H:%M:%S"), (DMY, "%d.%m.%Y %H:%M:%S"), (MDY, "%m/%d/%y %I:%M:%S %p")):
        assert read_moment(at.strftime(form), order, UTC) == at


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    for order in DateOrder:
        read_moment(text, order, UTC)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2010-12-01 08:26", "2010-01-02 08:26"], YMD),
        (["1/12/10", "2/12/10", "13/12/10"], DMY),
        (["12/1/10", "12/2/10", "12/13/10"], MDY),
        (["1/12/10", "2/12/10"], None),
        (["13/12/10", "12/13/10"], None),
        (["2010-12-01", "2010-12-02", "13/12/10"], YMD),
        (["2010-12-01", "13/12/10", "14/12/10"], DMY),
        (["nonsense", "13/12/10"], DMY),
        (["nonsense", ""], None),
        ([], None),
    ],
)
def test_a_file_has_one_order_or_none_that_can_be_told(texts: list[str], expected: DateOrder | None) -> None:
    votes = OrderVotes()
    for text in texts:
        votes.add(text)
    assert votes.winner() is expected
