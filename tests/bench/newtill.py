"""A new till of a shop with many products: what the centre makes for it, what comes over the line, what the till does.

By hand: python -m tests.bench.newtill [--products N] [--shop FILE]"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import shop as shops
from tests.bench.table import row, say

from storeops.operations import adopting, backup, drawer, snapshots, tills
from storeops.server.centre import Centre
from storeops.server.postgres import running
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync.enrolling import enrol
from storeops.sync.line import HttpLine


class Figures(NamedTuple):
    made: float
    """Seconds the centre took to make the snapshot."""
    compressed: int
    """Bytes on the line."""
    bytes: int
    local: float
    """Seconds the till worked, the line apart."""
    again: int
    """Chunks that came twice because of a kill in the middle."""


class Cut(Exception):
    """The till is killed."""


class Timed(HttpLine):
    """A line that counts the seconds spent on it, and the chunks; it is cut when one comes that is `cut_at`."""

    seconds = 0.0
    chunks = 0
    cut_at = -1

    def chunk(self, sha256: str, number: int) -> bytes:
        if number == type(self).cut_at:
            type(self).cut_at = -1
            type(self).chunks += 1  # half of it had come
            raise Cut
        begun = time.perf_counter()
        found = super().chunk(sha256, number)
        type(self).seconds += time.perf_counter() - begun
        type(self).chunks += 1
        return found

    def snapshot(self) -> Any:
        begun = time.perf_counter()
        found = super().snapshot()
        type(self).seconds += time.perf_counter() - begun
        return found


def measure(copy: Path, folder: Path) -> Figures:
    """A centre made from a copy of a shop, and two tills that begin at it, one of them killed in the middle."""
    from tests.sync.test_http import serving

    with running(folder / "postgres") as database:
        say("a centre is made from the shop ...")
        adopting.adopt(Settings(database), copy)
        centre = Centre(Settings(database), folder=folder / "centre")
        try:
            begun = time.perf_counter()
            made = snapshots.make(centre.shop(), "S1", folder / "alone")
            seconds = time.perf_counter() - begun
            with serving(centre) as address:
                _begin(centre, address, folder / "warm.db", "T8")  # the snapshot is there now
                total, line = _begin(centre, address, folder / "till.db", "T9")
                again = _killed(centre, address, folder / "killed.db", len(made.chunks))
        finally:
            centre.close()
    return Figures(seconds, made.compressed, made.bytes, total - line, again)


def _begin(centre: Centre, address: str, path: Path, terminal: str) -> tuple[float, float]:
    """Seconds in all, and those on the line."""
    code = tills.invite(centre.shop(), "S1", terminal).code
    Timed.seconds = 0.0
    begun = time.perf_counter()
    enrol(Settings(str(path), minimum_free_bytes=0), address, code, line=Timed)
    total = time.perf_counter() - begun
    fresh = Store.open(Settings(str(path), minimum_free_bytes=0))
    drawer.open_drawer(fresh, 0)
    fresh.close()
    return total, Timed.seconds


def _killed(centre: Centre, address: str, path: Path, count: int) -> int:
    code = tills.invite(centre.shop(), "S1", "T7").code
    settings = Settings(str(path), minimum_free_bytes=0)
    Timed.chunks, Timed.cut_at = 0, count // 2
    try:
        enrol(settings, address, code, line=Timed)
    except Cut:
        enrol(settings, address, code, line=Timed)
    return Timed.chunks - count


def rows(copy: Path, folder: Path, products: int) -> None:
    """The lines of the table of budgets."""
    found = measure(copy, folder)
    wire, local = found.compressed / 1e6, found.local
    told = f"file {found.bytes / 1e6:.0f} MB, made in {found.made:.0f} s"
    row(f"new till with {products:,} products, on the wire", f"{wire:.1f} MB", "<= 50 MB", wire <= 50, told)
    row("new till, local work", f"{local:.1f} s", "<= 10 s", local <= 10)
    row("new till killed in the middle, chunks again", f"{found.again}", "<= 1", found.again <= 1)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--products", type=int, default=1_000_000)
    arguments.add_argument("--shop", default="", help="a copy of a shop that is there already")
    arguments.add_argument("--folder", default=".", help="where the databases are made: on the disk to be measured")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder, prefix=".bench-") as place:
        folder = Path(place).resolve()
        copy = Path(given.shop) if given.shop else folder / "copy.db"
        if not given.shop:
            say(f"catalogue of {given.products:,} products is being made ...")
            bench = shops.new_shop(folder)
            shops.fill(bench, folder, given.products)
            backup.backup(bench, copy)
            bench.close()
        rows(copy, folder, given.products)


if __name__ == "__main__":
    main()
