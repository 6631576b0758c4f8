"""Another product for one that comes back, and claims: documents of their own, money that is nowhere twice."""

from __future__ import annotations

import pytest
from tests.machines import parcels, promising, till

from storeops.database.queries.orders import payments as steps
from storeops.operations.carts import NoReason
from storeops.operations.lookup import UnknownProduct
from storeops.operations.orders import payments, sending
from storeops.operations.rma import authorising, claiming, exchanging, receiving, refunding
from storeops.operations.shop import set_setting
from storeops.reports.rma.rma import by_number, claims
from storeops.rules.carts import NoSuchLine
from storeops.rules.tenders import NotPositive, Tender
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000001"


def came(shop: Store, *lines: tuple[int, int], reason: str = "wrong-size", disposition: str = "restock") -> str:
    rma = authorising.create(shop, "O", lines, reason)
    receiving.receive(shop, rma, condition="sealed", disposition=disposition)
    return rma


def test_an_even_exchange_costs_nothing(shop: Store) -> None:
    before = parcels.accounts(shop)
    came(shop, (2, 2000))
    old = parcels.read(shop).authorised.order
    new = exchanging.exchange(shop, "R", [(2, 2000)], "JAM", even=True, command=FORM)
    dumped = till.dump(shop)
    assert exchanging.exchange(shop, "R", [(2, 2000)], "JAM", even=True, command=FORM) == new
    assert till.dump(shop) == dumped
    one, other = promising.read(shop, old), promising.read(shop, new)
    assert (other.placed.total, other.money.due, other.money.received) == (1798, 0, 1798)
    assert (one.money.due, one.money.refunded) == (0, 1798)
    assert [(line.sku, line.quantity, line.kind) for line in other.lines.values()] == [("JAM", 2000, "goods")]
    assert (other.placed.customer, other.ship_to) == (one.placed.customer, one.ship_to)
    assert not other.holds and promising.stands(shop, new) == {(1, "WH1"): 2000}
    # No money went anywhere: the card paid the one order less and the other more.
    assert parcels.accounts(shop)["card_clearing"] == before["card_clearing"]
    with shop.read() as connection:
        paid = [(row["stage"], row["tender"], row["amount"], row["reference"]) for row in steps(connection, new)]
        view = by_number(connection, "R")
    assert paid == [("paid", "card", 1798, "A1")]
    assert [(made.order, made.number, made.value) for made in view.exchanges] == [(new, other.placed.number, 1798)]
    assert (view.status, view.refunded) == ("refunded", 1798)
    sending.dispatch(shop, new)
    assert "deposits" not in parcels.accounts(shop)


def test_what_is_dearer_is_due_and_what_is_cheaper_goes_back(shop: Store) -> None:
    came(shop, (1, 2000), (2, 1000))
    old = parcels.read(shop).authorised.order
    dear = exchanging.exchange(shop, "R", [(1, 2000)], "MUG")
    one = promising.read(shop, dear)
    assert (one.money.received, one.money.due) == (500, one.placed.total - 500)
    assert [hold.kind for hold in one.holds] == ["payment"]
    kept = promising.read(shop, old).money.received
    cheap = exchanging.exchange(shop, "R", [(2, 1000)], "JAM")
    other = promising.read(shop, cheap)
    back = 899 - other.placed.total
    assert (other.money.due, kept - promising.read(shop, old).money.received) == (0, 899)
    with shop.read() as connection:
        gone = [row["amount"] for row in steps(connection, old) if row["stage"] == "refunded"]
    assert gone == [500, other.placed.total, back]
    payments.pay(shop, dear, Tender("card", one.money.due, "A2"))
    assert not promising.read(shop, dear).holds


@pytest.mark.parametrize("wanted", [[], [(2, 0)]])
def test_what_has_not_come_is_not_exchanged(shop: Store, wanted: list[tuple[int, int]]) -> None:
    """One of two came: one is sent instead, paid with what is given back for it."""
    authorising.create(shop, "O", [(1, 1000), (2, 2000)], "wrong-size")
    receiving.receive(shop, "R", [(2, 1000)], condition="sealed")
    new = promising.read(shop, exchanging.exchange(shop, "R", wanted, "JAM", even=True))
    assert [(line.sku, line.quantity) for line in new.lines.values()] == [("JAM", 1000)]
    assert (new.placed.total, new.money.due) == (899, 0)


def test_a_fee_is_missing_in_the_exchange(shop: Store) -> None:
    set_setting(shop, "return_fees", "sealed=10%", scope="S1")
    came(shop, (2, 1000), reason="changed-mind")
    new = exchanging.exchange(shop, "R", [(2, 1000)], "JAM", even=True)
    one = promising.read(shop, new)
    assert (one.placed.total, one.money.received, one.money.due) == (899, 809, 90)


def test_what_was_never_paid_pays_for_nothing(shop: Store) -> None:
    order = promising.place(shop, ("MUG", 2000), due="account")
    due = promising.read(shop, order).money.due
    payments.pay(shop, order, Tender("card", due - 1000, "A3"))
    sending.dispatch(shop, order)
    rma = authorising.create(shop, order, [(1, 2000)], "wrong-size")
    receiving.receive(shop, rma, condition="sealed")
    new = exchanging.exchange(shop, rma, [(1, 2000)], "JAM", even=True)
    assert promising.read(shop, new).money.due == 1000
    assert promising.read(shop, order).money.due == 0


def test_refusals_change_nothing(shop: Store) -> None:
    authorising.create(shop, "O", [(2, 2000)], "wrong-size")
    before = till.dump(shop)
    with pytest.raises(refunding.NotReceived):
        exchanging.exchange(shop, "R", [(2, 1000)], "JAM")
    with pytest.raises(UnknownProduct):
        exchanging.exchange(shop, "R", [(2, 1000)], "NOTHING", override="at once")
    with pytest.raises(NoSuchLine):
        exchanging.exchange(shop, "R", [(1, 1000)], "JAM")
    assert till.dump(shop) == before
    exchanging.exchange(shop, "R", [(2, 1000)], "JAM", even=True, override="at once")
    assert parcels.accounts(shop)["returns_received"] == 400
    receiving.receive(shop, "R", condition="sealed")
    refunding.refund(shop, "R")


def test_a_claim_against_the_carrier(shop: Store) -> None:
    came(shop, (2, 1000), reason="damaged", disposition="scrap")
    refunding.refund(shop, "R")
    before = parcels.accounts(shop)
    id = claiming.claim(shop, "R", 1200, "crushed", party="demo", reference="T1", command=FORM)
    dumped = till.dump(shop)
    assert claiming.claim(shop, "R", 1200, "crushed", party="demo", reference="T1", command=FORM) == id
    with pytest.raises(RecordedOtherwise):
        claiming.claim(shop, "R", 1300, "crushed", command=FORM)
    with pytest.raises(claiming.ClaimedAlready):
        claiming.claim(shop, "R", 1200, "crushed")
    with pytest.raises(claiming.UnknownParty):
        claiming.claim(shop, "R", 1200, "crushed", against="the weather")
    with pytest.raises(NotPositive):
        claiming.claim(shop, "R", 0, "crushed")
    with pytest.raises(NoReason):
        claiming.claim(shop, "R", 1200, " ")
    with pytest.raises(claiming.UnknownOutcome):
        claiming.settle(shop, "K", "forgotten")
    with pytest.raises(NotPositive):
        claiming.settle(shop, "K", "paid", 0)
    assert till.dump(shop) == dumped
    assert parcels.accounts(shop) == before
    assert claiming.settle(shop, "K", "paid", 1000) == id
    after = parcels.accounts(shop)
    assert (after["claims_paid"], after["shrinkage"] - before["shrinkage"]) == (1000, -1000)
    with pytest.raises(claiming.ClaimOver):
        claiming.settle(shop, "K000001", "refused")
    claiming.claim(shop, "R", 200, "the rest")
    claiming.settle(shop, "K2", "refused", reason="too late")
    with shop.read() as connection:
        assert [(one.number[-7:], one.outcome, one.amount, one.received) for one in claims(connection)] == [
            ("K000001", "paid", 1200, 1000),
            ("K000002", "refused", 200, 0),
        ]
    assert parcels.accounts(shop)["shrinkage"] == after["shrinkage"]


@pytest.mark.parametrize(
    ("outcome", "amount", "books"),
    [
        ("credited", 800, {"claims": 0, "goods_received": 800, "shrinkage": 0}),
        ("paid", 900, {"claims": 0, "claims_paid": 900, "shrinkage": -100}),
        ("credited", 500, {"claims": 0, "goods_received": 500, "shrinkage": 300}),
        ("refused", None, {"claims": 0, "shrinkage": 800}),
    ],
)
def test_a_claim_against_the_supplier_takes_the_goods_cost(
    shop: Store, outcome: str, amount: int | None, books: dict[str, int]
) -> None:
    before = parcels.accounts(shop)
    came(shop, (2, 2000), reason="faulty", disposition="supplier")
    assert parcels.accounts(shop)["claims"] == 800
    claiming.claim(shop, "R", 800, "they leak", against="supplier", lines=[(2, 2000)])
    claiming.settle(shop, "K", outcome, amount)
    after = parcels.accounts(shop)
    assert {name: after.get(name, 0) - before.get(name, 0) for name in books} == books
    # Another claim asks for more, and the goods' cost is settled already.
    claiming.claim(shop, "R", 100, "postage", against="supplier")
    claiming.settle(shop, "K", "refused")
    assert parcels.accounts(shop) == after
