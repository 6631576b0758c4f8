"""A shop with three places to send from, and the laws of it checked after every test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[3])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.machines import promising, till  # noqa: E402

from storeops.store import Store  # noqa: E402


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """5 TEA and 2 MUG at S1, 4 TEA at S2, 10 JAM and 2.5 m of CLOTH at WH1."""
    path = tmp_path_factory.mktemp("world") / "shop.db"
    goods = {"S1": {"TEA": 5000, "MUG": 2000}, "S2": {"TEA": 4000}, "WH1": {"JAM": 10_000, "CLOTH": 2500}}
    promising.world(path, **goods).close()
    return path


@pytest.fixture
def shop(template: Path, tmp_path: Path) -> Iterator[Store]:
    made = promising.same(template, tmp_path / "shop.db")
    before = till.count(made)
    yield made
    if till.count(made) > before:
        promising.assert_well(made)
    made.close()
