"""Queries of the goods ledger."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select, text

from storeops.database.prepared import Prepared
from storeops.database.tables import stock_balance, stock_detail
from storeops.rules.lots import Held
from storeops.rules.on_their_way import is_on_its_way

_DETAILS = Prepared(
    text(
        "SELECT d.bin, d.status, d.lot, d.serial, d.quantity, COALESCE((SELECT MIN(l.expires) FROM lot l "
        "WHERE l.sku = d.sku AND l.lot = d.lot AND l.expires <> ''), '') AS expires FROM stock_detail d "
        "WHERE d.sku = :sku AND d.location = :location AND d.quantity <> 0"
    )
)
_BALANCE = Prepared(text("SELECT quantity FROM stock_balance WHERE sku = :sku AND location = :location"))
_EXPIRY = Prepared(text("SELECT MIN(expires) FROM lot WHERE sku = :sku AND lot = :lot AND expires <> ''"))

_IN_BIN = Prepared(
    text("SELECT 1 FROM stock_detail WHERE location = :location AND bin = :bin AND quantity <> 0 LIMIT 1")
)

#: Places that are no shelf: the ledger's other side (journal.projections.changes).
_ELSEWHERE = ("supplier", "customer", "scrap", "difference", "transit")


def on_hand(connection: Connection, sku: str) -> dict[str, int]:
    """Thousandths of a product at each location the ledger knows, the places that are no shelf included."""
    query = select(stock_balance.c.location, stock_balance.c.quantity).where(stock_balance.c.sku == sku)
    return {row.location: int(row.quantity) for row in connection.execute(query.order_by(stock_balance.c.location))}


def held(connection: Connection, sku: str, location: str) -> list[Held]:
    """What lies at a location, kind by kind; what was picked or packed and waits to leave does not lie there any more.

    A lot that was said to expire on several days expires on the first of them."""
    return [one for one in everything(connection, sku, location) if not is_on_its_way(one.bin)]


def everything(connection: Connection, sku: str, location: str) -> list[Held]:
    """What is at a location, kind by kind, the loose goods as what the named ones leave of the balance."""
    rows = [Held(*row) for row in _DETAILS.all(connection, sku=sku, location=location)]
    balance = _BALANCE.one(connection, sku=sku, location=location)
    loose = (int(balance[0]) if balance else 0) - sum(one.quantity for one in rows)
    return [*rows, Held("", "", "", "", loose)] if loose else rows


def waiting(connection: Connection, sku: str, location: str, places: Collection[str]) -> list[Held]:
    """What was picked or packed of a product and waits to leave in these places (`rules.on_their_way`)."""
    rows = (Held(*row) for row in _DETAILS.all(connection, sku=sku, location=location))
    return [one for one in rows if one.bin in places]


def in_bin(connection: Connection, location: str, bin: str) -> bool:
    """Whether the books have anything in a bin of a location."""
    return _IN_BIN.one(connection, location=location, bin=bin) is not None


def expiry(connection: Connection, sku: str, lot: str) -> str:
    """The ISO date a lot expires on, empty where nobody said."""
    row = _EXPIRY.one(connection, sku=sku, lot=lot)
    return str(row[0]) if row and row[0] else ""


def serial_places(connection: Connection, sku: str, serial: str) -> list[str]:
    """The locations where a piece of this serial number is on hand: one, or none."""
    detail = stock_detail.c
    query = select(detail.location).where(
        detail.sku == sku, detail.serial == serial, detail.quantity > 0, detail.location.not_in(_ELSEWHERE)
    )
    return sorted({row.location for row in connection.execute(query)})


def serial_products(connection: Connection, serial: str, location: str) -> list[str]:
    """The products of which a piece with this serial number is on hand at a location."""
    detail = stock_detail.c
    query = select(detail.sku).where(detail.location == location, detail.serial == serial, detail.quantity > 0)
    return sorted({row.sku for row in connection.execute(query)}) if serial else []
