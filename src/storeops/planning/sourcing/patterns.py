"""Patterns: the ways one order can be filled, priced by `cost`, and the stock and capacity that orders share.

A problem is prepared once: skus and locations become numbers, so that a row of stock is `first row of the sku +
place of the location`, and everything about one order that does not change is worked out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from storeops.planning.sourcing.candidates import Candidate, Choice, choose
from storeops.planning.sourcing.cost import freight, grams_of, missing, picking, tiers_by_zone
from storeops.planning.sourcing.plan import Assignment
from storeops.planning.sourcing.problem import Line, Order, Problem
from storeops.rules.amounts import ONE, Minor, Thousandths

Pick = tuple[int, int, Thousandths]
"""(line, candidate, quantity): both by their place in the job."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to fill an order: its cost in minor units, and what it takes: (row, thousandths), and locations."""

    job: int
    picks: tuple[Pick, ...]
    cost: Minor
    takes: tuple[tuple[int, Thousandths], ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One order, prepared. Costs and grams of whole lines are known beforehand; parts of lines are worked out once."""

    number: int
    order: Order
    choice: Choice
    parts: tuple[tuple[tuple[int, Thousandths], ...], ...]
    wanted: tuple[Thousandths, ...]
    whole: tuple[tuple[Minor, ...], ...]
    grams: tuple[int, ...]
    penalty: tuple[Minor, ...]
    shares: bool
    split: Minor
    problem: Problem
    known: dict[Pick, Minor] = field(default_factory=dict)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self.choice.candidates

    def picking(self, line: int, candidate: int, quantity: Thousandths) -> Minor:
        """Cost of picking a quantity of a line there, in minor units, without the parcel it goes into."""
        if quantity == self.order.lines[line].quantity:
            return self.whole[line][candidate]
        key = (line, candidate, quantity)
        if key not in self.known:
            location = self.candidates[candidate].location
            self.known[key] = picking(self.order.lines[line], location, quantity, self.problem.scarcity).total
        return self.known[key]

    def missing(self, line: int, quantity: Thousandths) -> Minor:
        if quantity == self.order.lines[line].quantity:
            return self.penalty[line]
        return missing(self.order.lines[line], quantity)

    def weight(self, line: int, quantity: Thousandths) -> int:
        """Grams of a quantity of a line."""
        one = self.order.lines[line]
        return self.grams[line] if quantity == one.quantity else grams_of(one, quantity)

    def cost(self, picks: Sequence[Pick]) -> Minor:
        """What the order costs when it is filled like this, as `cost.evaluate` would say."""
        rest = list(self.wanted)
        parcels: dict[int, int] = {}
        total = 0
        for line, candidate, quantity in picks:
            rest[line] -= quantity
            if quantity == self.wanted[line]:
                total += self.whole[line][candidate]
                grams = self.grams[line]
            else:
                total += self.picking(line, candidate, quantity)
                grams = self.weight(line, quantity)
            parcels[candidate] = parcels.get(candidate, 0) + grams
        for candidate, grams in parcels.items():
            total += self.candidates[candidate].opening + freight(self.candidates[candidate].tiers, grams)
        total += self.split * max(0, len(parcels) - 1)
        return total + sum(self.missing(line, quantity) for line, quantity in enumerate(rest) if quantity)

    def pattern(self, picks: Sequence[Pick]) -> Pattern:
        takes: Counter[int] = Counter()
        for line, candidate, quantity in picks:
            for first, per in self.parts[line]:
                takes[first + self.candidates[candidate].place] += quantity * per // ONE
        places = sorted({self.candidates[candidate].place for _, candidate, _ in picks})
        ordered = tuple(sorted(picks))
        return Pattern(self.number, ordered, self.cost(ordered), tuple(sorted(takes.items())), tuple(places))

    def fits(self, line: int, candidate: int, left: Sequence[Thousandths]) -> Thousandths:
        """How much of a line the rows left would fill there: see `candidates.stock_for`."""
        one = self.order.lines[line]
        place = self.candidates[candidate].place
        enough = one.quantity
        for first, per in self.parts[line]:
            here = left[first + place] if per == ONE else left[first + place] * ONE // per
            if here < enough:
                enough = here
        if enough == one.quantity:
            return enough
        return enough // one.step * one.step if one.divisible else 0

    def assignments(self, pattern: Pattern) -> list[Assignment]:
        return [
            Assignment(self.order.id, self.order.lines[line].number, self.candidates[candidate].location.code, quantity)
            for line, candidate, quantity in pattern.picks
        ]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem with its orders prepared; `stock` by row, `capacity` by place, `rows` the (sku, place) of each row."""

    problem: Problem
    jobs: tuple[Job, ...]
    stock: tuple[Thousandths, ...]
    capacity: tuple[int, ...]
    skus: tuple[str, ...]

    def assignments(self, patterns: Sequence[Pattern]) -> tuple[Assignment, ...]:
        return tuple(one for pattern in patterns for one in self.jobs[pattern.job].assignments(pattern))


def prepare(problem: Problem) -> Prepared:
    """Work out once what does not change while plans are compared."""
    skus = sorted({sku for order in problem.orders for line in order.lines for sku, _ in line.parts})
    first = {sku: number * len(problem.locations) for number, sku in enumerate(skus)}
    stock = tuple(problem.stock.get((sku, location.code), 0) for sku in skus for location in problem.locations)
    zones = tiers_by_zone(problem.tariff)
    jobs = tuple(
        _job(number, problem, order, choose(problem, order, zones), first)
        for number, order in enumerate(problem.orders)
    )
    capacity = tuple(max(0, location.capacity) for location in problem.locations)
    return Prepared(problem, jobs, stock, capacity, tuple(skus))


def _job(number: int, problem: Problem, order: Order, choice: Choice, first: dict[str, int]) -> Job:
    skus = [sku for line in order.lines for sku, _ in line.parts]
    return Job(
        number,
        order,
        choice,
        parts=tuple(tuple((first[sku], per) for sku, per in line.parts) for line in order.lines),
        wanted=tuple(line.quantity for line in order.lines),
        whole=tuple(tuple(_whole(problem, line, one) for one in choice.candidates) for line in order.lines),
        grams=tuple(grams_of(line, line.quantity) for line in order.lines),
        penalty=tuple(missing(line, line.quantity) for line in order.lines),
        shares=len(set(skus)) < len(skus),
        split=problem.split,
        problem=problem,
    )


def _whole(problem: Problem, line: Line, candidate: Candidate) -> Minor:
    return picking(line, candidate.location, line.quantity, problem.scarcity).total


class Book:
    """What is promised so far: one pattern for each order, and what that leaves of stock and capacity."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.left = list(prepared.stock)
        self.room = list(prepared.capacity)
        self.chosen = [job.pattern(()) for job in prepared.jobs]
        self.holders: defaultdict[int, set[int]] = defaultdict(set)
        self.senders: defaultdict[int, set[int]] = defaultdict(set)

    @property
    def cost(self) -> Minor:
        return sum(pattern.cost for pattern in self.chosen)

    def clear(self, number: int) -> Pattern:
        """Take back what an order was promised, and return it."""
        before = self.chosen[number]
        for row, quantity in before.takes:
            self.left[row] += quantity
            self.holders[row].discard(number)
        for place in before.places:
            self.room[place] += 1
            self.senders[place].discard(number)
        self.chosen[number] = self.prepared.jobs[number].pattern(())
        return before

    def promise(self, pattern: Pattern) -> None:
        """Promise an order its pattern, in place of what it had."""
        self.clear(pattern.job)
        for row, quantity in pattern.takes:
            self.left[row] -= quantity
            self.holders[row].add(pattern.job)
        for place in pattern.places:
            self.room[place] -= 1
            self.senders[place].add(pattern.job)
        self.chosen[pattern.job] = pattern

    def take(self, chosen: Sequence[Pattern]) -> None:
        """Promise these patterns to all orders instead, if they cost less together."""
        if sum(pattern.cost for pattern in chosen) >= self.cost:
            return
        for number in range(len(chosen)):
            self.clear(number)
        for pattern in chosen:
            self.promise(pattern)

    def holds(self, pattern: Pattern) -> bool:
        """Whether there is enough left for a pattern of an order that has nothing yet."""
        return all(self.left[row] >= quantity for row, quantity in pattern.takes) and all(
            self.room[place] > 0 for place in pattern.places
        )
