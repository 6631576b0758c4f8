"""What two databases did to one order without each other: it is named, and settled to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.machines import apart, merging, promising, till

from storeops.database.queries.orders import dispatches
from storeops.operations import returns
from storeops.operations.orders import changing, payments, sending
from storeops.reports.sales import by_id
from storeops.rules.tenders import Tender
from storeops.store import Store

Act = Callable[[Store, str], object]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("settling") / "shop.db"
    promising.world(path, S1={"TEA": 9000, "MUG": 3000}, S2={"TEA": 3000}, WH1={"JAM": 9000}).close()
    return path


@contextmanager
def brought_together(
    template: Path, folder: Path, before: Callable[[Store], str], one: Act, other: Act
) -> Iterator[tuple[Store, str]]:
    """The shop after `before`, then `one` here and `other` in a copy; both have the facts of both in the end."""
    first = promising.same(template, folder / "first.db")
    order = before(first)
    first.close()
    left, right = apart.two(folder / "first.db", folder)
    shared = len(apart.facts_of(left))
    one(left, order)
    other(right, order)
    ours, theirs = apart.facts_of(left)[shared:], apart.facts_of(right)[shared:]
    apart.bring(left, theirs, 100)
    apart.bring(right, ours, 1)
    with left.read() as here, right.read() as there:
        assert merging.tables(here) == merging.tables(there)
    yield left, order
    apart.assert_nobody_is_stuck(left)
    promising.assert_well(left)
    left.close()
    right.close()


def paid(*goods: tuple[str, int], discount: int = 0) -> Callable[[Store], str]:
    def begin(shop: Store) -> str:
        id = promising.place(shop, *goods, discount=discount)
        payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
        return id

    return begin


def sent(shop: Store, id: str) -> None:
    sending.dispatch(shop, id)


def cancelled(shop: Store, id: str) -> None:
    changing.cancel(shop, id, "no")


def kinds(shop: Store) -> list[tuple[str, int]]:
    return [(kind, line) for kind, _, line in promising.worklist(shop)]


def deposits(shop: Store, id: str) -> int:
    with shop.read() as connection:
        return promising.deposits(connection).get(id, 0)


def test_sent_twice_is_kept_and_owed(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, paid(("TEA", 2000)), sent, sent) as (shop, id):
        assert kinds(shop) == [("sent_twice", 1), ("promise_overdrawn", 1), ("charged_twice", 2)]
        total = promising.read(shop, id).placed.total
        changing.resolve(shop, id, "she keeps both")
        assert kinds(shop) == []
        one = promising.read(shop, id)
        assert (one.money.owed, one.money.due) == (2 * total, total)
        assert promising.axes(shop, id) == ("completed", "partly_paid", "shipped")
        payments.pay(shop, id, Tender("card", total, "A2"))
        assert deposits(shop, id) == 0


def test_sent_twice_and_sent_back_is_paid_once(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, paid(("TEA", 2000)), sent, sent) as (shop, id):
        with shop.read() as connection:
            second = by_id(connection, dispatches(connection, id)[1]["sale"])
        returns.take_back(shop, second.number, [(1, 2000), (2, 1000)], "came twice")
        one = promising.read(shop, id)
        assert (one.money.due, deposits(shop, id)) == (0, 0)
        assert [kind for kind, _ in kinds(shop)] == ["promise_overdrawn"]
        changing.resolve(shop, id, "settled")
        assert kinds(shop) == []
        with shop.read() as connection:
            assert till.cached(connection)["TEA", "S1"] == 7000


def test_cancelled_here_and_sent_there(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, paid(("TEA", 2000)), sent, cancelled) as (shop, id):
        assert [kind for kind, _ in kinds(shop)] == ["sent_although_cancelled", "promise_overdrawn", "charged_twice"]
        total = promising.read(shop, id).placed.total
        # The money went back, and the goods went out.
        assert deposits(shop, id) == total
        changing.resolve(shop, id, "she keeps it")
        assert kinds(shop) == []
        assert promising.read(shop, id).money.due == total
        payments.pay(shop, id, Tender("card", total, "A2"))
        assert deposits(shop, id) == 0


def test_cancelled_twice_is_cancelled_and_refunded_once(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, paid(("TEA", 2000)), cancelled, cancelled) as (shop, id):
        assert [kind for kind, _ in kinds(shop)] == [
            "cancelled_twice",
            "promise_overdrawn",
            "cancelled_twice",
            "refunded_too_much",
        ]
        total = promising.read(shop, id).placed.total
        changing.resolve(shop, id, "once")
        assert kinds(shop) == [("refunded_too_much", 0)]
        assert promising.read(shop, id).money.due == total
        payments.pay(shop, id, Tender("card", total, "A2"))
        assert (kinds(shop), deposits(shop, id)) == ([], 0)


def test_paid_twice_is_given_back(template: Path, tmp_path: Path) -> None:
    def pay(shop: Store, id: str) -> None:
        payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A"))

    with brought_together(template, tmp_path, lambda shop: promising.place(shop, ("TEA", 2000)), pay, pay) as (
        shop,
        id,
    ):
        assert kinds(shop) == [("paid_twice", 0)]
        payments.refund(shop, id, reason="twice")
        assert (kinds(shop), promising.read(shop, id).money.due) == ([], 0)


@pytest.mark.parametrize("disposition", ["restock", "scrap"])
def test_returned_twice_came_back_once(template: Path, tmp_path: Path, disposition: str) -> None:
    def begin(shop: Store) -> str:
        id = paid(("TEA", 2000))(shop)
        sending.dispatch(shop, id)
        return id

    def back(shop: Store, id: str) -> None:
        with shop.read() as connection:
            number = by_id(connection, dispatches(connection, id)[0]["sale"]).number
        returns.take_back(shop, number, [(1, 2000)], "no", disposition=disposition)

    with brought_together(template, tmp_path, begin, back, back) as (shop, id):
        assert kinds(shop) == [("returned_twice", 1)]
        changing.resolve(shop, id, "it came once")
        assert kinds(shop) == []
        one = promising.read(shop, id)
        assert one.money.due == -500
        payments.refund(shop, id)
        assert deposits(shop, id) == 0
        with shop.read() as connection:
            assert till.cached(connection)["TEA", "S1"] == (9000 if disposition == "restock" else 7000)


def test_a_cent_between_two_databases_is_settled(template: Path, tmp_path: Path) -> None:
    """Three for 7.48 are 2.49, 2.49 and 2.50: each database takes what it cancels for the last one. The one that is
    sent costs 2.49, and a cent would be missing."""

    def one_less(shop: Store, id: str) -> None:
        changing.cancel(shop, id, "fewer", lines=[(1, 1000)])

    with brought_together(template, tmp_path, paid(("TEA", 3000), discount=2), one_less, one_less) as (shop, id):
        assert kinds(shop) == []
        sending.dispatch(shop, id)
        assert kinds(shop) == [("amounts_differ", 0)]
        difference = promising.read(shop, id).money.difference
        assert abs(difference) == 1
        changing.resolve(shop, id, "a cent")
        assert kinds(shop) == []
        one = promising.read(shop, id)
        assert (one.money.difference, deposits(shop, id)) == (0, one.money.due)


def test_two_databases_add_different_lines(template: Path, tmp_path: Path) -> None:
    """Line 3 here and line 3 there would be one line of two products."""

    def add(sku: str) -> Act:
        return lambda shop, id: changing.amend(shop, id, changing.Change(add=((sku, 1000),)))

    with brought_together(template, tmp_path, paid(("TEA", 1000)), add("JAM"), add("MUG")) as (shop, id):
        one = promising.read(shop, id)
        assert sorted(line.sku for line in one.goods) == ["JAM", "MUG", "TEA"]
        assert len(one.lines) == 4 and 3 in one.lines
        assert all(one.counter(line.line).ordered == line.quantity for line in one.lines.values())
        sending.dispatch(shop, id)
        assert promising.read(shop, id).money.dispatched == one.money.total


def test_promised_to_two_places_and_sent_from_one(template: Path, tmp_path: Path) -> None:
    """Sourced anew there, sent from the old place here: what stands ready at the new place is not sent as well."""

    def elsewhere(shop: Store, id: str) -> None:
        promising.place(shop, ("JAM", 1000))
        changing.deallocate(shop, id, "the shop needs it")
        changing.allocate(shop, id)

    with brought_together(template, tmp_path, paid(("TEA", 2000)), sent, elsewhere) as (shop, id):
        found = [kind for kind, _ in kinds(shop)]
        assert set(found) <= {"promise_overdrawn", "allocated_too_much"}
        if found:
            changing.resolve(shop, id, "sent once")
        assert kinds(shop) == []
        assert promising.stands(shop, id) == {}


def test_one_document_taken_twice(template: Path, tmp_path: Path) -> None:
    def take(shop: Store, id: str) -> None:
        promising.place(shop, ("TEA", 1000), external="W-1")

    with brought_together(template, tmp_path, paid(("JAM", 1000)), take, take) as (shop, _):
        ((kind, number, _),) = promising.worklist(shop)
        assert kind == "placed_twice"
        changing.cancel(shop, number, "taken twice")
        assert promising.worklist(shop) == []


def test_nothing_to_settle_is_said(template: Path, tmp_path: Path) -> None:
    with brought_together(template, tmp_path, paid(("TEA", 1000)), lambda *_: None, lambda *_: None) as (shop, id):
        before = till.dump(shop)
        with pytest.raises(changing.NothingToChange):
            changing.resolve(shop, id, "looks wrong")
        assert till.dump(shop) == before
