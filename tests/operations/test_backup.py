"""A backup is read back before it counts, and a restored shop lives a life of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, text

from storeops.cli.exit_codes import ExitCode, code_of
from storeops.database.queries import print_jobs
from storeops.database.tables import origin
from storeops.journal.verify import verify
from storeops.operations import drawer
from storeops.operations.backup import BackupNotSound, CopyNotSound, NoBackup, backup, restore
from storeops.operations.journal import NoFolder, TargetExists
from storeops.operations.sales import complete
from storeops.operations.shop import init
from storeops.rules.carts import Cart, Item, add
from storeops.rules.tenders import Tender
from storeops.settings import Settings
from storeops.store import Store

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))


class Still:
    """A clock that stands still."""

    def now(self, zone: ZoneInfo) -> datetime:
        return AT.astimezone(zone)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = init(
        Settings(str(tmp_path / "shop.db"), printer="file:///dev/null", minimum_free_bytes=0),
        store_code="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        terminal_code="T1",
        timezone="Europe/London",
        clock=Still(),
    )
    drawer.open_drawer(made, 10000)
    sell(made)
    yield made
    made.close()


def sell(shop: Store) -> str:
    item = Item(sku="TEA", name="Tea", department="", unit="each", price=349, taxes=(), cost=200)
    cart = add(Cart(id=_new_id(shop), terminal=shop.profile.terminal), item, 1000)
    return complete(shop, cart, [Tender("cash", 349)]).number


def _new_id(shop: Store) -> str:
    with shop.write() as tx:
        return tx.new_id()


def left(folder: Path) -> set[str]:
    """The files of a folder, those of SQLite's log left out."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def open_again(path: Path) -> Store:
    return Store.open(Settings(str(path), minimum_free_bytes=0), clock=Still())


def test_a_backup_says_what_it_holds(shop: Store, tmp_path: Path) -> None:
    with shop.read() as connection:
        head = verify(connection).heads[0]
    view = backup(shop, tmp_path / "copy.db")
    assert (view.facts, view.origin, view.seq, view.head) == (4, shop.profile.origin, 4, head[2])
    assert view.size == (tmp_path / "copy.db").stat().st_size
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert left(tmp_path) == {"shop.db", "copy.db"}


def test_a_backup_never_overwrites(shop: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"mine")
    with pytest.raises(TargetExists):
        backup(shop, target)
    with pytest.raises(NoFolder):
        backup(shop, tmp_path / "nowhere" / "copy.db")
    assert target.read_bytes() == b"mine"
    assert left(tmp_path) == {"shop.db", "copy.db"}


def test_a_backup_of_a_changed_journal_is_no_backup(shop: Store, tmp_path: Path) -> None:
    tamper(
        shop.engine, "UPDATE journal SET body = CAST(replace(body, 'TEA', 'TEE') AS BLOB) WHERE kind = 'sale.completed'"
    )
    with pytest.raises(CopyNotSound) as refused:
        backup(shop, tmp_path / "copy.db")
    assert str(refused.value) == (
        f"No backup was made: the copy was read back and is not sound (fact 4 of {shop.profile.origin}: its content "
        "does not match its hash). 'storeops doctor' tells whether the shop itself is sound."
    )
    assert code_of(refused.value) is ExitCode.DAMAGED
    assert left(tmp_path) == {"shop.db"}


def test_a_restored_shop_goes_on_in_its_own_name(shop: Store, tmp_path: Path) -> None:
    backup(shop, tmp_path / "copy.db")
    view = restore(tmp_path / "copy.db", tmp_path / "other.db", shop.settings, clock=Still())
    assert left(tmp_path) == {"shop.db", "copy.db", "other.db"}
    assert not (tmp_path / "other.db-wal").exists()
    assert (view.facts, view.origin_before) == (4, shop.profile.origin)
    assert view.origin_after != view.origin_before
    other = open_again(tmp_path / "other.db")
    try:
        assert (other.profile.origin, other.profile.series) == (view.origin_after, view.series)
        assert other.profile.series.startswith("S1-T1-")
        assert sell(shop) == "S1-T1-000002"
        assert sell(other) == f"{view.series}-000001"
        with other.read() as connection:
            found = verify(connection)
            lives = connection.execute(select(origin.c.reason, origin.c.parent_seq).order_by(origin.c.reason)).all()
    finally:
        other.close()
    assert found.sound
    assert [(name, seq) for name, seq, _ in found.heads] == sorted([(view.origin_before, 4), (view.origin_after, 2)])
    assert [tuple(life) for life in lives] == [("init", 0), ("restored from a backup", 4)]


def test_what_waited_for_the_printer_is_not_printed_twice(shop: Store, tmp_path: Path) -> None:
    backup(shop, tmp_path / "copy.db")
    restore(tmp_path / "copy.db", tmp_path / "other.db", shop.settings, clock=Still())
    other = open_again(tmp_path / "other.db")
    with shop.read() as here, other.read() as there:
        assert print_jobs.next_queued(here, "S1-T1") is not None
        assert print_jobs.next_queued(there, "S1-T1") is None
        assert [job["error"] for job in print_jobs.listed(there, "S1-T1", ("dropped",))] == ["restored from a backup"]
    other.close()


def test_a_shop_in_use_can_be_restored_from(shop: Store, tmp_path: Path) -> None:
    """Its last sale is still in the write-ahead log, not in the file."""
    sell(shop)
    view = restore(tmp_path / "shop.db", tmp_path / "other.db", shop.settings, clock=Still())
    assert view.facts == 5


def test_restore_never_overwrites(shop: Store, tmp_path: Path) -> None:
    backup(shop, tmp_path / "copy.db")
    before = (tmp_path / "shop.db").read_bytes()
    with pytest.raises(TargetExists):
        restore(tmp_path / "copy.db", tmp_path / "shop.db", shop.settings, clock=Still())
    (tmp_path / "other.db-wal").write_bytes(b"left over")
    with pytest.raises(TargetExists):
        restore(tmp_path / "copy.db", tmp_path / "other.db", shop.settings, clock=Still())
    assert (tmp_path / "shop.db").read_bytes() == before
    assert left(tmp_path) == {"shop.db", "copy.db"}


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + bytes(500)])
def test_what_is_no_backup_is_refused(shop: Store, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.db").write_bytes(content)
    with pytest.raises(BackupNotSound):
        restore(tmp_path / "bad.db", tmp_path / "other.db", shop.settings, clock=Still())
    with pytest.raises(NoBackup):
        restore(tmp_path / "none.db", tmp_path / "other.db", shop.settings, clock=Still())
    assert left(tmp_path) == {"shop.db", "bad.db"}


def test_a_flipped_byte_in_a_backup_is_found(shop: Store, tmp_path: Path) -> None:
    backup(shop, tmp_path / "copy.db")
    content = (tmp_path / "copy.db").read_bytes()
    assert content.count(b'"name":"Tea"') == 1
    (tmp_path / "copy.db").write_bytes(content.replace(b'"name":"Tea"', b'"name":"Tee"'))
    with pytest.raises(BackupNotSound, match="does not match its hash"):
        restore(tmp_path / "copy.db", tmp_path / "other.db", shop.settings, clock=Still())
    assert left(tmp_path) == {"shop.db", "copy.db"}


def test_another_kind_of_database_is_refused(shop: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "music.db")
    other.execute("CREATE TABLE song (name)")
    other.close()
    with pytest.raises(BackupNotSound, match="cannot be read as a shop"):
        restore(tmp_path / "music.db", tmp_path / "other.db", shop.settings, clock=Still())


def tamper(engine: Engine, statement: str) -> None:
    """Change the journal as an intruder would: the guard taken away first."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("DROP TRIGGER journal_no_delete"))
        connection.execute(text(statement))
