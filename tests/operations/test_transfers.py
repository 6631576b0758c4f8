"""Transfers: transit, short, over and lost goods, lots and serial numbers; exact rows and postings, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till

from storeops.database.queries import availability
from storeops.database.queries import stock as queries
from storeops.database.queries.numbers import UnknownDocument
from storeops.database.tables import stock_balance
from storeops.journal.envelope import utc_text
from storeops.journal.facts import StockReserved, TransferReceived, TransferSent
from storeops.journal.facts.inventory import ReservedLine
from storeops.operations import arrivals, bins, handling, places, shifts, stock, transfers
from storeops.operations.arrivals import Arrival
from storeops.operations.carts import NoReason
from storeops.operations.handling import Handling
from storeops.reports import transfers as reports
from storeops.rules.availability import NotEnoughStock
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.store import RecordedOtherwise, Store

ITEMS = [*(till.item(sku) for sku in ("TEA", "MUG", "RADIO", "KIT")), till.item("CARD", stocked=False)]


def furnish(shop: Store) -> Store:
    """S1 and S2; TEA by lot, RADIO by serial; 10 mugs loose at S1."""
    till.list_products(shop, ITEMS)
    places.add(shop, "S2", kind="shop_floor")
    handling.set_handling(shop, "TEA", Handling(tracking="lot"))
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    handling.set_kit(shop, "KIT", [("MUG", 1000)])
    stock.receive(shop, [("MUG", 10000)])
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = furnish(till.make(tmp_path / "shop.db"))
    yield made
    made.close()


def view(shop: Store, number: str = "1") -> reports.TransferView:
    with shop.read() as connection:
        return reports.by_number(connection, number)


def balances(shop: Store, sku: str = "MUG") -> dict[str, int]:
    with shop.read() as connection:
        rows = connection.execute(select(stock_balance).where(stock_balance.c.sku == sku))
        return {row.location: row.quantity for row in rows if row.location != "supplier" and row.quantity}


def in_transit(shop: Store, sku: str = "MUG") -> int:
    with shop.read() as connection:
        now = utc_text(shop.now().isoformat())
        return availability.read(connection, [sku], now=now, coming=True)[sku, "S2"].in_transit


def test_goods_are_nowhere_until_they_arrive(shop: Store) -> None:
    entry = transfers.send(shop, "S1", "S2", [("MUG", 3000), ("mug", 2000)], note="two boxes")
    fact = entry.envelope.fact
    assert isinstance(fact, TransferSent)
    assert (fact.number, fact.note, [line.quantity for line in fact.lines]) == ("S1-T1-X000001", "two boxes", [5000])
    assert balances(shop) == {"S1": 5000, "transit": 5000}
    assert (view(shop).status, in_transit(shop)) == ("in transit", 5000)
    transfers.receive(shop, "X1", [("MUG", 4000)])
    assert balances(shop) == {"S1": 5000, "S2": 4000, "transit": 1000}
    assert (view(shop).status, in_transit(shop)) == ("partly received", 1000)
    transfers.receive(shop, "X1", [("MUG", 1000)])
    assert (view(shop).status, balances(shop)) == ("received", {"S1": 5000, "S2": 5000})
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_the_rest_is_lost_for_a_reason(shop: Store) -> None:
    transfers.send(shop, "S1", "S2", [("MUG", 5000)])
    before = till.dump(shop)
    with pytest.raises(NoReason):
        transfers.receive(shop, "X1", [("MUG", 4000)], final=True)
    assert till.dump(shop) == before
    entry = transfers.receive(shop, "X1", [("MUG", 4000)], final=True, reason="broken")
    fact = entry.envelope.fact
    assert isinstance(fact, TransferReceived)
    assert [(posting.account, posting.amount) for posting in fact.postings] == [("inventory", -100), ("shrinkage", 100)]
    assert balances(shop) == {"S1": 5000, "S2": 4000, "difference": 1000}
    assert (view(shop).status, view(shop).lines[0].lost, in_transit(shop)) == ("received with losses", 1000, 0)
    with pytest.raises(transfers.NothingOnItsWay):
        transfers.receive(shop, "X1", [], final=True, reason="again")


def test_more_than_was_sent_is_found(shop: Store) -> None:
    transfers.send(shop, "S1", "S2", [("MUG", 5000)])
    transfers.receive(shop, "X1", [("MUG", 3000)])
    entry = transfers.receive(shop, "X1", [("MUG", 4000)])
    fact = entry.envelope.fact
    assert isinstance(fact, TransferReceived)
    assert [line.quantity for line in fact.extra] == [2000]
    assert [posting.amount for posting in fact.postings] == [200, -200]
    assert balances(shop) == {"S1": 5000, "S2": 7000, "difference": -2000}
    assert (view(shop).lines[0].received, view(shop).lines[0].extra, view(shop).status) == (7000, 2000, "received")
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_the_first_lot_to_expire_goes_and_arrives_as_that_lot(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 4000, "L2", "2027-08-31"), Arrival("TEA", 3000, "L1", "2027-06-30")])
    transfers.send(shop, "S1", "S2", [("TEA", 5000)])
    transfers.receive(shop, "X1", [("TEA", 4000)])
    with shop.read() as connection:
        there = {(one.lot, one.quantity) for one in queries.held(connection, "TEA", "S2")}
        left = {(one.lot, one.quantity) for one in queries.held(connection, "TEA", "S1")}
    assert (there, left) == ({("L1", 3000), ("L2", 1000)}, {("L2", 2000)})
    transfers.send(shop, "S1", "S2", [("TEA", 2000)], lot="L2")
    assert [line.lot for line in view(shop, "X2").lines] == ["L2"]


def test_pieces_are_named(shop: Store) -> None:
    stock.receive(shop, [Arrival("RADIO", 3000, serials=("A", "B", "C"))])
    transfers.send(shop, "S1", "S2", [("RADIO", 2000)], serials=("C", "A"))
    before = till.dump(shop)
    for refusal, serials in ((arrivals.SerialsRequired, ()), (transfers.NotOnTransfer, ("B",))):
        with pytest.raises(refusal):
            transfers.receive(shop, "X1", [("RADIO", 1000)], serials=serials)
    assert till.dump(shop) == before
    transfers.receive(shop, "X1", [("RADIO", 1000)], serials=("C",))
    with shop.read() as connection:
        assert queries.serial_places(connection, "RADIO", "C") == ["S2"]
        assert queries.serial_places(connection, "RADIO", "A") == []
    transfers.receive(shop, "X1", [("RADIO", 1000)])
    assert view(shop).status == "received"


def test_bins_at_both_ends(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "bins.csv").write_text("code\nA-1\n")
    for location in ("S1", "S2"):
        bins.import_bins(shop, tmp_path / "bins.csv", location=location)
    shifts.shift(shop, [("MUG", 6000)], to_bin="A-1")
    entry = transfers.send(shop, "S1", "S2", [("MUG", 5000)])
    assert [(line.bin, line.quantity) for line in entry.envelope.fact.lines] == [("", 4000), ("A-1", 1000)]
    transfers.receive(shop, "X1", [("MUG", 5000)], bin="A-1")
    with shop.read() as connection:
        assert [(one.bin, one.quantity) for one in queries.held(connection, "MUG", "S2")] == [("A-1", 5000)]
    assert till.replay_differences(shop) == ()


def test_what_is_promised_stays(shop: Store) -> None:
    handling.set_safety(shop, [("MUG", 4000)])
    with shop.write() as tx:
        lines = (ReservedLine(sku="MUG", location="S1", quantity=7000),)
        until = "2026-11-24T00:00:00.000000Z"
        tx.record(StockReserved(channel="web", purpose="cart", reference="", expires_at=until, lines=lines))
    before = till.dump(shop)
    with pytest.raises(NotEnoughStock) as refused:
        transfers.send(shop, "S1", "S2", [("MUG", 2000), ("MUG", 2000)])
    assert (refused.value.wanted, refused.value.available, refused.value.location) == (4000, 3000, "S1")
    assert till.dump(shop) == before
    transfers.send(shop, "S1", "S2", [("MUG", 3000)])


def test_the_same_form_twice_is_one_transfer(shop: Store) -> None:
    sent = transfers.send(shop, "S1", "S2", [("MUG", 10000)], command="s-1")
    came = transfers.receive(shop, "X1", [("MUG", 9000)], command="r-1")
    before = till.dump(shop)
    assert transfers.send(shop, "S1", "S2", [("MUG", 10000)], command="s-1") == sent
    assert transfers.receive(shop, "X1", [("MUG", 9000)], command="r-1") == came
    for again in (
        lambda: transfers.send(shop, "S1", "S2", [("MUG", 9000)], command="s-1"),
        lambda: transfers.receive(shop, "X1", [("MUG", 1000)], command="r-1"),
    ):
        with pytest.raises(RecordedOtherwise):
            again()
    assert till.dump(shop) == before


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (transfers.SamePlace, lambda s: transfers.send(s, "S1", "S1", [("MUG", 1000)])),
    (stock.UnknownLocation, lambda s: transfers.send(s, "S1", "MOON", [("MUG", 1000)])),
    (stock.NothingToRecord, lambda s: transfers.send(s, "S1", "S2", [])),
    (NotEnoughStock, lambda s: transfers.send(s, "S1", "S2", [("MUG", 6000)])),
    (NotEnoughStock, lambda s: transfers.send(s, "S2", "S1", [("MUG", 1000)])),
    (arrivals.NotThere, lambda s: transfers.send(s, "S1", "S2", [("MUG", 1000)], lot="L9")),
    (arrivals.SerialsRequired, lambda s: transfers.send(s, "S1", "S2", [("RADIO", 1000)])),
    (arrivals.IsAKit, lambda s: transfers.send(s, "S1", "S2", [("KIT", 1000)])),
    (stock.NotStocked, lambda s: transfers.send(s, "S1", "S2", [("CARD", 1000)])),
    (NotWhole, lambda s: transfers.send(s, "S1", "S2", [("MUG", 1500)])),
    (NotAQuantity, lambda s: transfers.send(s, "S1", "S2", [("MUG", -1000)])),
    (bins.UnknownBin, lambda s: transfers.send(s, "S1", "S2", [("MUG", 1000)], bin="Z-9")),
    (UnknownDocument, lambda s: transfers.receive(s, "X9", [("MUG", 1000)])),
    (transfers.NotOnTransfer, lambda s: transfers.receive(s, "X1", [("TEA", 1000)])),
    (stock.NothingToRecord, lambda s: transfers.receive(s, "X1", [])),
    (NoReason, lambda s: transfers.receive(s, "X1", [], final=True)),
    (bins.UnknownBin, lambda s: transfers.receive(s, "X1", [("MUG", 1000)], bin="Z-9")),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = furnish(till.make(tmp_path_factory.mktemp("refusals") / "shop.db"))
    stock.receive(made, [Arrival("RADIO", 1000, serials=("A",))])
    transfers.send(made, "S1", "S2", [("MUG", 5000)])
    yield made
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(busy: Store, refusal: type[Refused], attempt: Attempt) -> None:
    before = till.dump(busy)
    with pytest.raises(refusal) as refused:
        attempt(busy)
    assert till.dump(busy) == before
    assert str(refused.value).endswith(".")


def test_arrivals_say_their_own_lot_pieces_and_bin(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "bins.csv").write_text("code\nA-1\nA-2\n")
    bins.import_bins(shop, tmp_path / "bins.csv", location="S2")
    handling.set_handling(shop, "MUG", Handling(tracking="serial"))
    stock.receive(shop, [Arrival("TEA", 2000, "L1"), Arrival("TEA", 2000, "L2")])
    stock.receive(shop, [Arrival("RADIO", 1000, serials=("R1",)), Arrival("MUG", 1000, serials=("M1",))])
    transfers.send(shop, "S1", "S2", [("TEA", 4000), ("RADIO", 1000)], serials=("R1",))
    goods = [
        Arrival("TEA", 1000, "L2", bin="A-1"),
        Arrival("TEA", 1000, "L2", bin="A-2"),
        Arrival("RADIO", 1000, serials=("R1",), bin="A-1"),
    ]
    first = transfers.receive(shop, "1", goods, command="01900000-0000-7000-8000-000000000001")
    fact = first.envelope.fact
    assert isinstance(fact, TransferReceived)
    assert [(line.sku, line.lot, line.serial, line.bin, line.quantity) for line in fact.lines] == [
        ("TEA", "L2", "", "A-1", 1000),
        ("TEA", "L2", "", "A-2", 1000),
        ("RADIO", "", "R1", "A-1", 1000),
    ]
    assert [(line.lot, line.outstanding) for line in view(shop).lines if line.sku == "TEA"] == [("L1", 2000), ("L2", 0)]
    assert transfers.receive(shop, "1", goods, command="01900000-0000-7000-8000-000000000001") == first
    with pytest.raises(transfers.NotOnTransfer, match="TEA of lot 'L9' is not on"):
        transfers.receive(shop, "1", [Arrival("TEA", 1000, "L9")])


def test_an_old_transfer_on_its_way_is_listed_behind_many_that_arrived(shop: Store) -> None:
    for _ in range(3):
        transfers.send(shop, "S1", "S2", [("MUG", 2000)])
    for number in ("2", "3"):
        transfers.receive(shop, number, [("MUG", 3000)])
    with shop.read() as connection:
        assert [one.number for one in reports.listing(connection, only_open=True, limit=1)] == ["S1-T1-X000001"]
    transfers.receive(shop, "1", [("MUG", 1000)], final=True, reason="broken")
    with shop.read() as connection:
        assert reports.listing(connection, only_open=True) == ()


def test_pieces_with_numbers_and_goods_without_are_sent_together(shop: Store) -> None:
    stock.receive(shop, [Arrival("RADIO", 1000, serials=("R1",))])
    transfers.send(shop, "S1", "S2", [("MUG", 2000), ("RADIO", 1000)], serials=("R1",))
    assert [(line.sku, line.serial, line.quantity) for line in view(shop).lines] == [
        ("MUG", "", 2000),
        ("RADIO", "R1", 1000),
    ]
