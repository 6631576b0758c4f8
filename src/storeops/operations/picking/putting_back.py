"""Goods that were picked and are not wanted any more lie in a bin again."""

from __future__ import annotations

from storeops.database.queries import numbers
from storeops.database.queries import picking as queries
from storeops.database.queries import stock as stock_queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import Moved, PutBack
from storeops.operations.bins import known_bin
from storeops.operations.locations import known_location
from storeops.operations.picking.picks import whole_units
from storeops.operations.suppliers import product_of
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused
from storeops.rules.lots import first_expiring, take
from storeops.rules.on_their_way import place_of
from storeops.store import Store, Tx


class NothingToPutBack(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Everything that was picked for {number} is still wanted.")
        self.number = number


class StillPacked(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(
            f"Goods of {number} that are not wanted any more are in a parcel. Open it first with 'storeops pack open'."
        )
        self.number = number


def put_back(shop: Store, number: str, *, bin: str = "", location: str = "", sku: str = "") -> tuple[Entry, ...]:
    """Put what was picked for an order (of one product only, with `sku`) and is not wanted any more into a bin, or
    (without one) among the loose goods.

    Raises UnknownDocument, AmbiguousDocument, UnknownLocation, UnknownBin, NothingToPutBack."""
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, "order", number)
        state = by_id(tx.connection, id)
        only = known_location(tx, location) if location else ""
        rows = [row for row in queries.surplus(tx.connection, id) if only in ("", row[3]) and sku in ("", row[2])]
        if not rows:
            raise NothingToPutBack(state.placed.number)
        return tuple(_put_back(tx, state, line, sku, place, over, bin) for _, line, sku, place, over in rows)


def _put_back(tx: Tx, state: OrderState, line: int, sku: str, location: str, over: Thousandths, bin: str) -> Entry:
    target = known_bin(tx, location, bin)
    source = place_of(state.placed.number)
    cost = product_of(tx, sku).cost
    waiting = stock_queries.waiting(tx.connection, sku, location, (source,))
    taken, rest = take(list(reversed(first_expiring(waiting))), over)
    goods = [
        Moved(sku=sku, quantity=some, unit_cost=cost, lot=one.lot, serial=one.serial, bin=target) for one, some in taken
    ]
    if rest:
        raise StillPacked(state.placed.number)
    return tx.record(
        PutBack(
            order=state.id,
            line=line,
            location=location,
            goods=tuple(goods),
            from_bin=source,
            units=-whole_units(tx, state, line, location, {sku: -over}),
        )
    )
