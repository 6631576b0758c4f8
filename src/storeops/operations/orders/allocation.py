"""Promising stock to orders: what the planner chose is taken in the transaction that looked at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from storeops.database.queries import orders as queries
from storeops.journal.facts import StockAllocated, StockDeallocated
from storeops.journal.facts.orders import Allocation
from storeops.operations.leases.holding import draw
from storeops.operations.orders.sourcing import (
    Candidate,
    Ground,
    allocations_of,
    ground,
    problem_of,
    reasons_of,
)
from storeops.planning.sourcing import Plan, source_one
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Thousandths
from storeops.rules.channels import WAIT
from storeops.store import Tx


def candidate(state: OrderState, pinned: Sequence[str] = ()) -> Candidate | None:
    """What of an order is to be sourced; None where nothing is missing."""
    missing = state.missing()
    if not missing:
        return None
    country, _, area = state.region.partition(":")
    return Candidate(
        id=state.id,
        channel=state.placed.channel,
        service=state.service,
        country=country,
        area=area,
        promised=state.promised,
        pickup=state.pickup_location,
        lines=tuple((state.lines[line], quantity) for line, quantity in sorted(missing.items())),
        pinned=tuple(pinned),
    )


def plan_one(tx: Tx, at: Ground, one: Candidate) -> Plan:
    """Where one order comes from, by the heuristic, with the stock and the room as they are now."""
    if any(site.capacity for site in at.sites):
        at = replace(at, busy=queries.busy(tx.connection))
    return source_one(problem_of(tx.connection, at, [one]), one.id)


def take(tx: Tx, at: Ground, state: OrderState, one: Candidate, plan: Plan) -> tuple[Allocation, ...]:
    """Record what a plan promises to an order. A customer who waits for everything gets nothing before all is there."""
    found = allocations_of(plan, one)
    if state.short_preference == WAIT and not _complete(found, one):
        return ()
    if not found:
        return ()
    level(tx, state)
    cost = plan.cost.total - plan.cost.unfilled
    tx.record(
        StockAllocated(
            order=state.id,
            allocations=found,
            method=plan.method,
            cost=cost,
            rejected=reasons_of(plan, one.id, at.profile.currency.exponent),
        )
    )
    draw(tx, state.id, state.placed.channel, found)
    return found


def _complete(found: Iterable[Allocation], one: Candidate) -> bool:
    got: dict[int, Thousandths] = {}
    for allocation in found:
        got[allocation.line] = got.get(allocation.line, 0) + allocation.quantity
    return all(got.get(line.line, 0) >= quantity for line, quantity in one.lines)


def level(tx: Tx, state: OrderState) -> bool:
    """Put promises right that goods were sent from although another database had taken them back: what is promised
    there next must count in full. True where there was one."""
    sent = tuple(one for line in state.goods for one in state.overdrawn(line))
    if sent:
        tx.record(StockAllocated(order=state.id, allocations=sent, method="sent already", cost=0, rejected=()))
    return bool(sent)


def give_back(tx: Tx, order: str, allocations: Sequence[Allocation], reason: str) -> set[str]:
    """Take promises away from an order; the stock can be promised again at once. Returns its products."""
    if allocations:
        tx.record(StockDeallocated(order=order, allocations=tuple(allocations), reason=reason))
    return {sku for one in allocations for sku, _ in one.parts}


def fill(tx: Tx, skus: Iterable[str], *, but: str = "") -> list[str]:
    """Goods came in: promise them to the orders that wait for them, the oldest promise first.

    Orders on hold wait on, and the order `but` gets nothing. Returns the ids of the orders that got something."""
    at: Ground | None = None
    filled: list[str] = []
    if not (came := sorted(set(skus))):
        return filled
    for order in queries.waiting_for(tx.connection, came):
        state = by_id(tx.connection, order)
        one = None if state.on_hold or order == but else candidate(state)
        if one is None:
            continue
        at = at or ground(tx.connection, tx.profile, tx.now)
        if take(tx, at, state, one, plan_one(tx, at, one)):
            filled.append(order)
    return filled
