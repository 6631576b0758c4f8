"""Reservations: checked and taken together, ended by time or by hand; ATP exactly; refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.machines import till

from storeops.journal.facts import StockReserved
from storeops.operations import handling, places, purchases, reservations, stock, suppliers, transfers
from storeops.operations.arrivals import Arrival
from storeops.operations.lookup import UnknownProduct
from storeops.reports.availability import AtpView, KitPartAtpView, atp_of
from storeops.reports.reservations import running
from storeops.reports.why import why_atp
from storeops.rules import channels
from storeops.rules.availability import NotEnoughStock
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotWhole
from storeops.store import RecordedOtherwise, Store

ITEMS = [*(till.item(sku) for sku in ("TEA", "MUG", "HAMPER")), till.item("CARD", stocked=False)]


def furnish(shop: Store) -> Store:
    """TEA: 10 at S1, 4 at S2; MUG: 3 at S1. HAMPER is 2 TEA and 1 MUG."""
    till.list_products(shop, ITEMS)
    places.add(shop, "S2", kind="shop_floor")
    handling.set_kit(shop, "HAMPER", [("TEA", 2000), ("MUG", 1000)])
    stock.receive(shop, [("TEA", 10000), ("MUG", 3000)])
    stock.receive(shop, [("TEA", 4000)], location="S2")
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = furnish(till.make(tmp_path / "shop.db"))
    yield made
    made.close()


def atp(shop: Store, sku: str = "TEA") -> AtpView:
    with shop.read() as connection:
        return atp_of(connection, sku, shop.now())


def by_place(shop: Store, sku: str = "TEA") -> dict[str, int]:
    return {place.location: place.atp for place in atp(shop, sku).locations}


def held(shop: Store, *goods: tuple[str, int], **how: object) -> list[tuple[str, str, int]]:
    fact = reservations.reserve(shop, goods, **how).envelope.fact  # type: ignore[arg-type]
    assert isinstance(fact, StockReserved)
    return [(line.sku, line.location, line.quantity) for line in fact.lines]


def test_where_there_is_most_and_then_the_next(shop: Store) -> None:
    assert held(shop, ("TEA", 2000)) == [("TEA", "S1", 2000)]
    assert held(shop, ("TEA", 1000), ("tea", 8000)) == [("TEA", "S1", 8000), ("TEA", "S2", 1000)]
    assert by_place(shop) == {"S1": 0, "S2": 3000}
    assert held(shop, ("TEA", 3000), location="S2") == [("TEA", "S2", 3000)]
    before = till.dump(shop)
    with pytest.raises(NotEnoughStock) as refused:
        reservations.reserve(shop, [("TEA", 1000)])
    assert (refused.value.wanted, refused.value.available) == (1000, 0)
    assert till.dump(shop) == before


def test_a_kit_holds_its_parts(shop: Store) -> None:
    assert held(shop, ("HAMPER", 2000), ("TEA", 1000)) == [("MUG", "S1", 2000), ("TEA", "S1", 5000)]
    view = atp(shop, "HAMPER")
    assert [(place.location, place.atp) for place in view.locations] == [("S1", 1000), ("S2", 0)]
    assert view.parts == (KitPartAtpView("MUG", 1000, 1000), KitPartAtpView("TEA", 2000, 9000))


def test_it_ends_by_time_or_by_hand(shop: Store) -> None:
    entry = reservations.reserve(shop, [("TEA", 2000)], minutes=20, purpose="quote", reference="Q-1")
    with shop.read() as connection:
        (view,) = running(connection, shop.profile, shop.now())
    assert (view.id, view.purpose, view.reference, view.minutes_left) == (entry.envelope.id, "quote", "Q-1", 20)
    other = reservations.reserve(shop, [("TEA", 1000)], minutes=60)
    clock = shop.clock
    assert isinstance(clock, till.Clock)
    clock.at += timedelta(minutes=20)
    assert by_place(shop)["S1"] == 9000
    with pytest.raises(reservations.ReservationOver):
        reservations.release(shop, entry.envelope.id)
    reservations.release(shop, other.envelope.id[:35], "customer left")
    assert by_place(shop)["S1"] == 10000
    with pytest.raises(reservations.ReservationOver):
        reservations.release(shop, other.envelope.id)
    with shop.read() as connection:
        assert running(connection, shop.profile, shop.now()) == ()
    assert till.replay_differences(shop) == ()


def test_every_number_of_the_promise(shop: Store) -> None:
    suppliers.put_supplier(shop, "ACME")
    purchases.place(shop, "ACME", [("TEA", 24000)])
    transfers.send(shop, "S1", "S2", [("TEA", 1000)])
    stock.receive(shop, [Arrival("TEA", 2000, status="damaged")])
    handling.set_safety(shop, [("TEA", 1000)])
    handling.set_safety(shop, [("TEA", 4000)], location="S1", channel="web")
    held(shop, ("TEA", 2000), location="S1")
    here, there = atp(shop).locations
    numbers = ("on_hand", "held", "allocated", "reserved", "safety_stock", "on_order", "in_transit", "atp")
    assert [getattr(here, name) for name in numbers] == [11000, 2000, 0, 2000, 1000, 24000, 0, 6000]
    assert [getattr(there, name) for name in numbers] == [4000, 0, 0, 0, 1000, 0, 1000, 3000]
    assert {one.channel: (one.safety_stock, one.atp) for one in here.channels}["web"] == (4000, 3000)
    assert {one.channel: (one.safety_stock, one.atp) for one in here.channels}["phone"] == (1000, 6000)
    assert (atp(shop).on_hand, atp(shop).atp) == (15000, 9000)
    # What a channel may not promise, it may not hold either.
    with pytest.raises(NotEnoughStock):
        reservations.reserve(shop, [("TEA", 4000)], channel="web", location="S1")
    reservations.reserve(shop, [("TEA", 3000)], channel="web", location="S1")


def test_what_has_expired_is_not_promised(shop: Store) -> None:
    stock.receive(shop, [Arrival("MUG", 5000, "L1", "2026-11-23"), Arrival("MUG", 2000, "L2", "2026-12-31")])
    assert by_place(shop, "MUG")["S1"] == 10000
    clock = shop.clock
    assert isinstance(clock, till.Clock)
    clock.at += timedelta(days=1)
    (here,) = atp(shop, "MUG").locations
    assert (here.on_hand, here.held, here.atp) == (10000, 5000, 5000)
    with pytest.raises(NotEnoughStock):
        reservations.reserve(shop, [("MUG", 6000)])
    with shop.read() as connection:
        why = why_atp(connection, shop.profile, "MUG", shop.now())
    assert why.sound
    assert [step.what for step in why.locations[0].steps if step.part == "held"] == ["expired on 2026-11-23 (lot L1)"]
    # What goes to another shop is not what has expired either.
    with pytest.raises(NotEnoughStock):
        transfers.send(shop, "S1", "S2", [("MUG", 6000)])
    sent = transfers.send(shop, "S1", "S2", [("MUG", 5000)]).envelope.fact
    assert sorted((line.lot, line.quantity) for line in sent.lines) == [("", 3000), ("L2", 2000)]


def test_the_same_form_twice_holds_once(shop: Store) -> None:
    first = reservations.reserve(shop, [("TEA", 10000)], command="r-1")
    before = till.dump(shop)
    assert reservations.reserve(shop, [("TEA", 10000)], command="r-1") == first
    with pytest.raises(RecordedOtherwise):
        reservations.reserve(shop, [("TEA", 1000)], command="r-1")
    assert till.dump(shop) == before


Attempt = Callable[[Store], object]
REFUSALS: list[tuple[type[Refused], Attempt]] = [
    (stock.NothingToRecord, lambda s: reservations.reserve(s, [])),
    (reservations.BadMinutes, lambda s: reservations.reserve(s, [("TEA", 1000)], minutes=0)),
    (UnknownProduct, lambda s: reservations.reserve(s, [("TEA", 1000), ("COFFEE", 1000)])),
    (NotWhole, lambda s: reservations.reserve(s, [("TEA", 500)])),
    (stock.NotStocked, lambda s: reservations.reserve(s, [("CARD", 1000)])),
    (stock.UnknownLocation, lambda s: reservations.reserve(s, [("TEA", 1000)], location="MOON")),
    (channels.UnknownChannel, lambda s: reservations.reserve(s, [("TEA", 1000)], channel="fax")),
    (NotEnoughStock, lambda s: reservations.reserve(s, [("TEA", 8000), ("TEA", 8000)])),
    (NotEnoughStock, lambda s: reservations.reserve(s, [("TEA", 1000), ("HAMPER", 4000)])),
    (reservations.UnknownReservation, lambda s: reservations.release(s, "0")),
    (reservations.UnknownReservation, lambda s: reservations.release(s, "0123456789")),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = furnish(till.make(tmp_path_factory.mktemp("refusals") / "shop.db"))
    yield made
    made.close()


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(busy: Store, refusal: type[Refused], attempt: Attempt) -> None:
    before = till.dump(busy)
    with pytest.raises(refusal) as refused:
        attempt(busy)
    assert till.dump(busy) == before
    assert str(refused.value).endswith(".")
