"""How orders got to their customers in a span of days: how long each stage took, on time or not, shorts, picks an hour,
walking saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
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


class Sent(NamedTuple):
    """An order, and when the first of its goods left. `promised`: an ISO date, empty where none was."""

    order: str
    placed: datetime
    promised: str
    sent: datetime


def fulfilment(connection: Connection, profile: Profile, first: date, last: date) -> FulfilmentView:
    """Of the orders whose first goods left on one of these days, both included, by the shop's clock."""
    start = datetime.combine(first, time(), profile.zone)
    end = datetime.combine(last + timedelta(days=1), time(), profile.zone)
    span = utc_text(start.isoformat()), utc_text(end.isoformat())
    sent = [one for one in _sent(connection, first, last) if start <= one.sent < end]
    gaps, promised, in_time = _stages(queries.stages(connection, first, last), profile, sent)
    picks = queries.picks(connection, *span)
    shorts = [one for one in picks if one.kind == "short"]
    done = [one for one in picks if one.kind == "picked"]
    waves = [
        (distance, single)
        for at, distance, single in queries.walked(connection, first, last)
        if single and start <= _moment(at) < end
    ]
    distance, single = sum(one for one, _ in waves), sum(one for _, one in waves)
    return FulfilmentView(
        first=first,
        last=last,
        orders=len(sent),
        parcels=queries.parcels_sent(connection, *span),
        promised=promised,
        in_time=in_time,
        on_time=round(100 * in_time / promised) if promised else None,
        stages=tuple(_stage(stage, found) for stage, found in gaps.items()),
        picks=len(done),
        shorts=len(shorts),
        short_units=sum(one.quantity for one in shorts),
        pickers=tuple(_pickers((one.picker, one.quantity, one.at) for one in done)),
        waves=len(waves),
        distance=distance,
        distance_single=single,
        saved=round(100 * (single - distance) / single) if single else None,
    )


def _sent(connection: Connection, first: date, last: date) -> list[Sent]:
    """Orders with the moment in which the first of their goods left."""
    found: dict[str, Sent] = {}
    for row in queries.orders_sent(connection, first, last):
        one = Sent(row.order, _moment(row.placed), row.promised, _moment(row.at))
        if row.order not in found or one.sent < found[row.order].sent:
            found[row.order] = one
    return list(found.values())


def _stages(
    done: Mapping[str, Iterable[tuple[str, str]]], profile: Profile, sent: Sequence[Sent]
) -> tuple[dict[str, list[timedelta]], int, int]:
    """How long each stage of these orders took; how many had a promised day, and how many of them kept it."""
    picked, packed = (_each(done[stage], min) for stage in ("picked", "packed"))
    delivered = _each(done["delivered"], max)
    gaps: dict[str, list[timedelta]] = {"picked": [], "packed": [], "sent": [], "whole": []}
    promised = in_time = 0
    for one in sent:
        steps = [("picked", picked.get(one.order)), ("packed", packed.get(one.order)), ("sent", one.sent)]
        before = one.placed
        for stage, at in steps:
            if at is not None:
                gaps[stage].append(max(timedelta(), at - before))
                before = at
        gaps["whole"].append(one.sent - one.placed)
        if one.promised:
            promised += 1
            there = delivered.get(one.order, one.sent).astimezone(profile.zone).date()
            in_time += there <= date.fromisoformat(one.promised)
    return gaps, promised, in_time


def _each(done: Iterable[tuple[str, str]], which: Callable[[datetime, datetime], datetime]) -> dict[str, datetime]:
    """Order -> the first moment, or the last, of several."""
    found: dict[str, datetime] = {}
    for order, at in done:
        moment = _moment(at)
        found[order] = which(found.get(order, moment), moment)
    return found


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
