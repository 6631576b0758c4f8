"""Counts: planned, entered blind, counted again, booked; beside selling, and by two people; refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.machines import till

from storeops.database.queries import stock as queries
from storeops.database.queries.numbers import UnknownDocument
from storeops.journal.facts import CountClosed, CountPlanned
from storeops.operations import arrivals, bins, counts, drawer, handling, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.carts import NoReason
from storeops.operations.handling import Handling
from storeops.operations.shop import set_setting
from storeops.reports import counts as reports
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.store import RecordedOtherwise, Store

ITEMS = [
    till.item("TEA", 1000, cost=600),
    till.item("MUG", 450, cost=300),
    till.item("OIL", 900),
    till.item("RADIO"),
    till.item("APPLE", unit="kg"),
    till.item("CARD", stocked=False),
]


def furnish(shop: Store, folder: Path) -> Store:
    """10 TEA in A-1, 5 MUG loose, OIL by lot in A-2, RADIO by serial; one TEA and some MUG sold."""
    till.list_products(shop, ITEMS)
    handling.set_handling(shop, "OIL", Handling(tracking="lot"))
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    (folder / "bins.csv").write_text("code\nA-1\nA-2\nB-1\n")
    bins.import_bins(shop, folder / "bins.csv", location="S1")
    goods = [Arrival("TEA", 10000, bin="A-1"), ("MUG", 6000), Arrival("RADIO", 1000, serials=("SN1",))]
    stock.receive(shop, [*goods, Arrival("OIL", 4000, "L1", bin="A-2"), Arrival("OIL", 2000, "L2", bin="A-2")])
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = furnish(till.trading(tmp_path / "shop.db"), tmp_path)
    yield made
    made.close()


def view(shop: Store, number: str = "1") -> reports.CountView:
    with shop.read() as connection:
        return reports.by_number(connection, shop.profile, number)


def planned(shop: Store, **how: object) -> list[tuple[str, str, str, str]]:
    fact = counts.plan(shop, **how).envelope.fact  # type: ignore[arg-type]
    assert isinstance(fact, CountPlanned)
    return [(line.sku, line.bin, line.lot, line.abc) for line in fact.lines]


def test_a_plan_is_of_what_lies_there_and_has_no_serial_numbers(shop: Store) -> None:
    assert planned(shop) == [
        ("MUG", "", "", ""),
        ("OIL", "A-2", "L1", ""),
        ("OIL", "A-2", "L2", ""),
        ("TEA", "A-1", "", ""),
    ]
    assert planned(shop, bins="A-1*") == [("TEA", "A-1", "", "")]


def test_a_plan_by_class_takes_what_is_due(shop: Store) -> None:
    till.sell(shop, (ITEMS[0], 9000))
    till.sell(shop, (ITEMS[1], 2000))
    # 75.00 of tea and 7.50 of mugs net: tea passes the 80 %, mugs come after it.
    assert planned(shop, abc=True) == [
        ("TEA", "", "", "A"),
        ("TEA", "A-1", "", "A"),
        ("MUG", "", "", "B"),
        ("OIL", "A-2", "L1", "C"),
        ("OIL", "A-2", "L2", "C"),
    ]
    with pytest.raises(counts.NothingDue):
        counts.plan(shop, abc=True)  # all of it is in an open count
    counts.enter(shop, "C1", "-", [("MUG", 4000)])
    counts.close(shop, "C1")
    assert ("MUG", "", "", "B") not in planned(shop, abc=True)
    clock = shop.clock
    assert isinstance(clock, till.Clock)
    drawer.close(shop, 0)  # the day is the open drawer's
    clock.at = clock.at.replace(year=2027, month=6, day=1)
    # Nothing was sold for 90 days, so that all of it is C; the rest is in an open count.
    assert planned(shop, only_class="c") == [("MUG", "", "", "C")]


def test_an_exact_count_books_nothing(shop: Store) -> None:
    counts.plan(shop)
    counts.enter(shop, "1", "a-1", [("TEA", 4000), ("tea", 6000)])
    entry = counts.close(shop, "1")
    fact = entry.envelope.fact
    assert isinstance(fact, CountClosed)
    assert (fact.lines, fact.postings) == ((), ())
    assert (view(shop).status, view(shop).booked) == ("closed", ())


def test_a_difference_is_counted_again_and_booked_once(shop: Store) -> None:
    counts.plan(shop)
    counts.enter(shop, "1", "A-1", [("TEA", 9000)])
    blind = view(shop)
    tea = next(line for line in blind.lines if line.sku == "TEA")
    assert (blind.status, tea.state, tea.counted, tea.difference) == ("counting", "count again", 9000, None)
    assert [(look.counted, look.book) for look in tea.looks] == [(9000, None)]
    before = till.dump(shop)
    with pytest.raises(counts.RecountNeeded) as refused:
        counts.close(shop, "1")
    assert refused.value.lines == (("TEA", "A-1", ""),)
    assert "10" not in str(refused.value)
    assert till.dump(shop) == before
    counts.enter(shop, "1", "A-1", [("TEA", 9000)])
    counts.close(shop, "1", reason="stolen")
    told = view(shop)
    assert told.booked == (reports.BookedView("TEA", "A-1", "", -1000, -600, "stolen"),)
    assert [(look.book, look.difference) for look in next(one for one in told.lines if one.sku == "TEA").looks] == [
        (10000, -1000),
        (10000, -1000),
    ]
    with shop.read() as connection:
        assert [(one.bin, one.quantity) for one in queries.held(connection, "TEA", "S1")] == [("A-1", 9000)]
        assert till.accounts(connection)["shrinkage"] == 600
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_selling_and_receiving_go_on_beside_it(shop: Store) -> None:
    counts.plan(shop)
    counts.enter(shop, "1", "-", [("MUG", 5000)])
    till.sell(shop, (ITEMS[1], 2000))
    stock.receive(shop, [("MUG", 12000)])
    counts.enter(shop, "1", "-", [("MUG", 15000)])
    till.sell(shop, (ITEMS[1], 1000))
    counts.close(shop, "1")
    # 6 - 2 + 12 - 1 on the books, one fewer found twice.
    assert stock.on_hand(shop, "MUG") == {"S1": 14000}


def test_two_people_count_one_line(shop: Store) -> None:
    counts.plan(shop)
    ben = Store.open(replace(shop.settings, actor="ben"), clock=shop.clock)
    counts.enter(shop, "1", "-", [("MUG", 4000)])
    counts.enter(ben, "1", "-", [("MUG", 6000)])
    ben.close()
    (mug,) = [line for line in view(shop).lines if line.sku == "MUG"]
    assert [(look.actor, look.counted) for look in mug.looks] == [("owner", 4000), ("ben", 6000)]
    assert (mug.counted, mug.state) == (6000, "counted")
    counts.close(shop, "1")
    assert stock.on_hand(shop, "MUG") == {"S1": 6000}


def test_small_differences_need_no_second_look(shop: Store) -> None:
    counts.plan(shop)
    counts.enter(shop, "1", "-", [("MUG", 5000)])
    counts.close(shop, "1")  # one mug costs 3.00
    assert stock.on_hand(shop, "MUG") == {"S1": 5000}
    set_setting(shop, "count_tolerance_value", "2.99", scope="S1")
    counts.plan(shop)
    counts.enter(shop, "2", "-", [("MUG", 4000)])
    with pytest.raises(counts.RecountNeeded):
        counts.close(shop, "2")
    with pytest.raises(NoReason):
        counts.close(shop, "2", accept=True)
    counts.close(shop, "2", accept=True, reason="damaged")
    assert stock.on_hand(shop, "MUG") == {"S1": 4000}


def test_a_lot_is_counted_by_itself(shop: Store) -> None:
    counts.plan(shop)
    with pytest.raises(arrivals.LotRequired):
        counts.enter(shop, "1", "A-2", [("OIL", 6000)])
    counts.enter(shop, "1", "A-2", [("OIL", 1000)], lot="L2")
    counts.enter(shop, "1", "B-1", [("OIL", 2000)], lot="L3")
    counts.close(shop, "1", accept=True, reason="found")
    with shop.read() as connection:
        held = {(one.bin, one.lot): one.quantity for one in queries.held(connection, "OIL", "S1")}
    assert held == {("A-2", "L1"): 4000, ("A-2", "L2"): 1000, ("B-1", "L3"): 2000}
    till.assert_sound(shop)


def test_the_same_form_twice_is_one_entry(shop: Store) -> None:
    first = counts.plan(shop, command="p")
    entered = counts.enter(shop, "1", "A-1", [("TEA", 10000)], command="e")
    closed = counts.close(shop, "1", command="c")
    before = till.dump(shop)
    assert counts.plan(shop, command="p") == first
    assert counts.enter(shop, "1", "A-1", [("TEA", 10000)], command="e") == entered
    assert counts.close(shop, "1", command="c") == closed
    with pytest.raises(RecordedOtherwise):
        counts.enter(shop, "1", "A-1", [("TEA", 9000)], command="e")
    assert till.dump(shop) == before


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (counts.UnknownClass, lambda s: counts.plan(s, only_class="D")),
    (counts.NothingDue, lambda s: counts.plan(s, bins="Z*")),
    (stock.UnknownLocation, lambda s: counts.plan(s, location="MOON")),
    (UnknownDocument, lambda s: counts.enter(s, "9", "-", [("TEA", 1000)])),
    (bins.UnknownBin, lambda s: counts.enter(s, "1", "Z-9", [("TEA", 1000)])),
    (counts.CountedByPiece, lambda s: counts.enter(s, "1", "-", [("RADIO", 1000)])),
    (stock.NotStocked, lambda s: counts.enter(s, "1", "-", [("CARD", 1000)])),
    (stock.NothingToRecord, lambda s: counts.enter(s, "1", "-", [])),
    (NotWhole, lambda s: counts.enter(s, "1", "-", [("TEA", 1500)])),
    (NotAQuantity, lambda s: counts.enter(s, "1", "-", [("TEA", -1000)])),
    (counts.NothingCounted, lambda s: counts.close(s, "1")),
    (stock.UnknownReason, lambda s: counts.close(s, "1", reason="because")),
    (counts.CountIsClosed, lambda s: counts.enter(s, "2", "-", [("MUG", 1000)])),
    (counts.CountIsClosed, lambda s: counts.close(s, "2")),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("refusals")
    made = furnish(till.trading(folder / "shop.db"), folder)
    counts.plan(made)
    counts.plan(made)
    counts.enter(made, "2", "-", [("MUG", 6000)])
    counts.close(made, "2")
    yield made
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(busy: Store, refusal: type[Refused], attempt: Attempt) -> None:
    before = till.dump(busy)
    with pytest.raises(refusal) as refused:
        attempt(busy)
    assert till.dump(busy) == before
    assert str(refused.value).endswith(".")


def test_an_open_count_is_listed_behind_those_that_are_closed(shop: Store) -> None:
    for _ in range(2):
        counts.plan(shop)
    counts.enter(shop, "2", "A-1", [("TEA", 10000)])
    counts.close(shop, "2")
    with shop.read() as connection:
        assert [one.number for one in reports.listing(connection, only_open=True, limit=1)] == ["S1-T1-C000001"]
