"""Which parcels are late, or will be: found before the customer calls, each with its reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

import msgspec

from storeops.rules.promise import FURTHEST, Calendar, NoWorkingDay
from storeops.rules.tracking import Tracked, TrackingEvent, TrackingStatus, tracked
from storeops.rules.wording import counted

SCAN_HOURS = 24
"""How long after it was handed over a carrier may take until its first scan, in hours of the carrier's days."""

_ARRIVED = frozenset({TrackingStatus.DELIVERED, TrackingStatus.AVAILABLE_FOR_PICKUP, TrackingStatus.CANCELLED})
_LOST = {
    TrackingStatus.FAILURE: "The carrier reports that it cannot be delivered",
    TrackingStatus.RETURN_TO_SENDER: "It is on its way back to the sender",
}


class LateKind(StrEnum):
    """Why a parcel wants looking after, the worst first."""

    NOT_ARRIVING = "not_arriving"
    OVERDUE = "overdue"
    EXPECTED_LATE = "expected_late"
    NO_SCAN = "no_scan"


class Late(msgspec.Struct, frozen=True):
    """One reason why a parcel is late or will be. `days` is by how many calendar days after the promise, 0 where that
    is not known."""

    kind: LateKind
    days: int
    reason: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised of a parcel that was handed over at an aware moment.

    `promised` is the day it should be there, None when none was told; `transit_days` what the service takes at the most
    in the carrier's days (`carrier_days`), None when that is not known; `zone` the place's whose days are meant."""

    dispatched_at: datetime
    promised: date | None
    transit_days: int | None
    carrier_days: Calendar = Calendar()
    zone: tzinfo = UTC
    scan_hours: int = SCAN_HOURS


def late(sent: Sent, events: Iterable[TrackingEvent], now: datetime) -> tuple[Late, ...]:
    """The reasons why a parcel is late or will be, the worst first; () for one that is there, or in time.

    `now` is an aware moment. Raises NoWorkingDay where the carrier's calendar has no working day within a year;
    ValueError for moments without an offset."""
    if now.utcoffset() is None or sent.dispatched_at.utcoffset() is None:
        raise ValueError("the moments of a parcel need their offset from UTC")
    # What the carrier tells ahead of time is not known yet.
    state = tracked(event for event in events if event.at <= now)
    if state.status in _ARRIVED:
        return ()
    if state.status in _LOST:
        note = f": {state.note.removesuffix('.')}" if state.note else ""
        return (Late(LateKind.NOT_ARRIVING, _after(sent.promised, _day(now, sent)), f"{_LOST[state.status]}{note}."),)
    unseen = state.scanned_at is None and now >= _scan_until(sent)
    found = [*_against_promise(sent, state, now, unseen), *(_no_scan(sent, now) if unseen else ())]
    return tuple(sorted(found, key=lambda one: list(LateKind).index(one.kind)))


def expected(sent: Sent, state: Tracked, now: datetime) -> date | None:
    """The day on which a parcel under way should arrive: what the carrier says, else by its transit days, and never a
    day that has gone by; None where neither is known. Raises NoWorkingDay."""
    today = _day(now, sent)
    unseen = state.scanned_at is None and now >= _scan_until(sent)
    if state.status is TrackingStatus.OUT_FOR_DELIVERY and state.at is not None and _day(state.at, sent) == today:
        return today
    day = state.expected
    if day is None:
        if sent.transit_days is None:
            return None
        begun = today if unseen else _day(state.scanned_at or sent.dispatched_at, sent)
        day = arrival(begun, sent.transit_days, sent.carrier_days)
    return day if day >= today else _first(today, sent.carrier_days)


def _against_promise(sent: Sent, state: Tracked, now: datetime, unseen: bool) -> Iterable[Late]:
    if sent.promised is None:
        return
    today = _day(now, sent)
    if today > sent.promised:
        days = _after(sent.promised, today)
        ago = f"{counted(days, 'day')} ago"
        yield Late(LateKind.OVERDUE, days, f"Promised for {sent.promised.isoformat()}, {ago}, and not delivered.")
        return
    day = expected(sent, state, now)
    if day is not None and day > sent.promised:
        days = _after(sent.promised, day)
        who = "The carrier expects" if state.expected == day else "By the service's transit days it is due"
        when = f"{who} {'to deliver ' if state.expected == day else ''}on {day.isoformat()}"
        by = f"{counted(days, 'day')} after the promised {sent.promised.isoformat()}"
        yield Late(LateKind.EXPECTED_LATE, days, f"{when}, {by}{'; it has not been scanned' if unseen else ''}.")


def _no_scan(sent: Sent, now: datetime) -> Iterable[Late]:
    hours = int((now - sent.dispatched_at).total_seconds()) // 3600
    told = sent.dispatched_at.astimezone(sent.zone).strftime("%Y-%m-%d %H:%M")
    after = f"{counted(hours, 'hour')} after it was handed over on {told}"
    yield Late(LateKind.NO_SCAN, 0, f"The carrier has not scanned it, {after}.")


def _scan_until(sent: Sent) -> datetime:
    """When the first scan is due: `scan_hours` later, of which those on the carrier's days alone count."""
    left = timedelta(hours=sent.scan_hours)
    moment = sent.dispatched_at.astimezone(UTC)
    for _ in range(FURTHEST.days + 1):
        day = moment.astimezone(sent.zone).date()
        midnight = _midnight(day + timedelta(days=1), sent.zone)
        if sent.carrier_days.works(day):
            if moment + left <= midnight:
                return moment + left
            left -= midnight - moment
        moment = midnight
    raise NoWorkingDay(sent.dispatched_at.astimezone(sent.zone).date())


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _day(moment: datetime, sent: Sent) -> date:
    return moment.astimezone(sent.zone).date()


def _after(promised: date | None, day: date) -> int:
    return max(0, (day - promised).days) if promised else 0


def _first(day: date, calendar: Calendar) -> date:
    for ahead in range(FURTHEST.days + 1):
        if calendar.works(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    raise NoWorkingDay(day)


def arrival(day: date, days: int, calendar: Calendar) -> date:
    """The day on which a parcel arrives: `days` of the carrier's days after the first one from `day` on. Raises
    NoWorkingDay."""
    day = _first(day, calendar)
    for _ in range(days):
        day = _first(day + timedelta(days=1), calendar)
    return day
