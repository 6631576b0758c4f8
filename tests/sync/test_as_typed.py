"""The manual's page of the centre, typed in its order: a server, a till that is let in, everything handed in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_manual import written

from storeops.cli import manual

ROOT = Path(__file__).resolve().parents[2]
ADDRESS, CODE = "http://127.0.0.1:8400", "9J43-KXPZ-2X77"


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of the two machines: one folder, one till."""
    yield {
        **{name: value for name, value in os.environ.items() if not name.startswith("STOREOPS_")},
        "PYTHONPATH": str(ROOT / "src"),
        "STOREOPS_DB": str(tmp_path / "till.db"),
        "STOREOPS_CONFIG": str(tmp_path / "none.toml"),
    }


def run(line: str, environment: dict[str, str], folder: Path, *more: str) -> str:
    words = [sys.executable, "-m", *re.split(r" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", line), *more]
    words = [word.strip('"') for word in words]
    done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout


@pytest.mark.xdist_group("postgresql")
def test_the_page_of_the_centre(typed: dict[str, str], tmp_path: Path) -> None:
    commands = written(manual.read("centre"))
    serves = "storeops server --data ./central"
    watches = "storeops sync --watch"
    assert [serves in commands, watches in commands, len(commands)] == [True, True, 8]
    server, said = None, {}
    try:
        for line in commands:
            if line == serves:
                words = [sys.executable, "-m", *line.split(), "--port", "0"]
                server = subprocess.Popen(words, env=typed, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
                said[ADDRESS] = re.search(r"http://\S+", server.stderr.readline()).group()
            elif "invite" in line:
                said[CODE] = json.loads(run(line, typed, tmp_path, "--json"))["code"]
            elif line != watches:
                for there, here in said.items():
                    line = line.replace(there, here)
                run(line, typed, tmp_path)
        status = json.loads(run("storeops sync status", typed, tmp_path, "--json"))
        assert (status["waiting"], status["safe_to_close"], status["terminal"]) == (0, True, "S1-T2")
    finally:
        if server is not None:
            server.terminate()
            server.wait(30)
            server.stderr.close()
