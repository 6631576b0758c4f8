"""Queries about tax rates: what is sold without any."""

from __future__ import annotations

from sqlalchemy import Connection, exists, func, select

from storeops.database.tables import product, tax_rate

EXEMPT = "exempt"
"""The one tax class that has no rate on purpose."""


def has_rates(connection: Connection) -> bool:
    """Whether the shop knows any tax rate."""
    return connection.execute(select(tax_rate.c.code).where(tax_rate.c.deleted.is_(False)).limit(1)).first() is not None


def classes_sold(connection: Connection, day: str) -> list[tuple[str, int, bool]]:
    """Tax classes of the products for sale: name, how many products, and whether it has a rate on a day (ISO date)."""
    rated = exists().where(
        tax_rate.c.tax_class == product.c.tax_class,
        tax_rate.c.valid_from <= day,
        (tax_rate.c.valid_to == "") | (tax_rate.c.valid_to >= day),
        tax_rate.c.deleted.is_(False),
    )
    sold = (
        select(product.c.tax_class, func.count().label("products"))
        .where(product.c.active.is_(True), product.c.deleted.is_(False), product.c.tax_class != EXEMPT)
        .group_by(product.c.tax_class)
        .order_by(product.c.tax_class)
    )
    with_rate = set(connection.execute(select(product.c.tax_class).distinct().where(rated)).scalars())
    return [(name, int(count), name in with_rate) for name, count in connection.execute(sold)]


def untaxed_products(connection: Connection, day: str) -> int:
    """How many products for sale have a class without a rate on a day: they are sold without tax."""
    return sum(count for _, count, rated in classes_sold(connection, day) if not rated)
