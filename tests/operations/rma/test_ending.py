"""What does not come, what is not refunded: goods go back or are kept, and the books are square after it."""

from __future__ import annotations

import pytest
from tests.machines import parcels, till

from storeops.operations import stock
from storeops.operations.arrivals import Arrival
from storeops.operations.carts import NoReason
from storeops.operations.rma import authorising, ending, receiving, refunding
from storeops.operations.rma.leaving import GoodsGone
from storeops.operations.shop import set_setting
from storeops.reports.rma.rma import listing
from storeops.rules.returns import NothingToReturn
from storeops.rules.rma.counting import NotSoMuch
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000001"


def changed(shop: Store, before: dict[str, int]) -> dict[str, int]:
    after = parcels.accounts(shop)
    found = {name: after.get(name, 0) - before.get(name, 0) for name in {*before, *after}}
    return {name: amount for name, amount in found.items() if amount}


def came(shop: Store, *lines: tuple[int, int], disposition: str = "quarantine") -> str:
    rma = authorising.create(shop, "O", lines, "changed-mind")
    receiving.receive(shop, rma, condition="used", disposition=disposition)
    return rma


def test_nothing_came(shop: Store) -> None:
    before = parcels.accounts(shop)
    authorising.create(shop, "O", [(1, 1000), (2, 1000)], "late")
    dumped = till.dump(shop)
    with pytest.raises(NoReason):
        ending.close(shop, "R", "")
    assert till.dump(shop) == dumped
    ending.close(shop, "R", "she keeps it", command=FORM)
    assert (parcels.read(shop).status, changed(shop, before)) == ("closed", {})
    dumped = till.dump(shop)
    ending.close(shop, "R", "she keeps it", command=FORM)
    for act in (ending.close, ending.reject):
        with pytest.raises(ending.NothingToEnd):
            act(shop, "R", "once more")
    with pytest.raises(NothingToReturn):
        receiving.receive(shop, "R", condition="sealed")
    with pytest.raises(NothingToReturn):
        refunding.refund(shop, "R", override="all the same")
    assert till.dump(shop) == dumped
    # The goods may be announced again.
    authorising.create(shop, "O", [(1, 3000)], "late")
    with pytest.raises(RecordedOtherwise):
        ending.close(shop, "R", "she keeps it", command=FORM)


def test_a_part_came(shop: Store) -> None:
    authorising.create(shop, "O", [(2, 2000)], "late")
    receiving.receive(shop, "R", [(2, 1000)], condition="sealed")
    before = till.dump(shop)
    with pytest.raises(ending.StillToRefund):
        ending.close(shop, "R", "the other stays")
    assert till.dump(shop) == before
    refunding.refund(shop, "R")
    ending.close(shop, "R", "the other stays")
    one = parcels.read(shop)
    assert (one.status, one.cleared) == ("refunded", 0)


def test_what_is_refused_goes_back_to_the_customer(shop: Store) -> None:
    before = parcels.accounts(shop)
    came(shop, (2, 2000))
    assert parcels.on_hand(shop, "MUG") == 6000
    ending.reject(shop, "R", "worn", wanted=[(2, 1000)])
    assert (parcels.on_hand(shop, "MUG"), parcels.read(shop).status) == (5000, "received")
    refunding.refund(shop, "R")
    assert parcels.read(shop).status == "refunded"
    found = changed(shop, before)
    assert (found["card_clearing"], found["inventory"], found["cost_of_goods"]) == (-899, 400, -400)
    came(shop, (1, 1000))
    ending.reject(shop, "R", "worn")
    assert parcels.read(shop).status == "rejected"
    # What went back to the customer may come again.
    came(shop, (1, 3000), (2, 1000))
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (10_000, 6000)


def test_a_kit_that_is_refused_goes_back_whole(shop: Store) -> None:
    """Of two kits one came and is refused: all of its parts leave, not the half that one is of two."""
    order = parcels.sent(shop, ("HAMPER", 2000))
    tea, mug = parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")
    authorising.create(shop, order, [(1, 2000)], "late")
    receiving.receive(shop, "R", [(1, 1000)], condition="sealed")
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (tea + 2000, mug + 1000)
    ending.reject(shop, "R", "worn", wanted=[(1, 1000)])
    assert (parcels.on_hand(shop, "TEA"), parcels.on_hand(shop, "MUG")) == (tea, mug)
    receiving.receive(shop, "R", [(1, 1000)], condition="sealed")
    refunding.refund(shop, "R")


def test_what_is_kept_without_a_refund_is_a_gain(shop: Store) -> None:
    before = parcels.accounts(shop)
    came(shop, (2, 1000))
    ending.reject(shop, "R", "she wants nothing for it", keep=True)
    assert (parcels.on_hand(shop, "MUG"), parcels.read(shop).status) == (5000, "rejected")
    assert changed(shop, before) == {"inventory": 400, "shrinkage": -400}


def test_what_is_kept_without_a_refund_is_not_paid_for_with_the_rest(shop: Store) -> None:
    """One of two came and was kept unpaid: nothing is here to pay for until the other comes, or it is given up."""
    authorising.create(shop, "O", [(2, 2000)], "other")
    receiving.receive(shop, "R", [(2, 1000)], condition="used", disposition="scrap")
    ending.reject(shop, "R", "worn", wanted=[(2, 1000)], keep=True)
    before = till.dump(shop)
    with pytest.raises(refunding.NotReceived):
        refunding.refund(shop, "R", [(2, 0)])
    assert till.dump(shop) == before
    ending.close(shop, "R", "the other stays")
    assert (parcels.read(shop).status, parcels.read(shop).cleared) == ("rejected", 0)


def test_what_is_refused_is_refused_in_the_condition_it_came_in(shop: Store) -> None:
    set_setting(shop, "return_fees", "used=50%", scope="S1")
    authorising.create(shop, "O", [(1, 2000)], "changed-mind")
    receiving.receive(shop, "R", [(1, 1000)], condition="used", disposition="quarantine")
    ending.reject(shop, "R", "worn", wanted=[(1, 1000)])
    receiving.receive(shop, "R", [(1, 1000)], condition="sealed")
    refunding.refund(shop, "R")
    assert [part.fee for part in (one.part for one in parcels.read(shop).happened) if part.amount] == [0]


def test_what_is_not_there_any_more_cannot_go_back(shop: Store) -> None:
    came(shop, (2, 1000), disposition="scrap")
    before = till.dump(shop)
    with pytest.raises(GoodsGone):
        ending.reject(shop, "R", "worn")
    assert till.dump(shop) == before
    ending.reject(shop, "R", "worn", keep=True)
    assert parcels.read(shop).cleared == 0
    came(shop, (1, 1000))
    stock.adjust(shop, [Arrival("TEA", -1000, "", "", (), "", "quarantine")], "stolen")
    with pytest.raises(GoodsGone) as refused:
        ending.reject(shop, "R", "worn")
    assert refused.value.location == "S1"


def test_refused_before_it_came(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 2000)], "late")
    before = till.dump(shop)
    with pytest.raises(NotSoMuch):
        ending.reject(shop, "R", "no", wanted=[(1, 3000)])
    assert till.dump(shop) == before
    ending.reject(shop, "R", "no", wanted=[(1, 1000)])
    receiving.receive(shop, "R", condition="sealed")
    refunding.refund(shop, "R")
    assert [one.refunded for one in parcels.read(shop).by_line[1]] == [1000]


def test_the_list(shop: Store) -> None:
    came(shop, (1, 1000))
    refunding.refund(shop, "R")
    authorising.create(shop, "O", [(2, 1000)], "damaged")
    other = parcels.sent(shop, ("MUG", 1000))
    authorising.create(shop, other, [(1, 1000)], "late")
    with shop.read() as connection:
        rows = listing(connection)
        assert [(row.number[-1], row.status, row.reasons, row.coming, row.refunded) for row in rows] == [
            ("3", "authorised", ("late",), 1000, 0),
            ("2", "authorised", ("damaged",), 1000, 0),
            ("1", "refunded", ("changed-mind",), 0, 250),
        ]
        assert {row.customer for row in rows} == {"Ann Reed"}
        assert [row.number[-1] for row in listing(connection, status="open")] == ["3", "2"]
        assert [row.number[-1] for row in listing(connection, status="refunded")] == ["1"]
        assert [row.number[-1] for row in listing(connection, order=other)] == ["3"]
        assert [row.number[-1] for row in listing(connection, limit=1)] == ["3"]
        assert listing(connection, contradicted=True) == ()
