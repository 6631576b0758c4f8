"""Purchase orders: packs, costs, short and over receipts, closing; exact rows and postings, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.machines import till

from storeops.database.queries import availability
from storeops.database.queries.numbers import AmbiguousDocument, UnknownDocument
from storeops.journal.envelope import utc_text
from storeops.journal.facts import GoodsReceived, PurchasePlaced
from storeops.operations import arrivals, handling, purchases, stock, suppliers
from storeops.operations.arrivals import Arrival
from storeops.operations.carts import NoReason
from storeops.operations.handling import Handling
from storeops.operations.shop import set_setting
from storeops.reports import purchases as reports
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.store import RecordedOtherwise, Store

ITEMS = [*(till.item(sku) for sku in ("TEA", "MUG", "RADIO", "KIT")), till.item("CARD", stocked=False)]


def furnish(shop: Store) -> Store:
    till.list_products(shop, ITEMS)
    suppliers.put_supplier(shop, "ACME", lead_days=5)
    suppliers.put_product(shop, "ACME", "TEA", pack=12000, cost=95)
    handling.set_kit(shop, "KIT", [("MUG", 1000)])
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = furnish(till.make(tmp_path / "shop.db"))
    yield made
    made.close()


def view(shop: Store, number: str = "1") -> reports.PurchaseView:
    with shop.read() as connection:
        return reports.by_number(connection, number)


def on_order(shop: Store, sku: str = "TEA") -> int:
    with shop.read() as connection:
        now = utc_text(shop.now().isoformat())
        return availability.read(connection, [sku], now=now, coming=True)[sku, "S1"].on_order


def test_an_order_has_the_suppliers_cost_and_lead_time(shop: Store) -> None:
    done = purchases.place(shop, "acme", [("TEA", 118000), ("MUG", 3000), ("TEA", 2000)], reference="Q-7")
    fact = done.entry.envelope.fact
    assert isinstance(fact, PurchasePlaced)
    assert (fact.number, fact.supplier, fact.location, fact.due) == ("S1-T1-P000001", "ACME", "S1", "2026-11-28")
    assert [(line.line, line.sku, line.quantity, line.unit_cost) for line in fact.lines] == [
        (1, "TEA", 120000, 95),
        (2, "MUG", 3000, 100),
    ]
    assert done.packs == ()
    assert (view(shop).status, view(shop).total, on_order(shop)) == ("open", 11700, 120000)


def test_packs_are_rounded_up_only_when_asked(shop: Store) -> None:
    as_typed = purchases.place(shop, "ACME", [("TEA", 118000)])
    assert as_typed.packs == (purchases.Packed("TEA", 118000, 12000, 118000),)
    rounded = purchases.place(shop, "ACME", [("TEA", 118000)], to_pack=True)
    assert rounded.packs == (purchases.Packed("TEA", 118000, 12000, 120000),)
    assert [view(shop, number).lines[0].quantity for number in ("P1", "s1-t1-p000002")] == [118000, 120000]


def test_short_over_and_closed(shop: Store) -> None:
    purchases.place(shop, "ACME", [("TEA", 120000), ("MUG", 3000)])
    entry = purchases.receive(shop, "P1", [Arrival("TEA", 100000, "L1", "2027-06-30")])
    fact = entry.envelope.fact
    assert isinstance(fact, GoodsReceived)
    assert (fact.supplier, fact.reference, fact.purchase) == ("ACME", "S1-T1-P000001", view(shop).id)
    assert [(posting.account, posting.amount) for posting in fact.postings] == [
        ("inventory", 9500),
        ("goods_received", -9500),
    ]
    assert (view(shop).status, on_order(shop)) == ("partly received", 20000)
    before = till.dump(shop)
    with pytest.raises(purchases.OverReceipt) as refused:
        purchases.receive(shop, "P1", [("TEA", 15000), ("TEA", 6000)])
    assert refused.value.more == 1000
    assert till.dump(shop) == before
    set_setting(shop, "purchase_over_percent", "1", scope="S1")
    purchases.receive(shop, "P1", [("TEA", 21000)])
    with pytest.raises(purchases.OverReceipt):
        purchases.receive(shop, "P1", [("TEA", 1000)])
    purchases.receive(shop, "P1", [("TEA", 1000)], over=True)
    assert (view(shop).lines[0].received, view(shop).lines[0].outstanding, on_order(shop)) == (122000, 0, 0)
    purchases.close(shop, "P1", "not made any more")
    assert (view(shop).status, view(shop).lines[1].closed, on_order(shop)) == ("closed", 3000, 0)
    with pytest.raises(purchases.NothingOutstanding, match="closed"):
        purchases.close(shop, "P1", "again")
    assert stock.on_hand(shop, "TEA") == {"S1": 122000}
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_everything_came(shop: Store) -> None:
    purchases.place(shop, "ACME", [("RADIO", 2000)])
    purchases.receive(shop, "P1", [Arrival("RADIO", 2000, serials=("SN1", "SN2"))])
    assert view(shop).status == "received"
    with pytest.raises(arrivals.SerialOnHand):
        purchases.receive(shop, "P1", [Arrival("RADIO", 1000, serials=("SN1",))], over=True)


def test_the_same_form_twice_is_one_order_and_one_receipt(shop: Store) -> None:
    first = purchases.place(shop, "ACME", [("TEA", 12000)], command="p-1")
    receipt = purchases.receive(shop, "P1", [Arrival("TEA", 12000, "L1")], command="r-1")
    closed = purchases.place(shop, "ACME", [("MUG", 1000)])
    purchases.close(shop, "P2", "wrong", command="c-1")
    before = till.dump(shop)
    assert purchases.place(shop, "ACME", [("TEA", 12000)], command="p-1") == first
    assert purchases.receive(shop, "P1", [Arrival("TEA", 12000, "L1")], command="r-1") == receipt
    purchases.close(shop, closed.entry.envelope.id, "wrong", command="c-1")
    for again in (
        lambda: purchases.place(shop, "ACME", [("TEA", 24000)], command="p-1"),
        lambda: purchases.receive(shop, "P1", [Arrival("TEA", 12000, "L2")], command="r-1"),
        lambda: purchases.close(shop, "P1", "wrong", command="c-1"),
    ):
        with pytest.raises(RecordedOtherwise):
            again()
    assert till.dump(shop) == before


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (suppliers.UnknownSupplier, lambda s: purchases.place(s, "NOBODY", [("TEA", 1000)])),
    (stock.NothingToRecord, lambda s: purchases.place(s, "ACME", [])),
    (NotWhole, lambda s: purchases.place(s, "ACME", [("TEA", 1500)])),
    (NotAQuantity, lambda s: purchases.place(s, "ACME", [("TEA", -1000)])),
    (stock.NotStocked, lambda s: purchases.place(s, "ACME", [("CARD", 1000)])),
    (arrivals.IsAKit, lambda s: purchases.place(s, "ACME", [("KIT", 1000)])),
    (purchases.BadDue, lambda s: purchases.place(s, "ACME", [("TEA", 1000)], due="soon")),
    (stock.UnknownLocation, lambda s: purchases.place(s, "ACME", [("TEA", 1000)], location="MOON")),
    (UnknownDocument, lambda s: purchases.receive(s, "P9", [("TEA", 1000)])),
    (purchases.NotOnPurchase, lambda s: purchases.receive(s, "1", [("MUG", 1000)])),
    (purchases.OverReceipt, lambda s: purchases.receive(s, "1", [("TEA", 13000)])),
    (stock.NothingToRecord, lambda s: purchases.receive(s, "1", [])),
    (NotAQuantity, lambda s: purchases.receive(s, "1", [("TEA", -1000)])),
    (NoReason, lambda s: purchases.close(s, "1", " ")),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = furnish(till.make(tmp_path_factory.mktemp("refusals") / "shop.db"))
    purchases.place(made, "ACME", [("TEA", 12000)])
    yield made
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(busy: Store, refusal: type[Refused], attempt: Attempt) -> None:
    before = till.dump(busy)
    with pytest.raises(refusal) as refused:
        attempt(busy)
    assert till.dump(busy) == before
    assert str(refused.value).endswith(".")
    assert not isinstance(refused.value, AmbiguousDocument)


def test_an_old_order_that_is_open_is_listed_behind_many_that_are_done(shop: Store) -> None:
    for _ in range(3):
        purchases.place(shop, "ACME", [("MUG", 2000)])
    for number in ("2", "3"):
        purchases.receive(shop, number, [("MUG", 2000)])
    with shop.read() as connection:
        assert [one.number for one in reports.listing(connection, only_open=True, limit=1)] == ["S1-T1-P000001"]
    purchases.receive(shop, "1", [("MUG", 1000)])
    purchases.close(shop, "1", "sold out")
    with shop.read() as connection:
        assert reports.listing(connection, only_open=True) == ()
