"""What a live connection answers about the settings that keep sales safe."""

from __future__ import annotations

from sqlalchemy import Connection, text

from storeops.database.engine import PRAGMAS


def answers(connection: Connection) -> list[tuple[str, object, object]]:
    """Of each durability setting its name, what it has to be, and what the connection says it is (SQLite only)."""
    return [(name, wanted, connection.execute(text(f"PRAGMA {name}")).scalar()) for name, _, wanted in PRAGMAS]
