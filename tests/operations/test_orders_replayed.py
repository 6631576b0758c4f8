"""What replaying a year of orders showed: services alone, channels without addresses, thousands of lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.machines import till

from storeops.journal.facts import DrawerOpened
from storeops.operations import stock
from storeops.operations.orders import payments, placing, sending
from storeops.operations.orders.how import How
from storeops.reports.orders.state import by_id
from storeops.rules.orders.document import AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.rules.tenders import CARD, Tender
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Store:
    made = till.make(tmp_path / "shop.db")
    till.list_products(made, (till.item("TEA", 250), till.item("HELP", 500, stocked=False)))
    stock.receive(made, [("TEA", 10_000)])
    return made


def document(sku: str, **address: str) -> OrderDocument:
    return OrderDocument(
        channel="web",
        external="",
        currency="GBP",
        customer=CustomerPart(external="17850"),
        ship_to=AddressPart(**address),  # type: ignore[arg-type]
        service="normal",
        lines=(DocumentLine(line=1, sku=sku, quantity=2000),),
    )


def test_an_order_of_services_alone_is_sent_from_here(shop: Store) -> None:
    order = placing.place(shop, document("HELP", country="GB"), How(addressed=False))
    with shop.read() as connection:
        due = by_id(connection, order).money.due
    payments.pay(shop, order, Tender(CARD, due, "A1"))
    (sale,) = sending.dispatch(shop, order)
    assert (sale.total, [line.sku for line in sale.lines if line.sku]) == (due, ["HELP"])
    before = till.dump(shop)
    with pytest.raises(sending.NothingStands):
        sending.dispatch(shop, order)
    assert till.dump(shop) == before
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


@pytest.mark.parametrize(
    ("addressed", "address", "held"),
    [(True, {"country": "GB"}, True), (False, {"country": "GB"}, False), (False, {}, True)],
)
def test_a_channel_that_keeps_the_address_tells_the_country(
    shop: Store, addressed: bool, address: dict[str, str], held: bool
) -> None:
    how = How(strict=False, due="account", addressed=addressed)
    with shop.read() as connection:
        before = till.entries(connection)
    order = placing.place(shop, document("TEA", **address), how)
    with shop.read() as connection:
        state = by_id(connection, order)
        assert len(till.entries(connection)) > len(before)
    assert [hold.kind for hold in state.holds] == (["address"] if held else [])
    assert bool(state.allocated) is not held


def test_a_drawer_opened_in_a_transaction_is_known_in_it(shop: Store) -> None:
    with shop.write() as tx:
        assert tx.session is None
        opened = tx.record(DrawerOpened(opened_float=0, opened_at=tx.now.isoformat(), postings=()))
        assert tx.session is not None
        assert tx.session["id"] == opened.envelope.id
