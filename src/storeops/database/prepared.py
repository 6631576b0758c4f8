"""Statements made and compiled once, run straight on the driver: for the few that every sale waits for.

SQLAlchemy spends some eighty microseconds on each execution; a scan and a sale run a dozen of them. What comes back
are the driver's own tuples, so the columns must be text, integers or bytes: types that need no conversion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement


class Prepared:
    """A statement with named parameters (`bindparam`)."""

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def all(self, connection: Connection, **parameters: Any) -> list[tuple[Any, ...]]:
        """Every row, inside the connection's transaction."""
        cursor = self._run(connection, parameters)
        try:
            return list(cursor.fetchall())
        finally:
            cursor.close()

    @staticmethod
    def every(connection: Connection, asked: Sequence[Prepared], **parameters: Any) -> list[list[tuple[Any, ...]]]:
        """Every row of several statements with the same parameters; a server is asked for all of them in one go."""
        if connection.dialect.name == "sqlite":
            return [one.all(connection, **parameters) for one in asked]
        driver: Any = connection.connection.dbapi_connection
        with driver.pipeline():
            cursors = [one._run(connection, parameters) for one in asked]
        found = [list(cursor.fetchall()) for cursor in cursors]
        for cursor in cursors:
            cursor.close()
        return found

    def one(self, connection: Connection, **parameters: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        cursor = self._run(connection, parameters)
        try:
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row
        finally:
            cursor.close()

    def change(self, connection: Connection, **parameters: Any) -> int:
        """Run a statement that changes rows; returns how many."""
        cursor = self._run(connection, parameters)
        try:
            return int(cursor.rowcount)
        finally:
            cursor.close()

    def _run(self, connection: Connection, parameters: dict[str, Any]) -> Any:
        name = connection.dialect.name
        if name not in self._compiled:
            compiled = self._statement.compile(dialect=connection.dialect)
            order = getattr(compiled, "positiontup", None)
            fixed = {key: value for key, value in compiled.params.items() if value is not None}
            self._compiled[name] = (str(compiled), tuple(order) if order else None, fixed)
        text, order, fixed = self._compiled[name]
        values = {**fixed, **parameters}
        cursor = connection.connection.cursor()
        cursor.execute(text, tuple(values[key] for key in order) if order is not None else values)
        return cursor
