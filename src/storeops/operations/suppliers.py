"""Suppliers: who goods are bought from, in which packs and for how much."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import select

from storeops.database.queries import handling as queries
from storeops.database.queries import products
from storeops.database.queries.products import ProductRow
from storeops.database.tables import supplier, supplier_product
from storeops.operations.lookup import look_up
from storeops.operations.remarks import remark
from storeops.operations.shop import audit, check_code, next_revision, put
from storeops.rules import quantity
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.store import Store, Tx

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_WAIT = 3650


class UnknownSupplier(Refused):
    def __init__(self, code: str, known: list[str]) -> None:
        there = f"Known: {', '.join(known)}" if known else "There is none yet"
        super().__init__(f"There is no supplier {quote(code)}. {there}; 'storeops supplier add' makes one.")
        self.code = code


class BadSupply(Refused):
    """What a supplier's terms cannot be. `field` says which."""

    def __init__(self, field: str, value: str, form: str) -> None:
        super().__init__(f"{quote(value)} cannot be the {field}: {form}.")
        self.field = field


def put_supplier(
    shop: Store, code: str, *, name: str | None = None, email: str | None = None, lead_days: int | None = None
) -> None:
    """A new supplier, or another name, address or lead time of one; None leaves it. `lead_days` from order to goods in.

    Where nothing differs nothing is written. Raises BadCode, BadSupply, CardNumberRefused."""
    check_code("supplier code", code)
    given: dict[str, object] = {}
    if name is not None:
        given["name"] = remark(name, "name", limit=80) or code
    if email is not None:
        given["email"] = remark(email, "e-mail", limit=120)
        if email and not _EMAIL.fullmatch(str(given["email"])):
            raise BadSupply("e-mail", email, "write it like orders@example.com")
    if lead_days is not None:
        if not 0 <= lead_days <= _LONGEST_WAIT:
            raise BadSupply("lead time", str(lead_days), f"it is 0 to {_LONGEST_WAIT} days")
        given["lead_days"] = lead_days
    with shop.write() as tx:
        row = queries.supplier_row(tx.connection, code)
        usual = {"code": code, "name": code, "email": "", "lead_days": 0}
        before = {key: row[key] for key in usual} if row is not None else {}
        now = {**usual, **before, **given}
        if now != before:
            revision = next_revision(tx)
            put(tx, supplier, revision, now)
            audit(tx, f"supplier {code}", revision)


def put_product(
    shop: Store,
    code: str,
    sku: str,
    *,
    pack: Thousandths | None = None,
    cost: Minor | None = None,
    supplier_sku: str | None = None,
) -> None:
    """What a supplier sells: `pack` is what it delivers multiples of, `cost` of one unit; None leaves it as it is, or
    the catalogue's cost and single units where it is new.

    Raises UnknownSupplier, UnknownProduct, NotWhole, NotAQuantity, BadSupply, CardNumberRefused."""
    with shop.write() as tx:
        known_supplier(tx, code)
        product = product_of(tx, sku)
        if pack is not None:
            quantity.check(pack, quantity.unit(product.unit))
            if pack < 0:
                raise quantity.NotAQuantity(quantity.decimal_string(pack), "a pack holds something")
        if cost is not None and cost < 0:
            raise BadSupply("cost", str(cost), "it is zero or more")
        before = queries.supplied(tx.connection, code).get(product.sku)
        usual: dict[str, object] = {"supplier": code, "sku": product.sku, "supplier_sku": "", "pack": ONE}
        usual["cost"] = product.cost
        kept: Mapping[str, object] = {key: before[key] for key in usual} if before is not None else {}
        given = {"pack": pack, "cost": cost}
        given_now: dict[str, object] = {key: value for key, value in given.items() if value is not None}
        if supplier_sku is not None:
            given_now["supplier_sku"] = remark(supplier_sku, "supplier's SKU", limit=40)
        now = {**usual, **kept, **given_now}
        if now != kept:
            revision = next_revision(tx)
            put(tx, supplier_product, revision, now)
            audit(tx, f"supplier {code} {product.sku}", revision)


def known_supplier(tx: Tx, code: str) -> str:
    """The code as it is written. Raises UnknownSupplier."""
    for candidate in (code, code.upper()):
        if queries.supplier_row(tx.connection, candidate) is not None:
            return candidate
    known = tx.connection.execute(select(supplier.c.code).where(supplier.c.deleted.is_(False)).order_by("code"))
    raise UnknownSupplier(code, [row.code for row in known])


def product_of(tx: Tx, code: str) -> ProductRow:
    """The product a SKU or barcode names, for sale or not. Raises UnknownProduct."""
    found = products.by_sku(tx.connection, code, tx.business_date)
    if found is not None:
        return found
    return look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False).product
