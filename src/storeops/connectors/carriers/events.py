"""Tracking events from a file or a webhook's body: our own JSON, one event or many, or EasyPost's.

Own: an object with `tracking`, `status` (`rules.tracking.TrackingStatus`), `at` (ISO 8601 with its offset) and, if
known, `id`, `place`, `note`, `expected` (a date) and `signed_by`; alone, in a list, in a list under `events`, or one a
line (NDJSON). EasyPost's: an Event whose result is a Tracker, or a Tracker. What is wrong costs itself only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, cast

from storeops.connectors.carriers.easypost_shapes import Unread, identified, tracker_events
from storeops.connectors.orders import figures
from storeops.connectors.orders.extra import kept
from storeops.connectors.orders.fields import Fields
from storeops.connectors.orders.json_text import Convert, read_each, text_of
from storeops.connectors.orders.rejected import LONGEST_RAW, Rejected, rejected
from storeops.rules.card_numbers import mask
from storeops.rules.orders.document import LONGEST_NOTE, DocumentRefused
from storeops.rules.tracking import TrackingEvent, TrackingStatus
from storeops.rules.wording import quote

MOST_EVENTS = 200_000
"""The most events that are taken of one file."""

_WRAPPED = re.compile(r'\s*(?:\[|\{\s*"\w{1,40}"\s*:\s*\[)')


class EventFile(NamedTuple):
    """What a file holds: the events, in its order, and what is no event, each with its reason."""

    events: tuple[TrackingEvent, ...]
    rejected: tuple[Rejected, ...]


class _Taken(NamedTuple):
    """What one document gives: an event of ours, or all those of a tracker."""

    events: tuple[TrackingEvent, ...]
    unread: tuple[Unread, ...] = ()


def read(data: bytes) -> EventFile:
    """The tracking events of a file. Raises DocumentRefused when it cannot be read as a whole: empty, larger than
    `rejected.LARGEST_FILE`, no JSON, more than `MOST_EVENTS`."""
    events: list[TrackingEvent] = []
    aside: list[Rejected] = []
    for taken in _documents(data):
        if isinstance(taken, Rejected):
            aside.append(taken)
            continue
        events += taken.events
        aside += [Rejected(reason=one.reason, raw=mask(one.raw[:LONGEST_RAW])) for one in taken.unread]
        if len(events) > MOST_EVENTS:
            raise DocumentRefused(f"it holds more than {MOST_EVENTS} events; split it")
    return EventFile(tuple(events), tuple(aside))


def _documents(data: bytes) -> Iterator[_Taken | Rejected]:
    text = text_of(data)
    lines = text.splitlines() if not _WRAPPED.match(text) else []
    if sum(line.startswith("{") for line in lines) < 2:
        yield from _each(data)
        return
    for line in filter(str.strip, lines):
        try:
            yield from _each(line.encode())
        except DocumentRefused as refusal:
            yield rejected(refusal, line)


def _each(data: bytes) -> Iterator[_Taken | Rejected]:
    # It is the reader of orders' files; what it makes of a document is for `convert` to say.
    found = read_each(data, many="events", one="event", identity="id", convert=cast(Convert, _convert))
    return cast("Iterator[_Taken | Rejected]", found)


def _convert(document: Fields, external: str) -> _Taken:
    kind = document.look("object")
    if kind == "Tracker":
        return _Taken(*tracker_events(document))
    if kind == "Event":
        result = document.child("result")
        if result.look("object") != "Tracker":
            raise DocumentRefused(f"it is an event of {quote(str(result.look('object')))}, not of a tracker")
        return _Taken(*tracker_events(result))
    return _Taken((_own(document, external),))


def _own(document: Fields, id: str) -> TrackingEvent:
    tracking, word = document.identity("tracking"), document.code("status")
    if not tracking:
        raise DocumentRefused("it has no tracking number")
    if word not in set(TrackingStatus):
        raise DocumentRefused(f"/status is {quote(word)}; use one of: {', '.join(TrackingStatus)}")
    at = figures.moment(document.text("at"), "/at")
    place, note = document.text("place"), document.text("note", limit=LONGEST_NOTE)
    day, signed_by = document.text("expected"), document.text("signed_by")
    expected = date.fromisoformat(figures.day(day, "/expected")) if day else None
    document.take("id")
    status, extra = TrackingStatus(word), kept(document.left())
    if not id:
        return identified(tracking, status, at, place, note, expected=expected, signed_by=signed_by, extra=extra)
    return TrackingEvent(
        id=id,
        tracking=tracking,
        status=status,
        at=at,
        place=place,
        note=note,
        expected=expected,
        signed_by=signed_by,
        extra=extra,
    )
