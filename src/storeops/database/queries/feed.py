"""The centre's feed: what a store is to learn that others recorded, in an order that nothing can be slipped into later.

Only on PostgreSQL. Every fact bears the number of the transaction that wrote it (`xid`). Transactions end in another
order than they began, so whoever remembers the last position it saw misses what an earlier one commits later. Below the
oldest transaction that still runs nothing can appear any more: the feed ends there, sorted by (xid, position)."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection

from storeops.rules.chains import Link

BUCKETS = 1024
"""Orders share this many locks: one transaction may touch ten thousand orders, and a server has only so many locks."""
_LOCK = "SELECT pg_advisory_xact_lock(5511, bucket) FROM unnest(%s::int[]) AS bucket"

#: The stores that an order concerns: which took it, which it is or was to be sent or collected from. What another
#: store recorded of it is delivered there, once; also what had been recorded before it became that store's concern.
_DELIVER = """
WITH concern AS (
    SELECT a.order_id, l.store FROM order_allocation a JOIN location l ON l.code = a.location
        WHERE a.order_id = ANY(%(orders)s)
    UNION SELECT o.id, l.store FROM customer_order o JOIN location l ON l.code = o.pickup_location
        WHERE o.id = ANY(%(orders)s)
    UNION SELECT f.order_id, l.store FROM order_field f JOIN location l ON l.code = f.value
        WHERE f.order_id = ANY(%(orders)s) AND f.field = 'pickup_location'
    UNION SELECT o.id, o.store FROM customer_order o WHERE o.id = ANY(%(orders)s)
)
INSERT INTO delivery (store, fact, position)
SELECT DISTINCT c.store, j.id, j.position
FROM concern c JOIN order_event e ON e.order_id = c.order_id JOIN journal j ON j.id = e.fact
WHERE j.store <> c.store
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.fact = j.id AND d.store = c.store)
"""

#: Facts that were taken without effect because nobody vouches for them have none elsewhere either.
_TRUSTED = (
    "NOT EXISTS (SELECT 1 FROM parked p WHERE p.chain = j.origin AND p.seq = j.seq "
    "AND p.code IN ('revoked', 'other-store') AND p.settled <> 'retried')"
)
_COLUMNS = "j.origin, j.seq, j.previous_hash, j.hash, j.body"
_PAGE = f"""
SELECT xid::text, position, origin, seq, previous_hash, hash, body, found FROM (
    SELECT both_kinds.*, count(*) OVER () AS found, row_number() OVER feed AS place,
        sum(octet_length(body)) OVER feed AS size
    FROM (
        (SELECT j.xid, j.position, {_COLUMNS} FROM journal j
            WHERE j.store = %(store)s AND (j.xid, j.position) > (%(xid)s::xid8, %(position)s)
                AND j.xid < %(horizon)s::xid8 AND j.origin <> %(but)s AND {_TRUSTED}
            ORDER BY j.xid, j.position LIMIT %(limit)s)
        UNION ALL
        (SELECT d.xid, d.position, {_COLUMNS} FROM delivery d JOIN journal j ON j.id = d.fact
            WHERE d.store = %(store)s AND (d.xid, d.position) > (%(xid)s::xid8, %(position)s)
                AND d.xid < %(horizon)s::xid8 AND j.origin <> %(but)s AND {_TRUSTED}
            ORDER BY d.xid, d.position LIMIT %(limit)s)
        ORDER BY 1, 2 LIMIT %(limit)s
    ) AS both_kinds
    WINDOW feed AS (ORDER BY xid, position)
) AS counted
WHERE place = 1 OR size <= %(size)s
ORDER BY counted.xid, position
"""  # noqa: S608  # own words


class Place(NamedTuple):
    """A place in the feed: behind this fact of this transaction."""

    xid: int
    position: int


BEGINNING = Place(0, 0)


class Fed(NamedTuple):
    """A fact of the feed."""

    place: Place
    chain: str
    link: Link


def deliver(connection: Connection, orders: Collection[str]) -> None:
    """Note which stores are to learn the facts of these orders. Called with every change of an order, in its own
    transaction.

    Of two transactions that change one order neither sees what the other wrote: each would leave it to the other to
    deliver. So they take turns, from here to their end."""
    if connection.dialect.name == "sqlite":
        return
    names = sorted(orders)
    buckets = sorted({zlib.crc32(name.encode()) % BUCKETS for name in names})
    with _cursor(connection) as cursor:
        cursor.execute(_LOCK, (buckets,))
        cursor.execute(_DELIVER, {"orders": names})


def deliver_again(connection: Connection, chain: str, seq: int) -> None:
    """Feed a fact to its own store now: a person gave it the effect that it was refused when it came. SQLite feeds
    nobody."""
    if connection.dialect.name == "sqlite":
        return
    with _cursor(connection) as cursor:
        cursor.execute(
            "INSERT INTO delivery (store, fact, position) SELECT store, id, position FROM journal "
            "WHERE origin = %s AND seq = %s",
            (chain, seq),
        )


def horizon(connection: Connection) -> Place:
    """Where the feed ends now: everything below was committed, or never will be."""
    with _cursor(connection) as cursor:
        row = cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
    return Place(int(row[0]), 0)


def page(
    connection: Connection, store: str, after: Place, end: Place, *, but: str, limit: int, size: int
) -> tuple[list[Fed], bool]:
    """The next facts for a store behind a place of the feed and before `end`, and whether there are more: at most
    `limit` of them and `size` bytes, but one at least. `but` is a chain that is left out."""
    values: dict[str, Any] = {
        "store": store,
        "xid": str(after.xid),
        "position": after.position,
        "horizon": str(end.xid),
        "but": but,
        "limit": limit,
        "size": size,
    }
    with _cursor(connection) as cursor:
        rows = cursor.execute(_PAGE, values).fetchall()
    facts = [
        Fed(Place(int(xid), position), chain, Link(seq, bytes(body), bytes(previous), bytes(digest)))
        for xid, position, chain, seq, previous, digest, body, _ in rows
    ]
    return facts, bool(rows) and (rows[0][7] == limit or rows[0][7] > len(rows))


def restamp(connection: Connection) -> None:
    """Give every fact the number of this transaction: after a dump was read into another server, whose transactions
    count from elsewhere. The centre's generation must be renewed with it."""
    with _cursor(connection) as cursor:
        for table in ("journal", "delivery"):
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN xid TYPE xid8 USING pg_current_xact_id()")


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
