"""A new till starts from a snapshot over real sockets: it has what its store has, and sells at once; nobody else is
given one."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till
from tests.sync.first_shop import address, centre, code_for, joined, line_of, new_settings, rows_of, shop, told
from tests.sync.test_hand_in import TEA, facts, twins

from storeops.database.queries import exchange as queries
from storeops.database.queries import product_words
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.feed import Place
from storeops.database.queries.snapshots import REFERENCE
from storeops.database.tables import journal, metadata, terminal
from storeops.journal.replay import compare
from storeops.operations import drawer, joining, snapshots, tills
from storeops.operations.shop import next_revision, put
from storeops.server import cursors, making
from storeops.server import snapshots as server_snapshots
from storeops.server.centre import Centre
from storeops.server.reference import Where
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import signing, snapshot
from storeops.sync.enrolling import enrol
from storeops.sync.exchange import LineDown, hand_in
from storeops.sync.line import CentreRefused, HttpLine
from storeops.sync.messages import Manifest
from storeops.sync.own import OwnFacts
from storeops.sync.pull import pull
from storeops.sync.reference import fetch

__all__ = ["address", "centre", "shop"]
pytestmark = pytest.mark.xdist_group("postgresql")


def test_a_new_till_has_what_its_store_has_and_sells_at_once(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    first = joined(centre, address, shop)
    assert (first.store, first.terminal, first.snapshot, first.rows) == ("S1", "S1-T1", False, 0)
    settings = new_settings(tmp_path)
    view = enrol(settings, address, code_for(centre, "T2"))
    assert (view.terminal, view.snapshot, view.tenant) == ("S1-T2", True, "main")
    fresh = Store.open(settings)
    assert (fresh.profile.terminal, fresh.profile.series, fresh.profile.owner) == ("S1-T2", "S1-T2", "owner")
    with shop.read() as here, fresh.read() as there:
        differences = compare(here, there)
    centres = centre.shop().profile.origin
    assert {one.table for one in differences} == {"origin"}
    assert {row[0] for row in rows_of(fresh, "origin")} == {shop.profile.origin, centres, fresh.profile.origin}
    for table in REFERENCE:
        added = {("S1-C0",), ("S1-T2",)} if table is terminal else set()
        keys = {row[:1] for row in rows_of(fresh, table.name) - rows_of(shop, table.name)}
        assert keys == added, table.name
        assert rows_of(shop, table.name) <= rows_of(fresh, table.name)
    till.assert_sound(fresh)
    assert till.replay_differences(fresh) == ()
    with fresh.read() as connection:
        assert product_words.containing(connection, ["tea"], 5) == ["TEA"]
        known = shop_queries.local_values(connection)
    assert (known["centre.address"], known["centre.tenant"]) == (address, "main")
    drawer.open_drawer(fresh, 5000)
    assert till.sell(fresh, (TEA, 2000)).number == "S1-T2-000001"
    before = facts(centre.shop().engine)
    assert told(fresh) == facts(centre.shop().engine) - before == 3
    with centre.shop().read() as connection:
        left = connection.exec_driver_sql("SELECT quantity FROM stock_balance WHERE sku='TEA' AND location='S1'")
        assert left.scalar_one() == 50_000 - 3000 - 2000
    for one, changed in ((fresh, 0), (shop, 2)):
        line = line_of(one)
        assert (pull(one, line).parked, fetch(one, line)) == ([], changed)
        line.close()
    with shop.read() as here, fresh.read() as there:
        assert compare(here, there) == ()
    for table in REFERENCE:
        assert rows_of(shop, table.name) == rows_of(fresh, table.name), table.name
    assert sorted(path.name for path in Path(settings.database).parent.iterdir() if "-" not in path.name) == [
        "shop.db",
        "shop.db.key",
    ]
    fresh.close()


def test_a_till_of_another_store_gets_nothing_of_this_one(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    joined(centre, address, shop)
    second_store(centre)
    enrol(settings := new_settings(tmp_path), address, code_for(centre, "T2"))
    (manifest,) = (tmp_path / "centre" / "snapshots" / "main" / "S1").glob("*.zst")
    code = tills.invite(centre.shop(), "S2", "T1").code
    other = Settings(str(tmp_path / "other.db"), minimum_free_bytes=0)
    view = enrol(other, address, code)
    assert (view.store, view.terminal) == ("S2", "S2-T1")
    stranger = Store.open(other)
    with stranger.read() as connection:
        stores = {row.store for row in connection.execute(select(journal.c.store))}
        assert stores == {"S2"}
        assert {row.scope for row in connection.execute(select(metadata.tables["setting"].c.scope))} <= {"", "S2"}
        assert {row.store for row in connection.execute(select(terminal.c.store))} == {"S2"}
        assert connection.exec_driver_sql("SELECT count(*) FROM sale").scalar_one() == 0
    line = line_of(stranger)
    with pytest.raises(snapshot.Gone):
        line.chunk(manifest.name.removesuffix(".zst"), 0)
    for bad in ("../S1/" + manifest.name.removesuffix(".zst"), "..%2fS1%2fcurrent.json", "0" * 64):
        with pytest.raises((snapshot.Gone, CentreRefused, LineDown)):
            line.chunk(bad, 0)
    line.close()
    mine = line_of(Store.open(settings))
    assert len(mine.chunk(manifest.name.removesuffix(".zst"), 0)) == snapshots.CHUNK
    mine.close()
    stranger.close()


def second_store(centre: Centre) -> None:
    tables = metadata.tables
    with centre.shop().write() as tx:
        revision = next_revision(tx)
        row = dict(tx.connection.execute(select(tables["store"])).mappings().one())
        put(tx, tables["store"], revision, {**row, "code": "S2", "name": "Other Shop"})
        put(tx, tables["location"], revision, {"code": "S2", "store": "S2", "kind": "shop_floor", "name": "Other"})
        put(tx, tables["setting"], revision, {"scope": "S2", "key": "tax_name", "value": "VAT"})


def test_nobody_but_a_trusted_till_gets_a_snapshot(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    enrol(settings := new_settings(tmp_path), address, code_for(centre, "T2"))
    fresh = Store.open(settings)
    line = line_of(fresh)
    assert line.snapshot().signature != b""
    stranger = HttpLine(address)
    with pytest.raises(CentreRefused) as caught:
        stranger.snapshot()
    assert caught.value.status == 401
    tills.revoke(centre.shop(), "S1-T2")
    with pytest.raises(CentreRefused) as caught:
        line.snapshot()
    assert caught.value.status == 403
    with pytest.raises(CentreRefused) as caught:
        line.chunk("0" * 64, 0)
    assert caught.value.status == 403
    line.close()
    stranger.close()
    fresh.close()


def test_it_is_made_in_a_process_of_its_own(centre: Centre, tmp_path: Path) -> None:
    made = making.apart(centre.shop(), "S1", tmp_path / "apart")
    again = snapshots.make(centre.shop(), "S1", tmp_path / "here")
    assert (made.store, made.rows, made.revision, made.bytes) == ("S1", again.rows, again.revision, again.bytes)
    data = (tmp_path / "apart" / snapshots.compressed_name(made.sha256)).read_bytes()
    assert [hashlib.sha256(data).hexdigest()] == [chunk.sha256 for chunk in made.chunks]
    with pytest.raises(making.SnapshotNotMade):
        making.apart(centre.shop(), "S9", tmp_path / "apart")
    assert len(list((tmp_path / "apart").iterdir())) == 1


def test_the_same_file_is_handed_out_until_it_is_old_or_far_behind(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "apart", snapshots.make)  # four are made: in this process
    shop = centre.shop()
    clock = till.Clock()
    shop.clock = clock
    kept = server_snapshots.Snapshots(centre)
    asking = server_snapshots.Till(shop, "main", "d", "S1", "S1-T2", False)

    def now() -> Manifest:
        found = kept.find(asking)
        return found if isinstance(found, Manifest) else found.result(60)

    first = now()
    assert kept.find(asking) == first
    with shop.write() as tx:
        for _ in range(server_snapshots.FAR):
            next_revision(tx)
    assert kept.find(asking) == first
    with shop.write() as tx:
        next_revision(tx)
    second = now()
    assert second.revision == first.revision + server_snapshots.FAR + 1
    clock.at += server_snapshots.FRESH
    third = now()
    assert third.made_at > second.made_at
    folder = kept.folder(asking)
    old = folder / snapshots.compressed_name(first.sha256)
    assert old.is_file()
    os.utime(old, (0, 0))
    clock.at += server_snapshots.FRESH + timedelta(seconds=1)
    now()
    assert not old.exists()


def test_what_waits_for_a_person_is_not_handed_out(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    joined(centre, address, shop)
    tills.revoke(centre.shop(), "S1-T1")
    till.sell(shop, (TEA, 1000))
    line = line_of(shop)
    assert [one.code for one in hand_in(OwnFacts(shop), line).parked] == ["revoked"]
    line.close()
    enrol(settings := new_settings(tmp_path), address, code_for(centre, "T2"))
    fresh = Store.open(settings)
    assert len(rows_of(fresh, "sale")) == 1
    till.assert_sound(fresh)
    assert till.replay_differences(fresh) == ()
    fresh.close()


def test_two_lives_of_a_till_are_both_in_it(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    joined(centre, address, shop)
    shop.close()
    first, second = twins(shop, tmp_path)
    shutil.copy(signing.key_path(first.settings.database), signing.key_path(second.settings.database))
    till.sell(first, (TEA, 1000))
    till.sell(second, (TEA, 2000))
    told(first)
    line = line_of(second)
    assert hand_in(OwnFacts(second), line).apart == [first.profile.origin]
    line.close()
    with centre.shop().write() as tx:
        (name, after) = tx.connection.exec_driver_sql("SELECT name, after FROM chain WHERE parent <> ''").one()
        # The fact that both went on from is one that the centre cannot read yet.
        queries.park(tx.connection, first.profile.origin, [queries.Doubt(after, "", "unknown-kind", "")], "")
    enrol(settings := new_settings(tmp_path), address, code_for(centre, "T2"))
    fresh = Store.open(settings)
    with fresh.read() as connection:
        assert queries.held(connection, name).after == after
        chains = {row.name: row.seq for row in connection.execute(select(metadata.tables["chain"]))}
        sold = connection.exec_driver_sql("SELECT sum(units) FROM sale").scalar_one()
        assert [(row["seq"], row["code"]) for row in queries.waiting(connection)] == [(after, "unknown-kind")]
    assert (chains[first.profile.origin], chains[name], sold) == (after + 1, after + 1, 3000)
    line = line_of(fresh)
    assert pull(fresh, line).facts == 0  # it has everything that there is for it
    till.sell(first, (TEA, 1000))
    told(first)
    assert pull(fresh, line).facts == 1
    line.close()
    till.assert_sound(fresh)
    assert till.replay_differences(fresh) == ()
    for one in (first, second, fresh):
        one.close()


def test_joining_writes_where_pulling_goes_on(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    joined(centre, address, shop)
    enrol(settings := new_settings(tmp_path), address, code_for(centre, "T2"))
    fresh = Store.open(replace(settings, terminal="T2"))
    with fresh.read() as connection, centre.shop().read() as there:
        known = shop_queries.local_values(connection)
        where = cursors.read(known[joining.REFERENCE], centre.generation(), Where)
        assert where == Where(shop_queries.revision(connection)) == Where(shop_queries.revision(there))
        place = cursors.read(known[joining.CURSOR], centre.generation(), Place)
        newest = there.exec_driver_sql("SELECT max(xid::text::bigint) FROM journal").scalar_one()
    assert place is not None
    assert place.xid > newest
    with shop.read() as connection:
        known = shop_queries.local_values(connection)
        where = cursors.read(known[joining.REFERENCE], centre.generation(), Where)
        assert where == Where(shop_queries.revision(connection))
        assert joining.CURSOR not in known
    fresh.close()
