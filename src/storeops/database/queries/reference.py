"""Reference data as it is handed from the centre to a till: rows by revision, and rows written as they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Connection, Integer, Table, and_, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from storeops.database import tables
from storeops.database.queries import product_words
from storeops.database.tables import department, location, product, reference_revision

#: What is handed out, in this order: what other rows name comes before them.
HANDED_OUT: tuple[str, ...] = (
    *("store", "location", "terminal", "person", "setting", "department", "tax_rate"),
    *("channel", "site", "bin", "supplier", "sourcing_rule"),
    *("product", "product_handling", "barcode", "price", "kit_part", "substitute", "supplier_product", "safety_stock"),
    "lease_rule",
)
_BOUND = 2**63


class Step(NamedTuple):
    """A place in a walk through all tables: behind this row of this table."""

    table: str
    revision: int
    key: list[str]


def table_of(name: str) -> Table | None:
    """A table of reference data by its name; nothing where it is none."""
    return tables.metadata.tables[name] if name in HANDED_OUT else None


def key_of(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def rows_for(
    connection: Connection, store: str, after: int, upto: int, step: Step | None, limit: int
) -> tuple[list[tuple[str, dict[str, Any]]], Step | None]:
    """The next rows that a store gets, of those that changed behind revision `after` up to `upto`; and where to go on,
    nothing where that was all.

    Tables in their order, a table's rows by revision and key. A row that changes meanwhile is found in the next walk,
    with its new revision; none can join a revision that was given out (`operations.shop.next_revision`)."""
    found: list[tuple[str, dict[str, Any]]] = []
    begin = HANDED_OUT.index(step.table) if step else 0
    for name in HANDED_OUT[begin:]:
        table = tables.metadata.tables[name]
        keys = [table.c.revision, *table.primary_key.columns]
        query = select(table).where(table.c.revision > after, table.c.revision <= upto, *for_store(table, store))
        if step and step.table == name:
            query = query.where(tuple_(*keys) > tuple_(step.revision, *step.key))
        rows = connection.execute(query.order_by(*keys).limit(limit - len(found))).mappings().all()
        found += [(name, dict(row)) for row in rows]
        if len(found) == limit:
            last = found[-1][1]
            return found, Step(name, last["revision"], [last[key] for key in key_of(table)])
    return found, None


def for_store(table: Table, store: str) -> list[ColumnElement[bool]]:
    """Which rows of a table concern a store: its own and what is shared. Other stores' places are known by name, so
    that stock there can be told."""
    if table.name == "terminal":
        return [table.c.store == store]
    if table.name == "setting":
        return [or_(table.c.scope.in_(["", store]), table.c.scope.startswith(f"{store}-", autoescape=True))]
    if table.name in ("bin", "lease_rule", "safety_stock"):
        own = select(location.c.code).where(location.c.store == store)
        return [or_(table.c.location == "", table.c.location.in_(own))]
    return []


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, anyway: bool) -> int:
    """Write rows as the centre has them, where they are newer than what is here, or `anyway`; returns how many were
    written. The index of the products' words goes with them."""
    if table is product:
        rows = _newer(connection, rows, anyway)
        _words(connection, rows)
        anyway = True
    if not rows:
        return 0
    return connection.execute(_upsert(table.name, connection.dialect.name, anyway), list(rows)).rowcount


def _newer(connection: Connection, rows: Sequence[Mapping[str, Any]], anyway: bool) -> list[Mapping[str, Any]]:
    latest = {row["sku"]: row for row in rows}
    query = select(product.c.sku, product.c.revision).where(product.c.sku.in_(list(latest)))
    known = {row.sku: int(row.revision) for row in connection.execute(query)}
    return [row for sku, row in latest.items() if anyway or known.get(sku, -1) < row["revision"]]


def _words(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    now = {row["sku"]: row for row in rows}
    query = select(product.c.sku, product.c.name, product.c.deleted).where(product.c.sku.in_(list(now)))
    before = [product_words.Entry(row.sku, row.name, "") for row in connection.execute(query) if not row.deleted]
    codes = {row["department"] for row in now.values()}
    named = select(department.c.code, department.c.name).where(department.c.code.in_(codes))
    names = {row.code: row.name for row in connection.execute(named)}
    entries = [
        product_words.Entry(sku, row["name"], names.get(row["department"], row["department"]))
        for sku, row in now.items()
        if not row["deleted"]
    ]
    product_words.write(connection, before, entries)


@cache
def _upsert(name: str, dialect: str, anyway: bool) -> Any:
    table = tables.metadata.tables[name]
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    newer = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    where = None if anyway else and_(insert.excluded.revision > table.c.revision)
    return insert.on_conflict_do_update(index_elements=key_of(table), set_=newer, where=where)


def bury_beyond(connection: Connection, table: Table, upto: int, limit: int) -> int:
    """Mark rows as gone whose revision the centre never gave out: it was set back, and does not know them."""
    keys = list(table.primary_key.columns)
    beyond = (table.c.revision > upto, table.c.deleted.is_(False))
    rows = connection.execute(select(*keys, *([table.c.name] if table is product else [])).where(*beyond).limit(limit))
    found = rows.mappings().all()
    for row in found:
        if table is product:
            product_words.write(connection, [product_words.Entry(row["sku"], row["name"], "")], [])
        same = [column == row[column.name] for column in keys]
        connection.execute(update(table).where(*same).values(deleted=True, revision=upto))
    return len(found)


def set_revision(connection: Connection, revision: int) -> None:
    """The revision that this till has come to: the centre's."""
    connection.execute(
        update(reference_revision).where(reference_revision.c.stream == "reference").values(revision=revision)
    )


def fits(table: Table, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row of the wire as a row of the table: what this program does not know is left out, what the centre does not
    know yet is empty. Nothing where a value is of the wrong kind, or a part of the key is missing."""
    found: dict[str, Any] = {}
    for column in table.columns:
        value = row.get(column.name, None if column.primary_key or column.name == "revision" else _empty(column.type))
        if type(value) is not type(_empty(column.type)) or (type(value) is int and not -_BOUND <= value < _BOUND):
            return None
        found[column.name] = value
    return found


def _empty(kind: object) -> str | int | bool:
    if isinstance(kind, Boolean):
        return False
    return 0 if isinstance(kind, Integer) else ""
