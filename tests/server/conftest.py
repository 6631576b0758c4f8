"""A centre served over a real socket, and a web shop that has a key for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from sqlalchemy import create_engine, text  # noqa: E402
from tests.server.channel_world import Client, client, make_shop, open_centre, serving  # noqa: E402

from storeops.server.centre import Centre  # noqa: E402


@pytest.fixture(scope="session")
def sample(server: str) -> str:
    """The name of a database with a shop in it, to be copied: making one takes seconds."""
    name = f"sample_{uuid4().hex}"
    execute(server, f'CREATE DATABASE "{name}"')
    make_shop(server.replace("/postgres?", f"/{name}?"))
    return name


def execute(server: str, statement: str) -> None:
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


@pytest.fixture
def shop_database(server: str, sample: str) -> Iterator[str]:
    """The address of a copy of it."""
    name = f"copy_{uuid4().hex}"
    execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{sample}"')
    yield server.replace("/postgres?", f"/{name}?")
    execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def centre(shop_database: str) -> Iterator[Centre]:
    made = open_centre(shop_database)
    yield made
    made.close()


@pytest.fixture
def address(centre: Centre) -> Iterator[str]:
    with serving(centre) as address:
        yield address


@pytest.fixture
def web(address: str, centre: Centre) -> Iterator[Client]:
    with client(address, centre) as made:
        yield made
