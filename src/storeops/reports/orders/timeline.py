"""What happened to an order, fact by fact, in the words of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import orders as queries
from storeops.journal.envelope import Entry, kind_of
from storeops.journal.facts import (
    AnyFact,
    LineQuantity,
    OrderAmended,
    OrderCancelled,
    OrderDispatched,
    OrderHeld,
    OrderLine,
    OrderPlaced,
    OrderReleased,
    OrderResolved,
    OrderReturned,
    ParcelOpened,
    ParcelPacked,
    ParcelTracked,
    PaymentRecorded,
    PickCut,
    Picked,
    PickupStep,
    PutBack,
    StockAllocated,
    StockDeallocated,
)
from storeops.journal.facts.orders import Allocation
from storeops.journal.reading import fact
from storeops.reports.numerals import Numerals
from storeops.reports.orders.state import by_id
from storeops.reports.orders.view import EventView
from storeops.reports.rma.rma import happened

_STAGES = {
    "authorised": "the card holds {} for it",
    "voided": "the card lets go of {}",
    "captured": "{} was collected from the card",
    "paid": "{} was paid",
    "refunded": "{} was given back",
}


def timeline(connection: Connection, order: str, numerals: Numerals) -> tuple[EventView, ...]:
    """Every fact of an order, oldest first. Raises UnknownDocument, UnreadableFact."""
    lines = by_id(connection, order).lines
    found = []
    for id in queries.events(connection, order):
        entry = fact(connection, id)
        if entry is not None:
            found.append(told(entry, lines, numerals))
    return tuple(found)


def told(entry: Entry, lines: Mapping[int, OrderLine], numerals: Numerals) -> EventView:
    """One fact as an event."""
    envelope = entry.envelope
    return EventView(
        at=datetime.fromisoformat(envelope.at),
        what=_what(envelope.fact, lines, numerals),
        actor=envelope.actor,
        terminal=envelope.terminal,
        kind=kind_of(envelope.fact),
        origin=entry.origin,
        seq=entry.seq,
    )


def _what(fact: AnyFact, lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    match fact:
        case OrderPlaced():
            until = f", promised for {fact.promised}" if fact.promised else ""
            return f"placed through {fact.channel}, {numerals.money(fact.total)}{until}"
        case StockAllocated():
            return f"promised: {_places(fact.allocations, lines, numerals)}"
        case StockDeallocated():
            return f"given back: {_places(fact.allocations, lines, numerals)} ({fact.reason})"
        case OrderDispatched():
            by = f" by {fact.carrier}" if fact.carrier else ""
            return f"sent from {fact.location}{by}: {_parts(fact.lines, lines, numerals)} ({fact.sale_number})"
        case OrderReturned():
            return f"came back: {_parts(fact.lines, lines, numerals)}"
        case PaymentRecorded():
            what = _STAGES[fact.stage].format(numerals.money(fact.amount))
            return f"{what} ({fact.tender})" + (f": {fact.reason}" if fact.reason else "")
        case _:
            return _changed(fact, lines, numerals)


def _changed(fact: AnyFact, lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    match fact:
        case OrderAmended():
            return _amended(fact, lines, numerals)
        case OrderCancelled():
            what = "cancelled" if fact.whole else f"cancelled in part: {_parts(fact.lines, lines, numerals)}"
            return f"{what} ({fact.reason})"
        case OrderHeld():
            return f"put on hold, {fact.hold}: {fact.reason}"
        case OrderReleased():
            return f"released, {fact.kind_of_hold}" + (f": {fact.reason}" if fact.reason else "")
        case OrderResolved():
            return f"settled ({fact.reason})"
        case _:
            return _handled(fact, lines, numerals)


def _handled(fact: AnyFact, lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    """What was done with the goods on their way out."""
    match fact:
        case Picked():
            what = _said(fact.line, fact.units, lines, numerals)
            return f"picked {what}" + (f" into {fact.tote}" if fact.tote else "") + f" at {fact.location}"
        case PickCut(why="short"):
            return f"short: {_said(fact.line, fact.units, lines, numerals)} could not be found"
        case PickCut():
            return f"not picked any more: {_said(fact.line, fact.quantity, lines, numerals)}"
        case PutBack():
            return f"put back {_said(fact.line, fact.units, lines, numerals)} at {fact.location}"
        case ParcelPacked():
            parts = ", ".join(_said(one.line, one.units, lines, numerals) for one in fact.lines)
            return f"packed {parts} into parcel {fact.number}"
        case ParcelOpened():
            return f"a parcel was opened ({fact.reason})"
        case ParcelTracked():
            return f"the carrier says {fact.status.replace('_', ' ')}" + (f", {fact.place}" if fact.place else "")
        case PickupStep(step="ready"):
            return f"ready to be collected until {fact.until}"
        case PickupStep():
            told = fact.proof or fact.note
            return f"collection: {fact.step.replace('_', ' ')}" + (f" ({told})" if told else "")
        case _:
            return happened(fact)


def _amended(fact: OrderAmended, lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    parts = [f"added {numerals.quantity(line.quantity, line.unit)} {line.name}" for line in fact.added]
    if fact.cancelled:
        parts.append(f"took out {_parts(fact.cancelled, lines, numerals)}")
    parts.extend(f"{field.replace('_', ' ')} changed" for field in sorted(fact.fields) if field != "region")
    reason = f" ({fact.reason})" if fact.reason else ""
    return f"amended: {', '.join(parts)}{reason}"


def _parts(parts: tuple[LineQuantity, ...], lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    said = [_said(part.line, part.quantity, lines, numerals) for part in parts if part.goods]
    return ", ".join(said) or "shipping"


def _places(allocations: tuple[Allocation, ...], lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    return ", ".join(f"{_said(one.line, one.quantity, lines, numerals)} at {one.location}" for one in allocations)


def _said(place: int, quantity: int, lines: Mapping[int, OrderLine], numerals: Numerals) -> str:
    line = lines.get(place)
    if line is None:
        return f"{numerals.quantity(quantity)} of line {place}"
    return f"{numerals.quantity(quantity, line.unit)} {line.name}"
