from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeops.connectors.carriers import events as module
from storeops.connectors.carriers.events import read
from storeops.rules.orders.document import DocumentRefused
from storeops.rules.tracking import TrackingEvent, TrackingStatus, history, tracked

S = TrackingStatus
HERE = Path(__file__).parent
WEBHOOK = (HERE / "easypost_event.json").read_bytes()
OWN: dict[str, Any] = {"tracking": "DM1", "status": "delivered", "at": "2026-11-24T14:00:00+00:00"}


def own(**other: Any) -> dict[str, Any]:
    return {**OWN, **other}


def data(value: object) -> bytes:
    return json.dumps(value).encode()


def test_an_event_of_our_own_with_all_it_can_have() -> None:
    document = own(
        id="e-1",
        place="York",
        note="In the porch",
        expected="2026-11-24",
        signed_by="A Field",
        photo="p.jpg",
        weight=0.10,
    )
    assert read(data(document)).events == (
        TrackingEvent(
            id="e-1",
            tracking="DM1",
            status=S.DELIVERED,
            at=datetime(2026, 11, 24, 14, tzinfo=UTC),
            place="York",
            note="In the porch",
            expected=date(2026, 11, 24),
            signed_by="A Field",
            extra={"/photo": '"p.jpg"', "/weight": "0.1"},
        ),
    )


def test_one_alone_a_list_a_wrapped_list_and_a_line_each_are_the_same() -> None:
    many = [own(id=str(number)) for number in range(3)]
    lines = b"\n".join(data(one) for one in many)
    expected = read(data(many))
    assert len(expected.events) == 3
    pretty = json.dumps({"events": many}, indent=1).encode()
    wrapped = b'{"events": [\n' + b",\n".join(data(one) for one in many) + b"\n]}"
    for form in (data({"events": many}), pretty, wrapped, lines, lines + b"\r\n\r\n", b"\xef\xbb\xbf" + lines):
        assert read(form) == expected
    assert read(data(many[0])).events == read(data({"event": many[0]})).events == expected.events[:1]


def test_an_event_without_an_id_has_one_of_what_it_tells() -> None:
    first, again, west, other = (
        read(data(own(**more))).events[0]
        for more in ({}, {"extra": 1}, {"at": "2026-11-24T06:00:00-08:00"}, {"place": "York"})
    )
    assert first.id == again.id == west.id
    assert first.id != other.id
    assert len(first.id) == 32


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"tracking": ""}, "it has no tracking number"),
        ({"tracking": "A\x1b[31m"}, "/tracking is"),
        ({"tracking": 7.5, "status": "lost"}, "/status is 'lost'; use one of: label_created, "),
        ({"status": None}, "/status is ''; use one of"),
        ({"at": "2026-11-24T14:00:00"}, "/at is '2026-11-24T14:00:00', which has no offset from UTC"),
        ({"at": "yesterday"}, "/at is 'yesterday', which is no time"),
        ({"at": ""}, "/at is '', which is no time"),
        ({"expected": "soon"}, "/expected is 'soon', which is no date"),
        ({"place": ["York"]}, "/place is no text"),
    ],
)
def test_a_wrong_event_costs_itself_only(wrong: dict[str, Any], reason: str) -> None:
    bad = own(id="bad", **wrong)
    for form in (data([own(id="1"), bad, own(id="2")]), b"\n".join(map(data, (own(id="1"), bad, own(id="2"))))):
        found = read(form)
        assert [event.id for event in found.events] == ["1", "2"]
        assert [one.external for one in found.rejected] == ["bad"]
        assert reason in found.rejected[0].reason
        assert json.loads(found.rejected[0].raw) == bad


def test_what_is_no_json_costs_its_line_only() -> None:
    lines = [data(own(id="1")), b'{"id": "2", "id": "3"}', b"[1]", b'{"id": "4', b"", data(own(id="5"))]
    found = read(b"\n".join(lines))
    assert [event.id for event in found.events] == ["1", "5"]
    assert [(one.reason, one.raw) for one in found.rejected] == [
        ("the field 'id' is there twice", '{"id": "2", "id": "3"}'),
        ("it is no JSON object", "1"),
        ("line 1, column 8: it is no JSON (Unterminated string starting at)", '{"id": "4'),
    ]


def test_a_webhook_of_easypost() -> None:
    found = read(WEBHOOK)
    assert found.rejected == ()
    told = [(one.status, one.at.isoformat(), one.place, one.note) for one in found.events]
    assert told == [
        (S.LABEL_CREATED, "2026-11-23T15:00:00+00:00", "94107, US", "Shipment information sent"),
        (S.ACCEPTED, "2026-11-23T19:27:00-08:00", "SAN FRANCISCO, CA, 94107, US", "Picked up"),
        (S.OUT_FOR_DELIVERY, "2026-11-25T15:02:00+00:00", "REDONDO BEACH, CA, 90277, US", "Out for delivery"),
        (S.DELIVERED, "2026-11-25T21:40:00+00:00", "REDONDO BEACH, CA, 90277, US", "Delivered, front door"),
    ]
    last = found.events[-1]
    assert (last.tracking, last.signed_by, last.expected) == ("9400100208303109505657", "A FIELD", date(2026, 11, 25))
    assert last.extra == {
        "/tracker/carrier": '"USPS"',
        "/tracker/id": '"trk_5f1c3a"',
        "/tracker/is_return": "false",
        "/tracker/shipment_id": '"shp_5f1c3a"',
        "/tracker/status_detail": '"arrived_at_destination"',
        "/tracker/weight": "15.5",
        "/carrier_code": '"DL"',
        "/source": '"USPS"',
        "/status_detail": '"arrived_at_destination"',
    }
    assert [one.expected for one in found.events[:-1]] == [None, None, None]
    assert [one.signed_by for one in found.events[:-1]] == ["", "", ""]
    assert tracked(found.events).status is S.DELIVERED


def test_a_tracker_alone_is_what_its_webhook_tells() -> None:
    assert read(data(json.loads(WEBHOOK)["result"])).events == read(WEBHOOK).events


def test_the_same_history_told_again_and_longer_is_one_history() -> None:
    event = json.loads(WEBHOOK)
    details = event["result"]["tracking_details"]
    event["result"] |= {"tracking_details": details[:2], "status": "in_transit", "signed_by": None}
    event["result"]["est_delivery_date"] = "2026-11-26T00:00:00Z"
    earlier, whole = read(data(event)).events, read(WEBHOOK).events
    both = tracked([*earlier, *whole])
    assert both == tracked([*whole, *earlier])
    assert len(both.events) == 5  # being picked up was told twice, the first time with an expected day
    assert [(one.status, one.at) for one in history(both)] == [(one.status, one.at) for one in whole]
    assert (tracked(earlier).expected, both.expected) == (date(2026, 11, 26), date(2026, 11, 25))


def test_a_detail_that_cannot_be_read_costs_itself_only() -> None:
    event = json.loads(WEBHOOK)
    event["result"]["tracking_details"][1]["datetime"] = "2026-11-23 19:27"
    event["result"]["tracking_details"][2]["status"] = "teleported"
    found = read(data(event))
    assert [one.status for one in found.events] == [S.LABEL_CREATED, S.OUT_FOR_DELIVERY, S.DELIVERED]
    assert [one.reason for one in found.rejected] == [
        "/result/tracking_details/1/datetime is '2026-11-23 19:27', which has no offset from UTC",
        "/result/tracking_details/2/status is none that is known",
    ]
    assert json.loads(found.rejected[0].raw)["message"] == "Picked up"


def test_a_tracker_without_details_tells_its_status() -> None:
    tracker = {
        "object": "Tracker",
        "tracking_code": "T9",
        "status": "pre_transit",
        "updated_at": "2026-11-23T10:00:00Z",
    }
    (event,) = read(data(tracker)).events
    assert (event.status, event.at) == (S.LABEL_CREATED, datetime(2026, 11, 23, 10, tzinfo=UTC))
    for status in ("unknown", "error"):
        assert read(data({**tracker, "status": status})) == ((), ())


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (
            {"object": "Event", "id": "evt_1", "result": {"object": "Batch"}},
            "it is an event of 'Batch', not of a tracker",
        ),
        ({"object": "Event", "id": "evt_1"}, "it is an event of 'None', not of a tracker"),
        ({"object": "Tracker", "id": "evt_1"}, "it has no tracking_code"),
        (
            {"object": "Tracker", "id": "evt_1", "tracking_code": "T", "tracking_details": [{}] * 1001},
            "it has more than 1000 tracking_details",
        ),
    ],
)
def test_what_is_no_trackers_event_is_put_aside(document: dict[str, Any], reason: str) -> None:
    found = read(data(document))
    assert found.events == ()
    assert [(one.external, one.reason) for one in found.rejected] == [("evt_1", reason)]


@pytest.mark.parametrize("whole", [b"", b"  \n", b"<xml/>", b'{"a": 1', b"\xff\xfe\x00", b"{" * 5000])
def test_a_file_that_is_none_is_refused(whole: bytes) -> None:
    with pytest.raises(DocumentRefused):
        read(whole)


def test_a_file_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EVENTS", 2)
    assert len(read(data([own(), own()])).events) == 2
    with pytest.raises(DocumentRefused, match="more than 2 events"):
        read(data([own(), own(), own()]))


def test_text_from_outside_drives_nothing() -> None:
    (event,) = read(data(own(place="Yo\x1b[31mrk\u202e", note="a\r\nb", signed_by="\x07A", other="\x1bc"))).events
    assert (event.place, event.note, event.signed_by) == ("York", "a b", "A")
    assert "\\u001b" not in event.extra["/other"]
    assert "\x1b" not in event.extra["/other"]


TEXTS = st.text(max_size=20)
DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [*OWN, "id", "object", "result", "place", "events", "tracking_code", "tracking_details", "datetime"]
            ),
            st.one_of(inner, st.sampled_from([*OWN.values(), "Event", "Tracker", "in_transit"])),
            max_size=6,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(DOCUMENTS)
def test_whatever_comes_is_taken_put_aside_or_refused(document: object) -> None:
    try:
        found = read(json.dumps(document).encode())
    except DocumentRefused:
        return
    for event in found.events:
        assert event.at.utcoffset() is not None
        assert event.tracking


MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]))


@given(
    st.sampled_from(S),
    MOMENTS,
    st.text(st.characters(codec="ascii", categories=("L", "N")), max_size=10),
)
def test_what_was_written_is_read(status: TrackingStatus, at: datetime, place: str) -> None:
    document = {"id": "1", "tracking": "T1", "status": status, "at": at.isoformat(), "place": place}
    assert read(data(document)).events == (TrackingEvent(id="1", tracking="T1", status=status, at=at, place=place),)
