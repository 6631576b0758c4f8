"""Queries of transfers between locations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, case, func, select

from storeops.database.tables import transfer, transfer_counter, transfer_line


def row(connection: Connection, id: str) -> RowMapping:
    return connection.execute(select(transfer).where(transfer.c.id == id)).mappings().one()


def rows(connection: Connection, *, location: str = "", only_open: bool = False, limit: int = 500) -> list[RowMapping]:
    """Transfers, the latest first; those from or to a location; with `only_open` what is on its way."""
    query = select(transfer).order_by(transfer.c.at.desc(), transfer.c.id.desc()).limit(limit)
    if location:
        query = query.where((transfer.c.from_location == location) | (transfer.c.to_location == location))
    if only_open:
        counted, line = transfer_counter.c, transfer_line.c
        # What was found beyond what was sent is among what was received, too.
        signed = case((counted.counter == "found", -counted.quantity), else_=counted.quantity)
        done = (
            select(func.coalesce(func.sum(signed), 0))
            .where(counted.transfer == line.transfer, counted.line == line.line)
            .scalar_subquery()
        )
        query = query.where(transfer.c.id.in_(select(line.transfer).where(line.quantity > done)))
    return list(connection.execute(query).mappings())


def lines(connection: Connection, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    """The lines of these transfers, by transfer."""
    query = select(transfer_line).where(transfer_line.c.transfer.in_(ids))
    found: dict[str, list[RowMapping]] = {}
    for line in connection.execute(query.order_by(transfer_line.c.transfer, transfer_line.c.line)).mappings():
        found.setdefault(line["transfer"], []).append(line)
    return found


def counters(connection: Connection, ids: Sequence[str]) -> Mapping[tuple[str, int, str], int]:
    """What arrived, was lost and was found: by transfer, line and counter."""
    query = select(transfer_counter).where(transfer_counter.c.transfer.in_(ids))
    return {(row.transfer, row.line, row.counter): int(row.quantity) for row in connection.execute(query)}


def of_sku(connection: Connection, sku: str, location: str = "") -> list[RowMapping]:
    """The lines of a product with their transfers, the oldest first; those to a location."""
    query = (
        select(transfer_line, transfer.c.number, transfer.c.from_location, transfer.c.at)
        .join(transfer, transfer.c.id == transfer_line.c.transfer)
        .where(transfer_line.c.sku == sku)
        .order_by(transfer.c.at, transfer.c.number, transfer_line.c.line)
    )
    if location:
        query = query.where(transfer_line.c.to_location == location)
    return list(connection.execute(query).mappings())
