"""Finding one product fast: by barcode, by SKU; with the price that is valid on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, text

from storeops.database.prepared import Prepared
from storeops.database.tables import department, price, product, tax_rate

_COLUMNS = "p.sku, p.name, p.department, p.tax_class, p.unit, p.active, p.stocked, p.cost"

_PRICE = (
    "(SELECT r.amount FROM price r WHERE r.sku = p.sku AND r.price_list = :price_list AND r.valid_from <= :day"
    " AND (r.valid_to = '' OR r.valid_to >= :day) AND NOT r.deleted ORDER BY r.valid_from DESC LIMIT 1) AS price"
)

#: How the goods are handled, beside the product itself so that a plain one costs no query more: what it is tracked by,
#: whether it is a kit, and whether any of it lies in a bin, under a lot or serial number, or under a status.
_HANDLING = (
    "COALESCE((SELECT h.tracking FROM product_handling h WHERE h.sku = p.sku AND NOT h.deleted), '') AS tracking,"
    " EXISTS (SELECT 1 FROM kit_part k WHERE k.kit = p.sku AND NOT k.deleted) AS kit,"
    " EXISTS (SELECT 1 FROM stock_detail d WHERE d.sku = p.sku AND d.quantity <> 0) AS detailed"
)

_BY_BARCODE = Prepared(
    text(
        f"SELECT {_COLUMNS}, b.code AS barcode, b.quantity AS pack, {_PRICE}, {_HANDLING} "  # noqa: S608  # own column names
        "FROM barcode b JOIN product p ON p.sku = b.sku WHERE b.code = :code AND NOT b.deleted AND NOT p.deleted"
    )
)
_BY_SKU = Prepared(
    text(
        f"SELECT {_COLUMNS}, '' AS barcode, 1000 AS pack, {_PRICE}, {_HANDLING} "  # noqa: S608  # own column names
        "FROM product p WHERE p.sku = :code AND NOT p.deleted"
    )
)
_BY_SKUS = text(
    f"SELECT {_COLUMNS}, '' AS barcode, 1000 AS pack, {_PRICE}, {_HANDLING} "  # noqa: S608  # own column names
    "FROM product p WHERE p.sku IN :codes AND NOT p.deleted"
).bindparams(bindparam("codes", expanding=True))

_TAX_COMPONENTS = Prepared(
    select(tax_rate.c.code, tax_rate.c.rate)
    .where(
        tax_rate.c.tax_class == bindparam("of_class"),
        tax_rate.c.valid_from <= bindparam("day"),
        (tax_rate.c.valid_to == "") | (tax_rate.c.valid_to >= bindparam("day")),
        tax_rate.c.deleted.is_(False),
    )
    .order_by(tax_rate.c.code, tax_rate.c.valid_from)
)


_LOWEST = Prepared(
    select(func.min(price.c.amount)).where(
        price.c.sku == bindparam("of_sku"), price.c.valid_from <= bindparam("day"), price.c.deleted.is_(False)
    )
)


class ProductRow(NamedTuple):
    """A product as the till needs it. `price` is of one unit, None where none is valid; `pack` is what the scanned
    barcode names, in thousandths of the unit."""

    sku: str
    name: str
    department: str
    tax_class: str
    unit: str
    active: bool
    stocked: bool
    cost: int
    barcode: str
    pack: int
    price: int | None
    tracking: str = ""
    """Empty, lot or serial."""
    kit: bool = False
    detailed: bool = False
    """Some of it lies in a bin, under a lot or serial number, or under a status."""


def by_barcode(connection: Connection, code: str, day: str, price_list: str = "") -> ProductRow | None:
    """The product a barcode (in the form of rules.barcodes.key) names on this day."""
    return _one(connection, _BY_BARCODE, code, day, price_list)


def by_sku(connection: Connection, sku: str, day: str, price_list: str = "") -> ProductRow | None:
    return _one(connection, _BY_SKU, sku, day, price_list)


def lowest_price(connection: Connection, sku: str, day: str) -> int | None:
    """The lowest price a product ever had, in any price list, up to this day; None where it never had one."""
    row = _LOWEST.one(connection, of_sku=sku, day=day)
    return None if row is None or row[0] is None else int(row[0])


def by_skus(connection: Connection, skus: Sequence[str], day: str, price_list: str = "") -> list[ProductRow]:
    """These products, in the order of the SKUs given; those not known are left out."""
    found = connection.execute(_BY_SKUS, {"codes": list(skus), "day": day, "price_list": price_list})
    rows = {row.sku: _row(row) for row in found}
    return [rows[sku] for sku in skus if sku in rows]


def _one(connection: Connection, query: Prepared, code: str, day: str, price_list: str) -> ProductRow | None:
    row = query.one(connection, code=code, day=day, price_list=price_list)
    return None if row is None else _row(row)


def _row(row: Iterable[object]) -> ProductRow:
    made = ProductRow(*row)  # type: ignore[arg-type]  # the columns above, in that order
    return made._replace(
        active=bool(made.active), stocked=bool(made.stocked), kit=bool(made.kit), detailed=bool(made.detailed)
    )


def tax_components(connection: Connection, tax_class: str, day: str) -> list[tuple[str, str]]:
    """code and rate (percent, decimal text) of each component of a tax class that is valid on a day."""
    rates = _TAX_COMPONENTS.all(connection, of_class=tax_class, day=day)
    latest: dict[str, str] = dict(rates)
    return sorted(latest.items())


def departments(connection: Connection) -> dict[str, str]:
    """Names of departments by code."""
    query = select(department.c.code, department.c.name).where(department.c.deleted.is_(False))
    return {row.code: row.name for row in connection.execute(query)}


def exists(connection: Connection, sku: str) -> bool:
    return connection.execute(select(product.c.sku).where(product.c.sku == sku)).one_or_none() is not None
