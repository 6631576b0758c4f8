from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.tracking import Tracked, TrackingEvent, TrackingStatus, tracked

S = TrackingStatus
START = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(hours: int, status: TrackingStatus, **other: object) -> TrackingEvent:
    given = {"id": f"{hours}-{status}", "tracking": "T1", "status": status, "at": START + timedelta(hours=hours)}
    return msgspec.convert({**given, **other}, TrackingEvent)


@pytest.mark.parametrize(
    ("told", "status", "hours"),
    [
        ([(0, S.LABEL_CREATED)], S.LABEL_CREATED, 0),
        ([(0, S.LABEL_CREATED), (9, S.ACCEPTED), (20, S.IN_TRANSIT)], S.IN_TRANSIT, 20),
        ([(20, S.IN_TRANSIT), (9, S.ACCEPTED), (0, S.LABEL_CREATED)], S.IN_TRANSIT, 20),  # late comers
        ([(24, S.OUT_FOR_DELIVERY), (30, S.IN_TRANSIT)], S.IN_TRANSIT, 30),  # back to the depot
        ([(24, S.OUT_FOR_DELIVERY), (28, S.AVAILABLE_FOR_PICKUP)], S.AVAILABLE_FOR_PICKUP, 28),
        ([(28, S.DELIVERED), (30, S.IN_TRANSIT)], S.DELIVERED, 28),  # a scan sent after it
        ([(28, S.DELIVERED), (30, S.FAILURE)], S.DELIVERED, 28),
        ([(28, S.DELIVERED), (30, S.DELIVERED)], S.DELIVERED, 28),  # when the customer had it
        ([(28, S.DELIVERED), (50, S.RETURN_TO_SENDER)], S.RETURN_TO_SENDER, 50),
        ([(50, S.RETURN_TO_SENDER), (99, S.DELIVERED)], S.RETURN_TO_SENDER, 50),  # delivered to the shop
        ([(28, S.FAILURE), (40, S.OUT_FOR_DELIVERY)], S.OUT_FOR_DELIVERY, 40),  # another try
        ([(1, S.CANCELLED)], S.CANCELLED, 1),
        ([(1, S.CANCELLED), (9, S.ACCEPTED)], S.ACCEPTED, 9),  # sent with a label given back
        ([(9, S.ACCEPTED), (9, S.IN_TRANSIT)], S.IN_TRANSIT, 9),  # one moment: the further on
    ],
)
def test_status(told: list[tuple[int, TrackingStatus]], status: TrackingStatus, hours: int) -> None:
    state = tracked(at(hour, one) for hour, one in told)
    assert (state.status, state.at) == (status, START + timedelta(hours=hours))


def test_nothing_told_is_no_status() -> None:
    assert tracked([]) == Tracked(status=None, at=None)


def test_all_that_a_parcel_comes_to() -> None:
    events = (
        at(0, S.LABEL_CREATED, expected=date(2026, 11, 25)),
        at(9, S.ACCEPTED, place="Leeds"),
        at(20, S.IN_TRANSIT, expected=date(2026, 11, 26)),
        at(28, S.DELIVERED, place="York", note="In the porch", signed_by="A Field"),
        at(30, S.IN_TRANSIT, place="Leeds"),
    )
    assert tracked(reversed(events)) == Tracked(
        status=S.DELIVERED,
        at=START + timedelta(hours=28),
        place="York",
        note="In the porch",
        scanned_at=START + timedelta(hours=9),
        delivered_at=START + timedelta(hours=28),
        signed_by="A Field",
        expected=date(2026, 11, 26),
        events=events,
    )


def test_of_two_expected_days_told_at_one_moment_the_later_holds() -> None:
    first = at(9, S.ACCEPTED, expected=date(2026, 11, 27))
    second = msgspec.structs.replace(first, id="x", expected=date(2026, 11, 25))
    assert tracked([first, second]).expected == tracked([second, first]).expected == date(2026, 11, 27)


def test_moments_are_instants_whatever_their_offset() -> None:
    west = timezone(timedelta(hours=-8))
    earlier = at(9, S.ACCEPTED, at=datetime(2026, 11, 23, 16, tzinfo=UTC))
    later = at(9, S.IN_TRANSIT, at=datetime(2026, 11, 23, 9, tzinfo=west))  # 17:00 UTC
    assert tracked([later, earlier]).events == (earlier, later)


def test_an_event_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        TrackingEvent(id="1", tracking="T", status=S.ACCEPTED, at=datetime(2026, 11, 23))  # noqa: DTZ001  # the point


def test_events_go_through_json_unchanged() -> None:
    event = at(9, S.ACCEPTED, place="Leeds", expected=date(2026, 11, 27), extra={"/weight": "614.4"})
    assert msgspec.json.decode(msgspec.json.encode(event), type=TrackingEvent) == event


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=30))])
EVENTS = st.lists(
    st.builds(
        lambda id, hours, zone, status, place, day, extra: TrackingEvent(
            id=id,
            tracking="T1",
            status=status,
            at=(START + timedelta(hours=hours)).astimezone(zone),
            place=place,
            expected=day,
            signed_by=place,
            extra={"/a": extra} if extra else {},
        ),
        # Few ids, moments and places, so that they meet.
        st.sampled_from("abcdef"),
        st.integers(0, 3),
        ZONES,
        st.sampled_from(S),
        st.sampled_from(["", "Leeds", "York"]),
        st.one_of(st.none(), st.dates(date(2026, 11, 24), date(2026, 11, 26))),
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=9,
)


@given(EVENTS, st.data())
def test_order_and_repetition_change_nothing(events: list[TrackingEvent], data: st.DataObject) -> None:
    again = data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events)) if events else st.just([]))))
    one, other = tracked(events), tracked(again)
    assert one == other
    # Equal values with other offsets would be told apart on paper.
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


@given(EVENTS, st.integers(0, 8))
def test_what_came_first_may_be_put_together_with_what_came_later(events: list[TrackingEvent], cut: int) -> None:
    early = tracked(events[:cut]).events
    assert tracked([*early, *events[cut:]]) == tracked(events)


@given(EVENTS)
def test_delivered_is_final_but_for_a_return(events: list[TrackingEvent]) -> None:
    state = tracked(events)
    statuses = {event.status for event in state.events}
    if S.RETURN_TO_SENDER in statuses:
        assert (state.status, state.delivered_at) == (S.RETURN_TO_SENDER, None)
    elif S.DELIVERED in statuses:
        assert (state.status, state.delivered_at) == (S.DELIVERED, state.at)
        assert state.at == min(event.at for event in events if event.status is S.DELIVERED and event in state.events)
    elif state.events:
        assert state.at == max(event.at for event in state.events)
