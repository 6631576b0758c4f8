"""The ways to fill one order, laid out in arrays so that all of them can be priced at once.

A line that can be divided in too many ways is laid out by the extreme ones only, those that empty one location after
the other, and in a bound weighs nothing: linear in its quantities, its cost is least at one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from storeops.planning.sourcing.cost import freight
from storeops.planning.sourcing.cuts import Cut
from storeops.planning.sourcing.patterns import Job
from storeops.rules.amounts import ONE, Thousandths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_WAYS = 1500
"""Ways to divide one line; beyond it only the extreme ones are laid out."""

_MOST_EXTREME = 4000


@dataclass(frozen=True, slots=True)
class LineWays:
    """The ways to fill one line, a row each: thousandths and grams by candidate, and the cost of picking and leaving
    out, less what rounding may hide where only extreme ways are listed; there `bound_grams` are zero. Where even those
    are too many to list, the line is `loose`."""

    line: int
    quantity: Integers
    cost: Numbers
    bound_grams: Integers
    used: Flags
    opening: Numbers
    rows: tuple[Integers, ...]
    rate: tuple[Numbers, ...]
    taken: tuple[Integers, ...]
    fits: tuple[Thousandths, ...]
    complete: bool
    loose: bool


@dataclass(frozen=True, slots=True)
class Prices:
    """What a unit of every resource costs, and what counting once more in each cut does."""

    resources: Numbers
    cuts: Numbers


@dataclass(frozen=True, slots=True)
class Charge:
    """What one cut counts of an order: from the start, for each way of each line, and for each candidate used."""

    cut: int
    start: int
    lines: tuple[Integers, ...]
    places: Integers


@dataclass(frozen=True, slots=True)
class Ways:
    """One order made ready for pricing. `price[c, t]` is a parcel from candidate c of at most `breaks[t]` grams.

    `charges` grows as cuts are found."""

    job: Job
    lines: tuple[LineWays, ...]
    breaks: Integers
    price: Numbers
    capacity_rows: Integers
    stock: tuple[Thousandths, ...]
    charges: list[Charge] = field(default_factory=list)

    def charge(self, number: int, cut: Cut) -> None:
        """Let a new cut count in this order, if any of its ways can."""
        import numpy as np

        lines = tuple(_counts(line, cut) for line in self.lines)
        places = np.array([row in cut.resources for row in self.capacity_rows.tolist()], dtype=np.int64)
        start = int(self.job.number in cut.jobs)
        most = start + sum(int(counts.max()) for counts in lines) + int(places.sum())
        if most >= 2:
            self.charges.append(Charge(number, start, lines, places))

    def possible(self, chosen: list[int]) -> bool:
        """Whether the stock allows this way for each line, where several lines take of the same product."""
        taken: dict[int, int] = {}
        for line, way in zip(self.lines, chosen, strict=True):
            for (_, per), rows in zip(self.job.parts[line.line], line.rows, strict=True):
                for row, amount in zip(rows.tolist(), line.quantity[way].tolist(), strict=True):
                    taken[row] = taken.get(row, 0) + amount * per // ONE
        return all(self.stock[row] >= amount for row, amount in taken.items())

    def resources(self) -> list[int]:
        """Everything the order may take of."""
        rows = [row for line in self.lines for rows in line.rows for row in rows.tolist()]
        return [*rows, *self.capacity_rows.tolist()]

    def priced_by(self, prices: Prices) -> bytes:
        """The prices that matter to this order: as long as they stay the same, so does what a search finds."""
        rows = [prices.resources[rows].tobytes() for line in self.lines for rows in line.rows]
        cuts = prices.cuts[[charge.cut for charge in self.charges]].tobytes() if self.charges else b""
        return b"".join((*rows, prices.resources[self.capacity_rows].tobytes(), cuts))

    @property
    def complete(self) -> bool:
        return all(line.complete for line in self.lines)

    @property
    def loose(self) -> bool:
        return any(line.loose for line in self.lines)


def ready(job: Job, stock: tuple[Thousandths, ...], units: Integers) -> Ways:
    """Prepare one order; `units` is the unit each resource is counted in, stock first and then capacity."""
    import numpy as np

    count = len(job.candidates)
    breaks = _breaks(job)
    price = np.array(
        [[one.opening + freight(one.tiers, grams) for grams in breaks] for one in job.candidates], dtype=np.float64
    ).reshape(count, len(breaks))
    places = np.array([one.place for one in job.candidates], dtype=np.int64)
    lines = [
        _line_ways(job, line, stock, units, np.array(breaks), price, places) for line in range(len(job.order.lines))
    ]
    lines.sort(key=lambda ways: len(ways.cost))
    return Ways(job, tuple(lines), np.array(breaks, dtype=np.int64), price, len(stock) + places, stock)


def _breaks(job: Job) -> list[int]:
    """Every weight up to the whole order's at which some candidate's freight changes."""
    heaviest = max(1, sum(job.grams) + len(job.grams) * job.order.most_parcels)
    found = {heaviest}
    for tiers in {one.tiers for one in job.candidates}:
        top = tiers[-1][0]
        for full in range(heaviest // top + 1):
            found.update(full * top + up_to for up_to, _ in tiers if full * top + up_to < heaviest)
    return sorted(found)


def _line_ways(
    job: Job,
    line: int,
    stock: tuple[Thousandths, ...],
    units: Integers,
    breaks: Integers,
    price: Numbers,
    places: Integers,
) -> LineWays:
    import numpy as np

    fits = [job.fits(line, c, stock) for c in range(len(job.candidates))]
    ways, complete = _divisions(job, line, fits)
    slack = 0 if complete else 1 + job.order.most_parcels * (2 + len(job.parts[line]))
    quantity = np.array(ways, dtype=np.int64).reshape(len(ways), len(fits))
    cost = np.array([_cost(job, line, way) - slack for way in ways], dtype=np.float64)
    weights = [[job.weight(line, amount) if amount and complete else 0 for amount in way] for way in ways]
    grams = np.array(weights, dtype=np.int64).reshape(quantity.shape)
    used = quantity > 0
    cost_of_parcels = opened(price, breaks, used, grams) + job.split * np.maximum(0, used.sum(axis=1) - 1)
    rows = tuple(first + places for first, _ in job.parts[line])
    rate = tuple(per / ONE / units[first + places] for first, per in job.parts[line])
    taken = tuple(quantity * per // ONE // units[first + places] for first, per in job.parts[line])
    loose = len(ways) > _MOST_EXTREME
    return LineWays(line, quantity, cost, grams, used, cost_of_parcels, rows, rate, taken, tuple(fits), complete, loose)


def _cost(job: Job, line: int, way: tuple[Thousandths, ...]) -> int:
    rest = job.wanted[line] - sum(way)
    picked = sum(job.picking(line, c, amount) for c, amount in enumerate(way) if amount)
    return picked + (job.missing(line, rest) if rest else 0)


def _divisions(job: Job, line: int, fits: list[Thousandths]) -> tuple[list[tuple[Thousandths, ...]], bool]:
    """All ways to divide a line among the candidates, and True; or only the extreme ones, and False."""
    one = job.order.lines[line]
    step = one.step if one.divisible else one.quantity
    found: list[tuple[Thousandths, ...]] = []
    for way in _all_ways(one.quantity, step, fits, job.order.most_parcels):
        if len(found) == MOST_WAYS:
            extreme = dict.fromkeys(
                islice(_extreme_ways(one.quantity, fits, job.order.most_parcels), _MOST_EXTREME + 1)
            )
            return list(extreme), False
        found.append(way)
    return found, True


def _all_ways(
    quantity: Thousandths, step: Thousandths, fits: list[Thousandths], parcels: int
) -> Iterator[tuple[Thousandths, ...]]:
    if not fits:
        yield ()
        return
    most = min(quantity, fits[-1]) if parcels else 0
    for amount in range(0, most + 1, step):
        for way in _all_ways(quantity - amount, step, fits[:-1], parcels - (amount > 0)):
            yield (*way, amount)


def _extreme_ways(quantity: Thousandths, fits: list[Thousandths], parcels: int) -> Iterator[tuple[Thousandths, ...]]:
    """Nothing, and every way to take all there is at one location, then at another, until the line is filled."""
    open_ways: list[tuple[Thousandths, ...]] = [(0,) * len(fits)]
    for _ in range(parcels + 1):
        yield from open_ways
        open_ways = [
            (*way[:c], min(quantity - sum(way), fits[c]), *way[c + 1 :])
            for way in open_ways
            for c in range(len(fits))
            if not way[c] and fits[c] and sum(way) < quantity
        ]


def opened(price: Numbers, breaks: Integers, used: Flags, grams: Integers) -> Any:
    """Cost of the parcels of each row: those used, at their weight."""
    import numpy as np

    tier = np.searchsorted(breaks, grams)
    return np.where(used, price[np.arange(len(price)), tier], 0.0).sum(axis=1)


def _counts(line: LineWays, cut: Cut) -> Integers:
    """What each way to fill a line adds to a cut before it is halved."""
    import numpy as np

    counts = np.zeros(len(line.cost), dtype=np.int64)
    for rows, taken in zip(line.rows, line.taken, strict=True):
        counts += taken @ np.array([row in cut.resources for row in rows.tolist()], dtype=np.int64)
    return counts
