"""Parcels that come back, in any order of events: one shop against a small model, then two databases of it that go on
without each other on the same returns and are brought together."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.machines import apart, merging, parcels, promising, till

from storeops.database.queries import rma as queries
from storeops.operations import returns
from storeops.operations.orders import changing, payments
from storeops.operations.rma import authorising, ending, exchanging, receiving, refunding, resolving
from storeops.operations.shop import set_setting
from storeops.reports.orders import board
from storeops.reports.orders.view import ExceptionView
from storeops.rules.errors import Refused
from storeops.rules.rma.reasons import CONDITIONS, REASONS
from storeops.rules.tenders import Tender
from storeops.store import Store

which = st.integers(0, 4)
lines = st.integers(1, 2)
units = st.integers(0, 2).map(lambda count: count * 1000)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An order of 3 TEA and 2 MUG that was sent, and one return of each line announced."""
    path = tmp_path_factory.mktemp("parcels") / "shop.db"
    shop = parcels.world(path)
    set_setting(shop, "return_fees", "opened=15%+1.00; used=30%", scope="S1")
    set_setting(shop, "return_postage", "2.95", scope="S1")
    authorising.create(shop, "O", [(1, 2000)], "changed-mind")
    authorising.create(shop, "O", [(2, 1000)], "damaged")
    shop.close()
    return path


def every(shop: Store) -> list[str]:
    with shop.read() as connection:
        return sorted(queries.listed(connection))


def one_of(shop: Store, number: int) -> str:
    known = every(shop)
    return known[number % len(known)]


class Parcels(RuleBasedStateMachine):
    """The model: how many units of each line were refunded, and how many are back, by what was not refused."""

    template: Path

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.shop = promising.same(self.template, self.folder / "shop.db")
        self.order = parcels.read(self.shop, "R1").authorised.order
        self.refunded: Counter[int] = Counter()
        self.back: Counter[int] = Counter()

    def teardown(self) -> None:
        if hasattr(self, "shop"):
            parcels.assert_well(self.shop)
            self.shop.close()
            shutil.rmtree(self.folder)

    def done(self, ask: Callable[[], object]) -> bool:
        """False where it was refused, and then nothing was written."""
        before = till.count(self.shop)
        try:
            ask()
        except Refused:
            assert till.count(self.shop) == before
            return False
        return True

    def sums(self, rma: str) -> tuple[Counter[int], Counter[int]]:
        """(refunded, back) of a return, by line."""
        one = parcels.read(self.shop, rma)
        counted = [(line, piece) for line, pieces in one.by_line.items() for piece in pieces]
        refunded, back = Counter[int](), Counter[int]()
        for line, piece in counted:
            refunded[line] += piece.refunded
            back[line] += piece.received - piece.sent_back
        return refunded, back

    @rule(line=lines, much=units, reason=st.sampled_from(REASONS))
    def announce(self, line: int, much: int, reason: str) -> None:
        self.done(lambda: authorising.create(self.shop, self.order, [(line, much)], reason))

    @rule(number=which, much=units, condition=st.sampled_from(CONDITIONS), put=st.sampled_from(("", "scrap")))
    def receive(self, number: int, much: int, condition: str, put: str) -> None:
        rma = one_of(self.shop, number)
        (line,) = parcels.read(self.shop, rma).lines
        _, before = self.sums(rma)
        if self.done(lambda: receiving.receive(self.shop, rma, [(line, much)], condition=condition, disposition=put)):
            came = self.sums(rma)[1] - before
            assert not much or came == Counter({line: much})
            self.back += came

    @rule(number=which, much=units, override=st.sampled_from(("", "", "she asked")))
    def refund(self, number: int, much: int, override: str) -> None:
        rma = one_of(self.shop, number)
        (line,) = parcels.read(self.shop, rma).lines
        before, _ = self.sums(rma)
        if self.done(lambda: refunding.refund(self.shop, rma, [(line, much)], override=override)):
            paid = self.sums(rma)[0] - before
            assert paid and (not much or paid == Counter({line: much}))
            self.refunded += paid

    @rule(number=which, override=st.sampled_from(("", "she asked")), even=st.booleans())
    def exchange(self, number: int, override: str, even: bool) -> None:
        rma = one_of(self.shop, number)
        (line,) = parcels.read(self.shop, rma).lines
        before, _ = self.sums(rma)
        if self.done(lambda: exchanging.exchange(self.shop, rma, [(line, 1000)], "JAM", even=even, override=override)):
            self.refunded += self.sums(rma)[0] - before

    @rule(number=which)
    def close(self, number: int) -> None:
        rma = one_of(self.shop, number)
        self.done(lambda: ending.close(self.shop, rma, "never came"))

    @rule(number=which, keep=st.booleans())
    def reject(self, number: int, keep: bool) -> None:
        rma = one_of(self.shop, number)
        _, before = self.sums(rma)
        if self.done(lambda: ending.reject(self.shop, rma, "worn", keep=keep)):
            self.back -= before - self.sums(rma)[1]

    @rule(line=lines, much=st.sampled_from((1000, 2000)))
    def at_the_counter(self, line: int, much: int) -> None:
        if self.done(lambda: returns.take_back(self.shop, "S1-T1-000001", [(line, much)], "brought in")):
            self.refunded[line] += much
            self.back[line] += much

    @invariant()
    def nothing_is_refunded_twice(self) -> None:
        if not hasattr(self, "shop"):
            return
        one = promising.read(self.shop, self.order)
        for line, sent in ((1, 3000), (2, 2000)):
            assert one.counter(line).returned == self.refunded[line] <= sent
            assert self.back[line] <= sent
        assert one.money.received >= 0
        with self.shop.read() as connection:
            assert till.accounts(connection).get("returns_received", 0) == parcels.cleared(connection)
            assert queries.contradicted(connection) == []
        assert standing(self.shop) == []


def test_one_shop(template: Path) -> None:
    Parcels.template = template
    run_state_machine_as_test(Parcels, settings=settings(max_examples=6, stateful_step_count=14, deadline=None))


# --- two databases

Step = tuple[str, int, int]


def act(shop: Store, steps: Sequence[Step]) -> None:
    """Do what can be done of the steps; a refusal is an answer, too."""
    for kind, number, much in steps:
        rma = one_of(shop, number)
        try:
            ACTS[kind](shop, rma, much)
        except Refused:
            continue


ACTS: dict[str, Callable[[Store, str, int], object]] = {
    "announce": lambda shop, rma, much: authorising.create(shop, "O1", [(1 + much % 2, 1000)], REASONS[much]),
    "receive": lambda shop, rma, much: receiving.receive(
        shop, rma, condition=CONDITIONS[much], disposition=("", "restock", "quarantine")[much]
    ),
    "refund": lambda shop, rma, much: refunding.refund(shop, rma, override="early" if much == 2 else ""),
    "close": lambda shop, rma, much: ending.close(shop, rma, "never came"),
    "reject": lambda shop, rma, much: ending.reject(shop, rma, "worn", keep=much == 1),
    "counter": lambda shop, rma, much: returns.take_back(shop, "S1-T1-000001", [(1, 1000)], "brought in"),
    "exchange": lambda shop, rma, much: exchanging.exchange(shop, rma, [(1, 1000)], "JAM", even=True),
}
steps = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5)


def standing(shop: Store) -> list[ExceptionView]:
    """What a person has to decide; that more is promised than lies there is another test's."""
    with shop.read() as connection:
        return [one for one in board.worklist(connection) if one.kind != "promised_beyond_stock"]


def settle(shop: Store) -> list[str]:
    """What a person does with the worklist, until nothing is left on it; returns what is."""
    for _ in range(8):
        for one in standing(shop)[:1]:
            with suppress(Refused):
                decide(shop, one)
    return [one.kind for one in standing(shop)]


def decide(shop: Store, one: ExceptionView) -> None:
    """One way out of those that the worklist names."""
    if one.kind == "authorised_twice":
        with suppress(ending.StillToRefund):
            ending.close(shop, one.number, "announced twice")
            return
        ending.reject(shop, one.number, "announced twice")
    elif one.number.rpartition("-")[2].startswith("R"):
        resolving.resolve(shop, one.number, "looked at it")
    elif one.kind == "refunded_too_much":
        payments.pay(shop, one.order, Tender("card", promising.read(shop, one.order).money.due, "again"))
    elif one.kind == "paid_twice":
        payments.refund(shop, one.order)
    else:
        changing.resolve(shop, one.order, "looked at it")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=steps, one=steps, other=steps, turns=st.lists(st.booleans(), max_size=40), batch=st.integers(1, 40))
def test_two_databases(
    template: Path, before: list[Step], one: list[Step], other: list[Step], turns: list[bool], batch: int
) -> None:
    folder = Path(tempfile.mkdtemp())
    first = promising.same(template, folder / "first.db")
    act(first, before)
    first.close()
    left, right = apart.two(folder / "first.db", folder)
    assert isinstance(right.clock, till.Clock)
    right.clock.at += timedelta(minutes=5)
    known = apart.facts_of(left)
    act(left, one)
    act(right, other)
    ours, theirs = apart.facts_of(left)[len(known) :], apart.facts_of(right)[len(known) :]
    with promising.scratch().connect() as connection, connection.begin() as transaction:
        merging.take(connection, [*known, *merging.interleaved(ours, theirs, turns)], batch)
        mixed = merging.tables(connection)
        transaction.rollback()
    apart.bring(left, theirs, 1000)
    with left.read() as connection:
        assert merging.tables(connection) == mixed
    parcels.assert_well(left)
    assert settle(left) == []
    parcels.assert_well(left)
    for shop in (left, right):
        shop.close()
    shutil.rmtree(folder)
