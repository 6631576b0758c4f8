"""Queries of what stands ready and is in no parcel yet."""

from __future__ import annotations

from sqlalchemy import Connection, text

from storeops.database.prepared import Prepared

_UNPACKED = (
    "FROM order_open w JOIN order_allocation a ON a.order_id = w.order_id JOIN customer_order o ON o.id = w.order_id "
    "WHERE w.quantity <> 0 AND a.quantity > 0 AND a.quantity > COALESCE((SELECT h.quantity FROM order_handling h "
    "WHERE h.order_id = a.order_id AND h.line = a.line AND h.sku = a.sku AND h.location = a.location "
    "AND h.stage = 'packed'), 0) "
)
#: In no order, and with repetitions: asked for either, the planner reads the promises of all time in that order.
_AT = Prepared(text(f"SELECT a.order_id {_UNPACKED} AND a.location = :at_location"))
_PLACES = Prepared(
    text(
        f"SELECT a.location, COUNT(DISTINCT a.order_id) {_UNPACKED} AND a.location <> :at_location "
        "AND o.service <> :but_service GROUP BY a.location ORDER BY a.location"
    )
)


def unpacked(connection: Connection, location: str) -> list[str]:
    """The ids of the open orders of which something stands at a location and is in no parcel."""
    return sorted({str(row[0]) for row in _AT.all(connection, at_location=location)})


def unpacked_elsewhere(connection: Connection, location: str, but_service: str) -> list[tuple[str, int]]:
    """(location, orders) of what waits to be packed at every other location, without the orders of a service."""
    rows = _PLACES.all(connection, at_location=location, but_service=but_service)
    return [(str(place), int(count)) for place, count in rows]
