"""Queries of how products are handled: tracking, kits, what a supplier asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, select

from storeops.database.prepared import Prepared
from storeops.database.tables import product_handling, supplier, supplier_product


def handling(connection: Connection, sku: str) -> RowMapping | None:
    """How a product is handled; None where nobody said."""
    query = select(product_handling).where(product_handling.c.sku == sku, product_handling.c.deleted.is_(False))
    return connection.execute(query).mappings().one_or_none()


def trackings(connection: Connection, skus: Sequence[str]) -> dict[str, str]:
    """lot or serial, of those of these products that are tracked."""
    table = product_handling.c
    query = select(table.sku, table.tracking).where(table.sku.in_(skus), table.deleted.is_(False), table.tracking != "")
    return {row.sku: row.tracking for row in connection.execute(query)}


_TRACKING = Prepared(
    select(product_handling.c.tracking).where(
        product_handling.c.sku == bindparam("of_sku"), product_handling.c.deleted.is_(False)
    )
)


def tracking(connection: Connection, sku: str) -> str:
    """lot, serial, or nothing for a product that is not tracked."""
    row = _TRACKING.one(connection, of_sku=sku)
    return str(row[0]) if row else ""


def supplier_row(connection: Connection, code: str) -> RowMapping | None:
    query = select(supplier).where(supplier.c.code == code, supplier.c.deleted.is_(False))
    return connection.execute(query).mappings().one_or_none()


def suppliers(connection: Connection) -> list[RowMapping]:
    query = select(supplier).where(supplier.c.deleted.is_(False)).order_by(supplier.c.code)
    return list(connection.execute(query).mappings())


def supplied(connection: Connection, code: str) -> dict[str, RowMapping]:
    """What a supplier sells, by SKU."""
    table = supplier_product
    query = select(table).where(table.c.supplier == code, table.c.deleted.is_(False)).order_by(table.c.sku)
    return {row["sku"]: row for row in connection.execute(query).mappings()}


def listed(connection: Connection, table: Table, **key: Any) -> list[RowMapping]:
    """The rows of a table of reference data with these values, by primary key."""
    query = select(table).where(table.c.deleted.is_(False), *(table.c[name] == value for name, value in key.items()))
    return list(connection.execute(query.order_by(*table.primary_key.columns)).mappings())
