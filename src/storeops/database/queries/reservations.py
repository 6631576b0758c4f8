"""Queries of reservations: soft promises that end by themselves."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, select

from storeops.database.tables import journal, reservation, reservation_end


def running(connection: Connection, now: str, *, sku: str = "", location: str = "") -> list[RowMapping]:
    """The lines of reservations that hold at `now` (UTC text), the first to end first."""
    row = reservation.c
    query = (
        select(reservation, journal.c.recorded_at, journal.c.actor)
        .join(journal, journal.c.id == row.fact)
        .outerjoin(reservation_end, reservation_end.c.reservation == row.fact)
        .where(row.expires_at > now, reservation_end.c.fact.is_(None))
        .order_by(row.expires_at, row.fact, row.line)
    )
    if sku:
        query = query.where(row.sku == sku)
    if location:
        query = query.where(row.location == location)
    return list(connection.execute(query).mappings())


def lines(connection: Connection, id: str) -> list[RowMapping]:
    """The lines of one reservation, running or not."""
    query = select(reservation).where(reservation.c.fact == id).order_by(reservation.c.line)
    return list(connection.execute(query).mappings())


def ended(connection: Connection, id: str) -> bool:
    """Whether it was given back, or became an order."""
    query = select(reservation_end.c.fact).where(reservation_end.c.reservation == id).limit(1)
    return connection.execute(query).one_or_none() is not None


def found(connection: Connection, start: str) -> list[str]:
    """The ids of reservations that begin like this."""
    query = select(reservation.c.fact).where(reservation.c.fact.startswith(start, autoescape=True)).distinct().limit(3)
    return [str(row.fact) for row in connection.execute(query.order_by(reservation.c.fact))]
