"""The tables of a shop, made once a process: what a test hands to `schema.migrate` itself is migrated as ever."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine


class MadeOnce:
    """Runs the migrations once a process, and gives every SQLite database after that a copy of what they made."""

    def __init__(self) -> None:
        self.made: Any = None

    def migrate(self, engine: Engine) -> None:
        """The first database of a process, and a server's that has no tables: as ever."""
        from storeops.database import schema
        from storeops.database.engine import sqlite_module

        sqlite = engine.dialect.name == "sqlite"
        if not sqlite and schema.revision(engine) == schema.HEAD:
            return
        if not (sqlite and self.made):
            schema.migrate(engine)
        if sqlite:
            with closing(engine.raw_connection()) as connection:
                driver: Any = connection.driver_connection
                if self.made:
                    self.made.backup(driver)
                else:
                    self.made = sqlite_module().connect(":memory:", check_same_thread=False)
                    driver.backup(self.made)


TABLES = MadeOnce()
