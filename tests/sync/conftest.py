"""Makes `tests.machines` importable however pytest was started."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.database.conftest import database, server  # noqa: E402

__all__ = ["database", "server"]
