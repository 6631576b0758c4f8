"""Sales and returns: one as its document, many as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from storeops.database.queries import sales as queries
from storeops.database.tables import sale
from storeops.journal.envelope import Entry
from storeops.journal.facts import HistoricSale, ReturnLine, SaleCompleted, SaleLine, SaleReturned
from storeops.journal.reading import fact
from storeops.reports.sale_view import DiscountView, LineView, SaleView, TaxView, TenderView
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.money import divide
from storeops.rules.tax import TaxShare
from storeops.rules.tenders import Tender

_ID_LENGTH = 36


class UnknownSale(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"There is no sale '{number[:40]}' in this database. Check the number on the receipt.")
        self.number = number


class AmbiguousSale(Refused):
    """Two copies of a database gave out the same number; the id tells them apart."""

    def __init__(self, number: str, ids: list[str]) -> None:
        super().__init__(f"{len(ids)} sales have the number {number}. Name one of them by its id: {', '.join(ids)}.")
        self.number = number
        self.ids = ids


@dataclass(frozen=True, slots=True)
class SaleRowView:
    """A sale or return in a list; amounts of returns are negative."""

    id: str
    kind: str
    number: str
    terminal: str
    actor: str
    business_date: date
    recorded_at: datetime
    customer: str
    line_count: int
    units: Thousandths
    discount: Minor
    tax: Minor
    total: Minor
    original: str


def by_number(connection: Connection, number: str) -> SaleView:
    """A sale or return by its number, or by its id. Raises UnknownSale, AmbiguousSale."""
    return by_id(connection, id_of(connection, number))


def id_of(connection: Connection, number: str) -> str:
    """The id of the sale or return with a number, or with an id. Raises UnknownSale, AmbiguousSale."""
    if len(number) == _ID_LENGTH and queries.exists(connection, number):
        return number
    rows = queries.by_number(connection, number.strip().upper()) or queries.by_number(connection, number.strip())
    if not rows and (row := queries.by_id(connection, number.strip().lower())):
        rows = [row]
    if not rows:
        raise UnknownSale(number)
    if len(rows) > 1:
        raise AmbiguousSale(number, [row["id"] for row in rows])
    return str(rows[0]["id"])


def by_id(connection: Connection, id: str) -> SaleView:
    """A sale or return by its id, what came back of it included. Raises UnknownSale."""
    entry = fact(connection, id)
    if entry is None:
        raise UnknownSale(id)
    view = of_entry(entry)
    returned = queries.returned(connection, id) if view.kind == "sale" else {}
    lines = tuple(
        replace(line, returned=returned[line.line][0]) if line.line in returned else line for line in view.lines
    )
    return replace(view, lines=lines, copies=queries.copies(connection, id))


def of_entry(entry: Entry) -> SaleView:
    """The view of a sale's own fact, as it was recorded. Raises UnknownSale when the fact is of another kind."""
    document = entry.envelope.fact
    if isinstance(document, SaleCompleted):
        return _sale(entry, document)
    if isinstance(document, SaleReturned):
        return _return(entry, document)
    if isinstance(document, HistoricSale):
        return _historic(entry, document)
    raise UnknownSale(entry.envelope.id)


def listing(
    connection: Connection, *, day: date | None = None, limit: int = 500, terminal: str = "", text: str = ""
) -> tuple[SaleRowView, ...]:
    """The latest sales and returns first, of one business date, one terminal, or whose number holds `text`."""
    query = select(sale).order_by(sale.c.at.desc(), sale.c.id.desc()).limit(limit)
    if day is not None:
        query = query.where(sale.c.business_date == day.isoformat())
    if terminal:
        query = query.where(sale.c.terminal == terminal)
    if text:
        query = query.where(sale.c.number.contains(text.upper(), autoescape=True))
    return tuple(
        SaleRowView(
            id=row["id"],
            kind=row["kind"],
            number=row["number"],
            terminal=row["terminal"],
            actor=row["actor"],
            business_date=date.fromisoformat(row["business_date"]),
            recorded_at=datetime.fromisoformat(row["at"]),
            customer=row["customer"],
            line_count=row["lines"],
            units=row["units"],
            discount=row["discount"],
            tax=row["tax"],
            total=row["total"],
            original=row["original"],
        )
        for row in connection.execute(query).mappings()
    )


def _sale(entry: Entry, document: SaleCompleted) -> SaleView:
    return SaleView(
        **_circumstances(entry),
        kind="sale",
        number=document.number,
        currency=document.currency,
        customer=document.customer,
        lines=tuple(_line(line) for line in document.lines),
        discount=document.discount,
        net=document.net,
        tax=document.tax,
        rounding=document.rounding,
        total=document.total,
        tenders=_tenders(document.tenders),
        change=document.change,
        taxes=_taxes(document.taxes),
        prices_include_tax=document.prices_include_tax,
    )


def _return(entry: Entry, document: SaleReturned) -> SaleView:
    return SaleView(
        **_circumstances(entry),
        kind="return",
        number=document.number,
        currency=document.currency,
        customer=document.customer,
        lines=tuple(_return_line(line) for line in document.lines),
        discount=document.discount,
        net=document.net,
        tax=document.tax,
        rounding=document.rounding,
        total=document.total,
        tenders=_tenders(document.tenders),
        change=0,
        taxes=_taxes(document.taxes),
        prices_include_tax=document.prices_include_tax,
        original=document.original_number,
        reason=document.reason,
    )


def _historic(entry: Entry, document: HistoricSale) -> SaleView:
    """A sale made elsewhere: what the other system told of it, tax and tender not known."""
    sign = -1 if document.document_kind == "return" else 1
    circumstances = _circumstances(entry) | {"recorded_at": datetime.fromisoformat(document.at)}
    return SaleView(
        **circumstances,
        kind="return" if sign < 0 else "sale",
        number=document.document,
        currency=document.currency,
        customer=document.customer,
        lines=tuple(
            LineView(
                line=place,
                sku=line.sku,
                name=line.name,
                quantity=sign * line.quantity,
                unit="each",
                unit_price=(price := divide(line.amount * 1000, line.quantity) if line.quantity else 0),
                list_price=price,
                discounts=(),
                discount=0,
                amount=sign * line.amount,
                tax=0,
                taxes=(),
                returned=0,
            )
            for place, line in enumerate(document.lines, 1)
        ),
        discount=0,
        net=sign * document.total,
        tax=0,
        rounding=0,
        total=sign * document.total,
        tenders=(),
        change=0,
        taxes=(),
        prices_include_tax=True,
    )


def _circumstances(entry: Entry) -> dict[str, Any]:
    envelope = entry.envelope
    return {
        "id": envelope.id,
        "store": envelope.store,
        "terminal": envelope.terminal,
        "actor": envelope.actor,
        "business_date": date.fromisoformat(envelope.business_date),
        "recorded_at": datetime.fromisoformat(envelope.at),
    }


def _line(line: SaleLine) -> LineView:
    return LineView(
        line=line.line,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        list_price=line.list_price,
        discounts=tuple(DiscountView(part.label, part.amount) for part in line.discounts),
        discount=sum(part.amount for part in line.discounts),
        amount=line.amount,
        tax=line.tax,
        taxes=_taxes(line.taxes),
        returned=0,
        price_reason=line.price_reason,
    )


def _return_line(line: ReturnLine) -> LineView:
    return LineView(
        line=line.line,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        list_price=line.list_price,
        discounts=(DiscountView("Reduction", line.discount),) if line.discount else (),
        discount=line.discount,
        amount=line.amount,
        tax=line.tax,
        taxes=_taxes(line.taxes),
        returned=0,
        disposition=line.disposition,
    )


def _taxes(shares: tuple[TaxShare, ...]) -> tuple[TaxView, ...]:
    return tuple(TaxView(share.code, Decimal(share.rate), share.net, share.tax) for share in shares)


def _tenders(tenders: tuple[Tender, ...]) -> tuple[TenderView, ...]:
    return tuple(TenderView(tender.kind, tender.amount, tender.reference) for tender in tenders)
