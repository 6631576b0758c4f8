"""How a centre is made from a shop, and who is let in as which till of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.machines import till
from tests.sync.first_shop import address, centre, code_for, new_settings, shop, told
from tests.sync.test_hand_in import TEA

from storeops.cli.app import run
from storeops.database.queries import shop as shop_queries
from storeops.operations import adopting, backup, drawer
from storeops.operations.shop import next_revision
from storeops.server.centre import Centre
from storeops.store import Store
from storeops.sync.enrolling import enrol
from storeops.sync.line import CentreRefused

__all__ = ["address", "centre", "shop"]
pytestmark = pytest.mark.xdist_group("postgresql")


def test_one_who_follows_on_a_terminal_has_numbers_of_its_own(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    enrol(new_settings(tmp_path), address, code_for(centre, "T2"))
    enrol(settings := new_settings(tmp_path, "second"), address, code_for(centre, "T2"))
    second = Store.open(settings)
    assert second.profile.series.startswith("S1-T2-") and len(second.profile.series) == 8
    drawer.open_drawer(second, 0)
    assert till.sell(second, (TEA, 1000)).number == f"{second.profile.series}-000001"
    second.close()


def test_a_shop_joins_only_at_its_own_place_and_with_its_own_catalogue(
    centre: Centre, address: str, shop: Store
) -> None:
    code = code_for(centre, "T2")
    before = till.dump(shop)
    with pytest.raises(CentreRefused, match="S1-T2") as caught:
        enrol(shop.settings, address, code)
    assert (caught.value.kind, till.dump(shop)) == ("OtherPlace", before)
    with shop.write() as tx:
        next_revision(tx)
    before = till.dump(shop)
    code = code_for(centre, "T1")
    with pytest.raises(CentreRefused, match="were changed since") as caught:
        enrol(shop.settings, address, code)
    assert (caught.value.kind, till.dump(shop)) == ("OtherCatalogue", before)
    with centre.shop().read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM device").scalar_one() == 0
    with shop.write() as tx:
        tx.connection.exec_driver_sql("UPDATE reference_revision SET revision = revision - 1")
    assert enrol(shop.settings, address, code).terminal == "S1-T1"
    assert enrol(shop.settings, address, code).terminal == "S1-T1"  # asked twice
    assert told(shop) > 0


def test_a_shop_that_the_centre_was_not_made_from_stays_out(centre: Centre, address: str, tmp_path: Path) -> None:
    other = till.trading(tmp_path / "other" / "shop.db")
    before = till.dump(other)
    with pytest.raises(CentreRefused, match="not made from them"):
        enrol(other.settings, address, code_for(centre, "T1"))
    assert till.dump(other) == before
    other.close()


def test_the_command_adopts(database: str, shop: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = str(tmp_path / "copy.db")
    backup.backup(shop, Path(copy))
    assert run(["server", "--database", database, "adopt", copy + "x"]) == 4
    assert run(["server", "--database", database, "adopt", copy, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    with shop.read() as connection:
        assert (said["store"], said["name"], said["revision"]) == (
            "S1",
            "Corner Shop",
            shop_queries.revision(connection),
        )
    assert run(["server", "--database", database, "adopt", copy]) == 1


def test_adopting_wants_an_empty_centre_and_a_sound_copy(centre: Centre, shop: Store, tmp_path: Path) -> None:
    from storeops.operations.shop import ShopExists

    before = till.dump(centre.shop())
    with pytest.raises(ShopExists):
        adopting.adopt(centre.settings, tmp_path / "copy.db")
    with pytest.raises(adopting.NotForFiles):
        adopting.adopt(shop.settings, tmp_path / "copy.db")
    with pytest.raises(backup.NoBackup):
        adopting.adopt(centre.settings, tmp_path / "none.db")
    (tmp_path / "bad.db").write_bytes(b"no shop" * 1000)
    with pytest.raises(backup.BackupNotSound):
        adopting.adopt(centre.settings, tmp_path / "bad.db")
    assert till.dump(centre.shop()) == before


def test_the_command_says_what_it_did(
    centre: Centre, address: str, shop: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = str(tmp_path / "T2" / "shop.db")
    command = ["--database", database, "enrol", address]
    assert run([*command, "AAAA-BBBB-CCCC", "--json"]) == 1
    told_error = json.loads(capsys.readouterr().err)["error"]
    assert (told_error["kind"], told_error["again"]) == ("CentreRefused", False)
    assert run(["--database", database, "enrol", "http://192.0.2.1:8400", "AAAA-BBBB-CCCC"]) == 1
    assert "--insecure" in capsys.readouterr().err
    assert run([*command, code_for(centre, "T2"), "--json"]) == 0
    view = json.loads(capsys.readouterr().out)
    assert (view["terminal"], view["snapshot"], view["database"]) == ("S1-T2", True, database)
    assert run(["--database", shop.settings.database, "enrol", address, code_for(centre, "T1")]) == 0
    assert "handed in by the next 'storeops sync'" in capsys.readouterr().out
    assert run(["--database", database, "drawer", "open", "--float", "50"]) == 0
    assert run(["--database", database, "sell", "TEA", "--tender", "cash=5.00"]) == 0
