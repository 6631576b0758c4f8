"""Writing collected changes: inserts, and additions to sums. The only writer of the projected tables.

The statements are made once from the tables' own columns and run with tuples: a sale is on the customer's time. What a
server is given in bulk goes in by COPY and by one addition for all sums of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storeops.database.queries import feed
from storeops.database.tables import metadata
from storeops.journal.projections.changes import SUMS, Changes

BULK = 64
"""From this many rows on, a server takes them faster by COPY than one by one."""


def apply(connection: Connection, changes: Changes) -> None:
    """Write all rows and sums, and what other stores are to learn of the orders among them. The caller owns the
    transaction, and has written the facts."""
    for table, rows in changes.rows.items():
        insert(connection, table, rows)
    mark = placeholder(connection)
    for table, sums in changes.sums.items():
        if not (rows := [(*key, quantity) for key, quantity in sorted(sums.items()) if quantity]):
            continue
        if mark != "?" and len(rows) >= BULK:
            _add_all(connection, table, rows)
        else:
            run_many(connection, _add_statement(table, mark), rows)
    if events := changes.rows.get("order_event"):
        feed.deliver(connection, {event[0] for event in events})


def insert(connection: Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of one table, in their columns' order, its own counting key left out."""
    mark = placeholder(connection)
    if mark == "?" or len(rows) < BULK:
        run_many(connection, insert_statement(table, mark), rows)
        return
    with _cursor(connection) as cursor, cursor.copy(_copy_statement(table)) as copy:
        if text := _as_text(rows):
            copy.write(text)
        else:
            for row in rows:
                copy.write_row(row)


def _as_text(rows: Sequence[Sequence[Any]]) -> str:
    """Rows in COPY's text format, a third of the time that the driver takes; nothing where a value would need its
    marks: bytes, or text with a tab, a line's end or a backslash in it."""
    if any(type(value) is bytes for value in rows[0]):
        return ""
    text = "\n".join(["\t".join(map(str, row)) for row in rows]) + "\n"
    plain = text.count("\n") == len(rows) and text.count("\t") == len(rows) * (len(rows[0]) - 1)
    return text if plain and "\\" not in text and "\r" not in text else ""


@contextmanager
def in_one_go(connection: Connection, facts: Sequence[Any], changes: Changes) -> Iterator[None]:
    """What is written within goes to a server in one go, not a statement and an answer at a time: a customer's order is
    twenty statements. Not where some of it goes by COPY, which must be alone."""
    many = max(map(len, (facts, *changes.rows.values(), *changes.sums.values())), default=0)
    if placeholder(connection) == "?" or many >= BULK:
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.pipeline():
        yield


def _add_all(connection: Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """One statement: each costs a server as much as hundreds of rows do."""
    with _cursor(connection) as cursor:
        cursor.execute(_add_all_statement(table), [list(column) for column in zip(*rows, strict=True)])


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    cursor: Any = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def placeholder(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def run_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """executemany straight on the driver, inside the connection's transaction."""
    with _cursor(connection) as cursor:
        cursor.executemany(statement, rows)


@cache
def insert_statement(table: str, mark: str) -> str:
    """INSERT with every column of the table, its own counting key left out."""
    columns = _columns(table)
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([mark] * len(columns))})'  # noqa: S608  # own names


@cache
def _copy_statement(table: str) -> str:
    names = ", ".join(f'"{name}"' for name in _columns(table))
    return f'COPY "{table}" ({names}) FROM STDIN'


def _columns(table: str) -> list[str]:
    return [column.name for column in metadata.tables[table].columns if column.autoincrement is not True]


@cache
def _add_statement(table: str, mark: str) -> str:
    key = ", ".join(SUMS[table])
    marks = ", ".join([mark] * (len(SUMS[table]) + 1))
    return (
        f"INSERT INTO {table} ({key}, quantity) VALUES ({marks}) "  # noqa: S608  # own names
        f"ON CONFLICT ({key}) DO UPDATE SET quantity = {table}.quantity + excluded.quantity"
    )


@cache
def _add_all_statement(table: str) -> str:
    key = ", ".join(SUMS[table])
    numbers = {"bigint", "integer"}
    types = {
        column.name: "bigint" if str(column.type).lower() in numbers else "text"
        for column in metadata.tables[table].columns
    }
    arrays = ", ".join(f"%s::{types[name]}[]" for name in (*SUMS[table], "quantity"))
    return (
        f"INSERT INTO {table} ({key}, quantity) SELECT * FROM unnest({arrays}) "  # noqa: S608  # own names
        f"ON CONFLICT ({key}) DO UPDATE SET quantity = {table}.quantity + excluded.quantity"
    )
