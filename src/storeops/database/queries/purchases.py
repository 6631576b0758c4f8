"""Queries of purchase orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, func, select

from storeops.database.tables import purchase, purchase_counter, purchase_line


def row(connection: Connection, id: str) -> RowMapping:
    return connection.execute(select(purchase).where(purchase.c.id == id)).mappings().one()


def rows(connection: Connection, *, supplier: str = "", only_open: bool = False, limit: int = 500) -> list[RowMapping]:
    """Purchase orders, the latest first; with `only_open` those that goods are still waited for."""
    query = select(purchase).order_by(purchase.c.at.desc(), purchase.c.id.desc()).limit(limit)
    if supplier:
        query = query.where(purchase.c.supplier == supplier)
    if only_open:
        counted, line = purchase_counter.c, purchase_line.c
        done = (
            select(func.coalesce(func.sum(counted.quantity), 0))
            .where(counted.purchase == line.purchase, counted.line == line.line)
            .scalar_subquery()
        )
        query = query.where(purchase.c.id.in_(select(line.purchase).where(line.quantity > done)))
    return list(connection.execute(query).mappings())


def lines(connection: Connection, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    """The lines of these orders, by order."""
    query = select(purchase_line).where(purchase_line.c.purchase.in_(ids))
    found: dict[str, list[RowMapping]] = {}
    for line in connection.execute(query.order_by(purchase_line.c.purchase, purchase_line.c.line)).mappings():
        found.setdefault(line["purchase"], []).append(line)
    return found


def counters(connection: Connection, ids: Sequence[str]) -> Mapping[tuple[str, int, str], int]:
    """What came and what will not come: by order, line and counter (received, closed)."""
    query = select(purchase_counter).where(purchase_counter.c.purchase.in_(ids))
    return {(row.purchase, row.line, row.counter): int(row.quantity) for row in connection.execute(query)}


def of_sku(connection: Connection, sku: str, location: str = "") -> list[RowMapping]:
    """The lines of a product with their orders, by the day they are due."""
    query = (
        select(purchase_line, purchase.c.number, purchase.c.supplier, purchase.c.due)
        .join(purchase, purchase.c.id == purchase_line.c.purchase)
        .where(purchase_line.c.sku == sku)
        .order_by(purchase.c.due, purchase.c.number, purchase_line.c.line)
    )
    if location:
        query = query.where(purchase_line.c.location == location)
    return list(connection.execute(query).mappings())
