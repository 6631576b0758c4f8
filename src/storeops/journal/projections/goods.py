"""Projections of goods that move other than by a sale."""

from __future__ import annotations

from storeops.journal.envelope import Entry
from storeops.journal.facts import GoodsReceived, StockAdjusted
from storeops.journal.projections.changes import DIFFERENCE, SCRAP, SUPPLIER, Changes, GoodsMoveRow
from storeops.journal.projections.money import post


def received(entry: Entry, fact: GoodsReceived, changes: Changes) -> None:
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
            )
        )
    post(changes, entry.envelope, "", fact.postings)


def adjusted(entry: Entry, fact: StockAdjusted, changes: Changes) -> None:
    other = SCRAP if fact.reason in ("scrap", "damaged", "expired") else DIFFERENCE
    for place, line in enumerate(fact.lines, 1):
        gained = line.quantity > 0
        changes.move(
            GoodsMoveRow(
                entry.envelope.id,
                place,
                line.sku,
                line.lot,
                line.serial,
                other if gained else fact.location,
                fact.location if gained else other,
                abs(line.quantity),
                line.unit_cost,
                f"adjusted: {fact.reason}",
            )
        )
    post(changes, entry.envelope, "", fact.postings)
