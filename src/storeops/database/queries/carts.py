"""Carts that are being filled, or wait."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, select, update

from storeops.database.prepared import Prepared
from storeops.database.tables import cart

_FIELDS = tuple(column.name for column in cart.columns if column.name != "id")
_INSERT = Prepared(cart.insert())
_CHANGE = Prepared(
    update(cart).where(cart.c.id == bindparam("cart_id")).values({name: bindparam(name) for name in _FIELDS})
)
_OWNER = Prepared(select(cart.c.terminal, cart.c.status).where(cart.c.id == bindparam("cart_id")))
_REMOVE = Prepared(delete(cart).where(cart.c.id == bindparam("cart_id")))


def open_cart(connection: Connection, terminal: str) -> RowMapping | None:
    query = select(cart).where(cart.c.terminal == terminal, cart.c.status == "open").order_by(cart.c.id).limit(1)
    return connection.execute(query).mappings().one_or_none()


def by_id(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(cart).where(cart.c.id == id)).mappings().one_or_none()


def owner(connection: Connection, id: str) -> tuple[str, str] | None:
    """Terminal and status of a cart that is written down."""
    row = _OWNER.one(connection, cart_id=id)
    return None if row is None else (row[0], row[1])


def parked(connection: Connection) -> list[RowMapping]:
    """The carts that wait, of all terminals, oldest first."""
    query = select(cart).where(cart.c.status == "parked").order_by(cart.c.updated_at)
    return list(connection.execute(query).mappings())


def every(connection: Connection) -> list[RowMapping]:
    """All carts, of all terminals, open or parked."""
    return list(connection.execute(select(cart).order_by(cart.c.id)).mappings())


def count_parked(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).where(cart.c.status == "parked")).scalar_one())


def save(connection: Connection, **values: object) -> None:
    """Write a cart whole; `id` says which."""
    changes = {name: values[name] for name in _FIELDS}
    if _CHANGE.change(connection, cart_id=values["id"], **changes) == 0:
        _INSERT.change(connection, **values)


def remove(connection: Connection, id: str) -> None:
    _REMOVE.change(connection, cart_id=id)
