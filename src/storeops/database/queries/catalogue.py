"""The catalogue in quantity: what is there for many products at once, and writing many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select, text

from storeops.database.tables import barcode, department, drawer_close, drawer_session, price, product, stock_balance
from storeops.database.tables import tax_rate as rates

_PUT_PRODUCTS = text(
    "INSERT INTO product (sku, name, department, tax_class, unit, active, stocked, cost, revision, deleted) "
    "VALUES (:sku, :name, :department, :tax_class, :unit, :active, :stocked, :cost, :revision, false) "
    "ON CONFLICT (sku) DO UPDATE SET name = excluded.name, department = excluded.department, "
    "tax_class = excluded.tax_class, unit = excluded.unit, active = excluded.active, stocked = excluded.stocked, "
    "cost = excluded.cost, revision = excluded.revision, deleted = false"
)
_PUT_PRICES = text(
    "INSERT INTO price (sku, price_list, valid_from, valid_to, amount, revision, deleted) "
    "VALUES (:sku, '', :valid_from, '', :amount, :revision, false) "
    "ON CONFLICT (sku, price_list, valid_from) DO UPDATE SET valid_to = '', amount = excluded.amount, "
    "revision = excluded.revision, deleted = false"
)
_PUT_BARCODES = text(
    "INSERT INTO barcode (code, sku, quantity, revision, deleted) VALUES (:code, :sku, :quantity, :revision, false) "
    "ON CONFLICT (code) DO UPDATE SET sku = excluded.sku, quantity = excluded.quantity, "
    "revision = excluded.revision, deleted = false"
)
_PUT_DEPARTMENTS = text(
    "INSERT INTO department (code, name, revision, deleted) VALUES (:code, :code, :revision, false) "
    "ON CONFLICT (code) DO UPDATE SET name = excluded.name, revision = excluded.revision, deleted = false"
)

_PRODUCTS = select(product).where(product.c.sku.in_(bindparam("skus", expanding=True)))
_PRICES = select(price.c.sku, price.c.valid_from, price.c.valid_to, price.c.amount).where(
    price.c.sku.in_(bindparam("skus", expanding=True)), price.c.price_list == "", price.c.deleted.is_(False)
)
_CODES = (
    select(barcode.c.code, barcode.c.sku, barcode.c.quantity)
    .join_from(barcode, product, product.c.sku == barcode.c.sku)
    .where(
        barcode.c.code.in_(bindparam("codes", expanding=True)),
        barcode.c.deleted.is_(False),
        product.c.deleted.is_(False),
    )
)
_SINGLE = (
    select(barcode.c.sku, func.min(barcode.c.code).label("code"))
    .where(
        barcode.c.sku.in_(bindparam("skus", expanding=True)), barcode.c.quantity == 1000, barcode.c.deleted.is_(False)
    )
    .group_by(barcode.c.sku)
)
_ON_HAND = select(stock_balance.c.sku, stock_balance.c.quantity).where(
    stock_balance.c.sku.in_(bindparam("skus", expanding=True)), stock_balance.c.location == bindparam("place")
)
_STARTING = (
    select(barcode.c.sku)
    .where(barcode.c.code >= bindparam("low"), barcode.c.code < bindparam("high"), barcode.c.deleted.is_(False))
    .order_by(barcode.c.code)
    .limit(bindparam("most"))
)


class PriceRow(NamedTuple):
    """One price of a product; `valid_to` empty where it is open."""

    valid_from: str
    valid_to: str
    amount: int


class BarcodeRow(NamedTuple):
    """Whose a barcode is, and how many thousandths of its unit it names."""

    sku: str
    quantity: int


def rows_by_sku(connection: Connection, skus: Sequence[str]) -> dict[str, Row[tuple[object, ...]]]:
    """The rows of these products, deleted ones too."""
    return {row.sku: row for row in connection.execute(_PRODUCTS, {"skus": list(skus)})}


def prices_by_sku(connection: Connection, skus: Sequence[str]) -> dict[str, list[PriceRow]]:
    found: dict[str, list[PriceRow]] = {}
    for row in connection.execute(_PRICES, {"skus": list(skus)}):
        found.setdefault(row.sku, []).append(PriceRow(row.valid_from, row.valid_to, row.amount))
    return found


def barcodes(connection: Connection, codes: Sequence[str]) -> dict[str, BarcodeRow]:
    """Those of these barcodes which products that are not deleted have."""
    found = connection.execute(_CODES, {"codes": list(codes)})
    return {row.code: BarcodeRow(row.sku, row.quantity) for row in found}


def single_barcodes(connection: Connection, skus: Sequence[str]) -> dict[str, str]:
    """A barcode of one unit for each of these products that has one."""
    return {row.sku: row.code for row in connection.execute(_SINGLE, {"skus": list(skus)})}


def codes_of(connection: Connection, sku: str) -> list[tuple[str, int]]:
    """Every barcode of a product, and how many thousandths of its unit each names."""
    query = select(barcode.c.code, barcode.c.quantity).where(barcode.c.sku == sku, barcode.c.deleted.is_(False))
    return [(row.code, int(row.quantity)) for row in connection.execute(query.order_by(barcode.c.code))]


def on_hand_at(connection: Connection, location: str, skus: Sequence[str]) -> dict[str, int]:
    """Thousandths of these products at a location; those that never were there are left out."""
    found = connection.execute(_ON_HAND, {"skus": list(skus), "place": location})
    return {row.sku: int(row.quantity) for row in found}


def skus_by_barcode_start(connection: Connection, digits: str, limit: int) -> list[str]:
    """Products with a barcode that begins with these digits as printed: EAN-13, UPC-A, EAN-8, GTIN-14."""
    found: list[str] = []
    for zeros in ("0", "00", "000000", ""):
        low = zeros + digits
        # ":" is the character after "9": the range holds every number that goes on from these digits.
        values = {"low": low, "high": low[:-1] + chr(ord(low[-1]) + 1), "most": limit}
        found += connection.execute(_STARTING, values).scalars()
    return list(dict.fromkeys(found))[:limit]


def department_names(connection: Connection) -> dict[str, str]:
    query = select(department.c.code, department.c.name).where(department.c.deleted.is_(False))
    return {row.code: row.name for row in connection.execute(query)}


def tax_classes(connection: Connection) -> frozenset[str]:
    """The tax classes that have rates; empty where no rates were set up."""
    return frozenset(
        connection.execute(select(rates.c.tax_class).where(rates.c.deleted.is_(False)).distinct()).scalars()
    )


def is_trading(connection: Connection) -> bool:
    """Whether somebody may be selling now: there are products already, or a drawer is open."""
    closed = select(drawer_close.c.session)
    opened = select(drawer_session.c.id).where(drawer_session.c.id.not_in(closed)).limit(1)
    return any(connection.execute(query).first() for query in (select(product.c.sku).limit(1), opened))


def put_products(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    _put(connection, _PUT_PRODUCTS, rows)


def put_prices(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    _put(connection, _PUT_PRICES, rows)


def put_barcodes(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    _put(connection, _PUT_BARCODES, rows)


def put_departments(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    """Departments that are called like their codes."""
    _put(connection, _PUT_DEPARTMENTS, rows)


def _put(connection: Connection, statement: object, rows: Iterable[dict[str, object]]) -> None:
    if listed := list(rows):
        connection.execute(statement, listed)  # type: ignore[call-overload]  # a TextClause
