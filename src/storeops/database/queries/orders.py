"""Reading what is known of orders: counters, money, allocations, holds, and which orders are open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, func, select, text

from storeops.database.prepared import Prepared
from storeops.database.tables import (
    customer_order,
    goods_move,
    journal,
    order_allocation,
    order_counter,
    order_dispatch,
    order_document,
    order_event,
    order_field,
    order_hold,
    order_hold_end,
    order_line,
    order_money,
    order_open,
    order_payment,
    quarantine,
    quarantine_end,
)

_OF: BindParameter[str] = bindparam("of_order")
_COUNTERS = Prepared(
    select(order_counter.c.line, order_counter.c.counter, order_counter.c.quantity).where(
        order_counter.c.order_id == _OF
    )
)
_MONEY = Prepared(select(order_money.c.counter, order_money.c.quantity).where(order_money.c.order_id == _OF))
_ALLOCATIONS = Prepared(
    select(
        order_allocation.c.line, order_allocation.c.location, order_allocation.c.sku, order_allocation.c.quantity
    ).where(order_allocation.c.order_id == _OF, order_allocation.c.quantity != 0)
)
_FIELDS = Prepared(
    select(order_field.c.field, order_field.c.value)
    .where(order_field.c.order_id == _OF)
    .order_by(order_field.c.recorded_at, order_field.c.origin, order_field.c.fact)
)
UNPROMISED = customer_order.c.promised == ""
"""Orders without a promised day come after those that have one."""

_ENDED = select(order_hold_end.c.hold).where(order_hold_end.c.hold == order_hold.c.fact)
_HOLDS = Prepared(
    select(order_hold.c.fact, order_hold.c.kind, order_hold.c.reason, order_hold.c.at, order_hold.c.actor)
    .where(order_hold.c.order_id == _OF, ~_ENDED.exists())
    .order_by(order_hold.c.at, order_hold.c.fact)
)
_ORIGINS = Prepared(
    select(func.count(journal.c.origin.distinct()))
    .join(order_event, order_event.c.fact == journal.c.id)
    .where(order_event.c.order_id == _OF)
)
_DOCUMENT = Prepared(
    select(order_document.c.fact, order_document.c.digest)
    .where(order_document.c.channel == bindparam("of_channel"), order_document.c.external == bindparam("of_external"))
    .order_by(order_document.c.fact)
)
_AMENDMENTS = Prepared(
    select(order_event.c.fact)
    .where(order_event.c.order_id == _OF, order_event.c.kind == "order.amended")
    .order_by(order_event.c.recorded_at, order_event.c.fact)
)


class Standing(NamedTuple):
    """All that is known of one order."""

    counters: dict[int, dict[str, int]]
    """line -> counter -> thousandths."""
    money: dict[str, int]
    """counter -> minor units."""
    allocations: list[tuple[int, str, str, int]]
    """(line, location, SKU, thousandths) that stand ready."""
    fields: dict[str, str]
    """The changed fields, each with its latest value."""
    holds: list[tuple[str, str, str, str, str]]
    """(fact, kind, reason, at, actor) of each hold that still holds."""
    amendments: list[str]
    """The ids of the facts that amended it, in their order."""


def standing(connection: Connection, order: str) -> Standing:
    """Everything that is known of an order, asked for in one go."""
    asked = (_COUNTERS, _MONEY, _ALLOCATIONS, _FIELDS, _HOLDS, _AMENDMENTS)
    counted, sums, promised, changed, held, amended = Prepared.every(connection, asked, of_order=order)
    return Standing(
        _by_line(counted),
        {str(counter): int(amount) for counter, amount in sums},
        [(int(row[0]), str(row[1]), str(row[2]), int(row[3])) for row in promised],
        {str(field): str(value) for field, value in changed},
        [(str(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4])) for row in held],
        [str(row[0]) for row in amended],
    )


def _by_line(rows: Iterable[tuple[Any, ...]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for line, counter, quantity in rows:
        found.setdefault(int(line), {})[str(counter)] = int(quantity)
    return found


def origins(connection: Connection, order: str) -> int:
    """How many databases recorded facts of an order."""
    row = _ORIGINS.one(connection, of_order=order)
    return int(row[0]) if row else 0


def document(connection: Connection, channel: str, external: str) -> tuple[str, str] | None:
    """The order a channel's document became, and the document's digest."""
    row = _DOCUMENT.one(connection, of_channel=channel, of_external=external)
    return None if row is None else (str(row[0]), str(row[1]))


def order_of_sale(connection: Connection, sale: str) -> str:
    """The order that a sale is a dispatch of, or nothing."""
    query = select(order_dispatch.c.order_id).where(order_dispatch.c.sale == sale).limit(1)
    return str(connection.execute(query).scalar() or "")


def open_orders(connection: Connection, *, limit: int = 100_000) -> list[str]:
    """The ids of the orders with goods still to be sent, the oldest first."""
    query = (
        select(order_open.c.order_id)
        .join(customer_order, customer_order.c.id == order_open.c.order_id)
        .where(order_open.c.quantity != 0)
        .order_by(UNPROMISED, customer_order.c.promised, customer_order.c.at, customer_order.c.id)
        .limit(limit)
    )
    return [str(row.order_id) for row in connection.execute(query)]


def waiting_for(connection: Connection, skus: Iterable[str]) -> list[str]:
    """Open orders with a line of one of these products, or of a kit, by promise: the candidates for goods that came."""
    query = (
        select(customer_order.c.id)
        .join(order_open, order_open.c.order_id == customer_order.c.id)
        .join(order_line, order_line.c.order_id == customer_order.c.id)
        .where(order_open.c.quantity > 0, order_line.c.sku.in_(list(skus)) | order_line.c.kit)
        .group_by(customer_order.c.id, customer_order.c.promised, customer_order.c.at)
        .order_by(UNPROMISED, customer_order.c.promised, customer_order.c.at, customer_order.c.id)
    )
    return [str(row.id) for row in connection.execute(query)]


def row(connection: Connection, order: str) -> RowMapping | None:
    return connection.execute(select(customer_order).where(customer_order.c.id == order)).mappings().one_or_none()


def payments(connection: Connection, order: str) -> list[RowMapping]:
    """Every payment step of an order, in the order it was recorded in."""
    query = (
        select(order_payment)
        .join(journal, journal.c.id == order_payment.c.fact)
        .where(order_payment.c.order_id == order)
        .order_by(journal.c.recorded_at, journal.c.origin, journal.c.seq)
    )
    return list(connection.execute(query).mappings())


def dispatches(connection: Connection, order: str) -> list[RowMapping]:
    """Every dispatch of an order, in the order it was recorded in."""
    query = (
        select(order_dispatch)
        .join(journal, journal.c.id == order_dispatch.c.fact)
        .where(order_dispatch.c.order_id == order)
        .order_by(journal.c.recorded_at, journal.c.origin, journal.c.seq)
    )
    return list(connection.execute(query).mappings())


def events(connection: Connection, order: str) -> list[str]:
    """The id of every fact of an order, in time."""
    query = (
        select(order_event.c.fact)
        .join(journal, journal.c.id == order_event.c.fact)
        .where(order_event.c.order_id == order)
        .order_by(order_event.c.recorded_at, journal.c.origin, journal.c.seq)
    )
    return [str(row.fact) for row in connection.execute(query)]


def busy(connection: Connection) -> dict[str, int]:
    """How many orders stand ready at each location: what its capacity is measured by."""
    query = (
        select(order_allocation.c.location, func.count(order_allocation.c.order_id.distinct()))
        .where(order_allocation.c.quantity > 0)
        .group_by(order_allocation.c.location)
    )
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def customers_orders(connection: Connection, customer: str, since: str) -> tuple[int, int]:
    """How many orders a customer has placed in all, and since a moment (UTC text)."""
    if not customer:
        return 0, 0
    query = select(customer_order.c.at).where(customer_order.c.customer == customer)
    found = [str(row.at) for row in connection.execute(query)]
    return len(found), sum(at >= since for at in found)


def quarantined(connection: Connection) -> list[RowMapping]:
    """Documents nobody has settled, oldest first."""
    ended = select(quarantine_end.c.quarantine).where(quarantine_end.c.quarantine == quarantine.c.fact)
    query = select(quarantine).where(~ended.exists()).order_by(quarantine.c.at, quarantine.c.fact)
    return list(connection.execute(query).mappings())


def quarantined_before(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Those of these digests that lie in quarantine, or were settled there."""
    query = select(quarantine.c.digest).where(quarantine.c.digest.in_(list(digests)))
    return {str(row.digest) for row in connection.execute(query)}


_OVERSOLD = text(
    "SELECT a.sku, a.location, SUM(a.quantity) AS promised, COALESCE((SELECT b.quantity FROM stock_balance b "
    "WHERE b.sku = a.sku AND b.location = a.location), 0) - COALESCE((SELECT SUM(d.quantity) FROM stock_detail d "
    "WHERE d.sku = a.sku AND d.location = a.location AND d.status <> ''), 0) AS there "
    "FROM order_allocation a WHERE a.quantity > 0 GROUP BY a.sku, a.location ORDER BY a.sku, a.location"
)


def oversold(connection: Connection) -> list[tuple[str, str, int, int]]:
    """(SKU, location, promised, there) where more is promised than lies there and may be sent."""
    rows = connection.execute(_OVERSOLD).all()
    return [(str(r[0]), str(r[1]), int(r[2]), int(r[3])) for r in rows if int(r[2]) > int(r[3])]


_CONTRADICTED = text(
    "SELECT order_id FROM order_open WHERE quantity < 0 UNION "
    "SELECT order_id FROM order_allocation WHERE quantity < 0 UNION "
    "SELECT a.order_id FROM order_allocation a JOIN order_open o ON o.order_id = a.order_id "
    "WHERE a.quantity > 0 AND o.quantity <= 0 UNION "
    "SELECT order_id FROM (SELECT order_id, line, "
    "SUM(CASE counter WHEN 'ordered' THEN quantity WHEN 'reinstated' THEN quantity WHEN 'cancelled' THEN -quantity "
    "WHEN 'shipped' THEN -quantity ELSE 0 END) AS still, "
    "SUM(CASE counter WHEN 'allocated' THEN quantity WHEN 'deallocated' THEN -quantity WHEN 'shipped' THEN -quantity "
    "ELSE 0 END) AS ready, "
    "SUM(CASE counter WHEN 'shipped' THEN quantity WHEN 'returned' THEN -quantity ELSE 0 END) AS gone "
    "FROM order_counter GROUP BY order_id, line) AS lines WHERE gone < 0 OR still < 0 OR ready > still AND ready > 0 "
    "UNION SELECT order_id FROM (SELECT order_id, SUM(CASE counter WHEN 'paid' THEN quantity WHEN 'captured' THEN "
    "quantity WHEN 'refunded' THEN -quantity ELSE 0 END) AS kept FROM order_money GROUP BY order_id) AS sums "
    "WHERE kept < 0 UNION SELECT order_id FROM (SELECT order_id, SUM(CASE counter WHEN 'paid' THEN quantity "
    "WHEN 'captured' THEN quantity WHEN 'total' THEN -quantity WHEN 'reinstated' THEN -quantity ELSE 0 END) AS over, "
    "SUM(CASE counter WHEN 'dispatched' THEN quantity WHEN 'cancelled' THEN quantity WHEN 'total' THEN -quantity "
    "WHEN 'reinstated' THEN -quantity ELSE 0 END) AS difference FROM order_money GROUP BY order_id) AS sums "
    "WHERE over > 0 OR (difference <> 0 AND 1 < (SELECT COUNT(DISTINCT j.origin) FROM order_event e JOIN journal j "
    "ON j.id = e.fact WHERE e.order_id = sums.order_id)) ORDER BY order_id"
)

_PLACED_TWICE = text(
    "SELECT d.channel, d.external, d.fact, c.number FROM order_document d JOIN customer_order c ON c.id = d.fact "
    "WHERE EXISTS (SELECT 1 FROM order_document o WHERE o.channel = d.channel AND o.external = d.external "
    "AND o.fact <> d.fact) AND (EXISTS (SELECT 1 FROM order_open p WHERE p.order_id = d.fact AND p.quantity > 0) "
    "OR EXISTS (SELECT 1 FROM order_counter s WHERE s.order_id = d.fact AND s.counter = 'shipped')) "
    "ORDER BY d.channel, d.external, c.number"
)


def placed_twice(connection: Connection) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(channel, external) -> (order, number) of each order that one document of a channel became and that is still to
    be sent, or was: two databases took it."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in connection.execute(_PLACED_TWICE):
        found.setdefault((str(row[0]), str(row[1])), []).append((str(row[2]), str(row[3])))
    return {document: orders for document, orders in found.items() if len(orders) > 1}


def contradicted(connection: Connection) -> list[str]:
    """The ids of orders whose counters contradict each other, for `rules.orders.status.contradictions` to name."""
    return [str(row[0]) for row in connection.execute(_CONTRADICTED)]


def placed_between(connection: Connection, first: str, last: str) -> list[str]:
    """The ids of the orders placed on these days (ISO dates, both included), in time."""
    query = select(customer_order.c.id).where(
        func.substr(customer_order.c.at, 1, 10) >= first, func.substr(customer_order.c.at, 1, 10) <= last
    )
    return [str(row.id) for row in connection.execute(query.order_by(customer_order.c.at, customer_order.c.id))]


def taken_by(connection: Connection, orders: Sequence[str]) -> list[tuple[str, str, int]]:
    """(SKU, location, thousandths) that these orders hold, and that were sent for them."""
    found: list[tuple[str, str, int]] = []
    for start in range(0, len(orders), 5000):
        some = list(orders[start : start + 5000])
        held = select(order_allocation.c.sku, order_allocation.c.location, order_allocation.c.quantity).where(
            order_allocation.c.order_id.in_(some), order_allocation.c.quantity > 0
        )
        sent = (
            select(goods_move.c.sku, goods_move.c.from_location, goods_move.c.quantity)
            .join(order_dispatch, order_dispatch.c.sale == goods_move.c.fact)
            .where(order_dispatch.c.order_id.in_(some))
        )
        for query in (held, sent):
            found.extend((str(row[0]), str(row[1]), int(row[2])) for row in connection.execute(query))
    return found
