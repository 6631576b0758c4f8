"""Projections of returns by parcel: rows of what may come back and of all that happened to it, goods, postings."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.journal.envelope import Entry, kind_of, utc_text
from storeops.journal.facts import (
    ClaimOpened,
    ClaimSettled,
    ExchangeMade,
    RmaAuthorised,
    RmaEnded,
    RmaReceived,
    RmaRefunded,
    RmaResolved,
)
from storeops.journal.facts.rma import RmaMove, RmaPart
from storeops.journal.projections.changes import CUSTOMER, Changes, GoodsMoveRow
from storeops.journal.projections.money import post
from storeops.journal.projections.order_rows import OrderEventRow
from storeops.journal.projections.rma_rows import (
    ClaimRow,
    ClaimSettlementRow,
    ExchangeRow,
    RmaEventRow,
    RmaLineRow,
    RmaPartRow,
    RmaPieceRow,
    RmaRow,
)


def authorised(entry: Entry, fact: RmaAuthorised, changes: Changes) -> None:
    envelope, rma = entry.envelope, entry.envelope.id
    changes.insert(
        RmaRow(
            id=rma,
            number=fact.number,
            series=fact.series,
            counter=fact.counter,
            order_id=fact.order,
            order_number=fact.order_number,
            channel=fact.channel,
            customer=fact.customer,
            store=envelope.store,
            terminal=envelope.terminal,
            actor=envelope.actor,
            business_date=envelope.business_date,
            at=utc_text(envelope.at),
            currency=fact.currency,
            postage=fact.postage,
            override=fact.override,
            note=fact.note,
        )
    )
    for line in fact.lines:
        changes.insert(
            RmaLineRow(rma, line.line, line.sku, line.name, line.department, line.unit, line.quantity, line.reason)
        )
        for piece in line.pieces:
            changes.insert(RmaPieceRow(rma, line.line, piece.sale, piece.sale_line, piece.quantity))
        changes.add("order_counter", (fact.order, line.line, "return_requested"), line.quantity)
    _event(entry, rma, fact.order, changes)


def received(entry: Entry, fact: RmaReceived, changes: Changes) -> None:
    _happened(entry, fact.rma, fact.parts, fact.moves, changes)
    post(changes, entry.envelope, "", fact.postings)
    _event(entry, fact.rma, fact.order, changes)


def refunded(entry: Entry, fact: RmaRefunded, changes: Changes) -> None:
    _happened(entry, fact.rma, fact.parts, (), changes)
    post(changes, entry.envelope, "", fact.postings)
    _event(entry, fact.rma, fact.order, changes)


def ended(entry: Entry, fact: RmaEnded, changes: Changes) -> None:
    _happened(entry, fact.rma, fact.parts, fact.moves, changes)
    post(changes, entry.envelope, "", fact.postings)
    _event(entry, fact.rma, fact.order, changes)


def resolved(entry: Entry, fact: RmaResolved, changes: Changes) -> None:
    _happened(entry, fact.rma, fact.parts, fact.moves, changes)
    post(changes, entry.envelope, "", fact.postings)
    _event(entry, fact.rma, fact.order, changes)


def exchanged(entry: Entry, fact: ExchangeMade, changes: Changes) -> None:
    changes.insert(ExchangeRow(entry.envelope.id, fact.rma, fact.new_order, fact.new_number, fact.value))
    _event(entry, fact.rma, fact.order, changes)
    envelope = entry.envelope
    changes.insert(OrderEventRow(fact.new_order, envelope.id, kind_of(fact), utc_text(envelope.at)))


def claim_opened(entry: Entry, fact: ClaimOpened, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        ClaimRow(
            id=envelope.id,
            number=fact.number,
            series=fact.series,
            counter=fact.counter,
            rma=fact.rma,
            against=fact.against,
            party=fact.party,
            reference=fact.reference,
            amount=fact.amount,
            carried=fact.carried,
            reason=fact.reason,
            actor=envelope.actor,
            business_date=envelope.business_date,
            at=utc_text(envelope.at),
        )
    )
    _event(entry, fact.rma, fact.order, changes)


def claim_settled(entry: Entry, fact: ClaimSettled, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        ClaimSettlementRow(
            fact.claim,
            envelope.id,
            fact.outcome,
            fact.amount,
            fact.corrects,
            fact.reason,
            envelope.at,
            envelope.actor,
        )
    )
    post(changes, envelope, "", fact.postings)
    _event(entry, fact.rma, fact.order, changes)


def _happened(entry: Entry, rma: str, parts: Iterable[RmaPart], moves: Iterable[RmaMove], changes: Changes) -> None:
    fact, day = entry.envelope.id, entry.envelope.business_date
    for place, part in enumerate(parts, 1):
        changes.insert(
            RmaPartRow(
                fact=fact,
                place=place,
                rma=rma,
                step=part.step,
                line=part.line,
                sale=part.sale,
                sale_line=part.sale_line,
                quantity=part.quantity,
                condition=part.condition,
                disposition=part.disposition,
                amount=part.amount,
                fee=part.fee,
                postage=part.postage,
                cleared=part.cleared,
                document=part.document,
                business_date=day,
            )
        )
    for place, move in enumerate(moves, 1):
        changes.move(_move(fact, place, move))


def _move(fact: str, place: int, move: RmaMove) -> GoodsMoveRow:
    """Goods from the customer to their place, or the other way; a place that is no shelf knows no bin and no status."""
    goods, inward = move.goods, move.inward
    return GoodsMoveRow(
        fact,
        place,
        goods.sku,
        goods.lot,
        goods.serial,
        CUSTOMER if inward else move.location,
        move.location if inward else CUSTOMER,
        goods.quantity,
        goods.unit_cost,
        move.reason,
        "" if inward else goods.bin,
        goods.bin if inward else "",
        "" if inward else move.status,
        move.status if inward else "",
    )


def _event(entry: Entry, rma: str, order: str, changes: Changes) -> None:
    envelope = entry.envelope
    kind, at = kind_of(envelope.fact), utc_text(envelope.at)
    changes.insert(RmaEventRow(rma, envelope.id, kind, at))
    changes.insert(OrderEventRow(order, envelope.id, kind, at))
