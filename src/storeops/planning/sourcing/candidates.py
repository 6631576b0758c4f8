"""Where an order may come from: facts first (open, stock, tariff), then the rules; and a reason for every other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storeops.planning.sourcing.cost import Tiers, freight, grams_of, opening, tiers_for
from storeops.planning.sourcing.problem import Line, Location, Order, Problem
from storeops.planning.sourcing.rules import CUT_OFF, LIMIT, NEVER, ONLY, PREFER, Rule
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.quantity import decimal_string

CAPACITY_FULL = "capacity full"
DOES_NOT_SHIP = "does not ship"
NOTHING_COLLECTED = "nothing can be collected there"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A location that may send the order: `opening` is a parcel's cost in minor units without its freight."""

    place: int
    location: Location
    opening: Minor
    tiers: Tiers


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one order, best liked first, and for every other location the reason it is none."""

    candidates: tuple[Candidate, ...]
    excluded: Mapping[str, str]


def stock_for(line: Line, code: str, stock: Mapping[tuple[str, str], Thousandths]) -> Thousandths:
    """How much of a line the stock at a location fills: all, a part in its steps where it is divisible, or nothing."""
    enough = line.quantity
    for sku, per in line.parts:
        here = stock.get((sku, code), 0) * ONE // per
        if here < enough:
            enough = here
    if enough == line.quantity:
        return enough
    return enough // line.step * line.step if line.divisible else 0


def choose(problem: Problem, order: Order, zones: Mapping[tuple[str, str], Tiers]) -> Choice:
    """Look at every location once; what the facts allow is narrowed by the rules that concern the order."""
    excluded: dict[str, str] = {}
    candidates: list[Candidate] = []
    for place, location in enumerate(problem.locations):
        tiers = tiers_for(problem, order, location, zones)
        reason = _reason(problem, order, location, tiers)
        if reason or tiers is None:
            excluded[location.code] = reason
        else:
            candidates.append(Candidate(place, location, opening(problem, order, location).total, tiers))
    weight = sum(grams_of(line, line.quantity) for line in order.lines)
    candidates.sort(key=lambda one: (one.opening + freight(one.tiers, weight), one.place))
    for rule in problem.rules:
        if rule.concerns(
            channel=order.channel, service=order.service, region=order.region, collected=bool(order.pickup)
        ):
            candidates = _apply(rule, candidates, excluded)
    return Choice(tuple(candidates), excluded)


def _reason(problem: Problem, order: Order, location: Location, tiers: Tiers | None) -> str:
    """Why a location cannot send this order whatever the rules say; "" where it can."""
    if order.pickup and location.code != order.pickup:
        return f"collected at {order.pickup}"
    if order.pickup and not location.pickup:
        return NOTHING_COLLECTED
    if not order.pickup and not location.ships:
        return DOES_NOT_SHIP
    if order.pinned and location.code not in order.pinned:
        return f"pinned to {', '.join(order.pinned)}"
    if location.capacity <= 0:
        return CAPACITY_FULL
    if tiers is None:
        return f"no tariff for {order.service} to {order.region or 'there'}"
    if all(stock_for(line, location.code, problem.stock) == 0 for line in order.lines):
        return short_of(order, location.code, problem.stock)
    return ""


def short_of(order: Order, code: str, stock: Mapping[tuple[str, str], Thousandths]) -> str:
    """'too little stock: has 1 TEA, needs 2', of the first part that does not suffice; "" where all do."""
    for line in order.lines:
        for sku, per in line.parts:
            has, needs = stock.get((sku, code), 0), line.quantity * per // ONE
            if has < needs:
                return f"too little stock: has {decimal_string(has)} {sku}, needs {decimal_string(needs)}"
    return ""


def _apply(rule: Rule, candidates: list[Candidate], excluded: dict[str, str]) -> list[Candidate]:
    """The candidates a rule leaves, in the order it leaves them in; the others are written down as excluded."""
    if rule.action == PREFER:
        return sorted(candidates, key=lambda one: rule.rank(code=one.location.code, kind=one.location.kind))
    kept: list[Candidate] = []
    for rank, candidate in enumerate(candidates, 1):
        if _keeps(rule, candidate.location, rank):
            kept.append(candidate)
        else:
            excluded[candidate.location.code] = _said(rule, rank)
    return kept


def _keeps(rule: Rule, location: Location, rank: int) -> bool:
    if rule.action == LIMIT:
        return rank <= rule.most
    if rule.action == CUT_OFF:
        return not location.cut_off_passed
    named = rule.names(code=location.code, kind=location.kind)
    return named if rule.action == ONLY else not named if rule.action == NEVER else True


def _said(rule: Rule, rank: int) -> str:
    if rule.action == LIMIT:
        return f"rule '{rule.name}': only the first {rule.most}, this is number {rank}"
    if rule.action == CUT_OFF:
        return f"rule '{rule.name}': the cut-off time has passed"
    return f"rule '{rule.name}'"
