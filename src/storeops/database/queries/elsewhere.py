"""Stock of other stores: summed up at the centre, told to the tills, shown there with the time it was so.

At the centre (PostgreSQL) a roll-up looks through the journal for what moved since the last one, and stamps what is
different now with a number. Roll-ups take turns, so that numbers are committed in their order, and a till that
remembers the last one it got misses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from storeops.database.queries import availability, feed
from storeops.database.tables import location, stock_elsewhere

TOLD_AT = "centre.stock_at"
"""The local value of a till that says when what it was told was so (UTC)."""
_TURN = "SELECT pg_advisory_xact_lock(5512, 0)"
#: What may be otherwise than it was told: what moved, and what is promised or was. The first time, everything.
_CHANGED = """
SELECT DISTINCT m.sku FROM journal j JOIN goods_move m ON m.fact = j.id
    WHERE j.store = ANY(%(stores)s) AND j.xid >= %(since)s::xid8 AND j.xid < %(end)s::xid8 AND %(since)s <> '0'
UNION SELECT sku FROM stock_balance WHERE %(since)s = '0'
UNION SELECT sku FROM order_allocation WHERE quantity > 0
UNION SELECT r.sku FROM reservation r WHERE r.expires_at > %(now)s
    AND NOT EXISTS (SELECT 1 FROM reservation_end e WHERE e.reservation = r.fact)
UNION SELECT sku FROM stock_told WHERE on_hand <> available
"""
_TELL = """
INSERT INTO stock_told (sku, location, on_hand, available, stamp)
SELECT sku, location, on_hand, available, %(stamp)s
    FROM unnest(%(skus)s::text[], %(locations)s::text[], %(on_hand)s::bigint[], %(available)s::bigint[])
    AS now (sku, location, on_hand, available)
ON CONFLICT (sku, location) DO UPDATE
    SET on_hand = excluded.on_hand, available = excluded.available, stamp = excluded.stamp
    WHERE (stock_told.on_hand, stock_told.available) <> (excluded.on_hand, excluded.available)
"""
_PAGE = """
SELECT t.stamp, t.sku, t.location, t.on_hand, t.available FROM stock_told t JOIN location l ON l.code = t.location
WHERE l.store <> %(store)s AND (t.stamp, t.sku, t.location) > (%(stamp)s, %(sku)s, %(location)s)
ORDER BY t.stamp, t.sku, t.location LIMIT %(limit)s
"""


class Told(NamedTuple):
    """A place in what tills are told: behind this product at this location."""

    stamp: int
    sku: str
    location: str


class Rolled(NamedTuple):
    """How far the last roll-up came, and when it was (UTC)."""

    xid: str
    at: str


def rolled(connection: Connection) -> Rolled:
    with _cursor(connection) as cursor:
        xid, at = cursor.execute("SELECT xid::text, at FROM stock_rolled").fetchone()
    return Rolled(xid, at)


def changed(connection: Connection, since: str, end: feed.Place, now: str) -> list[str]:
    """The products that may have changed behind transaction `since` up to `end`."""
    with _cursor(connection) as cursor:
        stores = [row[0] for row in cursor.execute("SELECT code FROM store").fetchall()]
        values = {"stores": stores, "since": since, "end": str(end.xid), "now": now}
        return sorted(row[0] for row in cursor.execute(_CHANGED, values).fetchall())


def tell(connection: Connection, skus: Sequence[str], now: str) -> None:
    """Stamp what of these products is otherwise than it was told."""
    with _cursor(connection) as cursor:
        cursor.execute(_TURN)
        (stamp,) = cursor.execute("UPDATE stock_rolled SET stamp = stamp + 1 RETURNING stamp").fetchone()
    found = list(availability.read(connection, skus, now=now).values())
    values = {
        "stamp": stamp,
        "skus": [one.sku for one in found],
        "locations": [one.location for one in found],
        "on_hand": [one.on_hand for one in found],
        "available": [one.atp for one in found],
    }
    with _cursor(connection) as cursor:
        cursor.execute(_TELL, values)


def roll_on(connection: Connection, end: feed.Place, now: str) -> None:
    """All that was recorded before `end` was told; another roll-up may have come further meanwhile."""
    with _cursor(connection) as cursor:
        cursor.execute(_TURN)
        cursor.execute("UPDATE stock_rolled SET at = %s", (now,))
        cursor.execute("UPDATE stock_rolled SET xid = %s WHERE xid < %s::xid8", (str(end.xid), str(end.xid)))


def page(connection: Connection, store: str, after: Told, limit: int) -> list[tuple[Told, int, int]]:
    """What a till of this store is told next: place, thousandths on hand, thousandths available."""
    with _cursor(connection) as cursor:
        rows = cursor.execute(_PAGE, {"store": store, "limit": limit, **after._asdict()}).fetchall()
    return [(Told(stamp, sku, at), on_hand, available) for stamp, sku, at, on_hand, available in rows]


def put(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """At a till: what the centre told."""
    insert = (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(stock_elsewhere)
    keys = ["sku", "location"]
    values = {name: insert.excluded[name] for name in ("on_hand", "available", "as_of")}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=values), list(rows))


def of_product(connection: Connection, sku: str) -> list[Row[Any]]:
    """At a till: what it was told of a product, with the places' names; where there is none is left out."""
    query = (
        select(stock_elsewhere, location.c.name)
        .join_from(stock_elsewhere, location, location.c.code == stock_elsewhere.c.location, isouter=True)
        .where(stock_elsewhere.c.sku == sku, (stock_elsewhere.c.on_hand != 0) | (stock_elsewhere.c.available != 0))
        .order_by(stock_elsewhere.c.location)
    )
    return list(connection.execute(query))


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
