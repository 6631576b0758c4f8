"""The cheapest ways to fill one order when stock and capacity have a price: exact, or bounded from below.

The search goes line by line over all ways to divide a line among its locations, all partial ways at once in arrays,
and drops each that cannot stay below a threshold any more: what is chosen so far, the parcels opened so far at their
present weight (a heavier parcel never costs less), and the least the other lines can cost. With the prices of a linear
programme this is the pricing problem of column generation (Desrosiers and Lübbecke, A Primer in Column Generation,
2005); its minimum also gives the Lagrangian bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storeops.planning.sourcing.patterns import Pick
from storeops.planning.sourcing.ways import LineWays, Prices, Ways, opened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_MOST_STATES = 6000
_MOST_PAIRS = 400_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: no way at all costs less than `least`; the ways below the threshold, best first; and
    `beyond`, which no way costs less than that is not among them (the threshold, unless there were too many)."""

    least: float
    picks: tuple[tuple[Pick, ...], ...]
    beyond: float


def search(ways: Ways, prices: Prices, threshold: float, keep: int) -> Found:
    """The ways to fill an order whose cost, all that they take priced, is at most `threshold`; the best `keep`."""
    import numpy as np

    room = prices.resources[ways.capacity_rows]
    linear = [_priced(line, prices.resources) for line in ways.lines]
    least = [float(costs.min()) for costs in linear]
    rest, dropped = sum(least), np.inf
    run = _Search(ways, ways.price + room[:, None], threshold, _Charges.of(ways, prices.cuts))
    states = run.nothing()
    for number, (line, costs, own) in enumerate(zip(ways.lines, linear, least, strict=True)):
        alone = costs + line.opening + line.used @ room + sum(least) - own
        rest -= own
        options = np.flatnonzero(alone <= threshold)
        if number == 0:
            states = run.first(costs, options, alone)
        else:
            states, lost = run.extend(states, number, costs, options, rest)
            dropped = min(dropped, lost)
    if ways.job.shares and ways.complete:
        # Where only extreme ways are laid out, a possible one may lie between two that are impossible together.
        possible = [ways.possible(chosen) for chosen in states.chosen.tolist()]
        states = states.only(np.array(possible, dtype=np.bool_))
    order = np.argsort(states.total, kind="stable")
    if ways.loose:
        dropped = min(dropped, _loose(ways, prices.resources))
    beyond = min([threshold, dropped, *states.total[order[keep : keep + 1]].tolist()])
    lowest = min([beyond, *states.total[order[:1]].tolist()])
    return Found(lowest, tuple(_picks(ways, states.chosen[one]) for one in order[:keep]), beyond)


@dataclass(frozen=True, slots=True)
class _States:
    """Partial ways, a row each: locations used, grams there, what cuts counted, linear cost so far, the least it can
    come to, and the way chosen for each line."""

    used: Flags
    grams: Integers
    counted: Integers
    linear: Numbers
    total: Numbers
    chosen: Integers

    def only(self, rows: Any) -> _States:
        """These rows of them."""
        return _States(
            self.used[rows],
            self.grams[rows],
            self.counted[rows],
            self.linear[rows],
            self.total[rows],
            self.chosen[rows],
        )


@dataclass(frozen=True, slots=True)
class _Charges:
    """The cuts that count in one order and cost something: a column each."""

    price: Numbers
    start: Integers
    lines: tuple[Integers, ...]
    places: Integers

    @classmethod
    def of(cls, ways: Ways, prices: Numbers) -> _Charges:
        import numpy as np

        active = [charge for charge in ways.charges if charge.cut < len(prices) and prices[charge.cut] > 0]
        nothing = np.zeros(0, dtype=np.int64)
        return cls(
            prices[[charge.cut for charge in active]] if active else np.zeros(0),
            np.array([charge.start for charge in active], dtype=np.int64),
            tuple(
                np.stack([charge.lines[number] for charge in active], axis=1) if active else nothing
                for number in range(len(ways.lines))
            ),
            np.stack([charge.places for charge in active], axis=1) if active else nothing,
        )

    def cost(self, counted: Integers, used: Flags) -> Any:
        """Counts only grow as lines are added, so this is never too much for a partial way."""
        return (counted + used.astype(self.places.dtype) @ self.places) // 2 @ self.price


@dataclass(frozen=True, slots=True)
class _Search:
    """What stays the same while one order is searched."""

    ways: Ways
    price: Numbers
    threshold: float
    charges: _Charges

    def nothing(self) -> _States:
        import numpy as np

        empty = np.zeros((1, len(self.price)), dtype=np.int64)
        start = self.charges.start[None, :]
        return _States(empty > 0, empty, start, np.zeros(1), np.zeros(1), np.zeros((1, 0), dtype=np.int64))

    def first(self, costs: Numbers, options: Integers, alone: Numbers) -> _States:
        """The states of the first line, whose parcels are already in what each of its options comes to alone."""
        import numpy as np

        line = self.ways.lines[0]
        used, total = line.used[options], alone[options]
        counted = np.repeat(self.charges.start[None, :], len(options), axis=0)
        if len(self.charges.price):
            counted = counted + self.charges.lines[0][options]
            total = total + self.charges.cost(counted, used)
        found = _States(used, line.bound_grams[options], counted, costs[options], total, options[:, None])
        return found.only(total <= self.threshold)

    def extend(
        self, states: _States, number: int, costs: Numbers, options: Integers, rest: float
    ) -> tuple[_States, float]:
        """Every state with every option for the next line, less those that cannot stay below the threshold.

        Also the least that any of those may come to that were dropped for being too many."""
        import numpy as np

        line, lost = self.ways.lines[number], np.inf
        if len(states.total) * len(options) > _MOST_PAIRS:
            states, lost = _best(states, _MOST_PAIRS // len(options))
        counts = (states.used[:, None, :] | line.used[options][None]).sum(axis=2)
        old, new = np.nonzero(counts <= self.ways.job.order.most_parcels)
        option = options[new]
        used = states.used[old] | line.used[option]
        grams = states.grams[old] + line.bound_grams[option]
        linear = states.linear[old] + costs[option]
        split = self.ways.job.split * np.maximum(0, counts[old, new] - 1)
        total = linear + rest + split + opened(self.price, self.ways.breaks, used, grams)
        counted = states.counted[old]
        if len(self.charges.price):
            counted = counted + self.charges.lines[number][option]
            total += self.charges.cost(counted, used)
        chosen = np.concatenate((states.chosen[old], option[:, None]), axis=1)
        found = _States(used, grams, counted, linear, total, chosen).only(total <= self.threshold)
        found, more = _best(found, _MOST_STATES)
        return found, min(lost, more)


def _best(states: _States, most: int) -> tuple[_States, float]:
    """The most promising states, and the least that any of the others may come to."""
    import numpy as np

    if len(states.total) <= most:
        return states, np.inf
    order = np.argsort(states.total, kind="stable")
    return states.only(order[:most]), float(states.total[order[most]])


def _loose(ways: Ways, prices: Numbers) -> float:
    """A bound that asks nothing of parcels: every line from where it is cheapest, in any number of fractions."""
    total = 0.0
    for line in ways.lines:
        job, wanted = ways.job, ways.job.wanted[line.line]
        unit: Any = sum(prices[rows] * rate for rows, rate in zip(line.rows, line.rate, strict=True))
        slopes = sorted(
            (job.whole[line.line][c] / wanted + float(unit[c]), fits) for c, fits in enumerate(line.fits) if fits
        )
        rest, penalty = wanted, job.penalty[line.line] / wanted
        for slope, fits in slopes:
            if slope < penalty and rest:
                total += slope * min(rest, fits)
                rest -= min(rest, fits)
        total += penalty * rest - (1 + len(line.rows)) * (1 + len(line.fits))
    return total


def _priced(line: LineWays, prices: Numbers) -> Any:
    """Cost of each way to fill a line, with the stock it takes."""
    costs = line.cost
    for rows, taken in zip(line.rows, line.taken, strict=True):
        costs = costs + taken @ prices[rows]
    return costs


def _picks(ways: Ways, chosen: Integers) -> tuple[Pick, ...]:
    return tuple(
        (line.line, c, amount)
        for line, way in zip(ways.lines, chosen.tolist(), strict=True)
        for c, amount in enumerate(line.quantity[way].tolist())
        if amount
    )
