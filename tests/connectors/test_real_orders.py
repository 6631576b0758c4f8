"""Real documents of every format taken into a shop: what becomes an order, what waits for a person, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from msgspec import structs
from tests.machines import till

from storeops.connectors.orders import Rejected, read, taking
from storeops.database.tables import barcode
from storeops.operations import stock
from storeops.operations.orders import placing
from storeops.operations.orders.how import How
from storeops.operations.shop import next_revision, put
from storeops.reports.orders.state import OrderState, by_id
from storeops.reports.orders.state import read as state_of
from storeops.rules.barcodes import key
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentRefused, OrderDocument
from storeops.store import Store

pytestmark = pytest.mark.real_data

Maker = Callable[[str, str], Store]
CHANGED = "was taken before with something else in it"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Maker]:
    made: list[Store] = []

    def shop(country: str, currency: str) -> Store:
        made.append(till.make(tmp_path / f"{currency}.db", country=country, currency=currency))
        return made[-1]

    yield shop
    for one in made:
        one.close()


def listed(shop: Store, skus: Iterable[str], *, units: int = 0) -> None:
    """Products of these SKUs at 10.00, and so many of each on the shelf."""
    codes = list(skus)
    till.list_products(shop, [till.item(sku, 1000) for sku in codes])
    if units:
        stock.receive(shop, [(sku, units * 1000) for sku in codes])


def skus_of(format: str, data: bytes) -> list[str]:
    """The SKUs that the documents of a file name themselves."""
    documents = [one for one in read(format, data, currency="EUR") if isinstance(one, OrderDocument)]
    return sorted({line.sku for one in documents for line in one.lines if line.sku})


def order(shop: Store, number: str) -> OrderState:
    with shop.read() as connection:
        return state_of(connection, number)


def waiting(shop: Store, external: str) -> taking.QuarantinedView:
    (found,) = [one for one in taking.quarantine(shop) if one.external == external]
    return found


def assert_a_second_time_changes_nothing(shop: Store, format: str, data: bytes, documents: int) -> None:
    facts, before = till.count(shop), till.dump(shop)
    again = taking.take(shop, format, data)
    assert (again.orders, again.quarantined) == ((), ())
    assert again.unchanged + again.quarantined_before == documents
    assert till.count(shop) == facts
    assert till.dump(shop) == before


def assert_proven(shop: Store) -> None:
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "shopify-order",
            "Its lines, shipping, charges, discounts and tax come to 608.94, but its total says 409.94.",
        ),
        ("shopify-orders", "It has no lines."),
        ("shopify-transactions", "it is no order: it has none of line_items, financial_status, order_number"),
    ],
)
def test_shopify_fixtures_contradict_themselves_and_wait(real: Path, opened: Maker, name: str, reason: str) -> None:
    shop = opened("US", "USD")
    data = (real / "orders" / f"{name}.json").read_bytes()
    listed(shop, skus_of("shopify", data))
    taken = taking.take(shop, "shopify", data)
    assert (taken.documents, taken.orders, taken.unchanged) == (1, (), 0)
    (kept,) = taken.quarantined
    assert kept.reason.startswith(reason)
    assert_a_second_time_changes_nothing(shop, "shopify", data, 1)
    with pytest.raises(Refused, match="could not be read at all" if "transactions" in name else reason[:12]):
        taking.retry(shop, kept.id)
    assert len(taking.quarantine(shop)) == 1
    assert_proven(shop)


@pytest.mark.parametrize("kind", ["customer", "product", "refund", "fulfillment"])
def test_what_holds_no_orders_at_all_is_refused_as_a_file(real: Path, opened: Maker, kind: str) -> None:
    shop = opened("US", "USD")
    before = till.dump(shop)
    with pytest.raises(DocumentRefused, match=f"it holds '{kind}' only, which is no order"):
        taking.take(shop, "shopify", (real / "orders" / f"shopify-{kind}.json").read_bytes())
    assert till.dump(shop) == before


def test_a_shopify_order_mended_is_taken_with_what_is_authorised(real: Path, opened: Maker) -> None:
    """The fixture's own total would be right for two of its three lines: 398.00 and 11.94 tax."""
    shop = opened("US", "USD")
    data = (real / "orders" / "shopify-order.json").read_bytes()
    listed(shop, skus_of("shopify", data), units=5)
    (document,) = read("shopify", data, channel="web")
    assert isinstance(document, OrderDocument)
    mended = structs.replace(document, lines=document.lines[:2])
    state = order(shop, placing.place(shop, mended, How(strict=False, digest="mended")))
    assert (state.placed.total, state.placed.tax, state.placed.net) == (40994, 1194, 39800)
    assert (state.money.authorised, state.money.received, state.money.due) == (40994, 0, 40994)
    assert sum(line.total for line in state.lines.values()) == 40994
    assert {line.line: line.quantity for line in state.goods} == {1: 1000, 2: 1000}
    assert_proven(shop)


def test_woocommerce_orders_come_in_once_and_only_unchanged(real: Path, opened: Maker) -> None:
    shop = opened("US", "USD")
    files = {number: (real / "orders" / f"woocommerce-order-{number}.json").read_bytes() for number in (1, 2, 3, 4)}
    assert skus_of("woocommerce", files[1]) == ["Bar3"]
    listed(shop, skus_of("woocommerce", files[1]), units=10)
    first = taking.take(shop, "woocommerce", files[1])
    (kept,) = first.quarantined
    assert kept.reason == (
        "Line 1 ('Woo Single #1') has neither a SKU nor a barcode, and its name is no product's SKU. Give it one where "
        "it comes from, or add a product whose SKU is this name."
    )
    assert_a_second_time_changes_nothing(shop, "woocommerce", files[1], 1)
    before = till.dump(shop)
    with pytest.raises(Refused, match="Woo Single"):
        taking.retry(shop, kept.id)
    assert till.dump(shop) == before

    listed(shop, ["Woo Single #1"], units=10)
    state = order(shop, taking.retry(shop, kept.id))
    assert taking.quarantine(shop) == ()
    assert (state.placed.external, state.placed.total, state.placed.tax) == ("727", 2935, 135)
    assert [(line.kind, line.sku, line.quantity, line.amount, line.tax) for line in state.lines.values()] == [
        ("goods", "Woo Single #1", 2000, 600, 45),
        ("goods", "Bar3", 1000, 1200, 90),
        ("shipping", "", 1000, 1000, 0),
    ]
    assert (state.money.received, state.money.due) == (2935, 0)
    # Nobody can ring (555) 555-5555: that is for a person to see before anything is sent.
    assert [hold.kind for hold in state.holds] == ["address"]
    assert state.allocated == {}
    assert_a_second_time_changes_nothing(shop, "woocommerce", files[1], 1)
    assert_a_second_time_changes_nothing(shop, "woocommerce", files[2], 1)
    for number in (3, 4):  # the same order, completed in the meantime
        taken = taking.take(shop, "woocommerce", files[number])
        assert all(CHANGED in one.reason for one in taken.quarantined)
        assert taken.orders == ()
        assert_a_second_time_changes_nothing(shop, "woocommerce", files[number], 1)
    assert Counter(one.external for one in taking.quarantine(shop)) == {"727": 1}
    assert_proven(shop)


def test_woocommerce_orders_sent_elsewhere_wait_for_nothing(real: Path, opened: Maker) -> None:
    shop = opened("US", "USD")
    listed(shop, ["Bar3", "Woo Single #1"], units=10)
    completed = (real / "orders" / "woocommerce-order-3.json").read_bytes()
    (number,) = taking.take(shop, "woocommerce", completed).orders
    state = order(shop, number)
    # The channel has sent and charged all of it: neither its goods nor its money are in this shop's books.
    assert (state.placed.total, state.money.received, state.money.due) == (2935, 0, 0)
    assert {line.line: state.counter(line.line).off for line in state.goods} == {1: 2000, 2: 1000}
    assert (state.missing(), state.holds, state.allocated) == ({}, (), {})
    assert stock.on_hand(shop, "Bar3") == {"S1": 10_000}
    assert_a_second_time_changes_nothing(shop, "woocommerce", completed, 1)
    assert_proven(shop)


def test_a_list_of_woocommerce_orders_with_refunds(real: Path, opened: Maker) -> None:
    shop = opened("US", "USD")
    data = (real / "orders" / "woocommerce-orders.json").read_bytes()
    listed(shop, ["Bar3", "Woo Single #1"], units=10)
    taken = taking.take(shop, "woocommerce", data)
    assert (taken.documents, len(taken.orders), len(taken.quarantined)) == (2, 1, 1)
    assert order(shop, taken.orders[0]).placed.external == "727"
    assert "Line 1 ('Woo Album #2')" in waiting(shop, "723").reason
    listed(shop, ["Woo Album #2", "Woo Ninja"])
    state = order(shop, taking.retry(shop, waiting(shop, "723").id))
    assert (state.placed.total, state.placed.customer.code, state.placed.ship_to.country) == (3900, "26", "BR")
    assert (state.money.refunded, state.money.paid, state.money.due) == (0, 0, 0)
    assert (state.missing(), state.holds) == ({}, ())
    assert_a_second_time_changes_nothing(shop, "woocommerce", data, 2)
    assert_proven(shop)


def test_an_edifact_order_waits_for_its_gtins_and_is_priced_here(real: Path, opened: Maker) -> None:
    shop = opened("GB", "GBP")
    data = (real / "edifact" / "order.edi").read_bytes()
    (kept,) = taking.take(shop, "edifact", data, channel="phone").quarantined
    assert kept.reason.startswith("There is no product '5020436373085'.")
    listed(shop, ["OWN1", "OWN2"], units=5)
    with shop.write() as tx:
        revision = next_revision(tx)
        for sku, code in (("OWN1", "5020436373085"), ("OWN2", "5020436373108")):
            put(tx, barcode, revision, {"code": key(code), "sku": sku, "quantity": 1000})
    state = order(shop, taking.retry(shop, kept.id))
    assert [(line.sku, line.quantity, line.unit_price, line.amount) for line in state.goods] == [
        ("OWN1", 8000, 1000, 8000),
        ("OWN2", 8000, 1000, 8000),
    ]
    assert (state.placed.external, state.placed.promised) == ("8711576000012:801715918011", "2015-08-06")
    assert (state.placed.total, state.money.due) == (16_000, 16_000)
    assert {hold.kind for hold in state.holds} == {"address"}  # a GLN is all the address there is
    with shop.read() as connection:
        assert by_id(connection, state.id).placed == state.placed
    facts = till.count(shop)
    again = taking.take(shop, "edifact", data, channel="phone")
    assert (again.unchanged, again.orders, again.quarantined) == (1, (), ())
    assert till.count(shop) == facts
    assert_proven(shop)


def test_an_edifact_order_brings_its_price(real: Path, opened: Maker) -> None:
    shop = opened("DE", "EUR")
    data = (real / "edifact" / "order2.edi").read_bytes()
    listed(shop, skus_of("edifact", data), units=10)
    (number,) = taking.take(shop, "edifact", data).orders
    state = order(shop, number)
    assert [(line.sku, line.quantity, line.unit_price, line.amount) for line in state.goods] == [
        ("ABC123", 10_000, 2500, 25_000)
    ]
    assert (state.placed.total, state.money.due) == (25_000, 25_000)
    assert {hold.kind for hold in state.holds} == {"payment", "address"}
    assert_a_second_time_changes_nothing(shop, "edifact", data, 1)
    assert_proven(shop)


@pytest.mark.parametrize(("name", "kind"), [("invoice1.edi", "INVOIC"), ("wikipedia_en.edi", "PAORES")])
def test_other_edifact_messages_wait_with_their_name(real: Path, opened: Maker, name: str, kind: str) -> None:
    shop = opened("GB", "GBP")
    data = (real / "edifact" / name).read_bytes()
    (kept,) = taking.take(shop, "edifact", data).quarantined
    assert kept.reason == f"it is a message '{kind}', no order (ORDERS)"
    assert_a_second_time_changes_nothing(shop, "edifact", data, 1)


def test_every_xrechnung_invoice_is_refused_as_an_order(real: Path, opened: Maker) -> None:
    shop = opened("DE", "EUR")
    files = sorted((real / "invoices_en16931" / "ubl").glob("*.xml"))
    reasons: Counter[str] = Counter()
    for path in files:
        taken = taking.take(shop, "ubl", path.read_bytes())
        assert (taken.documents, taken.orders) == (1, ())
        reasons.update(one.reason.partition(" cannot be taken: ")[2] for one in taken.quarantined)
    assert reasons == {"it is no order but a document of another kind (invoice).": len(files)}
    assert len(files) == len(taking.quarantine(shop)) == 33
    assert not any(isinstance(one, Rejected) for path in files for one in read("ubl", path.read_bytes()))
    assert_a_second_time_changes_nothing(shop, "ubl", files[0].read_bytes(), 1)
    with pytest.raises(DocumentRefused):
        taking.retry(shop, taking.quarantine(shop)[0].id)
    assert_proven(shop)
