"""Projections of stock that is shifted, reserved, bought, transferred and counted."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.journal.envelope import Entry
from storeops.journal.facts import (
    CountClosed,
    CountEntered,
    CountPlanned,
    GoodsShifted,
    PurchaseClosed,
    PurchasePlaced,
    ReservationEnded,
    StockReserved,
    TransferLine,
    TransferReceived,
    TransferSent,
)
from storeops.journal.projections.changes import DIFFERENCE, TRANSIT, Changes, GoodsMoveRow
from storeops.journal.projections.goods import adjust_line
from storeops.journal.projections.inventory_rows import (
    CountCloseRow,
    CountEntryRow,
    CountLineRow,
    PurchaseLineRow,
    PurchaseRow,
    ReservationEndRow,
    ReservationRow,
    StockCountRow,
    TransferLineRow,
    TransferRow,
)
from storeops.journal.projections.money import post


def shifted(entry: Entry, fact: GoodsShifted, changes: Changes) -> None:
    for place, line in enumerate(fact.lines, 1):
        changes.move(
            GoodsMoveRow(
                entry.envelope.id,
                place,
                line.sku,
                line.lot,
                line.serial,
                fact.location,
                fact.location,
                line.quantity,
                0,
                f"shifted: {fact.reason}",
                line.from_bin,
                line.to_bin,
                line.from_status,
                line.to_status,
            )
        )


def reserved(entry: Entry, fact: StockReserved, changes: Changes) -> None:
    for place, line in enumerate(fact.lines, 1):
        changes.insert(
            ReservationRow(
                entry.envelope.id,
                place,
                line.sku,
                line.location,
                fact.channel,
                line.quantity,
                fact.expires_at,
                fact.purpose,
                fact.reference,
            )
        )


def reservation_ended(entry: Entry, fact: ReservationEnded, changes: Changes) -> None:
    changes.insert(ReservationEndRow(fact.reservation, entry.envelope.id, fact.reason))


def purchase_placed(entry: Entry, fact: PurchasePlaced, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        PurchaseRow(
            envelope.id,
            fact.number,
            fact.series,
            fact.counter,
            fact.supplier,
            fact.location,
            fact.due,
            fact.reference,
            envelope.at,
            envelope.actor,
        )
    )
    for line in fact.lines:
        changes.insert(
            PurchaseLineRow(
                envelope.id, line.line, line.sku, line.name, line.unit, fact.location, line.quantity, line.unit_cost
            )
        )


def purchase_closed(entry: Entry, fact: PurchaseClosed, changes: Changes) -> None:
    for line, quantity in fact.lines:
        changes.add("purchase_counter", (fact.purchase, line, "closed"), quantity)


def transfer_sent(entry: Entry, fact: TransferSent, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        TransferRow(
            envelope.id,
            fact.number,
            fact.series,
            fact.counter,
            fact.from_location,
            fact.to_location,
            envelope.at,
            envelope.actor,
        )
    )
    for line in fact.lines:
        changes.insert(
            TransferLineRow(
                envelope.id,
                line.line,
                line.sku,
                line.name,
                line.unit,
                line.lot,
                line.serial,
                fact.to_location,
                line.quantity,
                line.unit_cost,
            )
        )
        changes.move(_transit(entry, line.line, line, fact.from_location, TRANSIT, f"transfer {fact.number}"))


def _transit(entry: Entry, place: int, line: TransferLine, source: str, target: str, why: str) -> GoodsMoveRow:
    return GoodsMoveRow(
        entry.envelope.id,
        place,
        line.sku,
        line.lot,
        line.serial,
        source,
        target,
        line.quantity,
        line.unit_cost,
        why,
        line.bin if target == TRANSIT else "",
        line.bin if source == TRANSIT and target != DIFFERENCE else "",
    )


def transfer_received(entry: Entry, fact: TransferReceived, changes: Changes) -> None:
    """What arrived leaves the transit; what arrived beyond what was sent, and what was lost, is a difference of it."""
    place = 0
    moved: Iterable[tuple[str, tuple[TransferLine, ...], str, str]] = (
        ("received", fact.lines, TRANSIT, fact.to_location),
        ("found", fact.extra, DIFFERENCE, TRANSIT),
        ("lost", fact.lost, TRANSIT, DIFFERENCE),
    )
    for counter, lines, source, target in moved:
        for line in lines:
            place += 1
            changes.move(_transit(entry, place, line, source, target, f"transfer {counter}"))
            changes.add("transfer_counter", (fact.transfer, line.line, counter), line.quantity)
    post(changes, entry.envelope, "", fact.postings)


def count_planned(entry: Entry, fact: CountPlanned, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        StockCountRow(
            envelope.id,
            fact.number,
            fact.series,
            fact.counter,
            fact.location,
            fact.classes,
            envelope.at,
            envelope.actor,
        )
    )
    for line in fact.lines:
        changes.insert(CountLineRow(envelope.id, line.sku, line.bin, line.lot, line.abc))


def count_entered(entry: Entry, fact: CountEntered, changes: Changes) -> None:
    envelope = entry.envelope
    for place, line in enumerate(fact.lines, 1):
        changes.insert(
            CountEntryRow(
                envelope.id,
                place,
                fact.count,
                line.sku,
                line.bin,
                line.lot,
                line.counted,
                line.book,
                fact.at,
                envelope.actor,
            )
        )


def count_closed(entry: Entry, fact: CountClosed, changes: Changes) -> None:
    changes.insert(CountCloseRow(fact.count, entry.envelope.id))
    for place, (line, reason) in enumerate(zip(fact.lines, fact.reasons, strict=True), 1):
        adjust_line(entry, place, fact.location, reason, line, changes)
    post(changes, entry.envelope, "", fact.postings)
