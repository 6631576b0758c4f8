"""Projections of the database's lives and of sales made elsewhere."""

from __future__ import annotations

from storeops.journal.envelope import Entry
from storeops.journal.facts import EpochStarted, HistoricSale
from storeops.journal.projections.changes import (
    Changes,
    HistoryDocumentRow,
    OriginRow,
    SaleLineRow,
    SaleRow,
)
from storeops.rules.money import divide


def epoch_started(entry: Entry, fact: EpochStarted, changes: Changes) -> None:
    changes.insert(
        OriginRow(
            id=entry.origin,
            device=fact.device,
            epoch=fact.epoch,
            series_tag=fact.series_tag,
            started_at=entry.envelope.at,
            parent=fact.parent,
            parent_seq=fact.parent_seq,
            reason=fact.reason,
        )
    )


def historic_sale(entry: Entry, fact: HistoricSale, changes: Changes) -> None:
    sale = entry.envelope.id
    changes.insert(_document(entry, fact))
    for place, line in enumerate(fact.lines, 1):
        price = divide(line.amount * 1000, line.quantity) if line.quantity else 0
        money = (price, 0, line.amount, line.amount, 0, 0)
        changes.insert(SaleLineRow(sale, place, line.sku, line.name, "", "each", line.quantity, *money, "", 0, ""))
    changes.insert(HistoryDocumentRow(fact.source, fact.document, sale, fact.digest))


def _document(entry: Entry, fact: HistoricSale) -> SaleRow:
    envelope = entry.envelope
    return SaleRow(
        id=envelope.id,
        kind=fact.document_kind,
        number=fact.document,
        series="",
        counter=0,
        store=envelope.store,
        terminal=envelope.terminal,
        session="",
        actor=envelope.actor,
        business_date=envelope.business_date,
        at=fact.at,
        currency=fact.currency,
        customer=fact.customer,
        lines=len(fact.lines),
        units=sum(line.quantity for line in fact.lines),
        discount=0,
        net=fact.total,
        tax=0,
        total=fact.total,
        rounding=0,
        change=0,
        original="",
        source=fact.source,
        grand_total=0,
        imported=True,
    )
