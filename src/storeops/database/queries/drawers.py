"""Queries of drawer sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select

from storeops.database.prepared import Prepared
from storeops.database.tables import drawer_close, drawer_session, money_posting

_SESSION = tuple(column.name for column in drawer_session.columns)
_OPEN_SESSION = Prepared(
    select(drawer_session)
    .where(
        drawer_session.c.terminal == bindparam("terminal"),
        ~exists().where(drawer_close.c.session == drawer_session.c.id),
    )
    .order_by(drawer_session.c.opened_at.desc())
    .limit(1)
)


def open_session(connection: Connection, terminal: str) -> Mapping[str, Any] | None:
    """The session of a terminal that is open, the latest where a merge left more than one."""
    row = _OPEN_SESSION.one(connection, terminal=terminal)
    return None if row is None else dict(zip(_SESSION, row, strict=True))


def session(connection: Connection, id: str) -> Mapping[str, Any] | None:
    query = select(drawer_session).where(drawer_session.c.id == id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else dict(row)


def balance(connection: Connection, session_id: str) -> int:
    """What the money ledger says is in the drawer of a session, in minor units."""
    query = select(func.coalesce(func.sum(money_posting.c.amount), 0)).where(
        money_posting.c.session == session_id, money_posting.c.account == "drawer"
    )
    return int(connection.execute(query).scalar_one())


def last_close(connection: Connection, series: str) -> int:
    """The counter of the last Z report of a series, 0 before the first."""
    query = select(func.coalesce(func.max(drawer_close.c.counter), 0)).where(drawer_close.c.series == series)
    return int(connection.execute(query).scalar_one())
