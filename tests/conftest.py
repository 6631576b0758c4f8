"""What makes the tests quick and changes nothing that they prove."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests import postgresql  # noqa: E402  (found however pytest was started)
from tests.made_once import TABLES  # noqa: E402


def pytest_configure() -> None:
    """Scratch folders in memory, where there is room: programs are killed here, machines are not, and what a killed one
    has written stays. Then no test waits for a disk. PYTEST_DEBUG_TEMPROOT names another place."""
    if memory := postgresql.memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end: the garbage collector need not walk through them each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def tables_made_once() -> Iterator[None]:
    """Replaces what `init` and the making of a snapshot call, nothing else: the migrations take most of their time."""
    from storeops.operations import shop, snapshots

    with pytest.MonkeyPatch.context() as patch:
        for each in (shop, snapshots):
            patch.setattr(each, "schema", SimpleNamespace(**{**vars(each.schema), "migrate": TABLES.migrate}))
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """SQLAlchemy keeps what it compiled by engine and dialect, and each shop of each test has an engine of its own."""
    from sqlalchemy import URL, create_engine

    from storeops.database import engine as engines

    first = create_engine("sqlite+pysqlite://", module=engines.sqlite_module(), query_cache_size=10_000)
    first.connect().close()

    def engine(address: URL, **how: Any) -> Engine:
        made = create_engine(address, **how)
        if made.dialect.name == "sqlite":
            made.dialect, made._compiled_cache = first.dialect, first._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", engine)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own, started where a test first asks for it."""
    with postgresql.running() as address:
        yield address


@pytest.fixture(scope="session")
def tables(server: str) -> str:
    """The name of a database on it with every table and no row."""
    return postgresql.with_tables(server)


@pytest.fixture
def empty_database(server: str) -> Iterator[str]:
    """The address of a database with no table in it, gone after the test."""
    with postgresql.another(server) as address:
        yield address


@pytest.fixture
def database(server: str, tables: str) -> Iterator[str]:
    """The address of a database with every table and no row, as `init` finds one where the migrations have run."""
    with postgresql.another(server, tables) as address:
        yield address
