"""Queries of counts: what is to be counted, what was found, and what was sold of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, func, select

from storeops.database.tables import (
    count_close,
    count_entry,
    count_line,
    journal,
    product_handling,
    sale,
    sale_line,
    stock_balance,
    stock_count,
    stock_detail,
)
from storeops.rules.goods import SERIAL
from storeops.rules.on_their_way import is_on_its_way


def row(connection: Connection, id: str) -> RowMapping:
    return connection.execute(select(stock_count).where(stock_count.c.id == id)).mappings().one()


def rows(connection: Connection, *, only_open: bool = False, limit: int = 500) -> list[RowMapping]:
    """Counts, the latest first; with `only_open` those that are not closed."""
    query = select(stock_count).order_by(stock_count.c.at.desc(), stock_count.c.id.desc()).limit(limit)
    if only_open:
        query = query.where(stock_count.c.id.not_in(select(count_close.c["count"])))
    return list(connection.execute(query).mappings())


def closes(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """The fact that closed each of those of these counts that are closed; of several the first."""
    query = select(count_close).where(count_close.c.count.in_(ids)).order_by(count_close.c.fact.desc())
    return {row._mapping["count"]: str(row.fact) for row in connection.execute(query)}


def planned(connection: Connection, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    """What is to be counted, by count; in each by bin, product and lot: the way through the shelves."""
    line = count_line.c
    query = select(count_line).where(line["count"].in_(ids)).order_by(line.bin, line.sku, line.lot)
    found: dict[str, list[RowMapping]] = {}
    for one in connection.execute(query).mappings():
        found.setdefault(one["count"], []).append(one)
    return found


def entries(connection: Connection, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    """What was found, by count, with the origin that recorded it."""
    entry = count_entry.c
    query = (
        select(count_entry, journal.c.origin)
        .join(journal, journal.c.id == entry.fact)
        .where(entry["count"].in_(ids))
        .order_by(entry.at, journal.c.origin, entry.fact, entry.line)
    )
    found: dict[str, list[RowMapping]] = {}
    for one in connection.execute(query).mappings():
        found.setdefault(one["count"], []).append(one)
    return found


def open_lines(connection: Connection, location: str) -> set[tuple[str, str, str]]:
    """SKU, bin and lot of everything that open counts of a location hold already."""
    line = count_line.c
    query = (
        select(line.sku, line.bin, line.lot)
        .join(stock_count, stock_count.c.id == line["count"])
        .outerjoin(count_close, count_close.c["count"] == line["count"])
        .where(stock_count.c.location == location, count_close.c.fact.is_(None))
    )
    return {(row.sku, row.bin, row.lot) for row in connection.execute(query)}


def last_counted(connection: Connection, location: str) -> dict[str, str]:
    """When each product was last counted at a location in a count that is closed, as UTC text."""
    entry = count_entry.c
    query = (
        select(entry.sku, func.max(entry.at).label("last"))
        .join(stock_count, stock_count.c.id == entry["count"])
        .join(count_close, count_close.c["count"] == entry["count"])
        .where(stock_count.c.location == location)
        .group_by(entry.sku)
    )
    return {row.sku: str(row.last) for row in connection.execute(query)}


def lying(connection: Connection, location: str) -> list[tuple[str, str, str]]:
    """SKU, bin and lot of everything at a location that can be counted by quantity: what is for sale and has no serial
    numbers. What lies loose without a lot is what the rest leaves of the balance."""
    detail, balance = stock_detail.c, stock_balance.c
    tracked = select(product_handling.c.sku).where(product_handling.c.tracking == SERIAL, ~product_handling.c.deleted)
    rest = {
        row.sku: int(row.quantity)
        for row in connection.execute(
            select(balance.sku, balance.quantity).where(balance.location == location, balance.sku.not_in(tracked))
        )
    }
    found: dict[tuple[str, str, str], int] = {}
    query = select(stock_detail).where(detail.location == location, detail.sku.not_in(tracked))
    for one in connection.execute(query):
        rest[one.sku] = rest.get(one.sku, 0) - one.quantity
        if not one.status and not one.serial and not is_on_its_way(one.bin):
            key = (one.sku, one.bin, one.lot)
            found[key] = found.get(key, 0) + one.quantity
    for sku, quantity in rest.items():
        found[sku, "", ""] = found.get((sku, "", ""), 0) + quantity
    return sorted(key for key, quantity in found.items() if quantity)


def sold_value(connection: Connection, since: str) -> dict[str, int]:
    """What was sold of each product from a business date on, returns taken off: minor units without tax."""
    query = (
        select(sale_line.c.sku, func.sum(sale_line.c.net))
        .join(sale, sale.c.id == sale_line.c.sale)
        .where(sale.c.business_date >= since)
        .group_by(sale_line.c.sku)
    )
    return {str(sku): int(value) for sku, value in connection.execute(query)}
