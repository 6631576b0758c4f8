"""What two databases did to one return without each other: it is named, and settled to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.machines import apart, merging, parcels, promising

from storeops.operations.orders import payments, settling
from storeops.operations.rma import authorising, claiming, ending, receiving, refunding, resolving
from storeops.reports.rma.rma import claims
from storeops.rules.tenders import Tender
from storeops.store import Store

Act = Callable[[Store], object]


@contextmanager
def brought_together(template: Path, folder: Path, before: Act, one: Act, other: Act) -> Iterator[Store]:
    """The shop after `before`, then `one` here and `other` in a copy; both have the facts of both in the end."""
    first = promising.same(template, folder / "first.db")
    before(first)
    first.close()
    left, right = apart.two(folder / "first.db", folder)
    shared = len(apart.facts_of(left))
    one(left)
    other(right)
    ours, theirs = apart.facts_of(left)[shared:], apart.facts_of(right)[shared:]
    apart.bring(left, theirs, 100)
    apart.bring(right, ours, 1)
    with left.read() as here, right.read() as there:
        assert merging.tables(here) == merging.tables(there)
    parcels.assert_well(left)
    yield left
    parcels.assert_well(left)
    assert kinds(left) == []
    left.close()
    right.close()


def announced(shop: Store) -> None:
    authorising.create(shop, "O", [(2, 1000)], "late")


def here(shop: Store) -> None:
    announced(shop)
    receiving.receive(shop, "R", condition="sealed", disposition="restock")


def receive(shop: Store) -> None:
    receiving.receive(shop, "R1", condition="sealed", disposition="restock")


def refund(shop: Store) -> None:
    refunding.refund(shop, "R1")


def close(shop: Store) -> None:
    ending.close(shop, "R1", "never came")


def reject(shop: Store) -> None:
    ending.reject(shop, "R1", "worn")


def kinds(shop: Store) -> list[tuple[str, int]]:
    return [(kind, line) for kind, _, line in promising.worklist(shop)]


def order_of(shop: Store) -> str:
    return parcels.read(shop, "R1").authorised.order


def square_up(shop: Store) -> None:
    """The customer pays again what was given back once too often."""
    due = promising.read(shop, order_of(shop)).money.due
    if due:
        payments.pay(shop, order_of(shop), Tender("card", due, "again"))


def test_refunded_twice_is_charged_again(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, here, refund, refund) as shop:
        assert kinds(shop) == [("refunded_twice", 2)]
        assert parcels.accounts(shop)["returns_received"] == 400
        cost = parcels.accounts(shop)["cost_of_goods"]
        resolving.resolve(shop, "R1", "she pays it again")
        assert kinds(shop) == []
        one = promising.read(shop, order_of(shop))
        assert (one.money.due, parcels.read(shop, "R1").cleared) == (899, 0)
        square_up(shop)
        books = parcels.accounts(shop)
        assert "deposits" not in books and "returns_received" not in books
        assert books["cost_of_goods"] == cost + 400
        with pytest.raises(resolving.NothingToResolve):
            resolving.resolve(shop, "R1", "again")


def test_a_discounted_line_refunded_twice(template: Path, tmp_path: Path) -> None:
    """A third of 6.49 is charged again for a third that was given back: to the cent, whichever of them it is."""

    def begin(shop: Store) -> None:
        order = parcels.sent(shop, ("TEA", 3000), discount=101)
        authorising.create(shop, order, [(1, 1000)], "late")
        receiving.receive(shop, "R", condition="sealed")

    with brought_together(template, tmp_path, begin, refund, refund) as shop:
        assert kinds(shop) == [("refunded_twice", 1)]
        resolving.resolve(shop, "R1", "she pays it again")
        one = promising.read(shop, order_of(shop))
        assert (one.difference, one.money.difference) == (0, 0)
        square_up(shop)
        assert "deposits" not in parcels.accounts(shop)


def test_all_of_an_order_refunded_twice(template: Path, tmp_path: Path) -> None:
    """The order says so, too; it is settled where it began, in the return."""

    def all_here(shop: Store) -> None:
        authorising.create(shop, "O", authorising.everything(shop, "O"), "late")
        receiving.receive(shop, "R", condition="sealed", disposition="restock")

    with brought_together(template, tmp_path, all_here, refund, refund) as shop:
        assert [kind for kind, _ in kinds(shop)] == [
            "returned_twice",
            "returned_twice",
            "returned_twice",
            "refunded_too_much",
            "refunded_twice",
            "refunded_twice",
        ]
        resolving.resolve(shop, "R1", "settled")
        assert [kind for kind, _ in kinds(shop)] == ["returned_twice", "refunded_too_much"]
        settling.resolve(shop, order_of(shop), "the shipping, too")
        square_up(shop)
        assert "deposits" not in parcels.accounts(shop)


def test_refunded_twice_and_given(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, here, refund, refund) as shop:
        resolving.resolve(shop, "R1", "our mistake", accept=True)
        one = promising.read(shop, order_of(shop))
        assert (one.money.due, one.money.refunded) == (0, 2 * 899)


def test_received_twice_came_once(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, announced, receive, receive) as shop:
        assert kinds(shop) == [("received_twice", 2)]
        assert parcels.on_hand(shop, "MUG") == 6000
        resolving.resolve(shop, "R1", "there was one parcel")
        assert parcels.on_hand(shop, "MUG") == 5000
        assert parcels.accounts(shop)["returns_received"] == -400
        refund(shop)
        assert parcels.read(shop, "R1").status == "refunded"


def test_what_went_to_the_supplier_once_is_claimed_once(template: Path, tmp_path: Path) -> None:
    def sent_on(shop: Store) -> None:
        receiving.receive(shop, "R1", condition="faulty", disposition="supplier")

    with brought_together(template, tmp_path, announced, sent_on, sent_on) as shop:
        assert parcels.accounts(shop)["claims"] == 800
        resolving.resolve(shop, "R1", "there was one parcel")
        assert parcels.accounts(shop)["claims"] == 400
        claiming.claim(shop, "R1", 400, "it leaks", against="supplier")
        claiming.settle(shop, "K", "credited")
        assert parcels.accounts(shop).get("claims", 0) == 0
        refund(shop)


def test_received_and_refunded_twice(template: Path, tmp_path: Path) -> None:
    def both(shop: Store) -> None:
        receive(shop)
        refund(shop)

    with brought_together(template, tmp_path, announced, both, both) as shop:
        assert kinds(shop) == [("received_twice", 2), ("refunded_twice", 2)]
        resolving.resolve(shop, "R1", "there was one parcel")
        assert (parcels.on_hand(shop, "MUG"), parcels.read(shop, "R1").status) == (5000, "refunded")
        square_up(shop)


def test_closed_here_and_received_there(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, announced, close, receive) as shop:
        assert kinds(shop) == [("received_though_closed", 2)]
        resolving.resolve(shop, "R1", "it came after all")
        assert parcels.read(shop, "R1").status == "received"
        refund(shop)
        assert parcels.read(shop, "R1").status == "refunded"


def test_closed_here_and_refunded_there(template: Path, tmp_path: Path) -> None:
    def both(shop: Store) -> None:
        receive(shop)
        refund(shop)

    with brought_together(template, tmp_path, announced, close, both) as shop:
        assert kinds(shop) == [("received_though_closed", 2), ("refunded_though_rejected", 2)]
        resolving.resolve(shop, "R1", "it came after all")
        assert promising.read(shop, order_of(shop)).money.due == 0
        assert parcels.read(shop, "R1").status == "refunded"


def test_refused_here_and_refunded_there(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, here, reject, refund) as shop:
        assert kinds(shop) == [("refunded_though_rejected", 2)]
        assert parcels.on_hand(shop, "MUG") == 4000
        resolving.resolve(shop, "R1", "she has the cup")
        square_up(shop)
        assert "returns_received" not in parcels.accounts(shop)


def test_announced_twice(template: Path, tmp_path: Path) -> None:
    def all_of_it(shop: Store) -> None:
        authorising.create(shop, "O", [(2, 2000)], "late")

    with brought_together(template, tmp_path, lambda shop: None, all_of_it, all_of_it) as shop:
        ((kind, number, line),) = promising.worklist(shop)
        assert (kind, line) == ("authorised_twice", 2)
        ending.close(shop, number, "announced before")


def test_a_claim_settled_twice(template: Path, tmp_path: Path) -> None:
    def claimed(shop: Store) -> None:
        here(shop)
        refund(shop)
        claiming.claim(shop, "R", 500, "crushed")

    def settle(shop: Store) -> None:
        claiming.settle(shop, "K1", "paid")

    first = promising.same(template, tmp_path / "first.db")
    claimed(first)
    first.close()
    left, right = apart.two(tmp_path / "first.db", tmp_path)
    shared = len(apart.facts_of(left))
    settle(left)
    settle(right)
    apart.bring(left, apart.facts_of(right)[shared:], 3)
    assert kinds(left) == [("claim_settled_twice", 0)]
    assert parcels.accounts(left)["claims_paid"] == 1000
    claiming.settle(left, "K1", "credited", 450)
    assert kinds(left) == []
    books = parcels.accounts(left)
    assert "claims_paid" not in books
    with left.read() as connection:
        (claim,) = claims(connection)
    assert (claim.outcome, claim.received) == ("credited", 450)
    with pytest.raises(claiming.ClaimOver):
        claiming.settle(left, "K1", "refused")
    parcels.assert_well(left)
    left.close()
    right.close()
