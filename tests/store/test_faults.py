"""Full disks and programs in each other's way: refused in plain words, nothing changed, then on it goes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.machines import till

from storeops.database import engine as engines
from storeops.database.engine import open_engine
from storeops.database.faults import Busy, Damaged, DiskFailed, DiskFull, ReadOnly, explain
from storeops.operations import carts, sales
from storeops.store import DiskAlmostFull, Store


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for one small shop."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2400k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this machine does not let the test mount a disk")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk: Path) -> Path:
    """Take every byte that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    return ballast


def test_a_full_disk_refuses_the_sale_and_loses_nothing(small_disk: Path) -> None:
    shop = till.trading(small_disk / "shop.db")
    sold = [till.sell(shop, (till.item(), 1000)).id]
    ballast = fill(small_disk)
    big = till.filled(shop, *((till.item(f"SKU{place}"), 1000) for place in range(200)))
    before = till.dump(shop)
    with pytest.raises((DiskFull, DiskFailed), match="Nothing was changed"):
        sales.complete(shop, big, till.cash(shop, big))
    assert till.dump(shop) == before
    till.assert_sound(shop)
    ballast.unlink()
    sold.append(sales.complete(shop, big, till.cash(shop, big)).id)
    assert [row[0] for row in till.dump(shop)["sale"]] == sorted(sold)
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()
    shop.close()


def test_a_shop_that_is_opened_on_a_full_disk_says_that_it_is_full(small_disk: Path) -> None:
    shop = till.trading(small_disk / "shop.db")
    before = till.dump(shop)
    settings = shop.settings
    shop.close()
    ballast = fill(small_disk)
    with pytest.raises(DiskFull, match="free some room"):
        Store.open(settings)
    ballast.unlink()
    again = Store.open(settings)
    assert till.dump(again) == before
    again.close()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """What a quota does; the signal it comes with would end the program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_takes_no_more_refuses_the_sale_and_loses_nothing(tmp_path: Path) -> None:
    shop = till.trading(tmp_path / "shop.db")
    first = till.sell(shop, (till.item(), 1000))
    cart = till.filled(shop, *((till.item(f"SKU{place}"), 1000) for place in range(100)))
    before = till.dump(shop)
    log = Path(shop.settings.database + "-wal").stat().st_size
    with no_file_larger_than(log + 8192), pytest.raises((DiskFull, DiskFailed), match="Nothing was changed"):
        sales.complete(shop, cart, till.cash(shop, cart))
    assert till.dump(shop) == before
    second = sales.complete(shop, cart, till.cash(shop, cart))
    assert (first.number, second.number) == ("S1-T1-000001", "S1-T1-000002")
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()
    shop.close()


def test_too_little_room_is_said_before_the_money_is_taken(tmp_path: Path) -> None:
    shop = till.trading(tmp_path / "shop.db")
    till.list_products(shop, [till.item()])
    sold = till.sell(shop, (till.item(), 1000))
    cart = till.filled(shop, (till.item(), 1000))
    shop.settings = replace(shop.settings, minimum_free_bytes=1 << 62)
    before = till.dump(shop)
    with pytest.raises(DiskAlmostFull, match="the day can still be closed") as refused:
        carts.add(shop, cart, "TEA")
    assert (refused.value.path, refused.value.free > 0) == (str(tmp_path), True)
    with pytest.raises(DiskAlmostFull):
        sales.complete(shop, cart, till.cash(shop, cart))
    assert till.dump(shop) == before
    from storeops.operations import drawer

    assert drawer.close(shop, 10_000 + sold.total).difference == 0
    shop.close()


def test_a_second_program_waits_its_turn_then_is_told_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        engines, "PRAGMAS", (("busy_timeout", "50", 50), *(row for row in engines.PRAGMAS if row[0] != "busy_timeout"))
    )
    shop = till.trading(tmp_path / "shop.db")
    other = Store(open_engine(shop.settings.database), shop.settings, shop.profile, till.Clock(), "other")
    cart = till.filled(other, (till.item(), 1000))
    with shop.write() as tx:
        till.receive_in(tx, till.item(), 1000)
        before = till.dump(other)
        with pytest.raises(Busy, match="try again") as refused:
            sales.complete(other, cart, till.cash(other, cart))
        assert refused.value.again
        assert till.dump(other) == before
    assert sales.complete(other, cart, till.cash(other, cart)).number == "S1-T1-000001"
    till.assert_sound(shop)
    other.close()
    shop.close()


def test_two_tills_that_sell_at_once_share_one_gapless_series(tmp_path: Path) -> None:
    shop = till.trading(tmp_path / "shop.db")
    other = Store(open_engine(shop.settings.database), shop.settings, shop.profile, till.Clock(), "other")
    numbers: list[str] = []
    failures: list[BaseException] = []

    def trade(one: Store) -> None:
        try:
            numbers.extend([till.sell(one, (till.item(), 1000)).number for _ in range(15)])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=trade, args=(one,)) for one in (shop, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(numbers) == [f"S1-T1-{place:06d}" for place in range(1, 31)]
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()
    other.close()
    shop.close()


class DriverError(Exception):
    """As the driver raises it: the name of SQLite's result code beside the text."""

    def __init__(self, name: str) -> None:
        super().__init__("as the driver says it")
        self.sqlite_errorname = name


@pytest.mark.parametrize(
    ("name", "kind", "again"),
    [
        ("SQLITE_BUSY", Busy, True),
        ("SQLITE_BUSY_SNAPSHOT", Busy, True),
        ("SQLITE_LOCKED", Busy, True),
        ("SQLITE_FULL", DiskFull, False),
        ("SQLITE_IOERR_FSYNC", DiskFailed, False),
        ("SQLITE_READONLY_DBMOVED", ReadOnly, False),
        ("SQLITE_CANTOPEN", ReadOnly, False),
        ("SQLITE_CORRUPT_INDEX", Damaged, False),
        ("SQLITE_NOTADB", Damaged, False),
    ],
)
def test_every_failure_says_whether_trying_again_helps(name: str, kind: type[Exception], again: bool) -> None:
    refusal = explain(DriverError(name))
    assert type(refusal) is kind
    assert getattr(refusal, "again", None) is again


def test_a_mistake_of_ours_stays_what_it_is() -> None:
    error = DriverError("SQLITE_CONSTRAINT_UNIQUE")
    assert explain(error) is error


def test_a_page_destroyed_in_the_file_is_told_as_damage(tmp_path: Path) -> None:
    shop = till.trading(tmp_path / "shop.db")
    for _ in range(5):
        till.sell(shop, (till.item(), 1000))
    with shop.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = 'sale'").scalar_one()
    shop.engine.dispose()
    with open(shop.settings.database, "rb+") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
        os.fsync(file.fileno())
    with pytest.raises(Damaged, match="storeops restore"):
        till.sell(shop, (till.item(), 1000))
    shop.close()
