"""What waits is found without reading what is done: what is asked for all day stays as quick in ten years."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select, text
from tests.machines import promising, till

from storeops.connectors import shipping
from storeops.database import schema
from storeops.database.queries import fulfilment, packing, picking
from storeops.database.tables import fulfilment_open
from storeops.operations import stock
from storeops.operations.orders import changing, payments
from storeops.operations.orders.how import How
from storeops.operations.parcels import leaving, pickup, tracking
from storeops.operations.parcels.packing import open_parcel, pack
from storeops.operations.picking import picks, waves
from storeops.operations.picking.asked import Asked
from storeops.rules.tenders import Tender
from storeops.settings import Settings
from storeops.store import Store

READS = {
    "waiting_parcels": lambda connection: fulfilment.waiting_parcels(connection, "S1"),
    "under_way": fulfilment.under_way,
    "waiting_pickups": fulfilment.waiting_pickups,
    "to_pick": lambda connection: picking.to_pick(connection, "S1"),
    "unpacked": lambda connection: packing.unpacked(connection, "S1"),
    "unpacked_elsewhere": lambda connection: packing.unpacked_elsewhere(connection, "WH1", "pickup"),
}


def placed(shop: Store, **wishes: object) -> str:
    """The number of an order for one tea, that is paid."""
    id = promising.place(shop, ("TEA", 1000), **wishes)  # type: ignore[arg-type]
    one = promising.read(shop, id)
    payments.pay(shop, id, Tender("card", one.money.due, "A1"))
    return one.placed.number


def collected(shop: Store) -> str:
    return placed(shop, service="pickup", how=How(due="dispatch", pickup="S1"))


def sent(shop: Store) -> None:
    pack(shop, placed(shop))
    shipping.ship(shop, "P", "demo")
    leaving.send_parcel(shop, "P")


def one_of_each(shop: Store) -> None:
    """An order to pick, a parcel that waits, one that is under way, a collection that waits."""
    sent(shop)
    pack(shop, placed(shop))
    pickup.ready(shop, collected(shop))
    placed(shop)


def finished(shop: Store) -> None:
    """A wave picked, its parcel opened, packed again, sent and delivered; a collection handed over."""
    number = placed(shop)
    # The order that is left to pick goes into no wave: it would be under way.
    wave = waves.plan(shop, Asked(orders=(number,))).envelope.id
    waves.release(shop, wave)
    picks.confirm(shop, f"{wave}.1")
    pack(shop, number)
    open_parcel(shop, "P")
    pack(shop, number)
    shipping.ship(shop, "P", "demo")
    leaving.send_parcel(shop, "P")
    with shop.read() as connection:
        last = fulfilment.parcels(connection, limit=1)[0]["number"]
    tracking.delivered(shop, last, proof="Ann")
    number = collected(shop)
    pickup.ready(shop, number)
    pickup.hand_over(shop, number, identity="passport")


def work(shop: Store, read: Callable[[Connection], object]) -> tuple[object, int]:
    """What is read, and how many steps SQLite took for it: more rows, more steps."""
    with shop.read() as connection:
        read(connection)  # the statement is compiled
        driver = connection.connection.dbapi_connection
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        driver.set_progress_handler(step, 1)  # type: ignore[union-attr]
        found = read(connection)
        driver.set_progress_handler(None, 1)  # type: ignore[union-attr]
    return found, steps


@pytest.fixture
def busy(shop: Store) -> Store:
    stock.receive(shop, [("TEA", 100_000)])
    one_of_each(shop)
    return shop


def given_up(shop: Store) -> str:
    """An order that was cancelled when its goods had been picked; its id."""
    id = promising.place(shop, ("TEA", 1000))
    number = promising.read(shop, id).placed.number
    pack(shop, number)
    open_parcel(shop, "P")
    changing.cancel(shop, number, "changed my mind")
    return id


def test_what_waits_costs_the_same_however_much_is_done(busy: Store) -> None:
    order = given_up(busy)
    reads = {**READS, "surplus": lambda connection: picking.surplus(connection, order)}
    finished(busy)
    before = {name: work(busy, read) for name, read in reads.items()}
    assert all(found for found, _ in before.values())
    for _ in range(5):
        finished(busy)
    assert {name: work(busy, read) for name, read in reads.items()} == before
    till.assert_sound(busy)


#: Tables that later revisions made.
SINCE = (
    *("chain", "journal_twin", "parked", "acknowledged", "branch", "device", "enrolment", "stock_elsewhere"),
    *("api_key", "idempotency", "webhook_subscription", "webhook_delivery", "webhook_cursor", "webhook_received"),
    *("lease", "lease_event", "lease_rule"),
)
#: The tables of parcels as revision 0004 had them.
BEFORE = (
    "DROP TABLE fulfilment_open",
    "CREATE TABLE parcel_line (parcel TEXT NOT NULL, place INTEGER NOT NULL, line INTEGER NOT NULL, "
    "name TEXT NOT NULL, unit TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (parcel, place)) WITHOUT ROWID",
    "INSERT INTO parcel_line SELECT id, 1, 1, 'Tea', 'each', 1000 FROM parcel",
    "CREATE INDEX ix_parcel_sscc ON parcel (sscc)",
    "UPDATE alembic_version SET version_num = '0004'",
)


def test_a_database_of_before_knows_what_is_under_way(busy: Store) -> None:
    finished(busy)
    query = select(fulfilment_open).where(fulfilment_open.c.quantity != 0).order_by(*fulfilment_open.primary_key)
    with busy.read() as connection:
        known = [tuple(row) for row in connection.execute(query)]
    assert [stage for stage, _, _ in known] == ["away", "here", "pickup"]
    with busy.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for statement in (*(f"DROP TABLE {name}" for name in SINCE), *BEFORE):
            connection.execute(text(statement))
    busy.engine.dispose()
    shop = Store.open(Settings(busy.settings.database, minimum_free_bytes=0), clock=till.Clock())
    assert schema.revision(shop.engine) == schema.HEAD
    with shop.read() as connection:
        assert [tuple(row) for row in connection.execute(query)] == known
        assert not shop.engine.dialect.has_table(connection, "parcel_line")
    assert till.replay_differences(shop) == ()
    shop.close()
