"""Queries about the shop itself: who this database is and what it is set to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, RowMapping, select, text

from storeops.database.prepared import Prepared
from storeops.database.tables import local, location, origin, reference_revision, setting, store, terminal


def local_values(connection: Connection) -> dict[str, str]:
    """Everything this database knows of itself."""
    return {row.key: row.value for row in connection.execute(select(local))}


def set_local(connection: Connection, values: Mapping[str, str]) -> None:
    for key, value in values.items():
        connection.execute(local.delete().where(local.c.key == key))
        connection.execute(local.insert().values(key=key, value=value))


def store_row(connection: Connection, code: str) -> RowMapping | None:
    query = select(store).where(store.c.code == code, store.c.deleted.is_(False))
    return connection.execute(query).mappings().one_or_none()


def origin_row(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(origin).where(origin.c.id == id)).mappings().one_or_none()


_SETTINGS = Prepared(select(setting.c.scope, setting.c.key, setting.c.value).where(setting.c.deleted.is_(False)))


def settings(connection: Connection, scopes: tuple[str, ...]) -> dict[str, str]:
    """The settings of these scopes, the later scope winning."""
    found: dict[str, str] = {}
    rows = _SETTINGS.all(connection)
    for scope in scopes:
        found.update({str(key): str(value) for at, key, value in rows if at == scope})
    return found


def locations(connection: Connection) -> list[RowMapping]:
    query = select(location).where(location.c.deleted.is_(False)).order_by(location.c.code)
    return list(connection.execute(query).mappings())


_CODES = Prepared(select(location.c.code).where(location.c.deleted.is_(False)).order_by(location.c.code))


def location_codes(connection: Connection) -> list[str]:
    """The codes of the shop's locations, in their order."""
    return [str(row[0]) for row in _CODES.all(connection)]


def terminals(connection: Connection) -> list[RowMapping]:
    query = select(terminal).where(terminal.c.deleted.is_(False)).order_by(terminal.c.code)
    return list(connection.execute(query).mappings())


_REVISION = Prepared(select(reference_revision.c.revision).where(reference_revision.c.stream == "reference"))


def revision(connection: Connection) -> int:
    """The last revision of reference data: while it stays the same, so does everything that was read of it."""
    row = _REVISION.one(connection)
    return int(row[0]) if row else 0


def store_names(connection: Connection) -> dict[str, str]:
    """The stores' names by their codes, in the order of the codes."""
    query = select(store.c.code, store.c.name).where(store.c.deleted.is_(False)).order_by(store.c.code)
    return {str(code): str(name) for code, name in connection.execute(query)}


def store_codes(connection: Connection) -> list[str]:
    query = select(store.c.code).where(store.c.deleted.is_(False)).order_by(store.c.code)
    return [str(row[0]) for row in connection.execute(query)]


def schemas(connection: Connection, prefix: str) -> list[str]:
    """The schemas of a server whose names begin like this, and that hold the tables of a shop."""
    query = text(
        "SELECT schemaname FROM pg_catalog.pg_tables WHERE tablename = 'alembic_version' "
        "AND starts_with(schemaname, :prefix) ORDER BY schemaname"
    )
    return [str(row[0]) for row in connection.execute(query, {"prefix": prefix})]
