"""Queries of the goods ledger."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storeops.database.tables import stock_balance


def on_hand(connection: Connection, sku: str) -> dict[str, int]:
    """Thousandths of a product at each location the ledger knows, the places that are no shelf included."""
    query = select(stock_balance.c.location, stock_balance.c.quantity).where(stock_balance.c.sku == sku)
    return {row.location: int(row.quantity) for row in connection.execute(query.order_by(stock_balance.c.location))}
