"""Projections of picking: waves and tasks as rows, what became of each task as sums, goods on their way out."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.journal.envelope import Entry, kind_of, utc_text
from storeops.journal.facts import (
    Moved,
    PickCut,
    Picked,
    PickSkipped,
    PutBack,
    TourTaken,
    WaveClosed,
    WavePlanned,
    WaveReleased,
)
from storeops.journal.projections.changes import Changes, GoodsMoveRow
from storeops.journal.projections.fulfilment_rows import (
    PickClaimRow,
    PickEventRow,
    PickTaskRow,
    WaveEventRow,
    WaveRow,
)
from storeops.journal.projections.order_rows import OrderEventRow
from storeops.rules.chains import origin_of

PICKED, PACKED = "picked", "packed"


def event(entry: Entry, order: str, changes: Changes) -> None:
    """What happened to an order, for its timeline."""
    envelope = entry.envelope
    changes.insert(OrderEventRow(order, envelope.id, kind_of(envelope.fact), utc_text(envelope.at)))


def within(
    entry: Entry,
    location: str,
    goods: Iterable[Moved],
    why: str,
    changes: Changes,
    *,
    from_bin: str = "",
    to_bin: str = "",
    start: int = 1,
) -> int:
    """Goods that change their place within a location: out of a bin and into one, or each from and to its own.

    `start` is the place of the first among the fact's moves; returns that of the next."""
    for one in goods:
        changes.move(
            GoodsMoveRow(
                entry.envelope.id,
                start,
                one.sku,
                one.lot,
                one.serial,
                location,
                location,
                one.quantity,
                one.unit_cost,
                why,
                from_bin or one.bin,
                to_bin or one.bin,
            )
        )
        start += 1
    return start


def handle(
    order: str, line: int, location: str, goods: Iterable[Moved], stage: str, sign: int, changes: Changes
) -> None:
    for one in goods:
        changes.add("order_handling", (order, line, one.sku, location, stage), sign * one.quantity)


def planned(entry: Entry, fact: WavePlanned, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        WaveRow(
            envelope.id,
            fact.number,
            fact.series,
            fact.counter,
            fact.location,
            fact.mode,
            fact.objective,
            fact.pickers,
            fact.orders,
            len(fact.tasks),
            sum(task.quantity for task in fact.tasks),
            fact.distance,
            fact.distance_single,
            envelope.at,
            envelope.actor,
        )
    )
    for task in fact.tasks:
        changes.insert(
            PickTaskRow(
                envelope.id,
                task.task,
                task.tour,
                task.sequence,
                task.order,
                task.number,
                task.line,
                task.sku,
                task.name,
                task.unit,
                task.quantity,
                task.bin,
                task.lot,
                task.tote,
            )
        )


def released(entry: Entry, fact: WaveReleased, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(WaveEventRow(fact.wave, envelope.id, "released", "", envelope.at, envelope.actor))


def closed(entry: Entry, fact: WaveClosed, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(WaveEventRow(fact.wave, envelope.id, "closed", fact.reason, envelope.at, envelope.actor))


def taken(entry: Entry, fact: TourTaken, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        PickClaimRow(fact.wave, fact.tour, envelope.id, fact.picker, utc_text(envelope.at), origin_of(entry.origin))
    )


def picked(entry: Entry, fact: Picked, changes: Changes) -> None:
    envelope = entry.envelope
    total = sum(one.quantity for one in fact.goods)
    if fact.wave:
        changes.add("pick_counter", (fact.wave, fact.task, PICKED), total)
    if fact.units:
        changes.add("order_counter", (fact.order, fact.line, PICKED), fact.units)
    handle(fact.order, fact.line, fact.location, fact.goods, PICKED, 1, changes)
    within(entry, fact.location, fact.goods, "picked", changes, to_bin=fact.to_bin)
    sku = fact.goods[0].sku
    changes.insert(
        PickEventRow(
            envelope.id,
            fact.wave,
            fact.task,
            fact.order,
            PICKED,
            sku,
            total,
            fact.tote,
            fact.picker,
            utc_text(envelope.at),
        )
    )
    event(entry, fact.order, changes)


def cut(entry: Entry, fact: PickCut, changes: Changes) -> None:
    envelope = entry.envelope
    changes.add("pick_counter", (fact.wave, fact.task, fact.why), fact.quantity)
    if fact.why == "short" and fact.units:
        changes.add("order_counter", (fact.order, fact.line, "short"), fact.units)
    changes.insert(
        PickEventRow(
            envelope.id,
            fact.wave,
            fact.task,
            fact.order,
            fact.why,
            "",
            fact.quantity,
            "",
            fact.picker,
            utc_text(envelope.at),
        )
    )
    event(entry, fact.order, changes)


def skipped(entry: Entry, fact: PickSkipped, changes: Changes) -> None:
    changes.add("pick_counter", (fact.wave, fact.task, "skipped"), 1)


def put_back(entry: Entry, fact: PutBack, changes: Changes) -> None:
    handle(fact.order, fact.line, fact.location, fact.goods, PICKED, -1, changes)
    if fact.units:
        changes.add("order_counter", (fact.order, fact.line, "put_back"), fact.units)
    within(entry, fact.location, fact.goods, "put back", changes, from_bin=fact.from_bin)
    event(entry, fact.order, changes)
