"""What a wave is made of: what waits at a location, where it lies, and how the wave is to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import numbers, places
from storeops.database.queries import picking as queries
from storeops.database.queries import stock as stock_queries
from storeops.database.queries.picking import Wanted
from storeops.rules.amounts import Thousandths
from storeops.rules.lots import Held, first_expiring, fresh, take


@dataclass(frozen=True, slots=True)
class Asked:
    """How a wave is to be made. Units are whole units of the products; nothing is no limit."""

    pickers: int = 1
    mode: str = "cluster"
    objective: str = "oldest"
    min_units: int = 0
    max_units: int = 0
    max_orders: int = 0
    totes: int = 12
    """Orders in one tour at the most."""
    cart: int = 0
    """Units on one cart at the most."""
    seconds: int = 5
    orders: tuple[str, ...] = ()
    """Only these, by number."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Goods to be taken from one bin for one order's line."""

    wanted: Wanted
    bin: str
    lot: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be picked at a location, the oldest promise first; the goods of each product that lie there, what
    expires first in front; the bins by code."""

    wanted: tuple[Wanted, ...]
    held: Mapping[str, tuple[Held, ...]]
    bins: Mapping[str, RowMapping]

    @classmethod
    def read(cls, connection: Connection, location: str, day: str, orders: Sequence[str]) -> Waiting:
        """As it is now; only these orders where some are named. Raises UnknownDocument, AmbiguousDocument."""
        wanted = queries.to_pick(connection, location)
        if orders:
            only = {numbers.id_of(connection, "order", number) for number in orders}
            wanted = [one for one in wanted if one.order in only]
        held = {}
        for sku in sorted({one.sku for one in wanted}):
            rows = [row for row in stock_queries.held(connection, sku, location) if not row.status and row.quantity > 0]
            held[sku] = tuple(first_expiring(fresh(rows, day)))
        return cls(tuple(wanted), held, {row["code"]: row for row in places.bins(connection, location)})

    def aisle(self, bin: str) -> str:
        """The aisle of a bin: its own, or the bin itself where it is in none; nothing for loose goods."""
        row = self.bins.get(bin)
        return str(row["aisle"]) if row is not None and row["aisle"] else bin

    def stops(self, wanted: Iterable[Wanted], aisles: Collection[str] | None = None) -> tuple[Stop, ...]:
        """Each wanted quantity in the bins it is taken from: what expires first, loose goods before those in bins; out
        of these aisles first where some are named. What the books do not have is looked for where the rest lies."""
        left = {sku: list(rows) for sku, rows in self.held.items()}
        stops: list[Stop] = []
        for one in wanted:
            rows = left[one.sku]
            order = sorted(rows, key=lambda row: aisles is not None and self.aisle(row.bin) not in aisles)
            taken, rest = take(order, one.quantity)
            bins: dict[tuple[str, str], Thousandths] = {}
            for row, some in taken:
                rows[rows.index(row)] = Held(row.bin, row.status, row.lot, row.serial, row.quantity - some, row.expires)
                bins[row.bin, row.lot] = bins.get((row.bin, row.lot), 0) + some
            if rest:
                usual = next(iter(bins), ("", ""))
                bins[usual] = bins.get(usual, 0) + rest
            stops.extend(Stop(one, bin, lot, quantity) for (bin, lot), quantity in bins.items())
        return tuple(stops)
