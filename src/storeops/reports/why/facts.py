"""Facts in the words of a person, for an explanation to lean on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from storeops.database.tables import journal
from storeops.journal.envelope import Entry, JournalRow, kind_of
from storeops.journal.facts import (
    AnyFact,
    CashMoved,
    CountClosed,
    DrawerClosed,
    DrawerOpened,
    GoodsReceived,
    GoodsShifted,
    HistoricSale,
    SaleCompleted,
    SaleReturned,
    StockAdjusted,
    TransferReceived,
    TransferSent,
)
from storeops.journal.reading import entry_of
from storeops.reports.why.view import FactView

_BATCH = 500
_MOVEMENTS = {"paid_in": "paid in", "paid_out": "paid out", "drop": "brought to the safe"}


def entries(connection: Connection, ids: Iterable[str]) -> dict[str, Entry]:
    """Facts by their ids. Raises UnreadableFact."""
    wanted = sorted(set(ids))
    columns = [journal.c[name] for name in JournalRow._fields]
    found: dict[str, Entry] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(*columns).where(journal.c.id.in_(wanted[start : start + _BATCH]))
        for row in connection.execute(query):
            entry = entry_of(JournalRow(*row))
            found[entry.envelope.id] = entry
    return found


def told(entry: Entry) -> FactView:
    """The view of a fact."""
    envelope = entry.envelope
    return FactView(
        id=envelope.id,
        kind=kind_of(envelope.fact),
        number=_number(envelope.fact),
        at=datetime.fromisoformat(envelope.at),
        terminal=envelope.terminal,
        actor=envelope.actor,
        what=_what(envelope.fact),
        origin=entry.origin,
        seq=entry.seq,
    )


def when(fact: FactView) -> str:
    """'2026-11-23 09:15', on the shop's clock."""
    return fact.at.strftime("%Y-%m-%d %H:%M")


def _number(fact: AnyFact) -> str:
    if isinstance(fact, SaleCompleted | SaleReturned | DrawerClosed):
        return fact.number
    return fact.document if isinstance(fact, HistoricSale) else ""


def _what(fact: AnyFact) -> str:
    match fact:
        case SaleCompleted():
            return f"sale {fact.number}"
        case SaleReturned():
            whose = f"of {fact.original_number}" if fact.original_number else "without a receipt"
            return f"return {fact.number} {whose}: {fact.reason}"
        case HistoricSale():
            return f"{fact.document_kind} {fact.document} of another system ({fact.source})"
        case GoodsReceived():
            supplier = f" from {fact.supplier}" if fact.supplier else ""
            return f"received{supplier}" + (f" ({fact.reference})" if fact.reference else "")
        case StockAdjusted():
            return f"adjusted, {fact.reason}" + (f": {fact.note}" if fact.note else "")
        case DrawerOpened():
            return "drawer opened with its float"
        case DrawerClosed():
            return f"drawer closed, {fact.number}"
        case CashMoved():
            reason = f": {fact.reason}" if fact.reason else ""
            return _MOVEMENTS.get(fact.movement, fact.movement) + reason
        case _:
            return _moved(fact)


def _moved(fact: AnyFact) -> str:
    match fact:
        case TransferSent():
            return f"sent from {fact.from_location} to {fact.to_location}, {fact.number}" + (
                f": {fact.note}" if fact.note else ""
            )
        case TransferReceived():
            return f"arrived at {fact.to_location} by transfer" + (f", {fact.reason}" if fact.reason else "")
        case CountClosed():
            return "counted, " + " and ".join(sorted(set(fact.reasons)) or ["as the books said"])
        case GoodsShifted():
            return f"moved within {fact.location}: {fact.reason}"
        case _:
            return kind_of(fact)
