from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.promise import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    Calendar,
    NoWorkingDay,
    Promise,
    late_days,
    promise,
)

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})  # 26 December 2026 is a Saturday, kept on Monday
SHOP = Calendar(MONDAY_TO_FRIDAY, CHRISTMAS)
SHOP_WITH_SATURDAY = Calendar(frozenset({1, 2, 3, 4, 5, 6}), CHRISTMAS)
CARRIER = Calendar(MONDAY_TO_FRIDAY, CHRISTMAS)
CARRIER_WITH_SATURDAY = Calendar(frozenset({1, 2, 3, 4, 5, 6}), CHRISTMAS)


# In November 2026 the 23rd is a Monday, the 27th a Friday.
@pytest.mark.parametrize(
    ("placed", "handling", "transit", "calendar", "carrier", "ship_on", "deliver_by"),
    [
        ((2026, 11, 23, 10, 0), 0, 2, SHOP, CARRIER, (2026, 11, 23), (2026, 11, 25)),
        ((2026, 11, 23, 15, 0), 0, 2, SHOP, CARRIER, (2026, 11, 23), (2026, 11, 25)),  # at the cut-off: in time
        ((2026, 11, 23, 15, 1), 0, 2, SHOP, CARRIER, (2026, 11, 24), (2026, 11, 26)),
        ((2026, 11, 27, 15, 1), 0, 2, SHOP, CARRIER, (2026, 11, 30), (2026, 12, 2)),  # over the weekend
        ((2026, 11, 28, 9, 0), 0, 2, SHOP, CARRIER, (2026, 11, 30), (2026, 12, 2)),  # on a Saturday
        ((2026, 11, 28, 23, 0), 0, 2, SHOP, CARRIER, (2026, 11, 30), (2026, 12, 2)),
        ((2026, 11, 26, 10, 0), 1, 1, SHOP, CARRIER, (2026, 11, 27), (2026, 11, 30)),
        ((2026, 11, 26, 10, 0), 1, 1, SHOP, CARRIER_WITH_SATURDAY, (2026, 11, 27), (2026, 11, 28)),
        ((2026, 11, 28, 10, 0), 0, 1, SHOP_WITH_SATURDAY, CARRIER, (2026, 11, 30), (2026, 12, 1)),  # not collected
        ((2026, 12, 24, 16, 0), 0, 1, SHOP, CARRIER, (2026, 12, 29), (2026, 12, 30)),
        ((2026, 12, 25, 10, 0), 0, 1, SHOP, CARRIER, (2026, 12, 29), (2026, 12, 30)),
        ((2026, 12, 23, 10, 0), 2, 0, SHOP, CARRIER, (2026, 12, 29), (2026, 12, 29)),
        ((2026, 11, 23, 10, 0), 1, 9, SHOP, None, (2026, 11, 24), (2026, 11, 24)),  # pickup
        ((2026, 11, 28, 10, 0), 0, 0, SHOP_WITH_SATURDAY, None, (2026, 11, 28), (2026, 11, 28)),
    ],
)
def test_promise(
    placed: tuple[int, int, int, int, int],
    handling: int,
    transit: int,
    calendar: Calendar,
    carrier: Calendar | None,
    ship_on: tuple[int, int, int],
    deliver_by: tuple[int, int, int],
) -> None:
    made = promise(
        datetime(*placed, tzinfo=LONDON),
        cut_off=time(15),
        handling_days=handling,
        transit_days=transit,
        calendar=calendar,
        carrier_days=carrier,
    )
    assert (made.ship_on, made.deliver_by) == (date(*ship_on), date(*deliver_by))


def test_it_says_why() -> None:
    late = datetime(2026, 11, 27, 16, 5, tzinfo=LONDON)
    made = promise(late, cut_off=time(15), handling_days=1, transit_days=1, calendar=SHOP, carrier_days=CARRIER)
    assert made.reasons == (
        "Placed on Fri 27 Nov 2026 at 16:05, after the cut-off at 15:00: work starts on the next working day, "
        "Mon 30 Nov 2026.",
        "Handling takes 1 working day: ready on Tue 1 Dec 2026.",
        "Sent on Tue 1 Dec 2026; transit takes 1 delivery day of the carrier: there by Wed 2 Dec 2026.",
    )
    saturday = datetime(2026, 11, 28, 9, 0, tzinfo=LONDON)
    made = promise(
        saturday, cut_off=time(15), handling_days=0, transit_days=2, calendar=SHOP_WITH_SATURDAY, carrier_days=CARRIER
    )
    assert made.reasons == (
        "Placed on Sat 28 Nov 2026 at 09:00, in time for the cut-off at 15:00: work starts the same day.",
        "Handled the same day: ready on Sat 28 Nov 2026.",
        "The carrier does not collect before Mon 30 Nov 2026.",
        "Sent on Mon 30 Nov 2026; transit takes 2 delivery days of the carrier: there by Wed 2 Dec 2026.",
    )
    holiday = datetime(2026, 12, 25, 9, 0, tzinfo=LONDON)
    made = promise(holiday, cut_off=time(15), handling_days=0, transit_days=0, calendar=SHOP, carrier_days=None)
    assert made.reasons[0] == "Placed on Fri 25 Dec 2026 at 09:00, a holiday: work starts on Tue 29 Dec 2026."
    assert made.reasons[-1] == "The customer picks it up: no transit."


@pytest.mark.parametrize(
    ("placed_at", "zone", "cut_off", "ship_on"),
    [
        # 15:30 in London is 10:30 in New York: where the goods lie, it is still in time.
        (datetime(2026, 11, 23, 15, 30, tzinfo=UTC), NEW_YORK, time(15), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 15, 30, tzinfo=UTC), LONDON, time(15), date(2026, 11, 24)),
        # Summer time: 14:30 UTC is 15:30 in London.
        (datetime(2026, 7, 6, 14, 30, tzinfo=UTC), LONDON, time(15), date(2026, 7, 7)),
        (datetime(2026, 7, 6, 13, 30, tzinfo=UTC), LONDON, time(15), date(2026, 7, 6)),
        # 23:30 UTC on Sunday is Monday in London's summer.
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), LONDON, time(15), date(2026, 7, 6)),
        # 25 October 2026: 01:10 comes twice, and the second is after a cut-off at 01:30 of the first.
        (datetime(2026, 10, 25, 0, 10, tzinfo=UTC), LONDON, time(1, 30), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), LONDON, time(1, 30), date(2026, 10, 26)),
        # 29 March 2026: 01:30 does not exist; it counts as 02:30 summer time.
        (datetime(2026, 3, 29, 1, 29, tzinfo=UTC), LONDON, time(1, 30), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 1, 31, tzinfo=UTC), LONDON, time(1, 30), date(2026, 3, 30)),
    ],
)
def test_the_cut_off_is_the_places_own_clock(placed_at: datetime, zone: ZoneInfo, cut_off: time, ship_on: date) -> None:
    always = Calendar(EVERY_DAY)
    made = promise(
        placed_at, cut_off=cut_off, handling_days=0, transit_days=0, calendar=always, carrier_days=always, zone=zone
    )
    assert made.ship_on == ship_on


def test_what_cannot_be_promised() -> None:
    def ask(placed_at: datetime, calendar: Calendar, handling: int = 0) -> Promise:
        return promise(
            placed_at, cut_off=time(15), handling_days=handling, transit_days=1, calendar=calendar, carrier_days=CARRIER
        )

    monday = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    with pytest.raises(NoWorkingDay, match="within a year after Mon 23 Nov 2026"):
        ask(monday, Calendar(frozenset()))
    with pytest.raises(NoWorkingDay):
        ask(datetime.max.replace(tzinfo=UTC), SHOP)
    with pytest.raises(ValueError, match="time zone"):
        ask(datetime(2026, 11, 23, 10, 0), SHOP)  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        ask(monday, SHOP, handling=-1)


@pytest.mark.parametrize(
    ("promised", "expected", "days"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 23), date(2026, 11, 22), 0),
        (date(2026, 11, 27), date(2026, 11, 30), 3),
    ],
)
def test_late_days(promised: date, expected: date, days: int) -> None:
    assert late_days(promised, expected) == days


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(1, 7), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2028, 1, 31)), max_size=20),
)
ZONES = st.sampled_from([UTC, LONDON, NEW_YORK, ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe")])


@given(MOMENTS, MOMENTS, st.times(), st.integers(0, 4), st.integers(0, 6), CALENDARS, ZONES)
def test_whoever_orders_later_is_never_promised_earlier(
    one: datetime, other: datetime, cut_off: time, handling: int, transit: int, calendar: Calendar, zone: ZoneInfo
) -> None:
    def ask(moment: datetime) -> Promise:
        return promise(
            moment,
            cut_off=cut_off,
            handling_days=handling,
            transit_days=transit,
            calendar=calendar,
            carrier_days=calendar,
            zone=zone,
        )

    first, second = ask(min(one, other)), ask(max(one, other))
    assert first.ship_on <= second.ship_on
    assert first.deliver_by <= second.deliver_by
    assert ask(one.astimezone(NEW_YORK)) == ask(one)


@given(MOMENTS, st.integers(0, 4), st.integers(0, 6), CALENDARS)
def test_every_day_counted_is_a_working_day(moment: datetime, handling: int, transit: int, calendar: Calendar) -> None:
    made = promise(
        moment,
        cut_off=time(23, 59, 59, 999999),
        handling_days=handling,
        transit_days=transit,
        calendar=calendar,
        carrier_days=calendar,
    )
    assert calendar.works(made.ship_on)
    assert calendar.works(made.deliver_by)
    assert moment.date() <= made.ship_on <= made.deliver_by

    def worked(start: date, end: date) -> int:
        return sum(calendar.works(start + timedelta(days=n)) for n in range((end - start).days + 1))

    assert worked(moment.date(), made.ship_on) == handling + 1
    assert worked(made.ship_on, made.deliver_by) == transit + 1
