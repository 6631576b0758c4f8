"""Writing collected changes: inserts, and additions to sums. The only writer of the projected tables.

The statements are made once from the tables' own columns and run with tuples: a sale is on the customer's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storeops.database.tables import metadata
from storeops.journal.projections.changes import SUMS, Changes


def apply(connection: Connection, changes: Changes) -> None:
    """Write all rows and sums. The caller owns the transaction."""
    mark = placeholder(connection)
    for table, rows in changes.rows.items():
        run_many(connection, insert_statement(table, mark), rows)
    for table, sums in changes.sums.items():
        if rows := [(*key, quantity) for key, quantity in sorted(sums.items()) if quantity]:
            run_many(connection, _add_statement(table, mark), rows)


def placeholder(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def run_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """executemany straight on the driver, inside the connection's transaction."""
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, rows)
    finally:
        cursor.close()


@cache
def insert_statement(table: str, mark: str) -> str:
    """INSERT with every column of the table, its own counting key left out."""
    columns = [column.name for column in metadata.tables[table].columns if column.autoincrement is not True]
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([mark] * len(columns))})'  # noqa: S608  # own names


@cache
def _add_statement(table: str, mark: str) -> str:
    key = ", ".join(SUMS[table])
    marks = ", ".join([mark] * (len(SUMS[table]) + 1))
    return (
        f"INSERT INTO {table} ({key}, quantity) VALUES ({marks}) "  # noqa: S608  # own names
        f"ON CONFLICT ({key}) DO UPDATE SET quantity = {table}.quantity + excluded.quantity"
    )
