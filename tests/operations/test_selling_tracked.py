"""At the till: expiry at the scan, lots that are assumed, serial numbers, kits that move their parts, and returns that
give the very same back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.machines import till

from storeops.database.queries import stock as queries
from storeops.database.tables import barcode
from storeops.journal.facts import SaleCompleted, SaleReturned
from storeops.operations import bins, carts, drawer, handling, outgoing, returns, sales, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.handling import Handling
from storeops.operations.shop import next_revision, put
from storeops.rules.carts import Cart, OnePiece
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved
from storeops.rules.tenders import CASH, Tender
from storeops.store import Store

ITEMS = [
    till.item("TEA", 500, cost=200),
    till.item("WINE", 900, cost=400),
    till.item("MUG", 450, cost=100),
    till.item("RADIO", 5000),
    till.item("HAMPER", 1900, cost=1),
    till.item("PEN", 100),
]
TEA = "]C1010401234567890110"


def furnish(shop: Store, folder: Path) -> Store:
    till.list_products(shop, ITEMS)
    handling.set_handling(shop, "TEA", Handling(tracking="lot"))
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    handling.set_kit(shop, "HAMPER", [("TEA", 2000), ("WINE", 1000)])
    (folder / "bins.csv").write_text("code\nA-1\nA-2\n")
    bins.import_bins(shop, folder / "bins.csv", location="S1")
    with shop.write() as tx:
        put(tx, barcode, next_revision(tx), {"code": "04012345678901", "sku": "TEA", "quantity": 1000})
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = furnish(till.trading(tmp_path / "shop.db"), tmp_path)
    yield made
    made.close()


def filled(shop: Store, *codes: str | tuple[str, int]) -> Cart:
    cart = carts.new(shop)
    for code in codes:
        cart = carts.add(shop, cart, code) if isinstance(code, str) else carts.add(shop, cart, *code)
    return cart


def pay(shop: Store, cart: Cart) -> SaleCompleted:
    number = sales.complete(shop, cart, till.cash(shop, cart)).number
    with shop.read() as connection:
        fact = till.entries(connection)[-1].envelope.fact
    assert isinstance(fact, SaleCompleted)
    assert fact.number == number
    return fact


def sell(shop: Store, *codes: str | tuple[str, int]) -> SaleCompleted:
    return pay(shop, filled(shop, *codes))


def lying(shop: Store, sku: str) -> dict[tuple[str, str, str], int]:
    with shop.read() as connection:
        return {(one.bin, one.lot, one.serial): one.quantity for one in queries.held(connection, sku, "S1")}


def test_the_first_lot_to_expire_is_assumed(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 4000, "L2", "2027-08-31"), Arrival("TEA", 3000, "L1", "2027-06-30", bin="A-1")])
    (line,) = sell(shop, ("TEA", 5000)).lines
    assert line.moved == (
        Moved(sku="TEA", quantity=3000, unit_cost=200, lot="L1", bin="A-1", assumed=True),
        Moved(sku="TEA", quantity=2000, unit_cost=200, lot="L2", assumed=True),
    )
    assert (line.cost, lying(shop, "TEA")) == (1000, {("", "L2", ""): 2000})
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_two_lines_of_a_product_do_not_take_the_same_goods(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 2000, "L1", "2027-06-30"), Arrival("TEA", 2000, "L2", "2027-08-31")])
    fact = sell(shop, ("TEA", 1000), "PEN", ("TEA", 2000))
    assert [[(one.lot, one.quantity) for one in line.moved] for line in fact.lines] == [
        [("L1", 1000)],
        [],
        [("L1", 1000), ("L2", 1000)],
    ]


def test_a_scanned_lot_is_the_one_that_goes(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 2000, "L1", "2027-06-30"), Arrival("TEA", 2000, "L2", "2027-08-31")])
    fact = sell(shop, TEA + "L2", TEA + "L2", TEA + "NEW")
    assert [(line.quantity, line.moved) for line in fact.lines] == [
        (2000, (Moved(sku="TEA", quantity=2000, unit_cost=200, lot="L2"),)),
        (1000, (Moved(sku="TEA", quantity=1000, unit_cost=200, lot="NEW"),)),
    ]
    assert lying(shop, "TEA") == {("", "L1", ""): 2000, ("", "NEW", ""): -1000}


def test_nothing_in_the_books_is_sold_all_the_same(shop: Store) -> None:
    (line,) = sell(shop, "TEA").lines
    assert line.moved == ()
    assert stock.on_hand(shop, "TEA") == {"S1": -1000}


def test_what_lies_in_bins_goes_from_there(shop: Store) -> None:
    stock.receive(shop, [Arrival("MUG", 2000, bin="A-2"), Arrival("MUG", 2000, bin="A-1"), ("MUG", 1000)])
    (line,) = sell(shop, ("MUG", 6000)).lines
    assert [(one.bin, one.quantity, one.assumed) for one in line.moved] == [
        ("", 1000, False),
        ("A-1", 2000, False),
        ("A-2", 2000, False),
        ("", 1000, False),
    ]
    assert lying(shop, "MUG") == {("", "", ""): -1000}
    till.assert_sound(shop)


def test_a_piece_is_sold_by_its_number(shop: Store) -> None:
    stock.receive(shop, [Arrival("RADIO", 2000, serials=("SN1", "SN2"), bin="A-1")])
    fact = sell(shop, "SN2", "PEN")
    assert [line.sku for line in fact.lines] == ["RADIO", "PEN"]
    assert fact.lines[0].moved == (Moved(sku="RADIO", quantity=1000, unit_cost=100, serial="SN2", bin="A-1"),)
    assert lying(shop, "RADIO") == {("A-1", "", "SN1"): 1000}
    back = returns.take_back(shop, fact.number, [(1, 1000)], "changed-mind")
    assert lying(shop, "RADIO") == {("", "", "SN2"): 1000, ("A-1", "", "SN1"): 1000}
    assert back.total == 5000
    # A piece that came back is sold again.
    sell(shop, "SN2")
    assert till.replay_differences(shop) == ()


def test_a_piece_sold_at_another_till_meanwhile_is_refused(shop: Store) -> None:
    stock.receive(shop, [Arrival("RADIO", 1000, serials=("SN1",))])
    here, there = filled(shop, "SN1"), filled(shop, "SN1")
    pay(shop, there)
    before = till.dump(shop)
    with pytest.raises(outgoing.SerialNotHere) as refused:
        sales.complete(shop, here, till.cash(shop, here))
    assert refused.value.places == ()
    assert till.dump(shop) == before


def test_a_kit_moves_its_parts_and_costs_what_they_cost(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 3000, "L1", "2027-06-30"), Arrival("TEA", 3000, "L2", "2027-08-31")])
    stock.receive(shop, [("WINE", 5000)])
    fact = sell(shop, ("HAMPER", 2000), "TEA")
    hamper, tea = fact.lines
    assert [(one.sku, one.lot, one.quantity, one.unit_cost) for one in hamper.moved] == [
        ("TEA", "L1", 3000, 200),
        ("TEA", "L2", 1000, 200),
        ("WINE", "", 2000, 400),
    ]
    assert [one.lot for one in tea.moved] == ["L2"]
    assert (hamper.cost, hamper.amount) == (2 * (2 * 200 + 400), 3800)
    accounts = {posting.account: posting.amount for posting in fact.postings}
    assert accounts["cost_of_goods"] == -accounts["inventory"] == 1800
    assert [stock.on_hand(shop, sku) for sku in ("HAMPER", "TEA", "WINE")] == [{}, {"S1": 1000}, {"S1": 3000}]
    till.assert_sound(shop)
    # One hamper comes back: its own tea and its own wine.
    returns.take_back(shop, fact.number, [(1, 1000)], "changed-mind")
    with shop.read() as connection:
        back = till.entries(connection)[-1].envelope.fact
    assert isinstance(back, SaleReturned)
    assert [(one.sku, one.lot, one.quantity) for one in back.lines[0].moved] == [
        ("TEA", "L1", 2000),
        ("WINE", "", 1000),
    ]
    returns.take_back(shop, fact.number, [(1, 1000)], "changed-mind")
    assert lying(shop, "TEA") == {("", "L1", ""): 3000, ("", "L2", ""): 2000}
    assert stock.on_hand(shop, "WINE") == {"S1": 5000}
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_expiry_is_looked_at_when_it_is_scanned(shop: Store) -> None:
    stock.receive(shop, [Arrival("TEA", 2000, "OLD", "2026-11-20", status="quarantine")])
    stock.receive(shop, [Arrival("TEA", 2000, "NEW", "2026-11-23")])
    for code, lot in ((TEA + "OLD", "OLD"), ("]C1010401234567890117261122", "")):
        with pytest.raises(outgoing.Expired) as refused:
            filled(shop, code)
        assert (refused.value.sku, refused.value.lot) == ("TEA", lot)
        assert "Do not sell it" in str(refused.value)
    # On its last day it is still good.
    assert [one.lot for one in sell(shop, "TEA").lines[0].moved] == ["NEW"]
    clock = shop.clock
    assert isinstance(clock, till.Clock)
    carts_before = till.count(shop)
    drawer.close(shop, 10_500)
    clock.at = clock.at.replace(day=24)
    drawer.open_drawer(shop, 10_000)
    with pytest.raises(outgoing.Expired, match="the last lot of it here expired on 2026-11-23"):
        filled(shop, "TEA")
    assert till.count(shop) == carts_before + 2


def test_a_plain_sale_asks_nothing_more(shop: Store) -> None:
    cart = filled(shop, "PEN", "MUG")
    # Without a transaction nothing can be asked.
    assert outgoing.goods_of(None, "S1", cart.lines) == [((), None)] * 2  # type: ignore[arg-type]


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (outgoing.SerialNeeded, lambda s: filled(s, "RADIO")),
    (outgoing.SerialTwice, lambda s: carts.with_item(filled(s, "SN1"), carts.find(s, "SN1"), None)),
    (OnePiece, lambda s: carts.with_item(carts.new(s), carts.find(s, "SN1"), 2000)),
    (outgoing.UnknownProduct, lambda s: filled(s, "SN9")),
]


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_says_what_to_do(shop: Store, refusal: type[Refused], attempt: Attempt) -> None:
    stock.receive(shop, [Arrival("RADIO", 1000, serials=("SN1",))])
    before = till.count(shop)
    with pytest.raises(refusal) as refused:
        attempt(shop)
    assert till.count(shop) == before
    assert str(refused.value).endswith(".")


def test_a_line_of_a_piece_stays_one(shop: Store) -> None:
    stock.receive(shop, [Arrival("RADIO", 1000, serials=("SN1",))])
    cart = filled(shop, "SN1")
    with pytest.raises(OnePiece):
        carts.set_quantity(shop, cart, 1, 2000)
    assert sales.complete(shop, cart, [Tender(CASH, 5000)]).total == 5000
