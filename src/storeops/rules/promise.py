"""When an order is sent and when it arrives: cut-off, handling and transit, counted in working days.

A promise is a day, never an hour: a carrier's day ends when its last van is back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import msgspec

from storeops.rules.errors import Refused

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

FURTHEST = timedelta(days=366)
"""How far ahead a working day is looked for, from one to the next."""

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
EVERY_DAY = frozenset({1, 2, 3, 4, 5, 6, 7})


class Calendar(msgspec.Struct, frozen=True):
    """The days somebody works: `weekdays` by ISO 8601 (1 = Monday to 7 = Sunday), less the `holidays`."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether the day is a working day."""
        return day.isoweekday() in self.weekdays and day not in self.holidays


class Promise(msgspec.Struct, frozen=True):
    """The day the parcel is handed over (`ship_on`; for pickup, when it is ready), the day it arrives at the latest
    (`deliver_by`), and how both came about, in words, for `why`."""

    ship_on: date
    deliver_by: date
    reasons: tuple[str, ...]


class NoWorkingDay(Refused):
    """The calendar has no working day within a year of `after`: a date cannot be promised."""

    def __init__(self, after: date) -> None:
        super().__init__(
            f"No working day is found within a year after {_told(after)}, so no date can be promised. "
            "Correct the opening days, the carrier's days or the holidays."
        )
        self.after = after


def promise(
    placed_at: datetime,
    *,
    cut_off: time,
    handling_days: int,
    transit_days: int,
    calendar: Calendar,
    carrier_days: Calendar | None,
    zone: tzinfo | None = None,
) -> Promise:
    """The promise of an order placed at an aware moment.

    Work starts on the day it is placed, when that is a working day and the moment is not after the local `cut_off`;
    else on the next working day. `handling_days` more working days later it is ready. The carrier takes it on the
    first day from then on which is both the shop's and the carrier's, and brings it `transit_days` of the carrier's
    days later. `carrier_days` None: the customer picks it up, and transit does not count.

    `zone` is the place's where the cut-off holds; None = that of `placed_at`. Moments are compared as instants, so
    that a clock going back an hour moves no promise forward. Raises NoWorkingDay; ValueError for a moment without a
    zone or for negative days."""
    if placed_at.tzinfo is None or placed_at.utcoffset() is None:
        raise ValueError("the moment an order was placed needs a time zone")
    if handling_days < 0 or transit_days < 0:
        raise ValueError("handling and transit take no negative days")
    local = placed_at.astimezone(zone) if zone else placed_at
    start, reasons = _start(local, cut_off, calendar)
    ready = _count(start, handling_days, calendar.works)
    if handling_days:
        reasons.append(f"Handling takes {_days(handling_days, 'working day')}: ready on {_told(ready)}.")
    else:
        reasons.append(f"Handled the same day: ready on {_told(ready)}.")
    if carrier_days is None:
        reasons.append("The customer picks it up: no transit.")
        return Promise(ready, ready, tuple(reasons))
    collecting = carrier_days.works
    ship_on = _first(ready, lambda day: calendar.works(day) and collecting(day))
    if ship_on != ready:
        reasons.append(f"The carrier does not collect before {_told(ship_on)}.")
    deliver_by = _count(ship_on, transit_days, collecting)
    took = _days(transit_days, "delivery day")
    reasons.append(f"Sent on {_told(ship_on)}; transit takes {took} of the carrier: there by {_told(deliver_by)}.")
    return Promise(ship_on, deliver_by, tuple(reasons))


def late_days(promised: date, expected: date) -> int:
    """How many calendar days after the promised day it is expected; 0 when it is on time or early."""
    return max(0, (expected - promised).days)


def _start(local: datetime, cut_off: time, calendar: Calendar) -> tuple[date, list[str]]:
    """The first day of work, and why it is that one."""
    day = local.date()
    placed = f"Placed on {_told(day)} at {local:%H:%M}"
    until = f"{cut_off:%H:%M}"
    if not calendar.works(day):
        start = _first(day, calendar.works)
        why = "a holiday" if day in calendar.holidays else "no working day"
        return start, [f"{placed}, {why}: work starts on {_told(start)}."]
    limit = datetime.combine(day, cut_off.replace(tzinfo=None), tzinfo=local.tzinfo)
    # Two times of one zone are compared by their wall clocks, which show one hour twice in autumn.
    if local.astimezone(UTC) <= limit.astimezone(UTC):
        return day, [f"{placed}, in time for the cut-off at {until}: work starts the same day."]
    start = _first(_after(day), calendar.works)
    return start, [f"{placed}, after the cut-off at {until}: work starts on the next working day, {_told(start)}."]


def _first(day: date, works: Callable[[date], bool]) -> date:
    """The first working day from `day` on. Raises NoWorkingDay."""
    for ahead in range(FURTHEST.days + 1):
        if day > date.max - timedelta(days=ahead):
            break
        if works(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    raise NoWorkingDay(day)


def _count(day: date, days: int, works: Callable[[date], bool]) -> date:
    """The working day which is `days` working days after `day`."""
    for _ in range(days):
        day = _first(_after(day), works)
    return day


def _after(day: date) -> date:
    if day == date.max:
        raise NoWorkingDay(day)
    return day + timedelta(days=1)


def _told(day: date) -> str:
    """'Fri 27 Nov 2026', the same under every locale of the machine."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _days(count: int, kind: str) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"
