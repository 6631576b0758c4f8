"""The same inventory on SQLite and on PostgreSQL: goods in by lot, put away, sent, counted, held, sold, explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.machines import till

from storeops.operations import (
    bins,
    carts,
    counts,
    handling,
    places,
    purchases,
    reservations,
    sales,
    shifts,
    stock,
    suppliers,
    transfers,
)
from storeops.operations.arrivals import Arrival
from storeops.operations.handling import Handling
from storeops.reports import counts as count_reports
from storeops.reports import purchases as purchase_reports
from storeops.reports import transfers as transfer_reports
from storeops.reports.availability import atp_of
from storeops.reports.places import bin_of
from storeops.reports.why import why_atp, why_stock
from storeops.store import Store

pytestmark = pytest.mark.xdist_group("postgresql")
ITEMS = [till.item("TEA", 500), till.item("MUG"), till.item("RADIO"), till.item("KIT", 900)]


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path):
    where = str(tmp_path / "shop.db") if request.param == "sqlite" else str(request.getfixturevalue("database"))
    made = till.trading(where)
    till.list_products(made, ITEMS)
    yield made
    made.close()


def test_a_day_in_the_warehouse(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "bins.csv").write_text("code,x\nA-1,100\n")
    places.add(shop, "WH1", kind="warehouse")
    assert bins.import_bins(shop, tmp_path / "bins.csv").added == 1
    handling.set_handling(shop, "TEA", Handling(tracking="lot"))
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    handling.set_kit(shop, "KIT", [("TEA", 1000), ("MUG", 2000)])
    handling.set_safety(shop, [("TEA", 1000)], channel="web")
    suppliers.put_supplier(shop, "ACME", lead_days=2)
    suppliers.put_product(shop, "ACME", "TEA", pack=12000, cost=90)
    purchases.place(shop, "ACME", [("TEA", 24000)], location="WH1")
    purchases.receive(shop, "P1", [Arrival("TEA", 20000, "L1", "2027-06-30")])
    stock.receive(shop, [("MUG", 9000), Arrival("RADIO", 1000, serials=("SN1",))])
    shifts.shift(shop, [("TEA", 12000)], to_bin="A-1", location="WH1")
    transfers.send(shop, "WH1", "S1", [("TEA", 10000)])
    transfers.receive(shop, "X1", [("TEA", 9000)])
    counts.plan(shop, abc=True)
    counts.enter(shop, "C1", "-", [("MUG", 8000)])
    counts.close(shop, "C1", accept=True, reason="damaged")
    reservations.reserve(shop, [("KIT", 1000)], channel="web")
    cart = carts.add(shop, carts.add(shop, carts.new(shop), "KIT"), "SN1")
    sales.complete(shop, cart, till.cash(shop, cart))

    with shop.read() as connection:
        view = atp_of(connection, "TEA", shop.now())
        names = ("location", "on_hand", "reserved", "on_order", "in_transit", "atp")
        assert [tuple(getattr(one, name) for name in names) for one in view.locations] == [
            ("S1", 8000, 0, 0, 1000, 8000),
            ("WH1", 10000, 1000, 4000, 0, 9000),
        ]
        why = why_atp(connection, shop.profile, "KIT", shop.now())
        assert (why.sound, why.atp) == (True, 2000)
        assert why_stock(connection, shop.profile, "TEA").sound
        assert purchase_reports.by_number(connection, "P1").status == "partly received"
        assert transfer_reports.by_number(connection, "1").lines[1].outstanding == 1000
        (booked,) = count_reports.by_number(connection, shop.profile, "C1").booked
        assert (booked.sku, booked.difference) == ("MUG", -1000)
        assert [(one.lot, one.quantity) for one in bin_of(connection, "A-1").contents] == [("L1", 10000)]
    assert till.replay_differences(shop) == ()
    till.assert_sound(shop)
