"""Every benchmark can be loaded: none is run by the tests, and each follows what it measures."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHES = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("*.py") if not path.stem.startswith("__"))


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_loads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    assert import_module(f"tests.bench.{name}").__doc__
    assert str(ROOT) in sys.path
