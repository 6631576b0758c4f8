"""Goods that come in, are put away, sent, lost, found, counted, held and sold in any order: the books stay what a model
of ten lines says, nothing is promised twice, and a replay gives the same tables."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.machines import till

from storeops.database.queries import stock as queries
from storeops.operations import (
    arrivals,
    bins,
    carts,
    counts,
    handling,
    places,
    reservations,
    sales,
    shifts,
    stock,
    transfers,
)
from storeops.operations.arrivals import Arrival
from storeops.operations.handling import Handling
from storeops.reports.availability import atp_of
from storeops.reports.why import why_atp
from storeops.rules.availability import NotEnoughStock

ITEMS = [till.item("TEA", 500, cost=120), till.item("MUG", 300), till.item("KIT", 900)]
SKUS = ("TEA", "MUG")
PLACES = ("S1", "WH1")
BINS = ("", "A-1", "A-2")
LOTS = (("L1", "2027-06-30"), ("L2", "2027-08-31"))
SOME = st.integers(1, 6).map(lambda pieces: pieces * 1000)
Sku, Place, Bin, Lot = (st.sampled_from(values) for values in (SKUS, PLACES, BINS, LOTS))


class Warehouse(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model: dict[tuple[str, str], int] = {}
        self.open: dict[str, dict[str, int]] = {}
        """What is on its way of each transfer."""
        self.held: dict[str, int] = dict.fromkeys(SKUS, 0)

    @initialize()
    def furnish(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name)
        self.shop = till.trading(path / "shop.db")
        till.list_products(self.shop, ITEMS)
        handling.set_handling(self.shop, "TEA", Handling(tracking="lot"))
        handling.set_kit(self.shop, "KIT", [("TEA", 1000), ("MUG", 2000)])
        places.add(self.shop, "WH1", kind="warehouse")
        (path / "bins.csv").write_text("code\nA-1\nA-2\n")
        for place in PLACES:
            bins.import_bins(self.shop, path / "bins.csv", location=place)

    def moves(self, sku: str, place: str, by: int) -> None:
        self.model[sku, place] = self.model.get((sku, place), 0) + by

    @rule(sku=Sku, place=Place, some=SOME, lot=Lot, bin=Bin, aside=st.booleans())
    def receive(self, sku: str, place: str, some: int, lot: tuple[str, str], bin: str, aside: bool) -> None:
        of_lot: Any = lot if sku == "TEA" else ("", "")
        arrival = Arrival(sku, some, *of_lot, bin=bin, status="quarantine" if aside else "")
        stock.receive(self.shop, [arrival], location=place)
        self.moves(sku, place, some)

    @rule(sku=Sku, place=Place, some=SOME, source=Bin, goal=st.sampled_from(("-", "A-1", "A-2")))
    def put_away(self, sku: str, place: str, some: int, source: str, goal: str) -> None:
        with suppress(arrivals.NotThere, shifts.NothingChanges):
            shifts.shift(self.shop, [(sku, some)], from_bin=source, to_bin=goal, location=place)

    @rule(sku=Sku, place=Place, some=SOME, source=Bin)
    def release_from_quarantine(self, sku: str, place: str, some: int, source: str) -> None:
        with suppress(arrivals.NotThere):
            shifts.shift(
                self.shop,
                [(sku, some)],
                from_bin=source,
                from_status="quarantine",
                to_status="available",
                location=place,
            )

    @rule(sku=Sku, source=Place, some=SOME)
    def send(self, sku: str, source: str, some: int) -> None:
        target = PLACES[1 - PLACES.index(source)]
        with suppress(NotEnoughStock, arrivals.NotThere):
            entry = transfers.send(self.shop, source, target, [(sku, some)])
            self.moves(sku, source, -some)
            self.open[entry.envelope.id] = {"sku": sku, "to": target, "left": some}  # type: ignore[dict-item]

    @precondition(lambda self: self.open)
    @rule(data=st.data(), some=SOME, final=st.booleans())
    def arrive(self, data: st.DataObject, some: int, final: bool) -> None:
        id = data.draw(st.sampled_from(sorted(self.open)))
        one: Any = self.open[id]
        transfers.receive(self.shop, id, [(one["sku"], some)], final=final, reason="broken")
        self.moves(one["sku"], one["to"], some)
        one["left"] = 0 if final else max(0, one["left"] - some)
        if not one["left"]:
            del self.open[id]

    @rule(place=Place, bin=Bin, found=st.integers(0, 6), lot=Lot, sku=Sku)
    def count(self, place: str, bin: str, found: int, lot: tuple[str, str], sku: str) -> None:
        with suppress(counts.NothingDue):
            id = counts.plan(self.shop, location=place).envelope.id
            named = lot[0] if sku == "TEA" else ""
            entry = counts.enter(self.shop, id, bin or "-", [(sku, found * 1000)], lot=named)
            (line,) = entry.envelope.fact.lines  # type: ignore[union-attr]
            self.moves(sku, place, line.counted - line.book)
            counts.close(self.shop, id, accept=True, reason="found")

    @rule(code=st.sampled_from((*SKUS, "KIT")), some=SOME)
    def reserve(self, code: str, some: int) -> None:
        with suppress(NotEnoughStock):
            entry = reservations.reserve(self.shop, [(code, some)], minutes=600)
            for line in entry.envelope.fact.lines:  # type: ignore[union-attr]
                self.held[line.sku] += line.quantity

    @rule(code=st.sampled_from((*SKUS, "KIT")), some=SOME)
    def sell(self, code: str, some: int) -> None:
        cart = carts.add(self.shop, carts.new(self.shop), code, some)
        sales.complete(self.shop, cart, till.cash(self.shop, cart))
        for sku, each in (("TEA", 1), ("MUG", 2)) if code == "KIT" else ((code, 1),):
            self.moves(sku, "S1", -some * each)

    @invariant()
    def the_books_are_the_models(self) -> None:
        if not hasattr(self, "shop"):
            return
        with self.shop.read() as connection:
            for sku in SKUS:
                view = atp_of(connection, sku, self.shop.now())
                by_place = {one.location: one for one in view.locations}
                for place in PLACES:
                    on_hand = self.model.get((sku, place), 0)
                    assert (by_place[place].on_hand if place in by_place else 0) == on_hand
                    assert sum(one.quantity for one in queries.held(connection, sku, place)) == on_hand
                assert sum(one.reserved for one in view.locations) == self.held[sku]
                on_its_way = sum(one["left"] for one in self.open.values() if one["sku"] == sku)  # type: ignore[comparison-overlap]
                assert sum(one.in_transit for one in view.locations) == on_its_way
                assert why_atp(connection, self.shop.profile, sku, self.shop.now()).sound

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            till.assert_sound(self.shop)
            assert till.replay_differences(self.shop) == ()
            self.shop.close()
            self.folder.cleanup()


Warehouse.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWarehouse = pytest.mark.timeout(600)(Warehouse.TestCase)
