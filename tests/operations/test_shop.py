"""Making a shop and changing what it is set to: nothing that was there is touched, nothing useless is left."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.machines import till

from storeops.database import engine as engines
from storeops.database.engine import FileReplaced, NoDatabase, NotAFile, OnNetwork, SqliteTooOld
from storeops.operations import carts
from storeops.operations.shop import ShopExists, UnusableSetting, add_terminal, set_setting
from storeops.settings import Settings
from storeops.store import Store


def test_a_folder_is_no_shop_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotAFile, match="is a folder"):
        Store.open(Settings(str(tmp_path)))
    with pytest.raises(NotAFile, match="is a folder"):
        till.make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_of_many_that_make_a_shop_at_once_one_does_and_none_takes_it_away(tmp_path: Path) -> None:
    path, told, start = tmp_path / "shop.db", [], threading.Barrier(4)

    def found() -> None:
        start.wait()
        try:
            till.make(path).close()
            told.append("made")
        except ShopExists:
            told.append("exists")

    threads = [threading.Thread(target=found) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["exists", "exists", "exists", "made"]
    Store.open(Settings(str(path)), clock=till.Clock()).close()


def test_where_a_shop_cannot_live_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "network_filesystem", lambda path: "nfs4")
    with pytest.raises(OnNetwork):
        till.make(tmp_path / "new" / "shop.db")
    monkeypatch.undo()
    monkeypatch.setattr(engines, "MINIMUM_SQLITE", (99, 0, 0))
    with pytest.raises(SqliteTooOld):
        till.make(tmp_path / "new" / "shop.db")
    assert list(tmp_path.iterdir()) == []


def test_a_new_shop_opens_at_its_own_terminal_whatever_the_machine_was_set_to(tmp_path: Path) -> None:
    shop = till.make(tmp_path / "shop.db", terminal="T7")
    assert shop.profile.terminal == "S1-T1"
    shop.close()


@pytest.mark.parametrize(("key", "value"), [("day_ends", "25:00"), ("tax_rounding", "bogus"), ("day_ends", "")])
def test_a_setting_that_would_keep_the_shop_shut_is_refused(tmp_path: Path, key: str, value: str) -> None:
    shop = till.make(tmp_path / "shop.db")
    add_terminal(shop, "T2")
    before = till.dump(shop)
    for scope in ("S1", "S1-T1", "S1-T2"):
        with pytest.raises(UnusableSetting):
            set_setting(shop, key, value, scope=scope)
    assert till.dump(shop) == before
    shop.close()


@pytest.mark.parametrize("replaced", [True, False])
def test_nothing_is_sold_into_a_file_that_is_gone(tmp_path: Path, replaced: bool) -> None:
    path = tmp_path / "shop.db"
    shop = till.trading(path)
    till.list_products(shop, [till.item("TEA")])
    till.sell(shop, (till.item("TEA"), 1000))
    path.rename(tmp_path / "old.db")
    if replaced:
        path.write_bytes((tmp_path / "old.db").read_bytes())
    with pytest.raises(FileReplaced, match="Nothing was recorded"):
        till.sell(shop, (till.item("TEA"), 1000))
    with pytest.raises(FileReplaced):
        carts.add(shop, carts.new(shop), "TEA")
    path.unlink(missing_ok=True)
    (tmp_path / "old.db").rename(path)
    assert till.sell(shop, (till.item("TEA"), 1000)).number == "S1-T1-000002"
    shop.close()


KILLED_AT = """
import os, signal, sys
from storeops.database import files
from storeops.operations import shop
from storeops.settings import Settings

def die(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

moments = {"migrated": (shop, "_write_store"), "filled": (shop, "into_one_file"), "named": (files.os, "link")}
setattr(*moments[sys.argv[2]], die)
shop.init(Settings(sys.argv[1]), store_code="S1", name="X", country="GB", currency="GBP", terminal_code="T1")
"""


@pytest.mark.parametrize("moment", ["migrated", "filled", "named"])
def test_killed_while_a_shop_is_made_nothing_has_its_name_and_init_works_again(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "shop.db"
    killed = subprocess.run([sys.executable, "-c", KILLED_AT, str(path), moment], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("shop.db")] == []
    with pytest.raises(NoDatabase):
        Store.open(Settings(str(path)))
    till.make(path).close()
    reopened = Store.open(Settings(str(path)), clock=till.Clock())
    assert reopened.profile.series == "S1-T1"  # the file is the one that was filled: no copy, no new epoch
    with reopened.read() as connection:
        assert len(till.entries(connection)) == 2
    reopened.close()


def test_a_disk_without_second_names_takes_a_shop_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    path = tmp_path / "shop.db"
    monkeypatch.setattr(os, "link", refuses)
    till.make(path).close()
    with pytest.raises(ShopExists):
        till.make(path)
    assert [file.name for file in tmp_path.iterdir()] == ["shop.db"]
    reopened = Store.open(Settings(str(path)), clock=till.Clock())
    assert reopened.profile.series == "S1-T1"
    reopened.close()


def test_a_refused_init_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "dangling.db").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ShopExists):
        till.make(tmp_path / "dangling.db")
    assert [file.name for file in tmp_path.iterdir()] == ["dangling.db"]
