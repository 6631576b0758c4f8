"""What many tests of sync begin with, made once a process and copied for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import postgresql
from tests.sync import first_shop

from storeops.operations import adopting
from storeops.settings import Settings


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file of the first shop and a backup of it."""
    folder = tmp_path_factory.mktemp("first")
    first_shop.make(folder)
    return folder


@pytest.fixture(scope="session")
def adopted(server: str, tables: str, first: Path) -> str:
    """The name of a database with the centre that was made from that backup."""
    name = postgresql.named(server, "adopted", tables)
    adopting.adopt(Settings(postgresql.at(server, name)), first / "copy.db")
    return name
