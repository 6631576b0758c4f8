"""A shop that there was before its centre, the centre that was made from it, and tills that begin there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests import postgresql
from tests.machines import till
from tests.sync.test_hand_in import TEA
from tests.sync.test_http import serving

from storeops.database.queries import product_words
from storeops.database.queries import shop as shop_queries
from storeops.database.tables import metadata
from storeops.operations import backup, snapshots, stock, tills
from storeops.server import making
from storeops.server.centre import Centre
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import signing, snapshot
from storeops.sync.enrolling import EnrolledView, enrol
from storeops.sync.exchange import hand_in
from storeops.sync.line import HttpLine, Identity
from storeops.sync.own import OwnFacts

MANY = 400


def make(folder: Path) -> None:
    """The shop's file, closed, and a backup of it."""
    made = till.trading(folder / "shop.db")
    till.list_products(made, [TEA, *(till.item(f"P{place:05d}", 100 + place) for place in range(MANY))])
    with made.write() as tx:
        entries = [product_words.Entry("TEA", "TEA of the house", "all")]
        product_words.write(tx.connection, (), entries)
    stock.receive(made, [("TEA", 50_000)])
    till.sell(made, (TEA, 3000))
    backup.backup(made, folder / "copy.db")
    made.close()


@pytest.fixture
def shop(first: Path, tmp_path: Path) -> Iterator[Store]:
    """The shop that there was before the centre."""
    made = Store.open(till.brought(first / "shop.db", tmp_path / "first" / "shop.db"), clock=till.Clock())
    yield made
    made.close()


@pytest.fixture
def centre(server: str, adopted: str, first: Path, tmp_path: Path) -> Iterator[Centre]:
    """A centre made from that shop."""
    shutil.copy(first / "copy.db", tmp_path / "copy.db")
    with postgresql.another(server, adopted) as database:
        made = Centre(Settings(database), folder=tmp_path / "centre")
        yield made
        made.close()


@pytest.fixture
def address(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(snapshots, "CHUNK", 4 * 1024)
    monkeypatch.setattr(making, "apart", snapshots.make)  # in this process, with chunks as small
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
