"""How products are handled and bought: views of suppliers, handling, kits, substitutes and safety stock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from storeops.database.queries import handling as queries
from storeops.database.queries import sourcing
from storeops.database.tables import safety_stock
from storeops.reports.places import NoSuchPlace
from storeops.rules.amounts import Minor, Thousandths


@dataclass(frozen=True, slots=True)
class SuppliedView:
    """A product as a supplier sells it: `cost` of one unit."""

    sku: str
    supplier_sku: str
    pack: Thousandths
    cost: Minor


@dataclass(frozen=True, slots=True)
class SupplierView:
    """A supplier and what it sells."""

    supplier: str
    name: str
    email: str
    lead_days: int
    products: tuple[SuppliedView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    sku: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class HandlingView:
    """How a product is handled. `tracking` is none, lot or serial; weight in grams, lengths in millimetres."""

    sku: str
    tracking: str
    weight: int
    length: int
    width: int
    height: int
    shelf_days: int
    packing: str
    """Words of fragile, upright and own-box."""
    parts: tuple[PartView, ...]
    substitutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SafetyView:
    """What is kept back; an empty location or channel stands for all of them."""

    sku: str
    location: str
    channel: str
    quantity: Thousandths


_NUMBERS = ("weight", "length", "width", "height", "shelf_days")


def suppliers(connection: Connection) -> tuple[SupplierView, ...]:
    """Every supplier, by code."""
    return tuple(_supplier(connection, row["code"]) for row in queries.suppliers(connection))


def supplier_of(connection: Connection, code: str) -> SupplierView:
    """One supplier. Raises NoSuchPlace."""
    for candidate in (code, code.upper()):
        if queries.supplier_row(connection, candidate) is not None:
            return _supplier(connection, candidate)
    raise NoSuchPlace("supplier", code)


def _supplier(connection: Connection, code: str) -> SupplierView:
    row = queries.supplier_row(connection, code)
    assert row is not None
    products = tuple(
        SuppliedView(sku, sold["supplier_sku"], sold["pack"], sold["cost"])
        for sku, sold in queries.supplied(connection, code).items()
    )
    return SupplierView(code, row["name"], row["email"], row["lead_days"], products)


def handling_of(connection: Connection, sku: str) -> HandlingView:
    """How one product is handled; the usual where nobody said."""
    row = queries.handling(connection, sku)
    kept = dict.fromkeys(_NUMBERS, 0) if row is None else {name: row[name] for name in _NUMBERS}
    return HandlingView(
        sku=sku,
        tracking=(row["tracking"] if row is not None else "") or "none",
        parts=tuple(PartView(part.sku, part.quantity) for part in sourcing.kits(connection, [sku]).get(sku, ())),
        substitutes=tuple(sourcing.substitutes(connection, sku)),
        packing=row["packing"] if row is not None else "",
        **kept,
    )


def safety(connection: Connection, sku: str) -> tuple[SafetyView, ...]:
    """What is kept back of a product."""
    rows = queries.listed(connection, safety_stock, sku=sku)
    return tuple(SafetyView(row["sku"], row["location"], row["channel"], row["quantity"]) for row in rows)
