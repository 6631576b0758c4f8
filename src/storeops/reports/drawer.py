"""A drawer session summed up: an X report while it is open, a Z report once it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from storeops.database.queries import drawers
from storeops.database.tables import drawer_close, drawer_event, drawer_session, sale, sale_tax, sale_tender
from storeops.journal.facts import DrawerClosed
from storeops.journal.reading import fact
from storeops.reports.drawer_view import DrawerView, TenderTotalView
from storeops.reports.sale_view import TaxView
from storeops.rules.errors import Refused


class NoSession(Refused):
    def __init__(self, terminal: str) -> None:
        super().__init__(f"The drawer of {terminal} is not open. Open it first: F10, or 'storeops drawer open'.")
        self.terminal = terminal


class UnknownReport(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"There is no Z report '{number[:40]}'. Look at the list: 'storeops drawer list'.")
        self.number = number


def x_report(connection: Connection, terminal: str, taken_at: datetime) -> DrawerView:
    """The open session of a terminal so far. Raises NoSession."""
    session = drawers.open_session(connection, terminal)
    if session is None:
        raise NoSession(terminal)
    return view(connection, session, taken_at=taken_at)


def z_report(connection: Connection, number: str) -> DrawerView:
    """A closed session by its Z number. Raises UnknownReport."""
    query = select(drawer_close.c.session).where(drawer_close.c.number == number.strip().upper())
    found = connection.execute(query).scalar()
    session = drawers.session(connection, found) if found else None
    if session is None:
        raise UnknownReport(number)
    return view(connection, session)


def z_numbers(connection: Connection, terminal: str = "", limit: int = 100) -> tuple[tuple[str, str, int, int], ...]:
    """The latest Z reports: number, closed at, counted, difference."""
    query = (
        select(drawer_close.c.number, drawer_close.c.closed_at, drawer_close.c.counted, drawer_close.c.difference)
        .join(drawer_session, drawer_session.c.id == drawer_close.c.session)
        .order_by(drawer_close.c.closed_at.desc(), drawer_close.c.fact.desc())
        .limit(limit)
    )
    if terminal:
        query = query.where(drawer_session.c.terminal == terminal)
    return tuple((row[0], row[1], int(row[2]), int(row[3])) for row in connection.execute(query))


def view(connection: Connection, session: Mapping[str, Any], *, taken_at: datetime | None = None) -> DrawerView:
    """Everything that happened in one session, from the ledgers."""
    id = session["id"]
    close = _close(connection, id)
    sales, returns = _documents(connection, id, "sale"), _documents(connection, id, "return")
    events = _events(connection, id)
    return DrawerView(
        store=session["store"],
        terminal=session["terminal"],
        number=close.number if close else "",
        session=id,
        opened_at=datetime.fromisoformat(session["opened_at"]),
        closed_at=datetime.fromisoformat(close.closed_at) if close else None,
        business_date=date.fromisoformat(session["business_date"]),
        actor=session["opened_by"],
        float=session["float"],
        sales_count=sales["count"],
        sales_amount=sales["total"],
        returns_count=returns["count"],
        returns_amount=-returns["total"],
        tenders=_tenders(connection, id, sales["change"]),
        paid_in=events.get("paid_in", (0, 0))[1],
        paid_out=events.get("paid_out", (0, 0))[1],
        drops=events.get("drop", (0, 0))[1],
        rounding=sales["rounding"] + returns["rounding"],
        taxes=_taxes(connection, id),
        discount=sales["discount"] + returns["discount"],
        voids=events.get("void", (0, 0))[0] + events.get("line_void", (0, 0))[0],
        no_sales=events.get("no_sale", (0, 0))[0],
        copies=events.get("copy", (0, 0))[0],
        expected=close.expected if close else drawers.balance(connection, id),
        counted=close.counted if close else None,
        difference=close.difference if close else None,
        denominations=close.denominations if close else (),
        first_number=_number(connection, id, first=True),
        last_number=_number(connection, id, first=False),
        grand_total=close.grand_total if close else grand_total(connection, session["terminal"], "sale"),
        chain_head=close.chain_head if close else "",
        taken_at=taken_at,
    )


def _close(connection: Connection, session: str) -> DrawerClosed | None:
    query = select(drawer_close.c.fact).where(drawer_close.c.session == session).order_by(drawer_close.c.fact)
    id = connection.execute(query.limit(1)).scalar()
    entry = fact(connection, id) if id else None
    document = entry.envelope.fact if entry else None
    return document if isinstance(document, DrawerClosed) else None


def _documents(connection: Connection, session: str, kind: str) -> Mapping[str, Any]:
    query = select(
        func.count().label("count"),
        *(func.coalesce(func.sum(sale.c[name]), 0).label(name) for name in ("total", "change", "rounding", "discount")),
    ).where(sale.c.session == session, sale.c.kind == kind)
    row = connection.execute(query).mappings().one()
    return {name: int(value) for name, value in row.items()}


def _events(connection: Connection, session: str) -> dict[str, tuple[int, int]]:
    query = (
        select(drawer_event.c.kind, func.count(), func.sum(drawer_event.c.amount))
        .where(drawer_event.c.session == session)
        .group_by(drawer_event.c.kind)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}


def _tenders(connection: Connection, session: str, change: int) -> tuple[TenderTotalView, ...]:
    query = (
        select(sale_tender.c.kind, func.sum(sale_tender.c.amount), func.count())
        .join(sale, sale.c.id == sale_tender.c.sale)
        .where(sale.c.session == session)
        .group_by(sale_tender.c.kind)
        .order_by(sale_tender.c.kind)
    )
    return tuple(
        TenderTotalView(row[0], int(row[1]) - (change if row[0] == "cash" else 0), int(row[2]))
        for row in connection.execute(query)
    )


def _taxes(connection: Connection, session: str) -> tuple[TaxView, ...]:
    query = (
        select(sale_tax.c.code, sale_tax.c.rate, func.sum(sale_tax.c.net), func.sum(sale_tax.c.tax))
        .join(sale, sale.c.id == sale_tax.c.sale)
        .where(sale.c.session == session)
        .group_by(sale_tax.c.code, sale_tax.c.rate)
        .order_by(sale_tax.c.code, sale_tax.c.rate)
    )
    return tuple(TaxView(row[0], Decimal(row[1]), int(row[2]), int(row[3])) for row in connection.execute(query))


def _number(connection: Connection, session: str, *, first: bool) -> str:
    order = sale.c.counter if first else sale.c.counter.desc()
    query = select(sale.c.number).where(sale.c.session == session).order_by(order).limit(1)
    return str(connection.execute(query).scalar() or "")


def grand_total(connection: Connection, terminal: str, kind: str) -> int:
    """The perpetual total of a terminal's sales, or of its returns: of each of its series the latest, added up.

    A restored database numbers in a series of its own, yet the total goes on: it is never reset."""
    latest = (
        select(sale.c.series, func.max(sale.c.counter).label("counter"))
        .where(sale.c.terminal == terminal, sale.c.kind == kind, sale.c.imported.is_(False))
        .group_by(sale.c.series)
        .subquery()
    )
    query = select(func.coalesce(func.sum(sale.c.grand_total), 0)).join(
        latest, (sale.c.series == latest.c.series) & (sale.c.counter == latest.c.counter)
    )
    return int(connection.execute(query).scalar_one())
