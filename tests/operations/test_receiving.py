"""Goods in by lot, serial number, bin and status; put-away and status changes: exact rows, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till

from storeops.database.queries import stock as queries
from storeops.database.tables import barcode, lot
from storeops.journal.facts import GoodsReceived, GoodsShifted
from storeops.operations import arrivals, bins, handling, shifts, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.handling import Handling
from storeops.operations.shop import next_revision, put
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.errors import Refused
from storeops.rules.lots import Held
from storeops.rules.quantity import NotAQuantity
from storeops.store import RecordedOtherwise, Store

ITEMS = [*(till.item(sku) for sku in ("TEA", "RADIO", "MUG", "KIT")), till.item("APPLE", unit="kg")]


def furnish(shop: Store, folder: Path) -> Store:
    """TEA by lot, RADIO by serial, KIT of two mugs, two bins at S1."""
    till.list_products(shop, ITEMS)
    handling.set_handling(shop, "TEA", Handling(tracking="lot"))
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    handling.set_kit(shop, "KIT", [("MUG", 2000)])
    (folder / "bins.csv").write_text("code\nA-1\nA-2\n")
    bins.import_bins(shop, folder / "bins.csv", location="S1")
    with shop.write() as tx:
        put(tx, barcode, next_revision(tx), {"code": "04012345678901", "sku": "TEA", "quantity": 1000})
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = furnish(till.make(tmp_path / "shop.db"), tmp_path)
    yield made
    made.close()


def lying(shop: Store, sku: str) -> list[Held]:
    with shop.read() as connection:
        return sorted(queries.held(connection, sku, "S1"), key=repr)


def test_a_lot_comes_in_with_its_expiry_into_a_bin(shop: Store) -> None:
    entry = stock.receive(shop, [Arrival("TEA", 12000, "L1", "2027-06-30", bin="a-1")], supplier="Acme")
    stock.receive(shop, [Arrival("TEA", 5000, "L1", "2027-05-31", status="Quarantine")])
    fact = entry.envelope.fact
    assert isinstance(fact, GoodsReceived)
    assert [(line.lot, line.expires, line.bin, line.status) for line in fact.lines] == [("L1", "2027-06-30", "A-1", "")]
    # A lot that was said to expire on two days expires on the first of them.
    assert lying(shop, "TEA") == [
        Held("", "quarantine", "L1", "", 5000, "2027-05-31"),
        Held("A-1", "", "L1", "", 12000, "2027-05-31"),
    ]
    with shop.read() as connection:
        assert [tuple(row)[:2] for row in connection.execute(select(lot))] == [("TEA", "L1")] * 2
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_a_gs1_code_says_its_lot_and_expiry_itself(shop: Store) -> None:
    entry = stock.receive(shop, [("]C1010401234567890117270630" + "10LOT7", 2000)])
    (line,) = entry.envelope.fact.lines
    assert (line.sku, line.lot, line.expires, line.quantity) == ("TEA", "LOT7", "2027-06-30", 2000)


def test_every_piece_has_its_serial_number(shop: Store) -> None:
    entry = stock.receive(shop, [Arrival("RADIO", 2000, serials=("SN1", "SN2"), bin="A-2")])
    assert [(line.serial, line.quantity) for line in entry.envelope.fact.lines] == [("SN1", 1000), ("SN2", 1000)]
    with shop.read() as connection:
        assert queries.serial_places(connection, "RADIO", "SN1") == ["S1"]
    # A piece that is lost goes from the bin it was in, and may come again.
    stock.adjust(shop, [Arrival("RADIO", -1000, serials=("SN1",))], "stolen")
    assert lying(shop, "RADIO") == [Held("A-2", "", "", "SN2", 1000)]
    stock.receive(shop, [Arrival("RADIO", 1000, serials=("SN1",))])
    till.assert_sound(shop)


def test_the_same_form_twice_takes_in_once(shop: Store) -> None:
    goods = [Arrival("RADIO", 1000, serials=("SN1",))]
    first = stock.receive(shop, goods, command="form-1")
    before = till.dump(shop)
    assert stock.receive(shop, goods, command="form-1") == first
    with pytest.raises(RecordedOtherwise):
        stock.receive(shop, [Arrival("RADIO", 1000, serials=("SN2",))], command="form-1")
    assert till.dump(shop) == before


def test_put_away_takes_the_first_to_expire(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 4000, "L2", "2027-08-31"), Arrival("TEA", 3000, "L1", "2027-06-30")])
    entry = shifts.shift(shop, [("TEA", 5000)], to_bin="A-1")
    fact = entry.envelope.fact
    assert isinstance(fact, GoodsShifted)
    assert [(line.lot, line.quantity) for line in fact.lines] == [("L1", 3000), ("L2", 2000)]
    assert lying(shop, "TEA") == [
        Held("", "", "L2", "", 2000, "2027-08-31"),
        Held("A-1", "", "L1", "", 3000, "2027-06-30"),
        Held("A-1", "", "L2", "", 2000, "2027-08-31"),
    ]
    shifts.shift(shop, [("TEA", 1000)], from_bin="A-1", to_status="damaged", lot="L2", reason="torn")
    shifts.shift(shop, [("TEA", 3000)], from_bin="A-1", to_bin="-", lot="L1")
    assert {(one.bin, one.status, one.lot): one.quantity for one in lying(shop, "TEA")} == {
        ("", "", "L1"): 3000,
        ("", "", "L2"): 2000,
        ("A-1", "", "L2"): 1000,
        ("A-1", "damaged", "L2"): 1000,
    }
    assert stock.on_hand(shop, "TEA") == {"S1": 7000}
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_two_lines_of_one_product_are_moved_together(shop: Store) -> None:
    stock.receive(shop, [("MUG", 5000)])
    before = till.dump(shop)
    with pytest.raises(arrivals.NotThere) as refused:
        shifts.shift(shop, [("MUG", 3000), ("mug", 3000)], to_bin="A-1")
    assert (refused.value.wanted, refused.value.there) == (3000, 2000)
    assert till.dump(shop) == before
    shifts.shift(shop, [("MUG", 3000), ("mug", 2000)], to_bin="A-1")
    assert lying(shop, "MUG") == [Held("A-1", "", "", "", 5000)]


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (arrivals.LotRequired, lambda s: stock.receive(s, [("MUG", 1000), ("TEA", 1000)])),
    (arrivals.LotRequired, lambda s: stock.adjust(s, [("TEA", -1000)], "scrap")),
    (arrivals.SerialsRequired, lambda s: stock.receive(s, [("RADIO", 1000)])),
    (arrivals.SerialsRequired, lambda s: stock.receive(s, [Arrival("RADIO", 2000, serials=("X",))])),
    (arrivals.SerialsRequired, lambda s: stock.receive(s, [Arrival("RADIO", 2000, serials=("X", "X"))])),
    (arrivals.SerialsRequired, lambda s: stock.receive(s, [Arrival("RADIO", 1000, serials=("X",))] * 2)),
    (arrivals.SerialsRequired, lambda s: stock.receive(s, [Arrival("APPLE", 1500, serials=("X",))])),
    (arrivals.SerialOnHand, lambda s: stock.receive(s, [Arrival("RADIO", 1000, serials=("SN1",))])),
    (arrivals.SerialOnHand, lambda s: stock.adjust(s, [Arrival("RADIO", 1000, serials=("SN1",))], "found")),
    (arrivals.NotThere, lambda s: stock.adjust(s, [Arrival("RADIO", -1000, serials=("SN9",))], "stolen")),
    (arrivals.IsAKit, lambda s: stock.receive(s, [("KIT", 1000)])),
    (arrivals.UnknownStatus, lambda s: stock.receive(s, [Arrival("MUG", 1000, status="lost")])),
    (arrivals.BadExpiry, lambda s: stock.receive(s, [Arrival("TEA", 1000, "L1", "30.6.2027")])),
    (arrivals.BadExpiry, lambda s: stock.receive(s, [Arrival("TEA", 1000, "L1", "2026-11-22")])),
    (arrivals.BadExpiry, lambda s: stock.receive(s, [Arrival("MUG", 1000, "", "2027-06-30")])),
    (bins.UnknownBin, lambda s: stock.receive(s, [Arrival("MUG", 1000, bin="Z-9")])),
    (CardNumberRefused, lambda s: stock.receive(s, [Arrival("TEA", 1000, "4111 1111 1111 1111")])),
    (shifts.NothingChanges, lambda s: shifts.shift(s, [("MUG", 1000)], to_bin="-")),
    (arrivals.NotThere, lambda s: shifts.shift(s, [("MUG", 6000)], to_bin="A-1")),
    (arrivals.NotThere, lambda s: shifts.shift(s, [("MUG", 1000)], from_bin="A-1", to_bin="A-2")),
    (arrivals.NotThere, lambda s: shifts.shift(s, [("MUG", 1000)], lot="L1", to_bin="A-2")),
    (bins.UnknownBin, lambda s: shifts.shift(s, [("MUG", 1000)], to_bin="Z-9")),
    (arrivals.UnknownStatus, lambda s: shifts.shift(s, [("MUG", 1000)], to_status="gone")),
    (NotAQuantity, lambda s: shifts.shift(s, [("MUG", -1000)], to_bin="A-1")),
    (stock.NothingToRecord, lambda s: shifts.shift(s, [], to_bin="A-1")),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("refusals")
    made = furnish(till.make(folder / "shop.db"), folder)
    stock.receive(made, [("MUG", 5000), Arrival("RADIO", 1000, serials=("SN1",))])
    yield made
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(busy: Store, refusal: type[Refused], attempt: Attempt) -> None:
    before = till.dump(busy)
    with pytest.raises(refusal) as refused:
        attempt(busy)
    assert till.dump(busy) == before
    assert str(refused.value).endswith(".")
