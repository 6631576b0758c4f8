"""Everything availability is made of, read for many products at once inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import leases
from storeops.database.queries.listed import Listed, listed, run
from storeops.rules.availability import Availability, SafetyStock, safety_stock

#: Places that are no shelf: the ledger's other side (journal.projections.changes).
ELSEWHERE = frozenset({"supplier", "customer", "scrap", "difference", "transit"})
_ELSEWHERE = "('supplier', 'customer', 'scrap', 'difference', 'transit')"

_ON_HAND = listed("SELECT sku, {pairs}(location, quantity) FROM stock_balance WHERE sku {skus} GROUP BY sku")
_EXPIRED = (
    "d.lot <> '' AND EXISTS (SELECT 1 FROM lot l WHERE l.sku = d.sku AND l.lot = d.lot AND l.expires <> '' "
    "AND l.expires < {now})"
)
_HELD = listed(
    "SELECT d.sku, d.location, SUM(d.quantity) FROM stock_detail d WHERE d.sku {skus} AND (d.status <> '' OR "  # noqa: S608
    + f"{_EXPIRED}) AND d.location NOT IN {_ELSEWHERE} GROUP BY d.sku, d.location"
)
_ALLOCATED = listed(
    "SELECT sku, location, SUM(quantity) FROM order_allocation WHERE sku {skus} AND quantity > 0 GROUP BY sku, location"
)
_RESERVED = listed(
    "SELECT r.sku, r.location, SUM(r.quantity) FROM reservation r WHERE r.sku {skus} AND r.expires_at > {now} "
    "AND NOT EXISTS (SELECT 1 FROM reservation_end e WHERE e.reservation = r.fact) GROUP BY r.sku, r.location"
)
_ON_ORDER = listed(
    "SELECT l.sku, l.location, SUM(l.quantity - COALESCE((SELECT SUM(c.quantity) FROM purchase_counter c "
    "WHERE c.purchase = l.purchase AND c.line = l.line), 0)) FROM purchase_line l WHERE l.sku {skus} "
    "AND l.quantity > COALESCE((SELECT SUM(c.quantity) FROM purchase_counter c "
    "WHERE c.purchase = l.purchase AND c.line = l.line), 0) GROUP BY l.sku, l.location"
)
_IN_TRANSIT = listed(
    "SELECT l.sku, l.to_location, SUM(l.quantity - COALESCE((SELECT SUM(c.quantity) FROM transfer_counter c "
    "WHERE c.transfer = l.transfer AND c.line = l.line AND c.counter <> 'found'), 0)) FROM transfer_line l "
    "WHERE l.sku {skus} AND l.quantity > COALESCE((SELECT SUM(c.quantity) FROM transfer_counter c "
    "WHERE c.transfer = l.transfer AND c.line = l.line AND c.counter <> 'found'), 0) GROUP BY l.sku, l.to_location"
)
_FOR_SALE = listed("SELECT sku FROM product WHERE sku {skus} AND active AND NOT deleted")
_SAFETY = "SELECT sku, location, channel, quantity FROM safety_stock WHERE NOT deleted"


def read(
    connection: Connection, skus: Sequence[str], *, now: str, channel: str = "", coming: bool = False
) -> dict[tuple[str, str], Availability]:
    """Availability by (SKU, location), of every location that ever had one of these products.

    `now` is UTC text like the journal's: reservations end then, and lots that expired before its day are held. With
    `coming` goods on order and in transit are read, too, and locations that only wait for goods are listed."""
    rules = _safety(connection)
    others = [_sums(connection, _HELD, skus, now[:10]), _sums(connection, _ALLOCATED, skus)]
    leased, caps = leases.leave(connection, skus, now, channel)
    others.append(added(_sums(connection, _RESERVED, skus, now), leased))
    coming_in = [_sums(connection, statement, skus) for statement in (_ON_ORDER, _IN_TRANSIT)] if coming else [{}, {}]
    held, allocated, reserved = others
    on_order, in_transit = coming_in
    rows = _on_hand(connection, skus)
    there = {(sku, location) for sku, location, _ in rows} if any((*others, *coming_in)) else set()
    rows += [
        (*key, 0) for key in dict.fromkeys(key for sums in (*others, *coming_in) for key in sums) if key not in there
    ]
    return {
        (key := (sku, location)): Availability(
            sku,
            location,
            quantity,
            held.get(key, 0),
            allocated.get(key, 0),
            reserved.get(key, 0),
            safety_stock(rules, sku, location, channel) if rules else 0,
            on_order.get(key, 0),
            in_transit.get(key, 0),
            caps.get(key),
        )
        for sku, location, quantity in rows
    }


def for_sale(connection: Connection, skus: Sequence[str]) -> set[str]:
    """Those of these products that are in the catalogue and may be sold."""
    return {str(row[0]) for row in run(connection, _FOR_SALE, skus)}


def added(sums: dict[tuple[str, str], int], more: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The sums with more added to them: a lease is a reservation for its channel."""
    for key, quantity in more.items():
        sums[key] = sums.get(key, 0) + quantity
    return sums


def _on_hand(connection: Connection, skus: Sequence[str]) -> list[tuple[str, str, int]]:
    """(SKU, location, thousandths) of every shelf."""
    return [
        (sku, location, quantity)
        for sku, found in run(connection, _ON_HAND, skus)
        for location, quantity in (_balances(found) if isinstance(found, str) else found).items()
        if location not in ELSEWHERE
    ]


_balances = msgspec.json.Decoder(dict[str, int]).decode


def _sums(connection: Connection, statement: Listed, skus: Sequence[str], *more: object) -> dict[tuple[str, str], int]:
    return {(sku, location): int(quantity) for sku, location, quantity in run(connection, statement, skus, *more)}


def _safety(connection: Connection) -> list[SafetyStock]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_SAFETY)
        return [SafetyStock(*row) for row in cursor.fetchall()]
    finally:
        cursor.close()
