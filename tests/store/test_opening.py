"""Opening a shop's file: what is promised is checked, what cannot be kept is refused, and a refusal touches nothing."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.machines import till
from tests.machines.at_rest import closed, opened

from storeops.database import engine as engines
from storeops.database import schema
from storeops.database.engine import (
    PRAGMAS,
    NoDatabase,
    NotWritable,
    PragmaRefused,
    SqliteTooOld,
    network_filesystem,
    open_engine,
    sqlite_module,
)
from storeops.database.faults import Damaged
from storeops.database.schema import NewerDatabase, NotAShop
from storeops.operations.shop import BadCode, ShopExists, UnknownCountry, UnknownTimezone, init
from storeops.rules.money import UnknownCurrency
from storeops.settings import Settings
from storeops.store import UnknownTerminal

sqlite3 = sqlite_module()  # the standard library's does not know every option of the word index


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_connection_keeps_what_it_promises(tmp_path: Path) -> None:
    shop = till.make(tmp_path / "shop.db")
    with shop.engine.connect() as one, shop.engine.connect() as two:
        for connection in (one, two):
            answers = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name, _, _ in PRAGMAS}
            assert answers == {
                "busy_timeout": 10_000,
                "mmap_size": 0,
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "cache_size": -65536,
                "trusted_schema": 0,
                "cell_size_check": 1,
                "recursive_triggers": 1,
            }
    shop.close()


def test_a_setting_the_database_does_not_take_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed(tmp_path / "shop.db")
    monkeypatch.setattr(engines, "PRAGMAS", (*PRAGMAS, ("synchronous", "OFF", 2)))
    with pytest.raises(PragmaRefused, match="sales would not be safe"):
        opened(path)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_reads_the_books(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        shop = till.trading(tmp_path / "new" / "shop.db")
        till.sell(shop, (till.item(), 1000))
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "new").iterdir()}
        assert modes == {"shop.db": 0o600, "shop.db-wal": 0o600, "shop.db-shm": 0o600}
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
        shop.close()
        (tmp_path / "new" / "shop.db").chmod(0o644)
        opened(tmp_path / "new" / "shop.db").close()
        assert stat.S_IMODE((tmp_path / "new" / "shop.db").stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["a?b=c.db", "50%off.db", "a b#c.db", "läden & mehr.db", "file:x.db", "@ :5432.db"])
def test_a_path_is_a_path_whatever_is_in_it(tmp_path: Path, name: str) -> None:
    closed(tmp_path / name)
    assert name in {one.name for one in tmp_path.iterdir()}
    shop = opened(tmp_path / name)
    assert till.count(shop) == 4
    shop.close()


def test_no_shop_no_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase, match="storeops init"):
        opened(tmp_path / "absent.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"store_code": "S 1"}, BadCode),
        ({"store_code": ""}, BadCode),
        ({"terminal_code": "T/1"}, BadCode),
        ({"terminal_code": "TERMINAL1"}, BadCode),
        ({"country": "XX"}, UnknownCountry),
        ({"currency": "ABC"}, UnknownCurrency),
        ({"timezone": "Mars/Base"}, UnknownTimezone),
        ({"timezone": "../../etc/passwd"}, UnknownTimezone),
    ],
)
def test_a_shop_that_cannot_be_founded_leaves_nothing(
    tmp_path: Path, changes: dict[str, str], error: type[Exception]
) -> None:
    values = {"store_code": "S1", "name": "Shop", "country": "GB", "currency": "GBP", "terminal_code": "T1"}
    with pytest.raises(error):
        init(Settings(str(tmp_path / "shop.db")), **{**values, **changes})  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_taken(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    before = digest(path)
    with pytest.raises(ShopExists):
        till.make(path)
    assert digest(path) == before


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    with pytest.raises(NotAShop):
        opened(path)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("notes",)]
    other.close()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    path.write_bytes(b"This is a letter to the landlord.\n" * 100)
    before = digest(path)
    with pytest.raises(Damaged, match="Restore the last backup"):
        opened(path)
    assert digest(path) == before


def test_a_database_from_the_future_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    with sqlite3.connect(str(path)) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
        plain.commit()
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    before = digest(path)
    with pytest.raises(NewerDatabase, match="nothing was changed") as refused:
        opened(path)
    assert refused.value.revision == "9999"
    assert digest(path) == before
    left = {one.name: one.stat().st_size for one in tmp_path.iterdir() if one.name != "shop.db-shm"}
    assert set(left) <= {"shop.db", "shop.db-wal"}
    assert left.get("shop.db-wal", 0) == 0


MIGRATION = f'''"""One more table."""

from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{schema.HEAD}"


def upgrade() -> None:
    op.create_table("newer", sa.Column("id", sa.Integer(), primary_key=True))
'''


def test_an_older_database_is_backed_up_then_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program one migration ahead of this one, made from this one: the real folder and one file more."""
    path, known = closed(tmp_path / "shop.db"), schema.HEAD
    ahead = tmp_path / "program" / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", ahead)
    (ahead / "versions" / "9999_newer.py").write_text(MIGRATION, encoding="utf-8")
    monkeypatch.setattr(schema, "__file__", str(ahead.parent / "schema.py"))
    monkeypatch.setattr(schema, "HEAD", "9999")
    shop = opened(path)
    assert schema.revision(shop.engine) == "9999"
    assert till.count(shop) == 4
    shop.close()
    (kept,) = tmp_path.glob("shop.db.before-9999-*.backup")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with sqlite3.connect(kept) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchall() == [(known,)]
        assert plain.execute("SELECT count(*) FROM journal").fetchall() == [(4,)]
    plain.close()


def test_a_migration_that_fails_leaves_the_old_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed(tmp_path / "shop.db")
    ahead = tmp_path / "program" / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", ahead)
    broken = MIGRATION + "    raise RuntimeError('the plug was pulled')\n"
    (ahead / "versions" / "9999_newer.py").write_text(broken, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "__file__", str(ahead.parent / "schema.py"))
        patch.setattr(schema, "HEAD", "9999")
        with pytest.raises(RuntimeError, match="plug"):
            opened(path)
    shop = opened(path)
    assert till.count(shop) == 4
    with shop.read() as connection:
        assert not shop.engine.dialect.has_table(connection, "newer")
    till.assert_sound(shop)
    shop.close()


def test_a_sqlite_with_the_corruption_bug_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed(tmp_path / "shop.db")
    module = importlib.import_module("pysqlite3.dbapi2")
    monkeypatch.setattr(module, "sqlite_version_info", (3, 51, 2))
    monkeypatch.setattr(module, "sqlite_version", "3.51.2")
    with pytest.raises(SqliteTooOld, match=r"SQLite 3\.51\.2 .* 3\.51\.3 or later"):
        opened(path)
    monkeypatch.setattr(module, "sqlite_version_info", (3, 51, 3))
    assert sqlite_module() is module


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A shop's folder mounted once more, read-only: root's rights do not help there."""
    (tmp_path / "disk").mkdir()
    closed(tmp_path / "disk" / "shop.db")
    there = tmp_path / "read-only"
    there.mkdir()
    for command in (["mount", "--bind", tmp_path / "disk", there], ["mount", "-o", "remount,ro,bind", there]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this machine does not let the test mount a folder")
    yield there
    subprocess.run(["umount", there], check=True)


def test_a_read_only_folder_is_refused(read_only: Path) -> None:
    before = digest(read_only / "shop.db")
    with pytest.raises(NotWritable, match="write access"):
        opened(read_only / "shop.db")
    with pytest.raises(NotWritable) as refused:
        till.make(read_only / "other.db")
    assert refused.value.path == read_only / "other.db"
    assert digest(read_only / "shop.db") == before


def test_a_file_one_may_not_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed(tmp_path / "shop.db")
    if os.geteuid() == 0:  # rights do not bind root: what the system would answer anybody else
        monkeypatch.setattr(os, "access", lambda where, mode: not (Path(where) == path and mode & os.W_OK))
    else:
        path.chmod(0o400)
    with pytest.raises(NotWritable) as refused:
        opened(path)
    assert refused.value.path == path


def test_a_terminal_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    with pytest.raises(UnknownTerminal, match=r"Known: S1-T1\."):
        opened(path, terminal="T9")
    shop = opened(path, terminal="T1")
    assert (shop.profile.terminal, till.count(shop)) == ("S1-T1", 4)
    shop.close()


def test_a_local_disk_is_no_network(tmp_path: Path) -> None:
    assert network_filesystem(tmp_path / "shop.db") == ""


def test_an_engine_is_not_shared_with_a_file_that_is_gone(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    path.unlink()
    with pytest.raises(NoDatabase):
        open_engine(str(path))
