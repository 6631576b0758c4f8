"""Receipt and refund as two acts: goods, books and money after each, to the cent."""

from __future__ import annotations

from tests.machines import parcels, promising

from storeops.operations.rma import authorising, receiving, refunding
from storeops.store import Store


def test_received_then_refunded(shop: Store) -> None:
    before = parcels.accounts(shop)
    rma = authorising.create(shop, "O", [(1, 1000), (2, 0)], "wrong-size")
    one = parcels.read(shop)
    assert (one.id, one.number, one.status) == (rma, "S1-T1-R000001", "authorised")
    assert [(line.line, line.quantity, line.reason) for line in one.authorised.lines] == [
        (1, 1000, "wrong-size"),
        (2, 2000, "wrong-size"),
    ]
    assert parcels.accounts(shop) == before

    receiving.receive(shop, "R", condition="sealed", disposition="restock")
    assert parcels.read(shop).status == "received"
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (8000, 6000)
    books = parcels.accounts(shop)
    assert books["returns_received"] == -(100 + 2 * 400)
    assert books["inventory"] == before["inventory"] + 900
    assert books["card_clearing"] == before["card_clearing"]

    refunding.refund(shop, "R")
    assert parcels.read(shop).status == "refunded"
    books = parcels.accounts(shop)
    assert "returns_received" not in books and "deposits" not in books
    assert before["card_clearing"] - books["card_clearing"] == 250 + 2 * 899
    assert before["cost_of_goods"] - books["cost_of_goods"] == 900
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (8000, 6000)
    order = promising.read(shop, one.authorised.order)
    assert (order.money.due, order.money.refunded) == (0, 2048)
    assert (order.counter(1).return_requested, order.counter(1).returned) == (1000, 1000)
    assert promising.axes(shop, order.id) == ("completed", "paid", "partly_returned")
