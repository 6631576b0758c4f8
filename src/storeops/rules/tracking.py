"""Where a parcel is: the carriers' words brought to nine statuses, and which parcels come late, before anybody calls.

Events come late, twice and in any order; what is said here depends on which events there are, never on how they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

import msgspec


class TrackingStatus(StrEnum):
    """What a carrier says of a parcel. Of two at one moment the one further down holds."""

    LABEL_CREATED = "label_created"
    """Announced to the carrier, who has not seen it."""
    CANCELLED = "cancelled"
    """The label was given back."""
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    FAILURE = "failure"
    """Lost, damaged, refused, or not to be delivered."""
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    DELIVERED = "delivered"
    RETURN_TO_SENDER = "return_to_sender"


_RANKS = {status: rank for rank, status in enumerate(TrackingStatus)}
_UNSEEN = frozenset({TrackingStatus.LABEL_CREATED, TrackingStatus.CANCELLED})


class TrackingEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event of one parcel: at an aware moment, at a place and with a note in the carrier's words (both clean text).

    `id` tells it from every other; the same id again is the same event. `expected` is the day on which the carrier
    means to deliver, told with this event; `signed_by` is the proof of delivery; `extra` what else was told, JSON text
    by path. Raises ValueError for a moment without an offset."""

    id: str
    tracking: str
    status: TrackingStatus
    at: datetime
    place: str = ""
    note: str = ""
    expected: date | None = None
    signed_by: str = ""
    extra: dict[str, str] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("the moment of a tracking event needs its offset from UTC")


class Tracked(msgspec.Struct, frozen=True, kw_only=True):
    """What the events of one parcel come to. `status` is None, and `at` too, as long as there is none.

    `scanned_at` is when the carrier first had it in hand; `expected` the carrier's own day of delivery. `events` are
    in order, each once."""

    status: TrackingStatus | None
    at: datetime | None
    place: str = ""
    note: str = ""
    scanned_at: datetime | None = None
    delivered_at: datetime | None = None
    signed_by: str = ""
    expected: date | None = None
    events: tuple[TrackingEvent, ...] = ()


def tracked(events: Iterable[TrackingEvent]) -> Tracked:
    """What these events of one parcel come to, in whatever order and however often they are given.

    The status is that of the latest moment, with two exceptions. Delivered is final: a scan that a depot sends after
    it, or that was dated wrongly, does not take a parcel back out of the customer's hands. A return is final even over
    that: a parcel on its way back that is delivered is delivered to the shop."""
    ordered = _ordered(events)
    if not ordered:
        return Tracked(status=None, at=None)
    last = _deciding(ordered)
    delivered = [event for event in ordered if event.status is TrackingStatus.DELIVERED]
    told = [event for event in ordered if event.expected is not None]
    latest = [event.expected for event in told if event.at == told[-1].at and event.expected is not None]
    return Tracked(
        status=last.status,
        at=last.at,
        place=last.place,
        note=last.note,
        scanned_at=next((event.at for event in ordered if event.status not in _UNSEEN), None),
        delivered_at=last.at if last.status is TrackingStatus.DELIVERED else None,
        signed_by=max((event.signed_by for event in delivered), default=""),
        # Of two days told at one moment the later: a parcel had better be watched too long.
        expected=max(latest, default=None),
        events=ordered,
    )


def history(state: Tracked) -> tuple[TrackingEvent, ...]:
    """The events as a person reads them: what was told twice of one moment, place and note (by two webhooks, the second
    with another expected day) stands there once."""
    told = {(one.at.astimezone(UTC), one.status, one.place, one.note): one for one in state.events}
    return tuple(told.values())


def _deciding(ordered: tuple[TrackingEvent, ...]) -> TrackingEvent:
    """The event whose status holds. Of several deliveries the first: that is when the customer had it."""
    for final in (TrackingStatus.RETURN_TO_SENDER, TrackingStatus.DELIVERED):
        if found := next((event for event in ordered if event.status is final), None):
            return found
    return ordered[-1]


def _ordered(events: Iterable[TrackingEvent]) -> tuple[TrackingEvent, ...]:
    """By moment, each once. Where one id comes with different contents the greatest holds, whichever came first."""
    kept: dict[str, TrackingEvent] = {}
    for event in events:
        known = kept.get(event.id)
        if known is None or _key(known) < _key(event):
            kept[event.id] = event
    return tuple(sorted(kept.values(), key=_key))


def _key(event: TrackingEvent) -> tuple[object, ...]:
    """An order over all events that differ; moments as instants, since offsets do not matter."""
    rest = (event.id, event.place, event.note, event.expected or date.min, event.signed_by)
    return (event.at.astimezone(UTC), _RANKS[event.status], *rest, sorted(event.extra.items()), event.at.isoformat())
