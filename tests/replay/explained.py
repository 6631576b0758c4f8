"""Whether everything that was sent through the warehouse is explained: by its picks, its parcels, its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storeops.database.tables import customer_order, order_handling, parcel, parcel_event, stock_detail
from storeops.journal.facts import Moved, ParcelPacked, ParcelSent, SaleCompleted
from storeops.journal.reading import entry_of, rows
from storeops.reports.doctor.books import books
from storeops.reports.doctor.view import OK
from storeops.reports.orders.state import by_id
from storeops.store import Store

_Goods = dict[tuple[int, str], int]
"""(line of the order, SKU) -> thousandths."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What is not explained, in words; nothing where all is. `orders` and `parcels` are how many were looked at."""

    orders: int
    parcels: int
    unexplained: tuple[str, ...]


def explained(shop: Store) -> Explained:
    """Look at every order, parcel and place of the shop, and what the doctor says of its books; that it charges no tax
    is as the file has it."""
    with shop.read() as connection:
        orders = [str(row[0]) for row in connection.execute(select(customer_order.c.id))]
        sales, sent = _journal(connection)
        told = [
            *_places(connection),
            *(f"sale {sale}: {problem}" for sale, problem in _parcels(sales, sent)),
            *(problem for order in orders for problem in _order(connection, order)),
        ]
        count = len(connection.execute(select(parcel.c.id)).all())
    told += [
        f"{check.name}: {check.found}"
        for check in books(shop, deep=False)
        if check.state != OK and check.name != "taxes"
    ]
    return Explained(len(orders), count, tuple(told))


def _places(connection: Connection) -> Iterator[str]:
    """Nothing is left in the places of orders and parcels, and every parcel was sent."""
    for row in connection.execute(select(stock_detail).where(stock_detail.c.bin.startswith("~"))):
        if row.quantity:
            yield f"{row.quantity} of {row.sku} left in {row.bin}"
    for row in connection.execute(select(order_handling).where(order_handling.c.quantity != 0)):
        yield f"{row.quantity} of {row.sku} {row.stage} and not sent"
    gone = select(parcel_event.c.parcel).where(parcel_event.c.kind == "sent")
    for row in connection.execute(select(parcel.c.number).where(parcel.c.id.not_in(gone))):
        yield f"parcel {row.number} was not sent"


def _journal(connection: Connection) -> tuple[dict[str, _Goods], dict[str, _Goods]]:
    """By sale: the goods of its document, and the goods of the parcels that left with it."""
    sales: dict[str, _Goods] = {}
    packed: dict[str, _Goods] = {}
    sent: defaultdict[str, _Goods] = defaultdict(dict)
    for entry in (entry_of(found.row) for found in rows(connection)):
        fact, id = entry.envelope.fact, entry.envelope.id
        if isinstance(fact, SaleCompleted) and fact.order:
            sales[id] = _sums(
                (line.order_line, line.moved or (Moved(sku=line.sku, quantity=line.quantity),))
                for line in fact.lines
                if line.stocked
            )
        elif isinstance(fact, ParcelPacked):
            packed[id] = _sums((line.line, line.goods) for line in fact.lines)
        elif isinstance(fact, ParcelSent):
            for key, quantity in packed.pop(fact.parcel).items():
                sent[fact.sale][key] = sent[fact.sale].get(key, 0) + quantity
    return sales, sent


def _sums(lines: Iterator[tuple[int, tuple[Moved, ...]]]) -> _Goods:
    found: _Goods = {}
    for line, goods in lines:
        for one in goods:
            found[line, one.sku] = found.get((line, one.sku), 0) + one.quantity
    return found


def _parcels(sales: dict[str, _Goods], sent: dict[str, _Goods]) -> Iterator[tuple[str, str]]:
    for sale in {*sales, *sent}:
        if sales.get(sale, {}) != sent.get(sale, {}):
            yield sale, "its parcels hold other goods than it says"


def _order(connection: Connection, order: str) -> Iterator[str]:
    """Line by line as much picked as packed as shipped as ordered, no promise left, and no more delivered than that."""
    state = by_id(connection, order)
    if not state.closed or any(quantity for parts in state.allocated.values() for quantity in parts.values()):
        yield f"order {state.placed.number} is not closed"
    for line in state.goods:
        counted = state.counter(line.line)
        ways = {counted.picked - counted.put_back, counted.packed - counted.unpacked, counted.shipped, counted.ordered}
        if len(ways) != 1 or counted.delivered > counted.shipped:
            yield f"order {state.placed.number} line {line.line}: {counted}"
