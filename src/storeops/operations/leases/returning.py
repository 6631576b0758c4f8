"""Leases that are over, at the centre: what their store never confirmed is taken back, and sourced anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import leases as queries
from storeops.journal.facts import DrawSettled, LeaseDraw
from storeops.journal.facts.orders import Allocation
from storeops.operations.orders import allocation, shortage
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules import leases as rules
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.leases import Lease
from storeops.rules.orders.lines import takes
from storeops.store import Store

REASON = "the store did not confirm it before its lease was over"


def take_back(shop: Store, *, most: int = 1000) -> tuple[str, ...]:
    """Take back every draw that was not confirmed in time, and source its order from elsewhere; returns the orders,
    `most` of them at once.

    Each order is a transaction of its own. At a store nothing is taken back."""
    with shop.read() as connection:
        if not queries.is_centre(connection):
            return ()
        late = _late(connection, queries.unsettled(connection, shop.now()), shop.now())
    orders = tuple(dict.fromkeys(str(row["order_id"]) for row, _ in late))[:most]
    return tuple(order for order in orders if _take_back(shop, order))


def _late(connection: Connection, rows: Sequence[RowMapping], now: datetime) -> list[tuple[RowMapping, Lease]]:
    leases = {one.lease.id: one.lease for one in queries.named(connection, sorted({row["lease"] for row in rows}))}
    found = [(row, leases[row["lease"]]) for row in rows if row["lease"] in leases]
    return [(row, lease) for row, lease in found if rules.over(lease, now)]


def _take_back(shop: Store, order: str) -> bool:
    with shop.write() as tx:
        rows = [row for row in queries.unsettled(tx.connection, tx.now) if row["order_id"] == order]
        late = _late(tx.connection, rows, tx.now)
        if not late:
            return False  # confirmed, or taken back by another process meanwhile
        state = by_id(tx.connection, order)
        standing = _standing(state, late)
        if standing:
            allocation.give_back(tx, order, standing, REASON)
        for row, lease in late:
            part = LeaseDraw(lease=lease.id, quantity=row["quantity"])
            tx.record(DrawSettled(order=order, draw=row["draw"], outcome="taken back", draws=(part,)))
        if standing:
            shortage.source(tx, order)
        return True


def _standing(state: OrderState, late: Sequence[tuple[RowMapping, Lease]]) -> list[Allocation]:
    """The promises that these draws were for, as far as they still stand: in units of their lines, kits whole."""
    left: dict[tuple[str, str], Thousandths] = {}
    for row, lease in late:
        key = (lease.sku, lease.location)
        left[key] = left.get(key, 0) + row["quantity"]
    found: list[Allocation] = []
    for line in state.goods:
        each = dict(takes(line, ONE))
        for one in state.standing(line):
            wanted = [-(-left.get((sku, one.location), 0) * ONE // of) for sku, of in each.items()]
            units = min(one.quantity, max(wanted, default=0))
            if line.parts:
                units = min(one.quantity, -(-units // ONE) * ONE)
            if units <= 0:
                continue
            parts = takes(line, units)
            found.append(Allocation(line=line.line, quantity=units, location=one.location, parts=parts))
            for sku, quantity in parts:
                left[sku, one.location] = left.get((sku, one.location), 0) - quantity
    return found
