"""Dates and times as other systems write them: one order of day, month and year for a whole file, never guessed by
the line."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache


class DateOrder(StrEnum):
    """In what order a date is written: 2010-12-01, 1.12.2010 or 12/1/2010."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


_DATE = re.compile(r"(?P<first>\d{1,4})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{4}|\d{1,2})", re.ASCII)
_TIME = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_BETWEEN = re.compile(r"[Tt]|[ ,]+")
_PLACES = {DateOrder.YEAR_FIRST: (0, 1, 2), DateOrder.DAY_FIRST: (2, 1, 0), DateOrder.MONTH_FIRST: (2, 0, 1)}


@lru_cache(maxsize=65536)
def read_moment(text: str, order: DateOrder, zone: tzinfo) -> datetime | None:
    """The moment a text tells, in the zone; None when it tells none in this order.

    Date with - / or . between, a year of four digits or (not in front) of two, of which 69 to 99 are 1969 to 1999
    as in POSIX; then, if at all, a time to the second (parts of one are left out), with am or pm, with an offset
    from UTC. A time without offset is the zone's wall time; a date without time is its midnight."""
    date, time = _parts(text.strip())
    found = _DATE.fullmatch(date)
    clock = _clock(time) if time else (0, 0, 0, None)
    if found is None or clock is None:
        return None
    numbers = (found["first"], found["second"], found["third"])
    year, month, day = (numbers[place] for place in _PLACES[order])
    if len(year) not in ((4,) if order is DateOrder.YEAR_FIRST else (2, 4)) or len(month) > 2 or len(day) > 2:
        return None
    hour, minute, second, offset = clock
    try:
        read = datetime(_year(year), int(month), int(day), hour, minute, second, tzinfo=offset or zone)
        return read.astimezone(zone) if offset else read
    except (ValueError, OverflowError):
        return None


def _parts(text: str) -> tuple[str, str]:
    between = _BETWEEN.search(text)
    return (text[: between.start()], text[between.end() :]) if between else (text, "")


def _clock(text: str) -> tuple[int, int, int, tzinfo | None] | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    return hour, int(found["minute"]), int(found["second"] or 0), _offset(found["offset"] or "")


def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return timezone(timedelta(0))
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    # A day or more is no offset; what is refused as a date is caught where the date is made.
    return timezone(max(-_MOST, min(_MOST, -size if text[0] == "-" else size)))


_MOST = timedelta(hours=23, minutes=59)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


class OrderVotes:
    """What the dates of a file say about their order: each text votes for the orders in which it is a date."""

    def __init__(self) -> None:
        self._votes: dict[frozenset[DateOrder], int] = {}

    def add(self, text: str) -> None:
        orders = _orders(text)
        if orders:
            self._votes[orders] = self._votes.get(orders, 0) + 1

    def winner(self) -> DateOrder | None:
        """The file's one order, or None when its dates leave it open or contradict each other.

        Day and month are told apart only by a date that has a day above 12, and never against another such date."""
        year_first = self._votes.get(frozenset((DateOrder.YEAR_FIRST,)), 0)
        day_first = self._votes.get(frozenset((DateOrder.DAY_FIRST,)), 0)
        month_first = self._votes.get(frozenset((DateOrder.MONTH_FIRST,)), 0)
        if year_first > sum(self._votes.values()) - year_first:
            return DateOrder.YEAR_FIRST
        if bool(day_first) == bool(month_first):
            return None
        return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST


_ANY_ZONE = timezone(timedelta(0))


@lru_cache(maxsize=65536)
def _orders(text: str) -> frozenset[DateOrder]:
    return frozenset(order for order in DateOrder if read_moment(text, order, _ANY_ZONE))
