"""How orders got to their customers in a span of days: how long each stage took, on time or not, shorts, picks an hour,
walking saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, text

from storeops.database.queries.profile import Profile
from storeops.journal.envelope import utc_text
from storeops.rules.amounts import Thousandths


@dataclass(frozen=True, slots=True)
class StageView:
    """How long a stage took, in minutes: the median, and what nine of ten stayed below. `orders`: of how many."""

    stage: str
    orders: int
    minutes: int | None
    minutes_90: int | None


@dataclass(frozen=True, slots=True)
class PickerView:
    """What somebody picked. `per_hour`: picks in an hour in which they picked at all."""

    picker: str
    picks: int
    units: Thousandths
    hours: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class FulfilmentView:
    """`on_time` and `saved` in per cent, None where there is nothing to take them of. Distances as bins have them."""

    first: date
    last: date
    orders: int
    parcels: int
    promised: int
    in_time: int
    on_time: int | None
    stages: tuple[StageView, ...]
    picks: int
    shorts: int
    short_units: Thousandths
    pickers: tuple[PickerView, ...]
    waves: int
    distance: int
    distance_single: int
    saved: int | None


_SENT = text(
    "SELECT o.id, o.at AS placed, o.promised, MIN(d.at) AS sent FROM order_dispatch d "
    "JOIN customer_order o ON o.id = d.order_id GROUP BY o.id, o.at, o.promised"
)
_PICKED = text("SELECT order_id, MIN(at) AS at FROM pick_event WHERE kind = 'picked' GROUP BY order_id")
_PACKED = text("SELECT order_id, MIN(at) AS at FROM parcel GROUP BY order_id")
_DELIVERED = text(
    "SELECT p.order_id, MAX(t.at) AS at FROM parcel_tracking t JOIN parcel p ON p.id = t.parcel "
    "WHERE t.status = 'delivered' GROUP BY p.order_id"
)
_PARCELS = text("SELECT COUNT(*) FROM parcel_event WHERE kind = 'sent' AND at >= :first AND at < :last")
_PICKS = text("SELECT kind, quantity, picker, at FROM pick_event WHERE at >= :first AND at < :last AND wave <> ''")
_WAVES = text("SELECT at, distance, distance_single FROM wave")


def fulfilment(connection: Connection, profile: Profile, first: date, last: date) -> FulfilmentView:
    """Of the orders whose first goods left on one of these days, both included, by the shop's clock."""
    start = datetime.combine(first, time(), profile.zone)
    end = datetime.combine(last + timedelta(days=1), time(), profile.zone)
    span = {"first": utc_text(start.isoformat()), "last": utc_text(end.isoformat())}
    sent = [row for row in connection.execute(_SENT) if start <= _moment(row.sent) < end]
    gaps, promised, in_time = _stages(connection, profile, sent)
    picks = list(connection.execute(_PICKS, span))
    shorts = [row for row in picks if row.kind == "short"]
    walked = [row for row in connection.execute(_WAVES) if row.distance_single and start <= _moment(row.at) < end]
    single, distance = sum(row.distance_single for row in walked), sum(row.distance for row in walked)
    return FulfilmentView(
        first=first,
        last=last,
        orders=len(sent),
        parcels=int(connection.execute(_PARCELS, span).scalar_one()),
        promised=promised,
        in_time=in_time,
        on_time=round(100 * in_time / promised) if promised else None,
        stages=tuple(_stage(stage, found) for stage, found in gaps.items()),
        picks=sum(1 for row in picks if row.kind == "picked"),
        shorts=len(shorts),
        short_units=sum(row.quantity for row in shorts),
        pickers=tuple(_pickers((row.picker, row.quantity, row.at) for row in picks if row.kind == "picked")),
        waves=len(walked),
        distance=distance,
        distance_single=single,
        saved=round(100 * (single - distance) / single) if single else None,
    )


def _stages(
    connection: Connection, profile: Profile, sent: Sequence[Any]
) -> tuple[dict[str, list[timedelta]], int, int]:
    """How long each stage of these orders took; how many had a promised day, and how many of them kept it."""
    picked, packed, delivered = (
        {row.order_id: _moment(row.at) for row in connection.execute(query)} for query in (_PICKED, _PACKED, _DELIVERED)
    )
    gaps: dict[str, list[timedelta]] = {"picked": [], "packed": [], "sent": [], "whole": []}
    promised = in_time = 0
    for row in sent:
        steps = [("picked", picked.get(row.id)), ("packed", packed.get(row.id)), ("sent", _moment(row.sent))]
        before = _moment(row.placed)
        for stage, at in steps:
            if at is not None:
                gaps[stage].append(max(timedelta(), at - before))
                before = at
        gaps["whole"].append(_moment(row.sent) - _moment(row.placed))
        if row.promised:
            promised += 1
            there = delivered.get(row.id, _moment(row.sent)).astimezone(profile.zone).date()
            in_time += there <= date.fromisoformat(row.promised)
    return gaps, promised, in_time


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(UTC)


def _stage(stage: str, found: list[timedelta]) -> StageView:
    minutes = sorted(gap.total_seconds() / 60 for gap in found)
    if not minutes:
        return StageView(stage, 0, None, None)
    return StageView(stage, len(minutes), round(median(minutes)), round(minutes[(len(minutes) * 9 - 1) // 10]))


def _pickers(picks: Iterable[tuple[str, int, str]]) -> list[PickerView]:
    found: dict[str, tuple[int, int, set[str]]] = {}
    for picker, quantity, at in picks:
        count, units, hours = found.get(picker, (0, 0, set()))
        found[picker] = count + 1, units + quantity, hours | {at[:13]}
    return [
        PickerView(picker, count, units, len(hours), round(count / len(hours)))
        for picker, (count, units, hours) in sorted(found.items())
    ]
