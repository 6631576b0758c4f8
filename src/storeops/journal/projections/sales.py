"""Projections of selling and taking back."""

from __future__ import annotations

from storeops.journal.envelope import Entry, Envelope
from storeops.journal.facts import (
    CartVoided,
    LineVoided,
    Moved,
    ReceiptCopied,
    ReturnLine,
    SaleCompleted,
    SaleLine,
    SaleReturned,
)
from storeops.journal.projections.changes import (
    CUSTOMER,
    SCRAP,
    Changes,
    DrawerEventRow,
    GoodsMoveRow,
    SaleLineRow,
    SaleRow,
    SaleTaxRow,
    SaleTenderRow,
)
from storeops.journal.projections.money import post
from storeops.rules.amounts import ONE
from storeops.rules.money import divide


def completed(entry: Entry, fact: SaleCompleted, changes: Changes) -> None:
    envelope, sale = entry.envelope, entry.envelope.id
    changes.insert(_sale_row(envelope, fact, sign=1))
    place = 0
    for line in fact.lines:
        changes.insert(_sold(sale, line))
        if line.stocked and not line.moved:
            # Most lines, and every sale and replay waits for them: no step between the line and its row.
            place, cost = place + 1, _unit(line.cost, line.quantity)
            quantity = line.quantity
            changes.move(GoodsMoveRow(sale, place, line.sku, "", "", fact.location, CUSTOMER, quantity, cost, "sale"))
        for goods in line.moved:
            place += 1
            changes.move(_out(sale, place, goods, fact.location))
    _taxes_and_tenders(sale, fact, changes, sign=1)
    post(changes, envelope, fact.session, fact.postings)


def returned(entry: Entry, fact: SaleReturned, changes: Changes) -> None:
    envelope, sale = entry.envelope, entry.envelope.id
    changes.insert(_sale_row(envelope, fact, sign=-1))
    place = 0
    for line in fact.lines:
        changes.insert(_came_back(sale, fact.original, line))
        for goods in _goods(line):
            place += 1
            changes.move(_back(sale, place, goods, fact, line))
    _taxes_and_tenders(sale, fact, changes, sign=-1)
    post(changes, envelope, fact.session, fact.postings)


def _goods(line: ReturnLine) -> tuple[Moved, ...]:
    """What moves for a line: as it says, else itself, else (a service) nothing."""
    if line.moved or not line.stocked:
        return line.moved
    return (Moved(sku=line.sku, quantity=line.quantity, unit_cost=_unit(line.cost, line.quantity)),)


def _out(sale: str, place: int, goods: Moved, location: str) -> GoodsMoveRow:
    return GoodsMoveRow(
        sale,
        place,
        goods.sku,
        goods.lot,
        goods.serial,
        location,
        CUSTOMER,
        goods.quantity,
        goods.unit_cost,
        "sale",
        goods.bin,
    )


def _back(sale: str, place: int, goods: Moved, fact: SaleReturned, line: ReturnLine) -> GoodsMoveRow:
    return GoodsMoveRow(
        sale,
        place,
        goods.sku,
        goods.lot,
        goods.serial,
        CUSTOMER,
        SCRAP if line.disposition == "scrap" else fact.location,
        goods.quantity,
        goods.unit_cost,
        f"return: {fact.reason}",
        "",
        goods.bin,
    )


def _sold(sale: str, line: SaleLine) -> SaleLineRow:
    return SaleLineRow(
        sale=sale,
        line=line.line,
        sku=line.sku,
        name=line.name,
        department=line.department,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=sum(discount.amount for discount in line.discounts) if line.discounts else 0,
        amount=line.amount,
        net=line.net,
        tax=line.tax,
        cost=line.cost,
        original="",
        original_line=0,
        disposition="",
    )


def _came_back(sale: str, original: str, line: ReturnLine) -> SaleLineRow:
    return SaleLineRow(
        sale=sale,
        line=line.line,
        sku=line.sku,
        name=line.name,
        department=line.department,
        unit=line.unit,
        quantity=-line.quantity,
        unit_price=line.unit_price,
        discount=-line.discount,
        amount=-line.amount,
        net=-line.net,
        tax=-line.tax,
        cost=-line.cost,
        original=original,
        original_line=line.original_line,
        disposition=line.disposition,
    )


def _sale_row(envelope: Envelope, fact: SaleCompleted | SaleReturned, *, sign: int) -> SaleRow:
    return SaleRow(
        id=envelope.id,
        kind="sale" if sign > 0 else "return",
        number=fact.number,
        series=fact.series,
        counter=fact.counter,
        store=envelope.store,
        terminal=envelope.terminal,
        session=fact.session,
        actor=envelope.actor,
        business_date=envelope.business_date,
        at=envelope.at,
        currency=fact.currency,
        customer=fact.customer,
        lines=len(fact.lines),
        units=sign * sum(line.quantity for line in fact.lines),
        discount=sign * fact.discount,
        net=sign * fact.net,
        tax=sign * fact.tax,
        total=sign * fact.total,
        rounding=sign * fact.rounding,
        change=fact.change if isinstance(fact, SaleCompleted) else 0,
        original=fact.original if isinstance(fact, SaleReturned) else "",
        source=fact.channel,
        grand_total=fact.grand_total,
        imported=False,
    )


def _taxes_and_tenders(sale: str, fact: SaleCompleted | SaleReturned, changes: Changes, *, sign: int) -> None:
    for share in fact.taxes:
        changes.insert(SaleTaxRow(sale, share.code, str(share.rate), sign * share.net, sign * share.tax))
    for place, tender in enumerate(fact.tenders, 1):
        changes.insert(SaleTenderRow(sale, place, tender.kind, sign * tender.amount, tender.reference))


def _unit(cost: int, quantity: int) -> int:
    """Cost of one unit, for the ledger's reader; the exact cost of the line is in `sale_line`."""
    if quantity == ONE:
        return cost
    return divide(cost * 1000, quantity) if quantity else 0


def voided(entry: Entry, fact: CartVoided, changes: Changes) -> None:
    _event(entry, changes, fact.session, "void", fact.total, fact.cart, fact.reason)


def line_voided(entry: Entry, fact: LineVoided, changes: Changes) -> None:
    _event(entry, changes, fact.session, "line_void", fact.amount, fact.cart, fact.sku)


def copied(entry: Entry, fact: ReceiptCopied, changes: Changes) -> None:
    _event(entry, changes, fact.session, "copy", 0, fact.sale, "")


def _event(entry: Entry, changes: Changes, session: str, kind: str, amount: int, subject: str, reason: str) -> None:
    envelope = entry.envelope
    changes.insert(
        DrawerEventRow(
            envelope.id,
            session,
            envelope.terminal,
            kind,
            amount,
            subject,
            reason,
            envelope.at,
            envelope.actor,
        )
    )
