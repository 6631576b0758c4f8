"""Queries of locations, what they can do, and their bins."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, select

from storeops.database.tables import bin
from storeops.database.tables import site as _site


def site(connection: Connection, location: str) -> RowMapping | None:
    """What a location can do for an order; None where nobody said."""
    query = select(_site).where(_site.c.location == location, _site.c.deleted.is_(False))
    return connection.execute(query).mappings().one_or_none()


def bins(connection: Connection, location: str = "", code: str = "") -> list[RowMapping]:
    """Bins by location and code; of one location, or of one code wherever it is."""
    query = select(bin).where(bin.c.deleted.is_(False)).order_by(bin.c.location, bin.c.code)
    if location:
        query = query.where(bin.c.location == location)
    if code:
        query = query.where(bin.c.code == code)
    return list(connection.execute(query).mappings())
