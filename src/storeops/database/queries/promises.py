"""What each number of a promise is made of, row by row: for explanations, where speed matters less than the reason."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, func, select

from storeops.database.tables import (
    customer_order,
    goods_move,
    lot,
    order_allocation,
    safety_stock,
    stock_balance,
    stock_detail,
)


def on_hand(connection: Connection, sku: str, location: str) -> tuple[int, int]:
    """What the moves of a product at a location add up to, and the figure kept for quick reading."""
    moves = goods_move.c
    quantity = func.coalesce(func.sum(moves.quantity), 0)
    arrived = connection.execute(select(quantity).where(moves.sku == sku, moves.to_location == location)).scalar_one()
    left = connection.execute(select(quantity).where(moves.sku == sku, moves.from_location == location)).scalar_one()
    kept = select(stock_balance.c.quantity).where(stock_balance.c.sku == sku, stock_balance.c.location == location)
    return int(arrived) - int(left), int(connection.execute(kept).scalar() or 0)


def held(connection: Connection, sku: str, location: str, day: str) -> list[RowMapping]:
    """Goods that are there but cannot be promised on an ISO date: not for sale, or expired. `expires` is when their lot
    did, empty where nobody said."""
    detail = stock_detail.c
    first = (
        select(func.coalesce(func.min(lot.c.expires), ""))
        .where(lot.c.sku == detail.sku, lot.c.lot == detail.lot, lot.c.expires != "")
        .correlate(stock_detail)
        .scalar_subquery()
    )
    query = (
        select(stock_detail, first.label("expires"))
        .where(detail.sku == sku, detail.location == location, detail.quantity != 0)
        .where((detail.status != "") | ((first != "") & (first < day)))
    )
    return list(connection.execute(query.order_by(detail.status, detail.bin, detail.lot, detail.serial)).mappings())


def allocated(connection: Connection, sku: str, location: str) -> list[RowMapping]:
    """The order lines that goods are allocated to, with their orders' numbers, the oldest promise first."""
    row = order_allocation.c
    query = (
        select(order_allocation, customer_order.c.number, customer_order.c.customer_name, customer_order.c.promised)
        .outerjoin(customer_order, customer_order.c.id == row.order_id)
        .where(row.sku == sku, row.location == location, row.quantity > 0)
        .order_by(customer_order.c.promised, customer_order.c.number, row.line)
    )
    return list(connection.execute(query).mappings())


def safety(connection: Connection, sku: str) -> list[RowMapping]:
    """The rows that may hold for a product."""
    query = select(safety_stock).where(safety_stock.c.sku.in_((sku, "")), safety_stock.c.deleted.is_(False))
    return list(connection.execute(query).mappings())
