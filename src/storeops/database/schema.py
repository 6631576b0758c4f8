"""The version of the tables: brought up to date after a backup, never used when it is from the future.

Alembic is imported only where something has to be done: opening a till must be quick."""

from __future__ import annotations

import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from storeops.database.engine import DatabaseRefused, is_server
from storeops.database.files import give_name

if TYPE_CHECKING:
    from alembic.config import Config

#: The newest migration. A test holds it against the folder of migrations.
HEAD = "0009"

_migrating = threading.Lock()
"""Alembic keeps what it is doing in globals of a module: one thread at a time."""


class NewerDatabase(DatabaseRefused):
    def __init__(self, revision: str) -> None:
        super().__init__(
            f"This database was made by a later version of StoreOps (tables {revision}, this program knows {HEAD}). "
            "Update the program; nothing was changed."
        )
        self.revision = revision


class NotAShop(DatabaseRefused):
    def __init__(self, url: str) -> None:
        super().__init__(f"{url} is a database, but not one of StoreOps. Name another file.")


def revision(engine: Engine) -> str:
    """The version of the tables, or nothing where there are none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def bring_up_to_date(engine: Engine, url: str) -> None:
    """Migrate an older database, a backup of it taken first. Raises NewerDatabase, NotAShop."""
    found = revision(engine)
    if found == HEAD:
        return
    if not found:
        raise NotAShop(url)
    if found not in _known():
        raise NewerDatabase(found)
    if not is_server(url):
        path = Path(url)
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        backup(engine, path.with_name(f"{path.name}.before-{HEAD}-{stamp}.backup"))
    migrate(engine)


def migrate(engine: Engine) -> None:
    """Run every migration that is missing; on an empty database, all of them."""
    from alembic import command

    with _migrating, engine.connect().execution_options(writing=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def backup(engine: Engine, target: Path) -> None:
    """Copy a SQLite database as one consistent file, durable before it gets its name; an existing file is kept.

    Raises FileExistsError."""
    if target.exists():
        raise FileExistsError(target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / "copy.db"
        with engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("VACUUM INTO ?", (str(copy),))
            raw.close()
        copy.chmod(0o600)
        give_name(copy, target)
