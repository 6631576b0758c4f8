"""One order as a view."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from storeops.database.queries import orders as queries
from storeops.database.queries import sales as sale_queries
from storeops.reports.orders.state import OrderState, read
from storeops.reports.orders.view import (
    AddressView,
    AllocationView,
    CustomerView,
    ExceptionView,
    HoldView,
    OrderLineView,
    OrderView,
    PaymentView,
)
from storeops.rules.orders.lines import OrderLine, sums_of
from storeops.rules.orders.status import (
    FulfilmentStatus,
    OrderStatus,
    PaymentStatus,
    contradictions,
    fulfilment_status,
    order_status,
    payment_status,
)


def by_number(connection: Connection, number: str) -> OrderView:
    """An order by its number, what the number ends in, or its id. Raises UnknownDocument, AmbiguousDocument."""
    return view(connection, read(connection, number))


def axes(state: OrderState) -> tuple[OrderStatus, PaymentStatus, FulfilmentStatus]:
    """The three axes of an order's state."""
    counters = [state.counter(line) for line in state.lines]
    return (
        order_status(counters, on_hold=state.on_hold),
        payment_status(state.money),
        fulfilment_status(counters),
    )


def exceptions(state: OrderState) -> tuple[ExceptionView, ...]:
    """What a person has to decide about an order."""
    number = state.placed.number
    return tuple(
        ExceptionView(state.id, number, one.kind, one.line, one.what, one.ways_out)
        for one in contradictions(number, state.counters, state.money, difference=state.difference)
    )


def view(connection: Connection, state: OrderState) -> OrderView:
    placed, money = state.placed, state.money
    status, paid, fulfilled = axes(state)
    sums = sums_of(list(state.lines.values()))
    return OrderView(
        id=state.id,
        number=placed.number,
        channel=placed.channel,
        external=placed.external,
        placed_at=datetime.fromisoformat(state.at),
        status=status,
        payment_status=paid,
        fulfilment_status=fulfilled,
        customer=_customer(state),
        ship_to=_address(state),
        service=state.service,
        pickup_location=state.pickup_location,
        promised=date.fromisoformat(state.promised) if state.promised else None,
        window=state.window,
        promise_reasons=placed.promise_reasons,
        short_preference=state.short_preference,
        pay=placed.due,
        currency=placed.currency,
        prices_include_tax=placed.prices_include_tax,
        lines=tuple(_line(state, line) for _, line in sorted(state.lines.items())),
        discount=sums.discount,
        net=sums.net,
        tax=sums.tax,
        total=money.total,
        cancelled=money.cancelled - money.reinstated,
        returned=money.returned,
        authorised=money.held,
        paid=money.received,
        refunded=money.refunded,
        due=money.due,
        holds=_holds(state),
        payments=_payments(connection, state.id),
        dispatches=_dispatches(connection, state.id),
        exceptions=exceptions(state),
        note=state.fields.get("note", placed.note),
    )


def _holds(state: OrderState) -> tuple[HoldView, ...]:
    return tuple(HoldView(hold.kind, hold.reason, datetime.fromisoformat(hold.at), hold.actor) for hold in state.holds)


def _customer(state: OrderState) -> CustomerView:
    one = state.placed.customer
    return CustomerView(one.code, one.name, one.company, one.email, one.phone)


def _address(state: OrderState) -> AddressView:
    one = state.ship_to
    return AddressView(one.name, one.company, one.lines, one.city, one.region, one.postcode, one.country)


def _line(state: OrderState, line: OrderLine) -> OrderLineView:
    counted = state.counter(line.line)
    return OrderLineView(
        line=line.line,
        kind=line.kind,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        cancelled=counted.off,
        allocated=max(0, counted.standing),
        missing=counted.missing if counted.goods else 0,
        picked=counted.picked - counted.put_back,
        packed=counted.packed - counted.unpacked,
        shipped=counted.shipped,
        returned=counted.returned,
        open=counted.open,
        unit_price=line.unit_price,
        discount=sum(one.amount for one in line.discounts),
        amount=line.amount,
        tax=line.tax,
        total=line.total,
        substitutes=line.substitutes,
        allocations=tuple(AllocationView(one.location, one.quantity) for one in state.standing(line)),
    )


def _payments(connection: Connection, order: str) -> tuple[PaymentView, ...]:
    return tuple(
        PaymentView(
            row["stage"],
            row["tender"],
            row["amount"],
            row["reference"],
            datetime.fromisoformat(row["at"]),
            row["actor"],
        )
        for row in queries.payments(connection, order)
    )


def _dispatches(connection: Connection, order: str) -> tuple[str, ...]:
    sales = (sale_queries.by_id(connection, row["sale"]) for row in queries.dispatches(connection, order))
    return tuple(str(row["number"]) for row in sales if row is not None)
