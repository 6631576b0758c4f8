"""Statements about a list of products, run straight on the driver: for what is asked with every order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection


class Listed(NamedTuple):
    """A statement for SQLite and for PostgreSQL: both take the list of products as one parameter."""

    lite: str
    server: str


def listed(template: str) -> Listed:
    """A statement with `{skus}` where it compares with the list, `{now}` where it takes one more value, and `{pairs}`
    before the (key, value) that it gathers into one JSON object for each group: a driver takes a microsecond and more
    for each row it hands over, so that thousands of small rows are quicker as a hundred texts."""
    return Listed(
        template.format(skus="IN (SELECT value FROM json_each(?))", now="?", pairs="json_group_object"),
        template.format(skus="= ANY(%s)", now="%s", pairs="json_object_agg"),
    )


class Asked(NamedTuple):
    """A statement, the products it is about, and what else it takes."""

    statement: Listed
    skus: Sequence[str]
    more: tuple[object, ...] = ()


def run_all(connection: Connection, asked: Sequence[Asked]) -> list[list[tuple[Any, ...]]]:
    """Every row of several statements; a server is asked for all of them in one go."""
    if connection.dialect.name == "sqlite":
        return [run(connection, one.statement, one.skus, *one.more) for one in asked]
    driver: Any = connection.connection.dbapi_connection
    cursors = [driver.cursor() for _ in asked]
    with driver.pipeline():
        for cursor, one in zip(cursors, asked, strict=True):
            cursor.execute(one.statement.server, (list(one.skus), *one.more))
    found = [list(cursor.fetchall()) for cursor in cursors]
    for cursor in cursors:
        cursor.close()
    return found


def run(connection: Connection, statement: Listed, skus: Sequence[str], *more: object) -> list[tuple[Any, ...]]:
    """Every row, inside the connection's transaction."""
    lite = connection.dialect.name == "sqlite"
    cursor = connection.connection.cursor()
    try:
        cursor.execute(
            statement.lite if lite else statement.server, (json.dumps(list(skus)) if lite else list(skus), *more)
        )
        return list(cursor.fetchall())
    finally:
        cursor.close()
