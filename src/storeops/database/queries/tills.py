"""Queries of the centre about its tills: who was invited, who was let in, who was seen when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, case, delete, select, update

from storeops.database.prepared import Prepared
from storeops.database.tables import device, enrolment


def invite(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(enrolment.insert().values(**values))


def invitation(connection: Connection, code: str) -> RowMapping | None:
    """The invitation of this name, locked until the transaction ends."""
    query = select(enrolment).where(enrolment.c.code == code).with_for_update()
    return connection.execute(query).mappings().one_or_none()


def invited(connection: Connection, store: str, terminal: str) -> list[RowMapping]:
    """The invitations of a terminal that were not used."""
    query = select(enrolment).where(
        enrolment.c.store == store, enrolment.c.terminal == terminal, enrolment.c.used_at == ""
    )
    return list(connection.execute(query).mappings())


def withdraw(connection: Connection, code: str) -> None:
    connection.execute(delete(enrolment).where(enrolment.c.code == code))


def use(connection: Connection, code: str, at: str, by: str, public_key: bytes) -> None:
    values = {"used_at": at, "device": by, "public_key": public_key}
    connection.execute(update(enrolment).where(enrolment.c.code == code).values(**values))


def count_try(connection: Connection, code: str) -> None:
    connection.execute(update(enrolment).where(enrolment.c.code == code).values(tries=enrolment.c.tries + 1))


def let_in(connection: Connection, values: Mapping[str, Any]) -> None:
    """Enrol a till; one that was enrolled before gets its new key and place."""
    known = connection.execute(update(device).where(device.c.id == values["id"]).values(**values)).rowcount
    if not known:
        connection.execute(
            device.insert().values(last_seen_at="", app="", tables="", clock_offset=0, waiting=0, **values)
        )


_TILL = Prepared(
    select(device.c.store, device.c.terminal, device.c.public_key, device.c.revoked_at).where(
        device.c.id == bindparam("of_id")
    )
)


class Till(NamedTuple):
    """An enrolled till. `revoked_at` is empty while it is trusted."""

    store: str
    terminal: str
    public_key: bytes
    revoked_at: str


def till(connection: Connection, id: str) -> Till | None:
    """The till of a device."""
    row = _TILL.one(connection, of_id=id)
    return None if row is None else Till(str(row[0]), str(row[1]), bytes(row[2]), str(row[3]))


def had_others(connection: Connection, terminal: str, id: str) -> bool:
    """Whether a device other than this one was let in as this terminal at any time."""
    query = select(device.c.id).where(device.c.terminal == terminal, device.c.id != id).limit(1)
    return connection.execute(query).first() is not None


def every(connection: Connection) -> list[RowMapping]:
    query = select(device).order_by(device.c.store, device.c.terminal, device.c.enrolled_at)
    return list(connection.execute(query).mappings())


def change(connection: Connection, id: str, values: Mapping[str, Any]) -> int:
    return connection.execute(update(device).where(device.c.id == id).values(**values)).rowcount


def any_till(connection: Connection) -> bool:
    """Whether a till was let in or invited here."""
    columns = (device.c.id, enrolment.c.code)
    return any(connection.execute(select(column).limit(1)).first() is not None for column in columns)


_HANDED_IN = Prepared(
    update(device)
    .where(device.c.id == bindparam("of_id"))
    .values(
        last_seen_at=bindparam("at"),
        waiting=case((device.c.waiting > bindparam("count"), device.c.waiting - bindparam("count")), else_=0),
    )
)


def handed_in(connection: Connection, id: str, count: int, at: str) -> None:
    """A till has handed in so many facts: they wait there no more."""
    _HANDED_IN.change(connection, of_id=id, count=count, at=at)
