"""Orders of a channel: placed, looked at, amended, cancelled, taken back. No channel sees another one's."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter
from sqlalchemy import Connection

from storeops.database.queries import orders as queries
from storeops.database.queries.numbers import UnknownDocument, id_of
from storeops.operations.orders import changing
from storeops.operations.orders.how import How
from storeops.operations.orders.placing import place as place_order
from storeops.operations.rma import authorising
from storeops.reports.orders.order import view
from storeops.reports.orders.state import OrderState, by_id
from storeops.reports.orders.view import OrderView
from storeops.reports.plain import Plain, plain
from storeops.reports.rma.rma import by_number as rma_view
from storeops.reports.rma.rma import listing
from storeops.reports.rma.view import RmaView
from storeops.rules.availability import NotEnoughStock
from storeops.server import reservations
from storeops.server.bodies import json
from storeops.server.callers import Channel, JsonRequest, channel_of
from storeops.server.described import answers
from storeops.server.once import Key, once
from storeops.server.order_bodies import (
    AmendIn,
    CancelIn,
    OrderIn,
    ReturnIn,
    address_of,
    document_of,
    goods_of,
    parts_of,
)
from storeops.store import Store

Number = Annotated[str, PathParameter(pattern=r"^[A-Za-z0-9-]{1,60}$", description="Number or id of the order.")]
REFUSE = "refuse"
MOST_RETURNS = 1000


@post("/orders", responses=answers(201, OrderView, "The order, as it was taken."), summary="Place an order")
async def place(request: JsonRequest, data: JSONBody[OrderIn], idempotency_key: Key) -> Response[bytes]:
    """Take an order: checked, priced, promised and sourced at once. What is wrong with its address holds it."""
    channel = channel_of(request)
    document = document_of(data, channel.code, channel.shop.profile.currency.code)

    def work(shop: Store) -> Plain:
        if data.reservation:
            with shop.read() as connection:
                reservations.require_own(connection, channel, data.reservation)
        preference = "" if data.if_short == REFUSE else data.if_short
        order = place_order(shop, document, How(strict=False, preference=preference, reservation=data.reservation))
        with shop.read() as connection:
            state = by_id(connection, order)
            if data.if_short == REFUSE:
                _require_all(state)
            return _shown(connection, shop, state)

    return await once(request, idempotency_key, work, 201)


@get("/orders/{number:str}", responses=answers(200, OrderView, "The order as it is now."), summary="Look at an order")
async def show(request: JsonRequest, number: Number) -> Response[bytes]:
    """An order of this channel: its lines, money, status, what is promised from where and what was sent."""
    return await json(_show, channel_of(request), number)


def _show(channel: Channel, number: str) -> Plain:
    with channel.shop.read() as connection:
        return _shown(connection, channel.shop, by_id(connection, own_order(connection, channel, number)))


@post(
    "/orders/{number:str}/amend",
    status_code=200,
    responses=answers(200, OrderView, "The order after the change."),
    summary="Change an order",
)
async def amend(request: JsonRequest, number: Number, data: JSONBody[AmendIn], idempotency_key: Key) -> Response[bytes]:
    """Change an order, all of it or nothing."""
    channel = channel_of(request)
    change = changing.Change(
        add=goods_of(data.add),
        cancel=parts_of(data.cancel),
        ship_to=address_of(data.ship_to) if data.ship_to else None,
        service=data.service,
        promised=data.promised or "",
        preference=data.if_short,
        note=data.note,
    )

    def work(shop: Store) -> Plain:
        order = _own(shop, channel, number)
        changing.amend(shop, order, change, data.reason)
        return _read(shop, order)

    return await once(request, idempotency_key, work, 200)


@post(
    "/orders/{number:str}/cancel",
    status_code=200,
    responses=answers(200, OrderView, "The order after it."),
    summary="Cancel an order, or lines of it",
)
async def cancel(
    request: JsonRequest, number: Number, data: JSONBody[CancelIn], idempotency_key: Key
) -> Response[bytes]:
    """Cancel what is still to be sent: promised stock is free again."""
    channel, parts = channel_of(request), parts_of(data.lines)

    def work(shop: Store) -> Plain:
        order = _own(shop, channel, number)
        changing.cancel(shop, order, data.reason, lines=parts)
        return _read(shop, order)

    return await once(request, idempotency_key, work, 200)


@post(
    "/orders/{number:str}/returns",
    responses=answers(201, RmaView, "The return authorisation."),
    summary="Announce a return",
)
async def announce(
    request: JsonRequest, number: Number, data: JSONBody[ReturnIn], idempotency_key: Key
) -> Response[bytes]:
    """Authorise goods of an order to be sent back, by the shop's rules."""
    channel, wanted = channel_of(request), parts_of(data.lines)

    def work(shop: Store) -> Plain:
        order = _own(shop, channel, number)
        made = authorising.create(shop, order, wanted, data.reason, note=data.note)
        with shop.read() as connection:
            return plain(rma_view(connection, made), shop.profile.currency.exponent)

    return await once(request, idempotency_key, work, 201)


@get(
    "/orders/{number:str}/returns",
    responses=answers(200, RmaView, "The returns of an order.", many=True),
    summary="The returns of an order",
)
async def returns(request: JsonRequest, number: Number) -> Response[bytes]:
    """Every return of an order: what was announced, what came, what was refunded."""
    return await json(_returns, channel_of(request), number)


def _returns(channel: Channel, number: str) -> Plain:
    with channel.shop.read() as connection:
        order = own_order(connection, channel, number)
        rows = listing(connection, order=order, limit=MOST_RETURNS)
        found = [rma_view(connection, row.id) for row in rows]
    return plain(found, channel.shop.profile.currency.exponent)


def own_order(connection: Connection, channel: Channel, number: str) -> str:
    """The id of this channel's order with a number or an id, whole. Raises UnknownDocument: also for another's."""
    order = id_of(connection, "order", number) if len(number) > 9 else ""
    row = queries.row(connection, order) if order else None
    if row is None or row["channel"] != channel.code or number.upper() not in (row["number"], order.upper()):
        raise UnknownDocument("order", number)
    return order


def _own(shop: Store, channel: Channel, number: str) -> str:
    with shop.read() as connection:
        return own_order(connection, channel, number)


def _read(shop: Store, order: str) -> Plain:
    with shop.read() as connection:
        return _shown(connection, shop, by_id(connection, order))


def _shown(connection: Connection, shop: Store, state: OrderState) -> Plain:
    return plain(view(connection, state), shop.profile.currency.exponent)


def _require_all(state: OrderState) -> None:
    """Raises NotEnoughStock for the first line of which something is missing."""
    for line, missing in state.missing().items():
        one = state.lines[line]
        raise NotEnoughStock(one.sku, one.quantity, one.quantity - missing)
