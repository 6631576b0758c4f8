from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.lateness import Late, LateKind, Sent, arrival, late
from storeops.rules.promise import EVERY_DAY, MONDAY_TO_FRIDAY, Calendar, NoWorkingDay
from storeops.rules.tracking import TrackingEvent, TrackingStatus

S = TrackingStatus
LONDON = ZoneInfo("Europe/London")
# In November 2026 the 23rd is a Monday.
MONDAY = datetime(2026, 11, 23, 16, tzinfo=LONDON)
SENT = Sent(
    dispatched_at=MONDAY,
    promised=date(2026, 11, 25),
    transit_days=2,
    carrier_days=Calendar(MONDAY_TO_FRIDAY),
    zone=LONDON,
)


def on(day: int, hour: int, status: TrackingStatus, **other: object) -> TrackingEvent:
    moment = datetime(2026, 11, day, hour, tzinfo=LONDON)
    given = {"id": f"{day}-{hour}-{status}", "tracking": "T1", "status": status, "at": moment}
    return msgspec.convert({**given, **other}, TrackingEvent)


def told(*events: TrackingEvent, now: datetime, sent: Sent = SENT) -> list[tuple[str, int]]:
    return [(one.kind.value, one.days) for one in late(sent, events, now)]


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


COLLECTED = on(23, 18, S.ACCEPTED)


def test_a_parcel_in_time_is_not_flagged() -> None:
    assert told(now=november(23, 17)) == []
    assert told(COLLECTED, now=november(24, 12)) == []
    assert told(COLLECTED, on(25, 8, S.OUT_FOR_DELIVERY), now=november(25, 23, 59)) == []


def test_a_parcel_without_a_scan_is_flagged_after_a_day_and_expected_late() -> None:
    assert told(now=november(24, 15, 59)) == []
    assert late(SENT, [on(23, 12, S.LABEL_CREATED)], november(24, 16)) == (
        Late(
            LateKind.EXPECTED_LATE,
            1,
            "By the service's transit days it is due on 2026-11-26, 1 day after the promised 2026-11-25; "
            "it has not been scanned.",
        ),
        Late(
            LateKind.NO_SCAN,
            0,
            "The carrier has not scanned it, 24 hours after it was handed over on 2026-11-23 16:00.",
        ),
    )


def test_hours_until_the_first_scan_are_of_the_carriers_days() -> None:
    friday = msgspec.structs.replace(SENT, dispatched_at=november(27, 18), promised=None)
    assert told(now=november(30, 17, 59), sent=friday) == []  # 6 hours of Friday, 18 of Monday
    assert told(now=november(30, 18), sent=friday) == [("no_scan", 0)]
    every_day = msgspec.structs.replace(friday, carrier_days=Calendar(EVERY_DAY), scan_hours=12)
    assert told(now=november(28, 5, 59), sent=every_day) == []
    assert told(now=november(28, 6), sent=every_day) == [("no_scan", 0)]


def test_an_hour_more_or_less_in_the_night_the_clocks_change() -> None:
    # On 25 October 2026 clocks go back at 02:00: that day has 25 hours.
    saturday = datetime(2026, 10, 24, 16, tzinfo=LONDON)
    sent = msgspec.structs.replace(
        SENT, dispatched_at=saturday, promised=None, carrier_days=Calendar(EVERY_DAY), scan_hours=24
    )
    assert late(sent, [], datetime(2026, 10, 25, 14, 59, tzinfo=LONDON)) == ()
    assert [one.kind for one in late(sent, [], datetime(2026, 10, 25, 15, tzinfo=LONDON))] == [LateKind.NO_SCAN]


def test_the_carriers_own_day_goes_before_ours() -> None:
    slow = on(24, 9, S.IN_TRANSIT, expected=date(2026, 11, 27))
    assert late(SENT, [COLLECTED, slow], november(24, 12)) == (
        Late(
            LateKind.EXPECTED_LATE,
            2,
            "The carrier expects to deliver on 2026-11-27, 2 days after the promised 2026-11-25.",
        ),
    )
    late_scan = on(25, 9, S.ACCEPTED, expected=date(2026, 11, 25))
    assert told(late_scan, now=november(25, 10)) == []
    assert told(on(25, 9, S.ACCEPTED), now=november(25, 10)) == [("expected_late", 2)]  # two days from its first scan


def test_a_day_that_has_gone_by_is_not_expected_any_more() -> None:
    sent = msgspec.structs.replace(SENT, promised=date(2026, 11, 26))
    stuck = on(24, 9, S.IN_TRANSIT, expected=date(2026, 11, 25))
    assert told(COLLECTED, stuck, now=november(26, 9), sent=sent) == []
    weekend = msgspec.structs.replace(SENT, promised=date(2026, 11, 28))
    assert told(COLLECTED, stuck, now=november(28, 9), sent=weekend) == [("expected_late", 2)]  # on Monday the 30th


def test_past_the_promise_it_is_overdue() -> None:
    assert late(SENT, [COLLECTED], november(26, 0)) == (
        Late(LateKind.OVERDUE, 1, "Promised for 2026-11-25, 1 day ago, and not delivered."),
    )
    assert told(now=november(27, 9)) == [("overdue", 2), ("no_scan", 0)]
    # The day is that of the place: 23:30 of the 25th in London is the 26th in Berlin.
    berlin = msgspec.structs.replace(SENT, zone=ZoneInfo("Europe/Berlin"))
    assert told(COLLECTED, now=november(25, 23, 30)) == []
    assert told(COLLECTED, now=november(25, 23, 30), sent=berlin) == [("overdue", 1)]


@pytest.mark.parametrize("status", [S.DELIVERED, S.AVAILABLE_FOR_PICKUP, S.CANCELLED])
def test_a_parcel_that_is_there_is_not_late(status: TrackingStatus) -> None:
    assert told(on(27, 9, status), now=november(30, 9)) == []


def test_a_parcel_that_will_not_arrive_says_so_first() -> None:
    lost = on(24, 9, S.FAILURE, note="Damaged.")
    assert late(SENT, [COLLECTED, lost], november(24, 12)) == (
        Late(LateKind.NOT_ARRIVING, 0, "The carrier reports that it cannot be delivered: Damaged."),
    )
    back = on(24, 9, S.RETURN_TO_SENDER)
    assert late(SENT, [COLLECTED, back], november(27, 12)) == (
        Late(LateKind.NOT_ARRIVING, 2, "It is on its way back to the sender."),
    )


def test_what_is_told_ahead_of_time_is_not_known_yet() -> None:
    assert told(on(28, 9, S.DELIVERED), now=november(26, 9)) == [("overdue", 1), ("no_scan", 0)]


def test_without_transit_days_and_the_carriers_word_only_the_promise_counts() -> None:
    sent = msgspec.structs.replace(SENT, transit_days=None)
    assert told(COLLECTED, now=november(25, 23), sent=sent) == []
    assert told(COLLECTED, now=november(26, 1), sent=sent) == [("overdue", 1)]
    assert told(COLLECTED, now=november(30, 1), sent=msgspec.structs.replace(sent, promised=None)) == []


def test_arrival_counts_the_carriers_days() -> None:
    calendar = Calendar(MONDAY_TO_FRIDAY, frozenset({date(2026, 11, 30)}))
    assert arrival(date(2026, 11, 27), 0, calendar) == date(2026, 11, 27)
    assert arrival(date(2026, 11, 27), 1, calendar) == date(2026, 12, 1)
    assert arrival(date(2026, 11, 28), 1, calendar) == date(2026, 12, 2)
    with pytest.raises(NoWorkingDay):
        arrival(date(2026, 11, 27), 1, Calendar(frozenset()))
    with pytest.raises(NoWorkingDay):
        late(msgspec.structs.replace(SENT, carrier_days=Calendar(frozenset())), [], november(24, 9))


def test_moments_need_their_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        late(SENT, [], datetime(2026, 11, 24, 9))  # noqa: DTZ001  # the point


HOURS = st.integers(0, 24 * 14)
STATUSES = st.sampled_from([S.LABEL_CREATED, S.ACCEPTED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY])


@given(st.lists(st.tuples(HOURS, STATUSES), max_size=5), HOURS, HOURS)
def test_a_parcel_under_way_that_is_late_stays_late_until_something_is_told(
    told_at: list[tuple[int, TrackingStatus]], now: int, more: int
) -> None:
    start = MONDAY.astimezone(UTC)
    events = [
        TrackingEvent(id=f"{hours}-{status}", tracking="T1", status=status, at=start + timedelta(hours=hours))
        for hours, status in told_at
        if hours <= now
    ]
    first = late(SENT, events, start + timedelta(hours=now))
    second = late(SENT, events, start + timedelta(hours=now + more))
    if any(one.kind is LateKind.OVERDUE for one in first):
        assert any(one.kind is LateKind.OVERDUE for one in second)
    assert bool(first) <= bool(second)
    assert [list(LateKind).index(one.kind) for one in first] == sorted(list(LateKind).index(one.kind) for one in first)
