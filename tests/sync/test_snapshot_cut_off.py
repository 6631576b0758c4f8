"""A snapshot whose line is cut, or whose chunks come wrong: it is gone on with, and nothing half made has the name."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.machines import till
from tests.sync.first_shop import (
    Cut,
    Cutting,
    Tampering,
    address,
    centre,
    code_for,
    flipped,
    hasty,
    joined,
    new_settings,
    nothing_there,
    shop,
)

from storeops.operations import snapshots
from storeops.server.centre import Centre
from storeops.store import Store
from storeops.sync import snapshot
from storeops.sync.enrolling import enrol
from storeops.sync.line import HttpLine
from storeops.sync.messages import Offer

__all__ = ["address", "centre", "hasty", "shop"]
pytestmark = pytest.mark.xdist_group("postgresql")


def test_cut_off_it_goes_on_with_the_chunk_that_is_missing(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    came = []
    for more in (0, 1, 3):
        cutting = type("Once", (Cutting,), {"left": more, "chunks": 0})
        with pytest.raises(Cut):
            enrol(settings, address, code, line=cutting)
        assert nothing_there(settings)
        came.append(cutting.chunks)
        for manifest in (tmp_path / "centre").rglob("current.json"):
            manifest.unlink()  # there would be a newer one now: the one that was begun is gone on with
    again = type("Again", (Cutting,), {"left": 10**9, "chunks": 0})
    view = enrol(settings, address, code, line=again)
    total = -(-view.compressed // snapshots.CHUNK)
    assert total > 4
    assert (came, again.chunks) == ([0, 1, 3], total - 4)
    Store.open(settings).close()


KILLED = """
import os, signal, sys
from storeops.settings import Settings
from storeops.sync import enrolling
from storeops.sync.line import HttpLine

class Killed(HttpLine):
    came = 0
    def chunk(self, sha256, number):
        if Killed.came == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        Killed.came += 1
        return super().chunk(sha256, number)

enrolling.enrol(Settings(sys.argv[1]), sys.argv[2], sys.stdin.read(), line=Killed)
"""


def test_killed_outright_it_goes_on(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, settings.database, address], input=code, text=True, check=False, timeout=120
    )
    assert (ran.returncode, nothing_there(settings)) == (-signal.SIGKILL, True)
    again = type("Again", (Cutting,), {"left": 10**9, "chunks": 0})
    view = enrol(settings, address, code, line=again)
    assert again.chunks == -(-view.compressed // snapshots.CHUNK) - 2
    fresh = Store.open(settings)
    till.assert_sound(fresh)
    fresh.close()


def test_the_code_may_be_too_old_when_it_goes_on(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    with pytest.raises(Cut):
        enrol(settings, address, code, line=type("Once", (Cutting,), {"left": 1, "chunks": 0}))
    with centre.shop().write() as tx:
        tx.connection.exec_driver_sql("UPDATE enrolment SET expires_at = '2000-01-01'")
    enrol(settings, address, code)
    Store.open(settings).close()


def test_a_wrong_chunk_is_fetched_again(
    centre: Centre, address: str, shop: Store, tmp_path: Path, hasty: list[float]
) -> None:
    joined(centre, address, shop)
    settings = new_settings(tmp_path)
    wrong = [2, 2, 5]

    class Once(Tampering):
        def change(self, number: int, data: bytes) -> bytes:
            if number in wrong:
                wrong.remove(number)
                return flipped(data)
            return data

    enrol(settings, address, code_for(centre, "T2"), line=Once)
    assert (wrong, len(hasty)) == ([], 3)
    Store.open(settings).close()


def test_a_chunk_that_stays_wrong_is_refused(
    centre: Centre, address: str, shop: Store, tmp_path: Path, hasty: list[float]
) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")

    class Always(Tampering):
        def change(self, number: int, data: bytes) -> bytes:
            return flipped(data) if number == 2 else data

    with pytest.raises(snapshot.SnapshotRefused, match="chunk 2"):
        enrol(settings, address, code, line=Always)
    assert nothing_there(settings)
    again = type("Again", (Cutting,), {"left": 10**9, "chunks": 0})
    view = enrol(settings, address, code, line=again)
    assert again.chunks == -(-view.compressed // snapshots.CHUNK) - 2


def test_a_chunk_that_rots_on_the_disk_is_fetched_again(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    with pytest.raises(Cut):
        enrol(settings, address, code, line=type("Once", (Cutting,), {"left": 3, "chunks": 0}))
    (first, *_) = sorted(Path(f"{settings.database}.snapshot").glob("*.chunk"))
    first.write_bytes(flipped(first.read_bytes()))
    again = type("Again", (Cutting,), {"left": 10**9, "chunks": 0})
    view = enrol(settings, address, code, line=again)
    assert again.chunks == -(-view.compressed // snapshots.CHUNK) - 2


def test_there_must_be_room_for_it(
    centre: Centre, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    monkeypatch.setattr(snapshot, "SPARE", 1 << 60)
    with pytest.raises(snapshot.NoRoom, match="Free some room"):
        enrol(settings, address, code)
    assert nothing_there(settings)


def test_nothing_is_made_over_a_file_that_appears_meanwhile(centre: Centre, address: str, tmp_path: Path) -> None:
    from storeops.operations.shop import ShopExists

    settings, code = new_settings(tmp_path), code_for(centre, "T2")

    class Meanwhile(HttpLine):
        def snapshot(self) -> Offer:
            Path(settings.database).write_text("mine")
            return super().snapshot()

    with pytest.raises(ShopExists):
        enrol(settings, address, code, line=Meanwhile)
    assert Path(settings.database).read_text() == "mine"
