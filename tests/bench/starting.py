"""How quickly the program starts: whole processes, in turns with their references."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from statistics import median

from storeops.store import Store

ROUNDS = 9


def environment() -> dict[str, str]:
    """As a user has it: compiled modules are kept, so that the first, uncounted run makes them."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def help_page() -> tuple[float, float]:
    """Median seconds of `storeops --help` and of importing typer."""
    return _in_turns([sys.executable, "-m", "storeops", "--help"], [sys.executable, "-c", "import typer"])


def first_paint(shop: Store) -> tuple[float, float]:
    """Median seconds until the till has painted its total, and of importing what it stands on."""
    ours, theirs = [], []
    _till_painted(shop)
    for _ in range(ROUNDS):
        ours.append(_till_painted(shop))
        theirs.append(_run([sys.executable, "-c", "import textual.app, sqlalchemy"]))
    return median(ours), median(theirs)


def _till_painted(shop: Store) -> float:
    from tests.pty.driver import Terminal

    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    terminal = Terminal([sys.executable, "-m", "storeops"], env={"STOREOPS_DB": shop.settings.database})
    try:
        terminal.wait_for("TOTAL", timeout=20)
        return time.perf_counter() - begun
    finally:
        terminal.close()


def _in_turns(one: list[str], other: list[str]) -> tuple[float, float]:
    ours, theirs = [], []
    _run(one)
    for _ in range(ROUNDS):
        ours.append(_run(one))
        theirs.append(_run(other))
    return median(ours), median(theirs)


def _run(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun
