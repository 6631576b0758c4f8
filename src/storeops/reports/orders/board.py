"""The open orders, exceptions first, then by promise; and the worklist of what a person has to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from storeops.database.queries import orders as queries
from storeops.database.queries import picking as picking_queries
from storeops.database.tables import customer_order, order_allocation
from storeops.reports.orders.order import axes, exceptions
from storeops.reports.orders.state import OrderState, by_id
from storeops.reports.orders.view import BoardView, ExceptionView, OrderRow
from storeops.reports.rma import rma
from storeops.rules.orders.status import OrderStatus
from storeops.rules.quantity import decimal_string

_ORDER = {"late": 0, "today": 1, "tomorrow": 2, "later": 3, "unpromised": 4}
MOST = 500


def board(connection: Connection, today: date, *, limit: int = MOST) -> BoardView:
    """The open orders as of a business date. An order counts what the worklist has of it, too: stock that is promised
    and not there is no contradiction within the order, and a person has to decide all the same."""
    found = worklist(connection)
    named = Counter(one.number for one in found)
    rows = [
        replace(row, exceptions=max(row.exceptions, named[row.number]))
        for row in (_row(state, today) for state in _states(connection, queries.open_orders(connection, limit=limit)))
    ]
    rows.sort(
        key=lambda row: (-bool(row.exceptions), _ORDER[row.when], row.promised or date.max, row.placed_at, row.number)
    )
    return BoardView(
        orders=tuple(rows),
        open=len(rows),
        late=sum(row.when == "late" for row in rows),
        today=sum(row.when == "today" for row in rows),
        on_hold=sum(row.status is OrderStatus.ON_HOLD for row in rows),
        short=sum(bool(row.missing) for row in rows),
        exceptions=len(found),
        quarantined=len(queries.quarantined(connection)),
    )


def listing(
    connection: Connection,
    today: date,
    *,
    channel: str = "",
    customer: str = "",
    status: str = "",
    limit: int = 100,
) -> tuple[OrderRow, ...]:
    """Orders of any state, the newest first."""
    query = select(customer_order.c.id).order_by(customer_order.c.at.desc(), customer_order.c.id.desc())
    if channel:
        query = query.where(customer_order.c.channel == channel)
    if customer:
        query = query.where(customer_order.c.customer == customer)
    found: list[OrderRow] = []
    for state in _states(connection, (str(row.id) for row in connection.execute(query).all())):
        row = _row(state, today)
        if status in ("", row.status, row.payment_status, row.fulfilment_status):
            found.append(row)
        if len(found) == limit:
            break
    return tuple(found)


def _states(connection: Connection, orders: Iterable[str]) -> Iterable[OrderState]:
    for order in orders:
        yield by_id(connection, order)


def _row(state: OrderState, today: date) -> OrderRow:
    status, paid, fulfilled = axes(state)
    placed = state.placed
    promised = date.fromisoformat(state.promised) if state.promised else None
    return OrderRow(
        id=state.id,
        number=placed.number,
        channel=placed.channel,
        customer=placed.customer.name or placed.customer.company or placed.customer.code,
        placed_at=datetime.fromisoformat(state.at),
        promised=promised,
        when=_when(promised, today),
        status=status,
        payment_status=paid,
        fulfilment_status=fulfilled,
        service=state.service,
        lines=len(state.goods),
        total=state.money.total - state.money.cancelled,
        missing=sum(state.missing().values()),
        locations=tuple(sorted({location for (_, location), parts in state.allocated.items() if any(parts.values())})),
        holds=tuple(hold.kind for hold in state.holds),
        exceptions=len(exceptions(state)),
    )


def _when(promised: date | None, today: date) -> str:
    if promised is None:
        return "unpromised"
    if promised < today:
        return "late"
    if promised == today:
        return "today"
    return "tomorrow" if promised == today + timedelta(days=1) else "later"


def worklist(connection: Connection) -> tuple[ExceptionView, ...]:
    """Everything that a person has to decide: contradictions in orders and in returns by parcel, and stock promised
    beyond what is there."""
    found: list[ExceptionView] = []
    for order in queries.contradicted(connection):
        found.extend(exceptions(by_id(connection, order)))
    found.extend(_placed_twice(connection))
    found.extend(_oversold(connection))
    found.extend(_put_back(connection))
    found.extend(rma.worklist(connection))
    return tuple(found)


def worklist_of(connection: Connection, state: OrderState) -> tuple[ExceptionView, ...]:
    """What a person has to decide about one order."""
    shared = (one for one in (*_placed_twice(connection), *_oversold(connection)) if one.number == state.placed.number)
    return (*exceptions(state), *shared, *_put_back(connection, state.id))


def _put_back(connection: Connection, order: str = "") -> Iterable[ExceptionView]:
    """Goods that were picked, and that their order does not want any more there: cancelled meanwhile, or sent from
    elsewhere by another database."""
    for id, line, sku, location, over in picking_queries.surplus(connection, order):
        number = by_id(connection, id).placed.number
        yield ExceptionView(
            order=id,
            number=number,
            kind="picked_not_wanted",
            line=line,
            what=f"{decimal_string(over)} of {sku} were picked at {location} and are not wanted any more",
            ways_out=(f"storeops pick put-back {number} puts them in a bin again",),
        )


def _placed_twice(connection: Connection) -> Iterable[ExceptionView]:
    """Documents of a channel that two databases each made an order of."""
    for (channel, external), orders in queries.placed_twice(connection).items():
        waiting = [order for order in orders if _untouched(by_id(connection, order[0]))]
        id, number = (waiting or orders)[-1]
        out = (
            f"storeops order cancel {number} leaves one of them"
            if waiting
            else f"storeops rma create {number} takes back what was sent twice"
        )
        yield ExceptionView(
            order=id,
            number=number,
            kind="placed_twice",
            line=0,
            what=f"order {external} of {channel} was taken as {', '.join(number for _, number in orders)}",
            ways_out=(out,),
        )


def _untouched(state: OrderState) -> bool:
    """Whether nothing of an order was sent yet, so that all of it can be cancelled."""
    return not any(state.counter(line.line).shipped for line in state.goods)


def _oversold(connection: Connection) -> Iterable[ExceptionView]:
    """Products of which more is promised at a location than lies there: sold at the till, miscounted, or promised
    twice by two databases. It is told of the order that can wait longest: without a day, else with the latest."""
    for sku, location, promised, on_hand in queries.oversold(connection):
        query = (
            select(customer_order.c.number)
            .join(order_allocation, order_allocation.c.order_id == customer_order.c.id)
            .where(
                order_allocation.c.sku == sku,
                order_allocation.c.location == location,
                order_allocation.c.quantity > 0,
            )
            .order_by(queries.UNPROMISED.desc(), customer_order.c.promised.desc(), customer_order.c.number)
        )
        numbers = [str(row.number) for row in connection.execute(query)]
        yield ExceptionView(
            order="",
            number=numbers[0] if numbers else "",
            kind="promised_beyond_stock",
            line=0,
            what=f"{decimal_string(promised)} of {sku} are promised at {location} ({', '.join(numbers[:5])}), "
            f"{decimal_string(on_hand)} are there",
            ways_out=(
                f"storeops order deallocate {numbers[0] if numbers else ''} sources it from elsewhere",
                f"storeops count plan --location {location} counts it",
            ),
        )
