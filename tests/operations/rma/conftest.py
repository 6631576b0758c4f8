"""An order that was paid and sent, and the laws of the shop checked after every test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[3])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.machines import parcels, promising, till  # noqa: E402

from storeops.store import Store  # noqa: E402


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`parcels.world`: an order of 3 TEA and 2 MUG from S1, paid by card and sent."""
    path = tmp_path_factory.mktemp("parcels") / "shop.db"
    parcels.world(path).close()
    return path


@pytest.fixture
def shop(template: Path, tmp_path: Path) -> Iterator[Store]:
    made = promising.same(template, tmp_path / "shop.db")
    before = till.count(made)
    yield made
    if till.count(made) > before:
        parcels.assert_well(made)
    made.close()
