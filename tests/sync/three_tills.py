"""A centre with two stores, and tills of both that speak to it over sockets."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from tests import postgresql
from tests.machines import till
from tests.machines.till import MORNING, Clock
from tests.sync.test_http import serving

from storeops.database.queries import shop as shop_queries
from storeops.database.tables import location, store
from storeops.operations import drawer, tills
from storeops.operations.shop import init, next_revision, put
from storeops.server.centre import MAIN, Centre
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import signing
from storeops.sync.exchange import hand_in
from storeops.sync.line import HttpLine, Identity
from storeops.sync.messages import Enrolment
from storeops.sync.own import OwnFacts
from storeops.sync.pull import Pulled, pull


@contextmanager
def made(database: str) -> Iterator[Centre]:
    """A centre at this address, with the stores S1 and S2 and a shop floor in each."""
    till.make(database).close()
    centre = Centre(Settings(database))
    shop = centre.shop()
    with shop.write() as tx:
        revision = next_revision(tx)
        row = dict(shop_queries.store_row(tx.connection, "S1") or {})
        put(tx, store, revision, {**row, "code": "S2", "name": "Hill Shop"})
        put(tx, location, revision, {"code": "S2", "store": "S2", "kind": "shop_floor", "name": "Hill Shop"})
    yield centre
    centre.close()


@dataclass
class Till:
    shop: Store
    line: HttpLine

    def hand_in(self) -> None:
        handed = hand_in(OwnFacts(self.shop), self.line)
        assert handed.finished, handed

    def sync(self) -> Pulled:
        self.hand_in()
        return pull(self.shop, self.line, pause=lambda _seconds: None)

    def close(self) -> None:
        self.line.close()
        self.shop.close()


def let_in(address: str, centre: Centre, path: Path, store_code: str, terminal: str, tenant: str = MAIN) -> Till:
    """A shop that trades, and is a till of this centre."""
    shop = init(
        Settings(str(path), minimum_free_bytes=0),
        store_code=store_code,
        name="A Shop",
        country="GB",
        currency="GBP",
        terminal_code=terminal,
        clock=Clock(),
    )
    drawer.open_drawer(shop, 10_000)
    public = signing.make_key(signing.key_path(str(path)))
    line = HttpLine(address)
    code = tills.invite(centre.shop(tenant), store_code, terminal).code
    answer = line.enrol(Enrolment(f"{tenant}.{code}", shop.profile.device, public))
    line.identity = Identity(answer.tenant, shop.profile.device, signing.read_key(signing.key_path(str(path))))
    with shop.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": address, "centre.tenant": answer.tenant})
    return Till(shop, line)


PLACES = (("S1", "T1"), ("S1", "T2"), ("S2", "T1"))
AFTER = timedelta(seconds=1)
"""The clocks of what is opened go on after what was made."""


@cache
def chain(server: str) -> tuple[str, Path]:
    """The name of a database with a centre, and a folder with the files of two tills of S1 and one of S2, let in."""
    folder = Path(tempfile.mkdtemp(prefix="storeops-chain-", dir=postgresql.memory()))
    atexit.register(shutil.rmtree, folder)
    name = postgresql.with_tables(server)
    with made(postgresql.at(server, name)) as centre, serving(centre) as address:
        for code, terminal in PLACES:
            let_in(address, centre, folder / f"{code}-{terminal}.db", code, terminal).close()
    return name, folder


def opened(made: Path, where: Path, address: str) -> Till:
    """A till that was let in, at another place and with the address of another server."""
    shop = Store.open(till.brought(made, where), clock=Clock(MORNING + AFTER))
    key = signing.key_path(str(where))
    shutil.copy(signing.key_path(str(made)), key)
    with shop.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": address})
    return Till(shop, HttpLine(address, Identity(MAIN, shop.profile.device, signing.read_key(key))))


@contextmanager
def three(database: str, folder: Path) -> Iterator[tuple[Centre, Till, Till, Till]]:
    """Two tills of S1 and one of S2, at a centre: copies of those that were let in once a process.

    The centre is on the server of `database`, in a database of its own."""
    server = postgresql.at(database, "postgres")
    name, first = chain(server)
    with postgresql.another(server, name) as own:
        centre = Centre(Settings(own))
        with serving(centre) as address:
            one, two, other = (opened(first / f"{s}-{t}.db", folder / f"{s}-{t}.db", address) for s, t in PLACES)
            yield centre, one, two, other
            for each in (one, two, other):
                each.close()
        centre.close()


def ids(shop: Store) -> set[str]:
    with shop.read() as connection:
        return {row.id for row in till.journal_rows(connection)}
