"""Sourcing all open orders together: planned on a reading, promised in small transactions that check once more.

The plan takes seconds and must not stop a sale, so nothing is locked while it is made. What was sold or promised in the
meantime is noticed when the plan is carried out: such an order is sourced anew, alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from storeops.database.queries import availability as availability_queries
from storeops.database.queries import orders as queries
from storeops.journal.envelope import utc_text
from storeops.operations.orders import allocation
from storeops.operations.orders.scarcity import scarcity
from storeops.operations.orders.sourcing import Candidate, Ground, allocations_of, ground, problem_of, reasons_of
from storeops.planning.sourcing import Plan, source
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Minor, Thousandths
from storeops.store import Store, Tx

AT_ONCE = 20
"""Orders promised in one transaction: a sale waits for no more."""


@dataclass(frozen=True, slots=True)
class SourcedPart:
    """Goods of an order and where they come from."""

    line: int
    sku: str
    name: str
    quantity: Thousandths
    location: str


@dataclass(frozen=True, slots=True)
class RejectedLocation:
    """A location an order does not come from, and why."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourcedOrder:
    """What a plan says of one order. `missing` is what no location has, in thousandths."""

    id: str
    number: str
    customer: str
    promised: str
    parts: tuple[SourcedPart, ...]
    missing: Thousandths
    parcels: int
    rejected: tuple[RejectedLocation, ...]
    allocated: bool


@dataclass(frozen=True, slots=True)
class CostView:
    """A plan's cost in minor units, by what it is paid for."""

    shipping: Minor
    handling: Minor
    split: Minor
    lateness: Minor
    scarcity: Minor
    unfilled: Minor
    total: Minor


@dataclass(frozen=True, slots=True)
class SourcingView:
    """A sourcing run. `bound`: no plan can cost less; `gap` is how far above it this plan may be. `waiting` orders are
    on hold. `seconds` is the time the plan took."""

    method: str
    cost: CostView
    bound: Minor
    gap: Decimal
    seconds: Decimal
    orders: tuple[SourcedOrder, ...]
    waiting: int
    changed: int
    """Orders for which the stock had changed before they were promised: sourced anew, alone."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question of one run: the orders, what it stands on, and the plan."""

    at: Ground
    states: Mapping[str, OrderState]
    candidates: tuple[Candidate, ...]
    plan: Plan
    waiting: int


def plan(shop: Store, *, rules: Mapping[str, object] | None = None, seconds: int = 10) -> SourcingView:
    """What a run would do; nothing is written. `rules` instead of the saved ones. Raises BadRule."""
    asked = _ask(shop, rules, seconds)
    exponent = shop.profile.currency.exponent
    return _view(asked, [_order(asked, one, exponent) for one in asked.candidates], 0)


def run(shop: Store, *, rules: Mapping[str, object] | None = None, seconds: int = 10) -> SourcingView:
    """Source every open order that misses something, and promise the stock. Raises BadRule, DiskAlmostFull."""
    shop.require_room()
    asked = _ask(shop, rules, seconds)
    exponent = shop.profile.currency.exponent
    done: set[str] = set()
    changed = 0
    for start in range(0, len(asked.candidates), AT_ONCE):
        with shop.write() as tx:
            for one in asked.candidates[start : start + AT_ONCE]:
                kept, taken = _promise(tx, asked, one)
                changed += not kept
                if taken:
                    done.add(one.id)
    orders = [_order(asked, one, exponent, allocated=one.id in done) for one in asked.candidates]
    return _view(asked, orders, changed)


def _ask(shop: Store, rules: Mapping[str, object] | None, seconds: int) -> _Asked:
    with shop.read() as connection:
        at = ground(connection, shop.profile, shop.now(), rules=rules)
        states, waiting = _open(connection)
        candidates = tuple(one for state in states if (one := allocation.candidate(state)) is not None)
        problem = problem_of(connection, at, candidates, scarcity=scarcity(connection, at, candidates))
    return _Asked(at, {state.id: state for state in states}, candidates, source(problem, seconds=seconds), waiting)


def _open(connection: Connection) -> tuple[list[OrderState], int]:
    """The open orders that may be sourced, and how many wait for a person."""
    states = [by_id(connection, order) for order in queries.open_orders(connection)]
    free = [state for state in states if not any(hold.kind != "payment" for hold in state.holds)]
    return free, len(states) - len(free)


def _promise(tx: Tx, asked: _Asked, one: Candidate) -> tuple[bool, bool]:
    """Whether the plan still held for an order, and whether it got something."""
    state = by_id(tx.connection, one.id)
    now = allocation.candidate(state)
    if now is None or any(hold.kind != "payment" for hold in state.holds):
        return False, False
    if now == one and _still_there(tx, asked, one):
        return True, bool(allocation.take(tx, asked.at, state, one, asked.plan))
    at = ground(tx.connection, tx.profile, tx.now)
    return False, bool(allocation.take(tx, at, state, now, allocation.plan_one(tx, at, now)))


def _still_there(tx: Tx, asked: _Asked, one: Candidate) -> bool:
    wanted: dict[tuple[str, str], Thousandths] = {}
    for part in allocations_of(asked.plan, one):
        for sku, quantity in part.parts:
            wanted[sku, part.location] = wanted.get((sku, part.location), 0) + quantity
    skus = sorted({sku for sku, _ in wanted})
    there = availability_queries.read(tx.connection, skus, now=utc_text(tx.now.isoformat()), channel=one.channel)
    return all(key in there and there[key].promisable >= quantity for key, quantity in wanted.items())


def _order(asked: _Asked, one: Candidate, exponent: int, *, allocated: bool = False) -> SourcedOrder:
    state = asked.states[one.id]
    lines = {line.line: line for line, _ in one.lines}
    parts = tuple(
        SourcedPart(part.line, lines[part.line].sku, lines[part.line].name, part.quantity, part.location)
        for part in allocations_of(asked.plan, one)
    )
    customer = state.placed.customer
    return SourcedOrder(
        id=one.id,
        number=state.placed.number,
        customer=customer.name or customer.company or customer.code,
        promised=one.promised,
        parts=parts,
        missing=sum(quantity for _, quantity in one.lines) - sum(part.quantity for part in parts),
        parcels=len({part.location for part in parts}),
        rejected=tuple(RejectedLocation(*told) for told in reasons_of(asked.plan, one.id, exponent)),
        allocated=allocated,
    )


def _view(asked: _Asked, orders: Sequence[SourcedOrder], changed: int) -> SourcingView:
    found = asked.plan
    cost = found.cost
    return SourcingView(
        method=found.method,
        cost=CostView(
            cost.shipping, cost.handling, cost.split, cost.lateness, cost.scarcity, cost.unfilled, cost.total
        ),
        bound=found.bound,
        gap=found.gap,
        seconds=Decimal(round(found.seconds * 1000)).scaleb(-3),
        orders=tuple(orders),
        waiting=asked.waiting,
        changed=changed,
    )
