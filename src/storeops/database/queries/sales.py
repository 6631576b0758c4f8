"""Queries of sales and returns that an operation needs to decide."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from storeops.database.prepared import Prepared
from storeops.database.tables import drawer_event, sale, sale_line

_IN_SERIES = sale.c.series == bindparam("in_series")
_LAST = select(sale.c.counter).where(_IN_SERIES).order_by(sale.c.counter.desc()).limit(1)
_GRAND_TOTAL = (
    select(sale.c.grand_total)
    .where(_IN_SERIES, sale.c.kind == bindparam("of_kind"))
    .order_by(sale.c.counter.desc())
    .limit(1)
)
_SERIES_END = Prepared(select(_LAST.scalar_subquery(), _GRAND_TOTAL.scalar_subquery()))
_RETURNED = Prepared(
    select(
        sale_line.c.original_line,
        func.sum(-sale_line.c.quantity),
        func.sum(-sale_line.c.amount),
        func.sum(-sale_line.c.tax),
    )
    .where(sale_line.c.original == bindparam("of_original"), sale_line.c.original != "")
    .group_by(sale_line.c.original_line)
)
_GIVEN_BACK = Prepared(
    select(func.sum(-sale.c.total)).where(sale.c.original == bindparam("of_original"), sale.c.original != "")
)
_EXISTS = Prepared(select(sale.c.lines).where(sale.c.id == bindparam("sale_id")))


def series_end(connection: Connection, series: str, kind: str) -> tuple[int, int]:
    """The last number given out in a series, and the perpetual total of its sales or of its returns; 0 before the
    first."""
    counter, grand_total = _SERIES_END.one(connection, in_series=series, of_kind=kind) or (None, None)
    return counter or 0, grand_total or 0


def exists(connection: Connection, id: str) -> bool:
    """Whether a cart, or a return's form, has become a sale or return already."""
    return _EXISTS.one(connection, sale_id=id) is not None


def by_number(connection: Connection, number: str) -> list[RowMapping]:
    """The sales with a display number: usually one; two where copies of a database sold side by side."""
    return list(connection.execute(select(sale).where(sale.c.number == number)).mappings())


def by_id(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(sale).where(sale.c.id == id)).mappings().one_or_none()


def returned(connection: Connection, original: str) -> dict[int, tuple[int, int, int]]:
    """For each line of a sale: quantity (thousandths), amount and tax given back so far, as positive numbers."""
    rows = _RETURNED.all(connection, of_original=original)
    return {int(row[0]): (int(row[1]), int(row[2]), int(row[3])) for row in rows}


def given_back(connection: Connection, original: str) -> int:
    """The totals of all returns of a sale, as a positive number."""
    row = _GIVEN_BACK.one(connection, of_original=original)
    return int(row[0] or 0) if row else 0


def copies(connection: Connection, sale_id: str) -> int:
    """How many copies of a receipt were made."""
    query = select(func.count()).where(drawer_event.c.kind == "copy", drawer_event.c.subject == sale_id)
    return int(connection.execute(query).scalar_one())
