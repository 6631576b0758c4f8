"""Projections of goods that come in, and of goods that are put right."""

from __future__ import annotations

from storeops.journal.envelope import Entry
from storeops.journal.facts import GoodsLine, GoodsReceived, StockAdjusted
from storeops.journal.projections.changes import DIFFERENCE, SCRAP, SUPPLIER, Changes, GoodsMoveRow
from storeops.journal.projections.inventory_rows import LotRow
from storeops.journal.projections.money import post


def received(entry: Entry, fact: GoodsReceived, changes: Changes) -> None:
    lots: dict[tuple[str, str], str] = {}
    for place, line in enumerate(fact.lines, 1):
        changes.move(
            GoodsMoveRow(
                entry.envelope.id,
                place,
                line.sku,
                line.lot,
                line.serial,
                SUPPLIER,
                fact.location,
                line.quantity,
                line.unit_cost,
                "received",
                "",
                line.bin,
                "",
                line.status,
            )
        )
        if line.lot:
            lots[line.sku, line.lot] = line.expires
        if fact.purchase:
            changes.add("purchase_counter", (fact.purchase, line.purchase_line, "received"), line.quantity)
    for (sku, lot), expires in lots.items():
        changes.insert(LotRow(sku, lot, entry.envelope.id, expires))
    post(changes, entry.envelope, "", fact.postings)


def adjusted(entry: Entry, fact: StockAdjusted, changes: Changes) -> None:
    for place, line in enumerate(fact.lines, 1):
        adjust_line(entry, place, fact.location, fact.reason, line, changes)
    post(changes, entry.envelope, "", fact.postings)


def adjust_line(entry: Entry, place: int, location: str, reason: str, line: GoodsLine, changes: Changes) -> None:
    """A difference: found goods come from nowhere, missing ones go there or, with a reason, to the scrap."""
    other = SCRAP if reason in ("scrap", "damaged", "expired") else DIFFERENCE
    gained = line.quantity > 0
    changes.move(
        GoodsMoveRow(
            entry.envelope.id,
            place,
            line.sku,
            line.lot,
            line.serial,
            other if gained else location,
            location if gained else other,
            abs(line.quantity),
            line.unit_cost,
            f"adjusted: {reason}",
            "" if gained else line.bin,
            line.bin if gained else "",
            "" if gained else line.status,
            line.status if gained else "",
        )
    )
