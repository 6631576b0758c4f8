"""A shop's day, step by step in any order, against a model of a few lines: books, stock, numbers and chain hold after
every step, and the journal alone gives all of it back."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.machines import till

from storeops.operations import carts, drawer, returns, sales, stock
from storeops.rules.discounts import Reduction
from storeops.rules.tenders import CARD, CASH, Tender
from storeops.store import Store

ITEMS = {one.sku: one for one in (till.item("TEA", 250), till.item("APPLE", 199, unit="kg"), till.item("BAG", 10))}
skus = st.sampled_from(sorted(ITEMS))
pieces = st.integers(1, 5).map(lambda count: count * 1000)
money = st.integers(1, 5000)


def fresh(folder: Path) -> Store:
    """A shop with its products; the first is made, the others are the same made again."""
    shop = till.make(folder / "shop.db")
    till.list_products(shop, ITEMS.values())
    return shop


class Day(RuleBasedStateMachine):
    """The model: pieces on hand, cash in the drawer, numbers given out, and what of each sale is still out."""

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.shop = fresh(self.folder)
        self.on_hand = dict.fromkeys(ITEMS, 0)
        self.drawer: int | None = None
        self.documents, self.closes = 0, 0
        self.out: dict[str, dict[int, int]] = {}
        self.cart = carts.new(self.shop)
        self.parked: dict[str, list[tuple[str, int]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            assert till.replay_differences(self.shop) == ()
            self.shop.close()
            shutil.rmtree(self.folder)

    def is_open(self) -> bool:
        return self.drawer is not None

    def has_lines(self) -> bool:
        return bool(self.cart.lines)

    def contents(self) -> list[tuple[str, int]]:
        return [(line.item.sku, line.quantity) for line in self.cart.lines]

    @precondition(lambda self: not self.is_open())
    @rule(opened_float=st.integers(0, 20_000))
    def open(self, opened_float: int) -> None:
        assert drawer.open_drawer(self.shop, opened_float).expected == opened_float
        self.drawer = opened_float

    @precondition(is_open)
    @rule(off=st.integers(-50, 50))
    def close(self, off: int) -> None:
        counted = max(0, (self.drawer or 0) + off)
        view = drawer.close(self.shop, counted)
        self.closes += 1
        assert (view.number, view.expected, view.difference) == (
            f"S1-T1-Z{self.closes:04d}",
            self.drawer,
            counted - (self.drawer or 0),
        )
        self.drawer = None

    @precondition(is_open)
    @rule(movement=st.sampled_from(sorted(drawer.MOVEMENTS)), amount=money)
    def move(self, movement: str, amount: int) -> None:
        after = (self.drawer or 0) + drawer.MOVEMENTS[movement] * amount
        try:
            drawer.move_cash(self.shop, movement, amount, "a reason")
            self.drawer = after
        except drawer.NotEnoughCash:
            assert after < 0

    @rule(sku=skus, quantity=pieces)
    def receive(self, sku: str, quantity: int) -> None:
        stock.receive(self.shop, [(sku, quantity)])
        self.on_hand[sku] += quantity

    @rule(sku=skus, quantity=pieces, sign=st.sampled_from((-1, 1)), reason=st.sampled_from(stock.ADJUSTMENT_REASONS))
    def adjust(self, sku: str, quantity: int, sign: int, reason: str) -> None:
        stock.adjust(self.shop, [(sku, sign * quantity)], reason)
        self.on_hand[sku] += sign * quantity

    @rule(sku=skus, quantity=pieces)
    def scan(self, sku: str, quantity: int) -> None:
        self.cart = carts.add(self.shop, self.cart, sku, quantity)

    @precondition(has_lines)
    @rule(percent=st.integers(1, 100))
    def reduce(self, percent: int) -> None:
        self.cart = carts.reduce_cart(self.shop, self.cart, Reduction(percent=till.Decimal(percent)))

    @precondition(has_lines)
    @rule(data=st.data())
    def take_out(self, data: st.DataObject) -> None:
        self.cart = carts.take_out(self.shop, self.cart, data.draw(st.sampled_from(self.cart.lines)).number)

    @precondition(has_lines)
    @rule()
    def void(self) -> None:
        self.cart = carts.void(self.shop, self.cart, "gone")

    @precondition(has_lines)
    @rule()
    def park(self) -> None:
        self.parked[self.cart.id] = self.contents()
        self.cart = carts.park(self.shop, self.cart, "waits")

    @precondition(lambda self: self.parked and not self.has_lines())
    @rule(data=st.data())
    def recall(self, data: st.DataObject) -> None:
        waiting = data.draw(st.sampled_from(sorted(self.parked)))
        self.cart = carts.recall(self.shop, self.cart, waiting)
        assert self.contents() == self.parked.pop(waiting)

    @rule()
    def lose_power(self) -> None:
        """What the screen knew is gone; what was written down is not."""
        again = carts.current(self.shop)
        assert (again.lines, again.reduction if again.lines else None) == (
            self.cart.lines,
            self.cart.reduction if self.cart.lines else None,
        )
        self.cart = again

    @precondition(has_lines)
    @rule(by_card=st.booleans(), over=st.integers(0, 500))
    def pay(self, by_card: bool, over: int) -> None:
        total = carts.priced(self.shop, self.cart).total
        tenders = [Tender(CARD, total)] if by_card else [Tender(CASH, total + over)]
        if not tenders[0].amount:
            tenders = []
        before = till.count(self.shop)
        try:
            sold = sales.complete(self.shop, self.cart, tenders)
        except drawer.DrawerNotOpen:
            assert self.drawer is None
            assert till.count(self.shop) == before
            return
        self.documents += 1
        assert (sold.number, sold.total) == (f"S1-T1-{self.documents:06d}", total)
        assert sales.complete(self.shop, self.cart, tenders) == sold
        self.drawer = (self.drawer or 0) + (0 if by_card else total)
        for sku, quantity in self.contents():
            self.on_hand[sku] -= quantity
        self.out[sold.number] = {line.line: line.quantity for line in sold.lines}
        self.cart = carts.new(self.shop)

    @precondition(lambda self: self.out and self.is_open())
    @rule(data=st.data(), quantity=pieces)
    def take_back(self, data: st.DataObject, quantity: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.out)))
        line = data.draw(st.sampled_from(sorted(self.out[number])))
        before = till.count(self.shop)
        try:
            back = returns.take_back(self.shop, number, [(line, quantity)], "broken")
        except returns.rules.ReturnTooMuch as refused:
            assert refused.remaining == self.out[number][line] < quantity
            assert till.count(self.shop) == before
            return
        self.documents += 1
        assert back.number == f"S1-T1-{self.documents:06d}"
        self.out[number][line] -= quantity
        self.on_hand[back.lines[0].sku] += quantity
        self.drawer = (self.drawer or 0) - sum(tender.amount for tender in back.tenders if tender.kind == CASH)

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "shop"):
            return
        till.assert_sound(self.shop)
        for sku, quantity in self.on_hand.items():
            assert stock.on_hand(self.shop, sku).get("S1", 0) == quantity
        with self.shop.read() as connection:
            held = till.accounts(connection).get("drawer", 0)
        assert held == (self.drawer or 0)
        assert {one.id for one in carts.parked(self.shop)} == set(self.parked)


Day.TestCase.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
TestADay = Day.TestCase
