"""Picking: waves, tours that nobody shares, scans that are checked, shorts that are sourced again, goods put back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.machines import promising, till

from storeops.database.queries import picking as queries
from storeops.database.queries import stock as stock_queries
from storeops.database.tables import bin as bins
from storeops.journal.facts import Picked
from storeops.operations import handling, shifts, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.orders import changing, sending
from storeops.operations.orders.how import How
from storeops.operations.picking import picks, putting_back, waves
from storeops.operations.picking.asked import Asked
from storeops.operations.picking.short import short
from storeops.planning.waves import NoWave
from storeops.reports import picking as reports
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotWhole
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000007"


def shelve(shop: Store, **placed: int) -> None:
    """Two aisles at S1, TEA and MUG put away: A_01=3000 puts three TEA in bin A-01."""
    for code, aisle, y in (("A-01", "A", 100), ("A-02", "A", 200), ("B-01", "B", 100)):
        promising.reference(
            shop, bins, location="S1", code=code, aisle=aisle, x=0 if aisle == "A" else 300, y=y, level=1, capacity=0
        )
    for code, quantity in placed.items():
        sku = "MUG" if code == "B_01" else "TEA"
        shifts.shift(shop, [(sku, quantity)], to_bin=code.replace("_", "-"))


def wave(shop: Store, **asked: object) -> reports.WaveView:
    """A wave at S1, planned and released."""
    id = waves.plan(shop, Asked(**asked)).envelope.id  # type: ignore[arg-type]
    waves.release(shop, id)
    return look(shop, id)


def look(shop: Store, number: str = "W") -> reports.WaveView:
    with shop.read() as connection:
        return reports.wave_of(connection, number)


def tasks(shop: Store, number: str = "W") -> list[tuple[str, str, str, int, int, str]]:
    return [
        (one.task, one.sku, one.bin, one.quantity, one.picked, one.state)
        for tour in look(shop, number).tours
        for one in tour.tasks
    ]


def waiting(shop: Store, order: str, sku: str = "TEA") -> int:
    """What of a product was picked for an order and has not left."""
    number = promising.read(shop, order).placed.number
    with shop.read() as connection:
        return sum(one.quantity for one in stock_queries.waiting(connection, sku, "S1", (f"~{number}",)))


def refused(shop: Store, reason: type[Refused], act: Callable[[], object]) -> Refused:
    """The refusal, after which nothing is written."""
    before = till.count(shop)
    with pytest.raises(reason) as told:
        act()
    assert till.count(shop) == before
    return told.value


def test_a_wave_takes_the_oldest_promise_first_from_the_bins_it_lies_in(shop: Store) -> None:
    shelve(shop, A_01=3000, B_01=2000)
    late = promising.place(shop, ("TEA", 4000), deliver_by="2026-12-20")
    soon = promising.place(shop, ("MUG", 1000), deliver_by="2026-11-24")
    found = wave(shop)
    assert (found.status, found.orders, found.tasks, found.units) == ("released", 2, 3, 5000)
    assert [one[1:] for one in tasks(shop)] == [
        ("TEA", "A-01", 2000, 0, "open"),
        ("MUG", "B-01", 1000, 0, "open"),
        ("TEA", "", 2000, 0, "open"),
    ]
    # Up aisle A and back 200, across to B 300, up and back 200, home 300; alone 200 for one order, 800 for the other.
    assert (found.distance, found.distance_single, found.saved) == (1000, 1000, 0)
    totes = {one.order: one.tote for one in found.tours[0].tasks}
    assert sorted(totes) == sorted(promising.read(shop, id).placed.number for id in (soon, late))
    assert len(set(totes.values())) == 2


def test_what_is_in_a_wave_is_in_no_other(shop: Store) -> None:
    promising.place(shop, ("TEA", 2000))
    wave(shop)
    refused(shop, waves.NothingToPick, lambda: waves.plan(shop))
    promising.place(shop, ("TEA", 1000))
    wave(shop)
    assert tasks(shop) == [("W2.1", "TEA", "", 1000, 0, "open")]


def test_planning_again_replaces_what_was_not_released(shop: Store) -> None:
    promising.place(shop, ("TEA", 2000))
    first = waves.plan(shop).envelope.id
    second = waves.plan(shop, Asked(mode="single")).envelope.id
    assert (look(shop, first).status, look(shop, second).status) == ("closed", "planned")
    assert waves.plan(shop, command=second).envelope.id == second
    refused(shop, picks.NotReleased, lambda: picks.take_tour(shop, second, "ben"))


def test_an_order_on_hold_waits(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 2000))
    changing.hold(shop, promising.read(shop, id).placed.number, "call first")
    refused(shop, waves.NothingToPick, lambda: waves.plan(shop))


def test_limits(shop: Store) -> None:
    for _ in range(3):
        promising.place(shop, ("TEA", 1000))
    assert wave(shop, max_orders=2).orders == 2
    assert wave(shop, max_units=1).orders == 1


def test_two_pickers_never_get_one_tour(shop: Store) -> None:
    for _ in range(3):
        promising.place(shop, ("TEA", 1000))
    id = wave(shop, mode="single").id
    assert picks.take_tour(shop, id, "ben") == (id, 1)
    assert picks.take_tour(shop, id, "ann") == (id, 2)
    assert picks.take_tour(shop, id, "ben") == (id, 1)
    refused(shop, picks.TourTakenAlready, lambda: picks.confirm(shop, "W1.1", picker="ann"))
    refused(shop, picks.TourTakenAlready, lambda: picks.take_tour(shop, id, "ann", tour=1))
    picks.confirm(shop, "1.1", picker="ben")
    assert picks.take_tour(shop, id, "ben") == (id, 3)
    refused(shop, picks.NoTourLeft, lambda: picks.take_tour(shop, id, "cleo"))
    refused(shop, picks.TourTakenAlready, lambda: picks.leave_tour(shop, id, "cleo", 3))
    refused(shop, picks.NoSuchTour, lambda: picks.leave_tour(shop, id, "ben", 4))
    picks.leave_tour(shop, id, "ben", 3)
    assert picks.take_tour(shop, id, "cleo") == (id, 3)


def test_what_is_scanned_is_checked(shop: Store) -> None:
    shelve(shop, A_01=5000)
    id = promising.place(shop, ("TEA", 3000))
    wave(shop)
    told = refused(shop, picks.WrongBin, lambda: picks.confirm(shop, "1.1", bin="A-02"))
    assert isinstance(told, picks.WrongBin)
    assert (told.scanned, told.expected) == ("A-02", "A-01")
    refused(shop, picks.WrongProduct, lambda: picks.confirm(shop, "1.1", bin="a-01", scan="MUG"))
    refused(shop, picks.TooMany, lambda: picks.confirm(shop, "1.1", amount=4000))
    refused(shop, NotWhole, lambda: picks.confirm(shop, "1.1", amount=1500))
    refused(shop, picks.NoSuchTask, lambda: picks.confirm(shop, "1.7"))
    refused(shop, picks.NoSuchTask, lambda: picks.confirm(shop, "nonsense"))
    picks.confirm(shop, "W1.1", bin="a-01", scan="TEA", amount=1000, command=FORM)
    assert picks.confirm(shop, "W1.1", command=FORM).envelope.id == FORM
    refused(shop, RecordedOtherwise, lambda: picks.confirm(shop, "W1.2", command=FORM))
    assert tasks(shop) == [("W1.1", "TEA", "A-01", 3000, 1000, "open")]
    assert (waiting(shop, id), promising.read(shop, id).counter(1).picked) == (1000, 1000)
    picks.confirm(shop, "1.1")
    assert look(shop).status == "closed"
    refused(shop, waves.WaveIsClosed, lambda: picks.confirm(shop, "1.1"))


def test_picked_goods_are_nobody_elses_and_on_hand_until_they_leave(shop: Store) -> None:
    shelve(shop, A_01=5000)
    id = promising.place(shop, ("TEA", 3000))
    wave(shop)
    picks.confirm(shop, "1.1")
    with shop.read() as connection:
        lying = {one.bin: one.quantity for one in stock_queries.held(connection, "TEA", "S1")}
        assert till.cached(connection)["TEA", "S1"] == 5000
    assert lying == {"A-01": 2000}
    assert promising.atp(shop, "TEA") == {"S1": 2000, "S2": 4000}
    sending.dispatch(shop, promising.read(shop, id).placed.number)
    assert waiting(shop, id) == 0
    with shop.read() as connection:
        assert {one.bin: one.quantity for one in stock_queries.held(connection, "TEA", "S1")} == {"A-01": 2000}
        assert queries.surplus(connection) == []


def test_a_short_pick_lowers_the_books_plans_a_count_and_comes_from_elsewhere(shop: Store) -> None:
    shelve(shop, A_01=5000)
    id = promising.place(shop, ("TEA", 3000))
    wave(shop)
    refused(shop, picks.TooMany, lambda: short(shop, "1.1", 3000))
    short(shop, "1.1", 1000, picker="ben")
    one = promising.read(shop, id)
    assert (one.counter(1).picked, one.counter(1).short, waiting(shop, id)) == (1000, 2000, 1000)
    assert promising.stands(shop, id) == {(1, "S1"): 1000, (1, "S2"): 2000}
    assert promising.atp(shop, "TEA") == {"S1": 0, "S2": 2000}
    assert (tasks(shop)[0][3:], look(shop).status) == ((3000, 1000, "short"), "closed")
    with shop.read() as connection:
        assert till.cached(connection)["TEA", "S1"] == 1000


def test_a_short_pick_that_comes_from_nowhere_waits_for_goods(shop: Store) -> None:
    id = promising.place(shop, ("MUG", 2000))
    wave(shop)
    short(shop, "1.1")
    assert promising.axes(shop, id) == ("open", "unpaid", "unallocated")
    stock.receive(shop, [("MUG", 2000)])
    assert promising.axes(shop, id) == ("open", "unpaid", "allocated")
    wave(shop)
    picks.confirm(shop, "2.1")
    assert (promising.read(shop, id).counter(1).picked, waiting(shop, id, "MUG")) == (2000, 2000)


def test_skipped_comes_last(shop: Store) -> None:
    shelve(shop, A_01=1000, B_01=1000)
    promising.place(shop, ("TEA", 1000), ("MUG", 1000))
    wave(shop)
    picks.skip(shop, "1.1")
    with shop.read() as connection:
        order = [one.task for one in reports.tour_of(connection, look(shop).id, 1).tasks]
    assert order == ["W1.2", "W1.1"]


def test_what_is_cancelled_while_picking_is_not_picked_and_put_back(shop: Store) -> None:
    shelve(shop, A_01=5000)
    id = promising.place(shop, ("TEA", 3000))
    wave(shop)
    picks.confirm(shop, "1.1", amount=2000)
    number = promising.read(shop, id).placed.number
    refused(shop, putting_back.NothingToPutBack, lambda: putting_back.put_back(shop, number))
    changing.cancel(shop, number, "too late")
    refused(shop, picks.NothingLeft, lambda: picks.confirm(shop, "1.1"))
    assert look(shop).done == 1
    putting_back.put_back(shop, number, bin="A-02")
    with shop.read() as connection:
        assert {one.bin: one.quantity for one in stock_queries.held(connection, "TEA", "S1")} == {
            "A-01": 3000,
            "A-02": 2000,
        }
    assert (waiting(shop, id), promising.read(shop, id).counter(1).put_back) == (0, 2000)


def test_lots_and_pieces(shop: Store) -> None:
    handling.set_handling(shop, "JAM", handling.Handling(tracking="lot"))
    stock.adjust(shop, [("MUG", -2000)], reason="count")
    handling.set_handling(shop, "MUG", handling.Handling(tracking="serial"))
    shelve(shop)
    stock.receive(shop, [Arrival("JAM", 2000, lot="L2", expires="2027-06-01", bin="A-02")])
    stock.receive(shop, [Arrival("JAM", 1000, lot="L1", expires="2027-01-01", bin="A-02")])
    stock.receive(shop, [Arrival("MUG", 2000, serials=("N1", "N2"), bin="B-01")])
    promising.place(shop, ("JAM", 1000), ("MUG", 1000), how=How(due="dispatch", pinned=("S1",)))
    wave(shop)
    found = {sku: (task, bin) for task, sku, bin, *_ in tasks(shop)}
    assert (found["JAM"][1], found["MUG"][1]) == ("A-02", "B-01")
    jam, mug = found["JAM"][0], found["MUG"][0]
    refused(shop, picks.LotNeeded, lambda: picks.confirm(shop, jam))
    refused(shop, picks.NotInBin, lambda: picks.confirm(shop, jam, lot="L9"))
    fact = picks.confirm(shop, jam, lot="L1").envelope.fact
    assert isinstance(fact, Picked)
    assert [(one.lot, one.bin, one.assumed) for one in fact.goods] == [("L1", "A-02", False)]
    refused(shop, picks.PieceNeeded, lambda: picks.confirm(shop, mug))
    refused(shop, picks.NotInBin, lambda: picks.confirm(shop, mug, serials=("N7",)))
    fact = picks.confirm(shop, mug, scan="N2").envelope.fact
    assert isinstance(fact, Picked)
    assert [(one.serial, one.quantity) for one in fact.goods] == [("N2", 1000)]


def test_a_kit_is_picked_when_all_its_parts_are(shop: Store) -> None:
    id = promising.place(shop, ("HAMPER", 1000))
    wave(shop)
    found = {sku: task for task, sku, *_ in tasks(shop)}
    picks.confirm(shop, found["TEA"])
    assert promising.read(shop, id).counter(1).picked == 0
    picks.confirm(shop, found["MUG"])
    assert promising.read(shop, id).counter(1).picked == 1000
    sending.dispatch(shop, promising.read(shop, id).placed.number)
    assert (waiting(shop, id, "TEA"), waiting(shop, id, "MUG")) == (0, 0)


def test_a_wave_by_aisles_visits_few_of_them(shop: Store) -> None:
    """Six TEA lie in aisle A and two MUG in aisle B: the orders for TEA alone give the most units an aisle."""
    shelve(shop, A_01=5000, B_01=2000)
    tea = [promising.place(shop, ("TEA", 2000)) for _ in range(2)]
    promising.place(shop, ("MUG", 1000))
    found = wave(shop, objective="aisles", min_units=2)
    assert {one.order for one in found.tours[0].tasks} == {promising.read(shop, id).placed.number for id in tea}
    assert found.reasons[0].startswith("2 orders, 4 units from 1 aisles: 4 units an aisle")
    refused(shop, NoWave, lambda: waves.plan(shop, Asked(objective="aisles", min_units=100)))
