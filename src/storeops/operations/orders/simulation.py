"""Dry runs: past orders sourced again under other rules, order by order, with the stock there was for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import availability as availability_queries
from storeops.database.queries import orders as queries
from storeops.journal.envelope import utc_text
from storeops.operations.orders.sourcing import Candidate, Ground, ground, problem_of
from storeops.planning.sourcing import Plan, source_one
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.orders.lines import takes
from storeops.store import Store


class NoOrders(Refused):
    def __init__(self, first: str, last: str) -> None:
        super().__init__(f"No order was placed from {first} to {last}. Choose days on which there were orders.")
        self.first = first
        self.last = last


@dataclass(frozen=True, slots=True)
class RuleSetView:
    """What the past orders would have cost under one set of rules, in minor units, and how they would have gone.

    `split` orders take more than one parcel, `late` ones arrive after the day promised to them, `short` ones miss
    something."""

    rules: str
    cost: Minor
    shipping: Minor
    handling: Minor
    parcels: int
    split: int
    late: int
    short: int


@dataclass(frozen=True, slots=True)
class SimulationView:
    """Two sets of rules side by side on the same orders."""

    first: str
    last: str
    orders: int
    saved: RuleSetView
    other: RuleSetView
    difference: Minor
    """Cost of the other rules less that of the saved ones: below zero where they save money."""


def simulate(shop: Store, rules: Mapping[str, object], first: str, last: str) -> SimulationView:
    """Past orders placed from `first` to `last` (ISO dates, both included) under the saved rules and under `rules`.

    The stock is today's and what these orders took, each at the place it took it from. Nothing is written. Raises
    BadRule, NoOrders."""
    with shop.read() as connection:
        states = [by_id(connection, order) for order in queries.placed_between(connection, first, last)]
        states = [state for state in states if state.goods]
        if not states:
            raise NoOrders(first, last)
        stock = _stock(connection, shop, states)
        saved = _under(connection, shop, states, stock, None, "saved")
        other = _under(connection, shop, states, stock, rules, "other")
    return SimulationView(first, last, len(states), saved, other, other.cost - saved.cost)


def _stock(connection: Connection, shop: Store, states: Sequence[OrderState]) -> dict[tuple[str, str], Thousandths]:
    """What there was for these orders: what may be promised now, and everything they took."""
    skus = sorted({sku for state in states for line in state.goods for sku, _ in takes(line, 1000)})
    now = utc_text(shop.now().isoformat())
    stock: dict[tuple[str, str], Thousandths] = {}
    for start in range(0, len(skus), 5000):
        read = availability_queries.read(connection, skus[start : start + 5000], now=now)
        stock.update({key: one.promisable for key, one in read.items()})
    ids = [state.id for state in states]
    for sku, location, quantity in queries.taken_by(connection, ids):
        stock[sku, location] = stock.get((sku, location), 0) + quantity
    return stock


def _under(
    connection: Connection,
    shop: Store,
    states: Sequence[OrderState],
    stock: Mapping[tuple[str, str], Thousandths],
    rules: Mapping[str, object] | None,
    name: str,
) -> RuleSetView:
    at = ground(connection, shop.profile, shop.now(), rules=rules)
    at = replace(at, busy={})
    left = dict(stock)
    sums = [0] * 7
    for state in states:
        one = _whole(state)
        placed = replace(at, now=datetime.fromisoformat(state.at).astimezone(shop.profile.zone))
        there = {key: left[key] for key in _keys(placed, one) if left.get(key, 0) > 0}
        problem = problem_of(connection, placed, [one], stock=there)
        plan = source_one(problem, one.id)
        _take(left, one, plan)
        found = _sums(one, plan)
        sums = [total + part for total, part in zip(sums, found, strict=True)]
    return RuleSetView(name, *sums)


def _whole(state: OrderState) -> Candidate:
    """The order as it was placed: all its goods."""
    country, _, area = state.region.partition(":")
    return Candidate(
        id=state.id,
        channel=state.placed.channel,
        service=state.service,
        country=country,
        area=area,
        promised=state.promised,
        pickup=state.pickup_location,
        lines=tuple((line, line.quantity) for line in state.goods),
    )


def _keys(at: Ground, one: Candidate) -> list[tuple[str, str]]:
    return [(sku, site.code) for line, _ in one.lines for sku, _ in takes(line, 1000) for site in at.sites]


def _take(left: dict[tuple[str, str], Thousandths], one: Candidate, plan: Plan) -> None:
    lines = {line.line: line for line, _ in one.lines}
    for part in plan.assignments:
        for sku, quantity in takes(lines[part.line], part.quantity):
            left[sku, part.location] -= quantity


def _sums(one: Candidate, plan: Plan) -> tuple[int, int, int, int, int, int, int]:
    got = sum(part.quantity for part in plan.assignments)
    return (
        plan.cost.total - plan.cost.unfilled,
        plan.cost.shipping,
        plan.cost.handling,
        len(plan.parcels),
        int(len(plan.parcels) > 1),
        int(plan.cost.lateness > 0),
        int(got < sum(quantity for _, quantity in one.lines)),
    )
