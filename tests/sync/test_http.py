"""A till and a centre over real sockets: invited, let in, everything handed in; and everybody else kept out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from tests.machines import till
from tests.sync.test_hand_in import TEA, facts

from storeops.database.queries import exchange as exchange_queries
from storeops.database.queries import shop as shop_queries
from storeops.operations import stock, tills
from storeops.operations.shop import init
from storeops.reports import sync as sync_reports
from storeops.reports import tills as tills_reports
from storeops.server.app import make_app
from storeops.server.centre import Centre
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import signing
from storeops.sync.exchange import hand_in
from storeops.sync.line import HttpLine, Identity
from storeops.sync.messages import Enrolment
from storeops.sync.own import OwnFacts

pytestmark = pytest.mark.xdist_group("postgresql")


@contextmanager
def serving(centre: Centre) -> Iterator[str]:
    """The address of a server of this centre, on a port that the system chose."""
    server = uvicorn.Server(uvicorn.Config(make_app(centre), port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def centre(database: str) -> Iterator[Centre]:
    init(
        Settings(database),
        store_code="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        terminal_code="C1",
    ).close()
    made = Centre(Settings(database))
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, [TEA])
    stock.receive(made, [("TEA", 50_000)])
    till.sell(made, (TEA, 3000))
    yield made
    made.close()


def let_in(address: str, centre: Centre, shop: Store, terminal: str = "T1") -> HttpLine:
    path = signing.key_path(shop.settings.database)
    public = signing.make_key(path)
    code = tills.invite(centre.shop(), "S1", terminal).code
    line = HttpLine(address)
    answer = line.enrol(Enrolment(code, shop.profile.device, public))
    assert (answer.tenant, answer.store, answer.terminal) == ("main", "S1", f"S1-{terminal}")
    line.identity = Identity(answer.tenant, shop.profile.device, signing.read_key(path))
    return line


def enrolled(centre: Centre, shop: Store, terminal: str, address: str) -> None:
    """The till is let in without a line, and knows where its centre is."""
    public = signing.make_key(signing.key_path(shop.settings.database))
    tills.enrol(centre.shop(), tills.invite(centre.shop(), "S1", terminal).code, shop.profile.device, public)
    with shop.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": address, "centre.tenant": "main"})


def test_a_till_is_let_in_and_hands_in_everything(centre: Centre, shop: Store) -> None:
    with serving(centre) as address:
        line = let_in(address, centre, shop)
        before = facts(centre.shop().engine)
        handed = hand_in(OwnFacts(shop), line)
        assert (handed.finished, facts(centre.shop().engine) - before) == (True, handed.facts)
        assert tills_row(centre)["waiting"] == 0, "it may close now, and nobody wonders"
        with centre.shop().read() as connection:
            (look,) = tills_reports.overview(connection, centre.shop().now()).tills
            assert (look.till.terminal, look.till.waiting, look.in_doubt) == ("S1-T1", 0, 0)
            own = sync_reports.brief(connection, centre.shop().profile)
            assert own.parked == 0 and own.waiting == len(
                exchange_queries.latest(connection, centre.shop().profile.origin, 0, 1000, 1000)
            )
        assert hand_in(OwnFacts(shop), line).facts == 0
        row = tills_row(centre)
        assert (row["waiting"], abs(row["clock_offset"]) > 1000, row["app"] != "") == (0, True, True)
        line.close()


def tills_row(centre: Centre):
    from storeops.database.queries.tills import every

    with centre.shop().read() as connection:
        (row,) = every(connection)
    return row
