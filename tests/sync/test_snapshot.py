"""A new till starts from a snapshot over real sockets: it has what its store has, and sells at once. Cut off, forged or
of another store, nothing is made from it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import zstandard
from sqlalchemy import select
from tests.machines import till
from tests.sync.test_hand_in import TEA, facts, twins
from tests.sync.test_http import serving

from storeops.cli.app import run
from storeops.database.queries import exchange as queries
from storeops.database.queries import product_words
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.feed import Place
from storeops.database.queries.snapshots import REFERENCE
from storeops.database.tables import journal, metadata, terminal
from storeops.journal.replay import compare
from storeops.operations import adopting, backup, drawer, joining, snapshots, stock, tills
from storeops.operations.shop import next_revision, put
from storeops.server import cursors
from storeops.server import snapshots as server_snapshots
from storeops.server.centre import Centre
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import signing, snapshot, wire
from storeops.sync.enrolling import EnrolledView, enrol
from storeops.sync.exchange import LineDown, hand_in
from storeops.sync.line import CentreRefused, HttpLine, Identity
from storeops.sync.messages import Manifest, Offer
from storeops.sync.own import OwnFacts
from storeops.sync.pull import pull

pytestmark = pytest.mark.xdist_group("postgresql")
MANY = 400


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    """The shop that there was before the centre."""
    made = till.trading(tmp_path / "first" / "shop.db")
    till.list_products(made, [TEA, *(till.item(f"P{place:05d}", 100 + place) for place in range(MANY))])
    with made.write() as tx:
        entries = [product_words.Entry("TEA", "TEA of the house", "all")]
        product_words.write(tx.connection, (), entries)
    stock.receive(made, [("TEA", 50_000)])
    till.sell(made, (TEA, 3000))
    yield made
    made.close()


@pytest.fixture
def centre(database: str, shop: Store, tmp_path: Path) -> Iterator[Centre]:
    """A centre made from that shop."""
    backup.backup(shop, tmp_path / "copy.db")
    adopting.adopt(Settings(database), tmp_path / "copy.db")
    made = Centre(Settings(database), folder=tmp_path / "centre")
    yield made
    made.close()


@pytest.fixture
def address(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(snapshots, "CHUNK", 4 * 1024)
    with serving(centre) as at:
        yield at


def code_for(centre: Centre, name: str) -> str:
    return tills.invite(centre.shop(), "S1", name).code


def line_of(shop: Store) -> HttpLine:
    with shop.read() as connection:
        known = shop_queries.local_values(connection)
    key = signing.read_key(signing.key_path(shop.settings.database))
    return HttpLine(known["centre.address"], Identity(known["centre.tenant"], shop.profile.device, key))


def told(shop: Store) -> int:
    line = line_of(shop)
    try:
        handed = hand_in(OwnFacts(shop), line)
        assert (handed.finished, handed.parked) == (True, [])
        return handed.facts
    finally:
        line.close()


def joined(centre: Centre, address: str, shop: Store) -> EnrolledView:
    """The shop that was there becomes till T1 and hands in everything."""
    view = enrol(shop.settings, address, code_for(centre, "T1"))
    told(shop)
    return view


def new_settings(tmp_path: Path, name: str = "T2") -> Settings:
    (tmp_path / name).mkdir(exist_ok=True)
    return Settings(str(tmp_path / name / "shop.db"), minimum_free_bytes=0)


def rows_of(shop: Store, table: str) -> set[tuple[object, ...]]:
    with shop.read() as connection:
        return {tuple(row) for row in connection.execute(select(metadata.tables[table]))}


def nothing_there(settings: Settings) -> bool:
    path = Path(settings.database)
    return not any(path.with_name(path.name + end).exists() for end in ("", "-wal", "-shm"))


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
    assert sorted(path.name for path in Path(settings.database).parent.iterdir() if "-" not in path.name) == [
        "shop.db",
        "shop.db.key",
    ]
    fresh.close()


class Cut(Exception):
    """The power goes."""


class Cutting(HttpLine):
    """A line whose till is cut off after some chunks."""

    left = 10**9
    chunks = 0

    def chunk(self, sha256: str, number: int) -> bytes:
        if type(self).left == 0:
            raise Cut
        type(self).left -= 1
        type(self).chunks += 1
        return super().chunk(sha256, number)


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


class Tampering(HttpLine):
    """A line with somebody on it."""

    def chunk(self, sha256: str, number: int) -> bytes:
        data = super().chunk(sha256, number)
        return self.change(number, data)

    def change(self, number: int, data: bytes) -> bytes:
        return data


def flipped(data: bytes) -> bytes:
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, told and not waited for."""
    pauses: list[float] = []
    monkeypatch.setattr(snapshot.fetch, "__kwdefaults__", {"told": None, "pause": pauses.append})
    return pauses


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


def forging(change: Callable[[Manifest, Path], tuple[Manifest, bytes | None]], key=None) -> type[HttpLine]:
    """A line on which the manifest is another one, and with it the file, sealed with `key`."""

    class Forged(HttpLine):
        data: bytes | None = None

        def snapshot(self) -> Offer:
            offer = super().snapshot()
            manifest, type(self).data = change(wire.decode(bytes(offer.manifest), Manifest), Path())
            raw = msgspec.json.encode(manifest)
            signature = signing.seal(key, snapshot.SNAPSHOT, raw) if key else offer.signature
            return Offer(manifest=msgspec.Raw(raw), signature=signature)

        def chunk(self, sha256: str, number: int) -> bytes:
            if self.data is None:
                return super().chunk(sha256, number)
            return self.data[number * snapshots.CHUNK : (number + 1) * snapshots.CHUNK]

    return Forged


def packed(manifest: Manifest, file: bytes, *, size: int, sha256: str | None = None) -> tuple[Manifest, bytes]:
    data = zstandard.ZstdCompressor(level=3).compress(file)
    pieces = [data[at : at + snapshots.CHUNK] for at in range(0, len(data), snapshots.CHUNK)]
    chunks = tuple(
        msgspec.convert({"sha256": hashlib.sha256(one).hexdigest(), "bytes": len(one)}, type(manifest.chunks[0]))
        for one in pieces
    )
    digest = sha256 or hashlib.sha256(file).hexdigest()
    changed = msgspec.structs.replace(manifest, chunks=chunks, compressed=len(data), bytes=size, sha256=digest)
    return changed, data


SOUND_BUT_NOT_OURS = b"SQLite format 3\0" + bytes(4080)
FORGED = {
    "cursor": (lambda one, _: (msgspec.structs.replace(one, cursor="g.99.0"), None), False, "not signed"),
    "other store": (lambda one, _: (msgspec.structs.replace(one, store="S2"), None), True, "another store"),
    "other tenant": (lambda one, _: (msgspec.structs.replace(one, tenant="other"), None), True, "another store"),
    "bomb": (lambda one, _: packed(one, bytes(300_000_000), size=1_000_000), True, "more in it"),
    "short": (lambda one, _: packed(one, bytes(1000), size=2000), True, "not what its manifest says"),
    "other file": (lambda one, _: packed(one, bytes(1000), size=1000, sha256="0" * 64), True, "not what its manifest"),
    "not packed": (
        lambda one, _: (packed(one, b"x", size=1)[0], bytes(packed(one, b"x", size=1)[0].compressed)),
        True,
        "chunk 0",
    ),
    "sizes": (lambda one, _: (msgspec.structs.replace(one, compressed=one.compressed + 1), None), True, "size"),
}


def test_what_is_not_the_centres_is_refused_and_leaves_nothing(
    centre: Centre, address: str, shop: Store, tmp_path: Path, hasty: list[float]
) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    for change, by_the_centre, words in FORGED.values():
        with pytest.raises(snapshot.SnapshotRefused, match=words):
            enrol(settings, address, code, line=forging(change, centre.key() if by_the_centre else None))
        assert nothing_there(settings)
    enrol(settings, address, code)  # and the real one still does
    Store.open(settings).close()


def test_a_file_that_is_no_database_never_gets_the_name(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    from storeops.database.faults import Damaged

    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    line = forging(lambda one, _: packed(one, b"no database" * 1000, size=11_000), centre.key())
    with pytest.raises(Damaged):
        enrol(settings, address, code, line=line)
    assert nothing_there(settings)
    enrol(settings, address, code)  # another one is fetched


def test_a_snapshot_of_a_later_program_is_refused(centre: Centre, address: str, tmp_path: Path) -> None:
    from storeops.database.schema import NewerDatabase

    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    line = forging(lambda one, _: (msgspec.structs.replace(one, tables="9999"), None), centre.key())
    with pytest.raises(NewerDatabase, match="Update the program"):
        enrol(settings, address, code, line=line)
    assert nothing_there(settings)


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


def test_the_same_file_is_handed_out_until_it_is_old_or_far_behind(centre: Centre, tmp_path: Path) -> None:
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
        parked = {"chain": first.profile.origin, "seq": after, "fact": "", "code": "unknown-kind", "why": ""}
        queries.park(tx.connection, [{**parked, "parked_at": ""}])
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


def test_joining_writes_where_pulling_goes_on(centre: Centre, address: str, shop: Store, tmp_path: Path) -> None:
    joined(centre, address, shop)
    enrol(settings := new_settings(tmp_path), address, code_for(centre, "T2"))
    fresh = Store.open(replace(settings, terminal="T2"))
    with fresh.read() as connection, centre.shop().read() as there:
        known = shop_queries.local_values(connection)
        assert int(known[joining.REVISION]) == shop_queries.revision(connection) == shop_queries.revision(there)
        place = cursors.read(known[joining.CURSOR], centre.generation(), Place)
        newest = there.exec_driver_sql("SELECT max(xid::text::bigint) FROM journal").scalar_one()
    assert place is not None
    assert place.xid > newest
    with shop.read() as connection:
        known = shop_queries.local_values(connection)
        assert int(known[joining.REVISION]) == shop_queries.revision(connection)
        assert joining.CURSOR not in known
    fresh.close()


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
