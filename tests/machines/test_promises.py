"""What is promised once, in any order of events: one shop against a small model, then two databases of it that go on
without each other and are brought together."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.machines import apart, merging, promising, till

from storeops.connectors import shipping
from storeops.database.queries.fulfilment import waiting_parcels
from storeops.database.queries.orders import dispatches, open_orders
from storeops.operations import reservations, returns, stock, transfers
from storeops.operations.orders import changing, payments, sending
from storeops.operations.orders.how import How
from storeops.operations.parcels import leaving, packing
from storeops.operations.picking import picks, putting_back, waves
from storeops.operations.picking.short import short
from storeops.reports import sales as sale_reports
from storeops.rules.channels import PREFERENCES
from storeops.rules.errors import Refused
from storeops.rules.tenders import Tender
from storeops.store import Store

SKUS = ("TEA", "MUG", "JAM", "HAMPER")
skus = st.sampled_from(SKUS)
pieces = st.integers(1, 4).map(lambda count: count * 1000)
goods = st.lists(st.tuples(skus, pieces), min_size=1, max_size=3)
places = st.sampled_from(promising.PLACES)
which = st.integers(0, 5)


class Promises(RuleBasedStateMachine):
    """The model: what is on hand, by moves of our own; orders are judged by their own counters."""

    template: Path

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.shop = promising.same(self.template, self.folder / "shop.db")
        self.on_hand: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.orders: list[str] = []
        self.sold: list[tuple[str, int, int]] = []
        with self.shop.read() as connection:
            self.on_hand.update(
                {key: value for key, value in till.ledger(connection).items() if key[1] in promising.PLACES}
            )
        for lines in ((("TEA", 2000), ("MUG", 1000)), (("JAM", 3000), ("HAMPER", 1000))):
            self.orders.append(promising.place(self.shop, *lines))

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            promising.assert_well(self.shop)
            self.shop.close()
            shutil.rmtree(self.folder)

    def has_orders(self) -> bool:
        return bool(self.orders)

    def an_order(self, number: int) -> str:
        return self.orders[number % len(self.orders)]

    def refused(self, ask: Callable[[], object]) -> bool:
        """True where it was refused, and then nothing was written."""
        before = till.count(self.shop)
        try:
            ask()
        except Refused:
            assert till.count(self.shop) == before
            return True
        return False

    @rule(sku=st.sampled_from(SKUS[:3]), quantity=pieces, place=places)
    def receive(self, sku: str, quantity: int, place: str) -> None:
        stock.receive(self.shop, [(sku, quantity)], location=place)
        self.on_hand[sku, place] += quantity

    @rule(sku=st.sampled_from(SKUS[:3]), quantity=st.sampled_from((-2000, -1000, 1000)), place=places)
    def adjust(self, sku: str, quantity: int, place: str) -> None:
        stock.adjust(self.shop, [(sku, quantity)], "count", location=place)
        self.on_hand[sku, place] += quantity

    @rule(sku=skus, quantity=pieces)
    def reserve(self, sku: str, quantity: int) -> None:
        self.refused(lambda: reservations.reserve(self.shop, [(sku, quantity)], minutes=1))

    @rule(sku=st.sampled_from(SKUS[:3]), quantity=st.just(1000), ways=st.permutations(promising.PLACES))
    def transfer(self, sku: str, quantity: int, ways: list[str]) -> None:
        start, end, _ = ways
        sent: list[str] = []
        if not self.refused(lambda: sent.append(transfers.send(self.shop, start, end, [(sku, quantity)]).envelope.id)):
            transfers.receive(self.shop, sent[0], [(sku, quantity)])
            self.on_hand[sku, start] -= quantity
            self.on_hand[sku, end] += quantity

    @rule(lines=goods, preference=st.sampled_from((*PREFERENCES, "")), due=st.sampled_from(("before", "dispatch")))
    def place(self, lines: list[tuple[str, int]], preference: str, due: str) -> None:
        self.orders.append(promising.place(self.shop, *lines, how=How(preference=preference, due=due)))

    @precondition(has_orders)
    @rule(number=which, part=st.integers(1, 3), authorise=st.booleans(), tender=st.sampled_from(("cash", "card")))
    def pay(self, number: int, part: int, authorise: bool, tender: str) -> None:
        id = self.an_order(number)
        due = promising.read(self.shop, id).money.due
        self.refused(lambda: payments.pay(self.shop, id, Tender(tender, due // part, f"A{part}"), authorise=authorise))

    @precondition(has_orders)
    @rule(number=which)
    def allocate(self, number: int) -> None:
        changing.allocate(self.shop, self.an_order(number))

    @precondition(has_orders)
    @rule(number=which)
    def deallocate(self, number: int) -> None:
        changing.deallocate(self.shop, self.an_order(number), "wanted elsewhere")

    @precondition(has_orders)
    @rule(number=which, line=st.integers(1, 3), quantity=st.sampled_from((1000, 0)))
    def cancel(self, number: int, line: int, quantity: int) -> None:
        id = self.an_order(number)
        self.refused(lambda: changing.cancel(self.shop, id, "no", lines=[(line, quantity)]))

    @precondition(has_orders)
    @rule(number=which, lines=goods, line=st.integers(1, 3), service=st.sampled_from(("", "express", "normal")))
    def amend(self, number: int, lines: list[tuple[str, int]], line: int, service: str) -> None:
        id = self.an_order(number)
        change = changing.Change(add=tuple(lines[:1]), cancel=((line, 1000),) if lines[1:] else (), service=service)
        self.refused(lambda: changing.amend(self.shop, id, change))

    @precondition(has_orders)
    @rule(number=which, place=st.sampled_from(("", *promising.PLACES)))
    def dispatch(self, number: int, place: str) -> None:
        id = self.an_order(number)
        standing = promising.stands(self.shop, id)
        before = promising.read(self.shop, id)
        if self.refused(lambda: sending.dispatch(self.shop, id, location=place)):
            return
        for line, location in standing:
            if place in ("", location):
                for sku, took in before.allocated[line, location].items():
                    self.on_hand[sku, location] -= took
        with self.shop.read() as connection:
            self.sold = [(row["sale"], 1, 1000) for row in dispatches(connection, id)]

    @precondition(lambda self: bool(self.sold))
    @rule(number=which)
    def take_back(self, number: int) -> None:
        sale, line, quantity = self.sold[number % len(self.sold)]
        with self.shop.read() as connection:
            view = sale_reports.by_id(connection, sale)
        if not self.refused(lambda: returns.take_back(self.shop, view.number, [(line, quantity)], "no", location="S1")):
            for sku, took in {"HAMPER": (("TEA", 2000), ("MUG", 1000))}.get(
                view.lines[0].sku, ((view.lines[0].sku, 1000),)
            ):
                self.on_hand[sku, "S1"] += took if sku else 0

    @rule(place=places)
    def plan_a_wave(self, place: str) -> None:
        self.refused(lambda: waves.release(self.shop, waves.plan(self.shop, location=place).envelope.id))

    @rule(count=st.integers(1, 3), part=st.booleans())
    def pick(self, count: int, part: bool) -> None:
        for task in apart.open_tasks(self.shop)[:count]:
            assert not self.refused(partial(picks.confirm, self.shop, task, amount=1000 if part else None))

    @rule(found=st.integers(0, 1))
    def pick_short(self, found: int) -> None:
        for task in apart.open_tasks(self.shop)[-1:]:
            before = self._on_hand()
            if not self.refused(partial(short, self.shop, task, found * 1000)):
                for key, value in self._on_hand().items():
                    assert value <= before.get(key, 0)
                    self.on_hand[key] += value - before.get(key, 0)
                for key in before.keys() - self._on_hand().keys():
                    self.on_hand[key] -= before[key]

    @precondition(has_orders)
    @rule(number=which, place=st.sampled_from(("", *promising.PLACES)))
    def pack(self, number: int, place: str) -> None:
        self.refused(lambda: packing.pack(self.shop, self.an_order(number), location=place))

    @rule(opened=st.sampled_from((False, False, True)))
    def parcel(self, opened: bool) -> None:
        with self.shop.read() as connection:
            waiting = [one["id"] for one in waiting_parcels(connection)]
        for parcel in waiting[:1]:
            if opened:
                self.refused(partial(packing.open_parcel, self.shop, parcel))
                continue
            self.refused(partial(shipping.ship, self.shop, parcel, "demo"))
            before = self._on_hand()
            if self.refused(partial(leaving.send_parcel, self.shop, parcel)):
                continue
            for key in before:
                self.on_hand[key] += self._on_hand().get(key, 0) - before[key]

    @precondition(has_orders)
    @rule(number=which)
    def put_back(self, number: int) -> None:
        self.refused(lambda: putting_back.put_back(self.shop, self.an_order(number)))

    def _on_hand(self) -> dict[tuple[str, str], int]:
        with self.shop.read() as connection:
            return {key: value for key, value in till.ledger(connection).items() if key[1] in promising.PLACES}

    @precondition(has_orders)
    @rule(number=which)
    def refund(self, number: int) -> None:
        self.refused(lambda: payments.refund(self.shop, self.an_order(number)))

    @rule(hours=st.integers(0, 2))
    def time_goes_on(self, hours: int) -> None:
        assert isinstance(self.shop.clock, till.Clock)
        self.shop.clock.at += timedelta(minutes=hours)

    @invariant()
    def the_laws_hold(self) -> None:
        if not hasattr(self, "shop"):
            return
        promising.assert_promises(self.shop)
        promising.assert_on_their_way(self.shop)
        with self.shop.read() as connection:
            there = {key: value for key, value in till.ledger(connection).items() if key[1] in promising.PLACES}
        assert there == {key: value for key, value in self.on_hand.items() if value}
        for id in self.orders:
            settled_or_waiting(self.shop, id)


def settled_or_waiting(shop: Store, id: str) -> None:
    """One database alone never contradicts itself, counters stay within the line, and no order is stuck."""
    one = promising.read(shop, id)
    assert promising.exceptions(one) == []
    for line in one.lines.values():
        counted = one.counter(line.line)
        assert counted.ordered == line.quantity
        assert 0 <= counted.off <= counted.ordered and 0 <= counted.returned <= counted.shipped
        assert counted.open >= 0 == counted.overdrawn and counted.standing <= counted.open
    for line in one.goods:
        counted = one.counter(line.line)
        assert counted.open == counted.standing + counted.missing
    if one.closed:
        assert one.money.difference == 0
    with shop.read() as connection:
        assert (id in open_orders(connection)) == any(one.counter(line.line).open for line in one.goods)


def test_one_shop(tmp_path: Path) -> None:
    promising.world(tmp_path / "shop.db", S1={"TEA": 5000, "MUG": 3000}, S2={"TEA": 3000, "JAM": 4000}).close()
    Promises.template = tmp_path / "shop.db"
    run_state_machine_as_test(Promises, settings=settings(max_examples=12, stateful_step_count=30, deadline=None))


steps = st.lists(st.tuples(st.sampled_from(sorted(apart.ACTS)), st.integers(0, 6), st.integers(1, 3)), max_size=9)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("apart") / "shop.db"
    apart.beginning(path)
    return path


@settings(max_examples=25, deadline=None)
@given(one=steps, other=steps, turns=st.lists(st.booleans(), max_size=60), batch=st.integers(1, 40))
def test_two_databases(
    beginning: Path, one: list[apart.Step], other: list[apart.Step], turns: list[bool], batch: int
) -> None:
    """Both hold the same rows in the end, nothing is lost, nobody is stuck, and a person can settle all of it."""
    with tempfile.TemporaryDirectory() as folder:
        left, right = apart.two(beginning, Path(folder))
        shared = len(apart.facts_of(left))
        copied = len(apart.facts_of(right))
        apart.act(left, one)
        apart.act(right, other)
        ours, theirs = apart.facts_of(left)[shared:], apart.facts_of(right)[shared:]
        assert copied > shared
        apart.bring(left, theirs, batch)
        apart.bring(right, ours, batch)
        with left.read() as here, right.read() as there:
            tables = merging.tables(here)
            assert merging.tables(there) == tables
        with promising.scratch().connect() as third, third.begin() as transaction:
            merging.take(third, [*apart.facts_of(left)[:shared], *merging.interleaved(ours, theirs, turns)], batch)
            assert merging.tables(third) == tables
            transaction.rollback()
        promising.assert_well(left)
        apart.assert_nobody_is_stuck(left)
        apart.settle(left)
        left_over = {kind for kind, _, _ in promising.worklist(left)}
        assert left_over <= {"promised_beyond_stock", *apart.sent_twice(left)}
        apart.assert_nobody_is_stuck(left)
        promising.assert_well(left)
        left.close()
        right.close()
