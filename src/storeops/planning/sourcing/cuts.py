"""Rounding cuts: what whole patterns obey and fractions of patterns do not, so that the bound comes closer.

Add up some rows (orders take one pattern, a stock is at most so much), divide by two, and round down: Chvátal-Gomory
cuts with multiplier one half. They are looked for as in Koster, Zymolka and Kutschka, Algorithms to separate
{0,1/2}-Chvátal-Gomory cuts, Algorithmica 55 (2009): eliminate fractional columns modulo two, and look at the rows that
are left with an odd limit and little weight. A cut speaks of every pattern there is, found or not, so that pricing can
charge for it and the bound stays one for the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_LEAST_VIOLATION = 0.02
_MOST = 60


@dataclass(frozen=True, slots=True)
class Cut:
    """Half of these orders and resources, rounded down: a pattern counts `coefficient`, at most `limit` in all."""

    jobs: frozenset[int]
    resources: frozenset[int]
    limit: int

    def coefficient(self, job: int, units: Iterable[tuple[int, int]]) -> int:
        """What a pattern of an order counts that takes these (resource, units)."""
        return ((job in self.jobs) + sum(count for resource, count in units if resource in self.resources)) // 2


@dataclass(slots=True)
class _Row:
    """A sum of rows modulo two: its odd columns as bits, its limit's parity, and what it is the sum of."""

    odd: int
    limit: int
    slack: float
    jobs: frozenset[int]
    resources: frozenset[int]

    def add(self, other: _Row) -> None:
        self.odd ^= other.odd
        self.limit ^= other.limit
        self.slack += other.slack
        self.jobs ^= other.jobs
        self.resources ^= other.resources


@dataclass(frozen=True, slots=True)
class Column:
    """A pattern with a share in the linear programme's answer, and the (resource, units) it takes."""

    job: int
    share: float
    units: tuple[tuple[int, int], ...]


def separate(columns: Sequence[Column], limits: dict[int, int]) -> list[Cut]:
    """Cuts that these shares violate, the most violated first."""
    fractional = sorted((one for one in columns if one.share < 1 - 1e-6), key=lambda one: -one.share)
    found: dict[tuple[frozenset[int], frozenset[int]], tuple[float, _Row]] = {}

    def look(row: _Row) -> None:
        if row.limit and row.slack < 1:
            weight = row.slack + sum(one.share for bit, one in enumerate(fractional) if row.odd >> bit & 1)
            if weight < 1 - 2 * _LEAST_VIOLATION:
                found[row.jobs, row.resources] = (weight, row)

    for order in (range(len(fractional)), range(len(fractional) - 1, -1, -1)):
        _eliminate(_rows(columns, fractional, limits), order, look)
    best = sorted(found.values(), key=lambda one: one[0])[:_MOST]
    return [
        Cut(row.jobs, row.resources, (len(row.jobs) + sum(limits[resource] for resource in row.resources)) // 2)
        for _, row in best
    ]


def _rows(columns: Sequence[Column], fractional: Sequence[Column], limits: dict[int, int]) -> list[_Row]:
    """The rows that are tight, with the patterns that are chosen whole taken out by the row of their order."""
    left = {resource: float(limit) for resource, limit in limits.items()}
    whole: dict[int, set[int]] = {}
    for one in columns:
        for resource, count in one.units:
            if resource in left:
                left[resource] -= one.share * count
                if one.share >= 1 - 1e-6 and count % 2:
                    whole.setdefault(resource, set()).add(one.job)
    odd: dict[int, int] = {}
    jobs: dict[int, int] = {}
    for bit, one in enumerate(fractional):
        jobs[one.job] = jobs.get(one.job, 0) | 1 << bit
        for resource, count in one.units:
            if count % 2:
                odd[resource] = odd.get(resource, 0) | 1 << bit
    rows = [_Row(bits, 1, 0.0, frozenset((job,)), frozenset()) for job, bits in jobs.items()]
    for resource, slack in left.items():
        if slack < 0.9 and (odd.get(resource) or whole.get(resource)):
            taken = frozenset(whole.get(resource, ()))
            parity = (limits[resource] + len(taken)) % 2
            rows.append(_Row(odd.get(resource, 0), parity, max(0.0, slack), taken, frozenset((resource,))))
    return rows


def _eliminate(rows: list[_Row], order: Iterable[int], look: Callable[[_Row], None]) -> None:
    """Gaussian elimination modulo two, one column after the other, by the tightest row that has it."""
    for row in rows:
        look(_Row(row.odd, row.limit, row.slack, row.jobs, row.resources))
    for bit in order:
        having = [row for row in rows if row.odd >> bit & 1]
        if not having:
            continue
        pivot = min(having, key=lambda row: (row.slack, row.odd.bit_count()))
        rows = [row for row in rows if row is not pivot]
        for row in having:
            if row is not pivot:
                row.add(pivot)
                look(_Row(row.odd, row.limit, row.slack, row.jobs, row.resources))
        rows = [row for row in rows if row.slack < 1]
