"""Where the folder of real documents is, and own documents to read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
FIXTURES = Path(__file__).parent / "orders"


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real data; a test that asks for it is skipped where it is absent."""
    folder = Path(os.environ.get("STOREOPS_REAL_DATA") or BESIDE)
    if not (folder / "orders").is_dir():
        pytest.skip("the folder of real orders is not beside the project")
    return folder


@pytest.fixture(scope="session")
def own() -> Path:
    """The folder of our own invented orders, one file a format."""
    return FIXTURES
