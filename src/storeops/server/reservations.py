"""Stock held for a channel's carts, for some minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from anyio import to_thread
from litestar import Response, delete, post
from litestar.params import JSONBody, PathParameter
from sqlalchemy import Connection

from storeops.database.queries import reservations as queries
from storeops.journal.facts import StockReserved
from storeops.operations import reservations
from storeops.operations.reservations import ReservationOver, UnknownReservation
from storeops.reports.plain import Plain, plain
from storeops.rules.amounts import Thousandths
from storeops.server.callers import Channel, JsonRequest, channel_of
from storeops.server.described import answers
from storeops.server.once import Key, once
from storeops.server.order_bodies import ReserveIn, goods_of
from storeops.store import Store


@dataclass(frozen=True, slots=True)
class HeldAt:
    """What is held of a product at a location."""

    sku: str
    location: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class ReservationView:
    id: str
    channel: str
    reference: str
    expires_at: datetime
    lines: tuple[HeldAt, ...]


@post(
    "/reservations",
    responses=answers(201, ReservationView, "What is held, where, and until when."),
    summary="Hold stock for a cart",
)
async def reserve(request: JsonRequest, data: JSONBody[ReserveIn], idempotency_key: Key) -> Response[bytes]:
    """Hold goods until the minutes are over; all of them, or nothing."""
    channel, goods = channel_of(request), goods_of(data.lines)

    def work(shop: Store) -> Plain:
        made = reservations.reserve(
            shop, goods, minutes=data.minutes, channel=channel.code, reference=data.reference
        ).envelope
        assert isinstance(made.fact, StockReserved)
        lines = tuple(HeldAt(line.sku, line.location, line.quantity) for line in made.fact.lines)
        until = datetime.fromisoformat(made.fact.expires_at)
        found = ReservationView(made.id, channel.code, made.fact.reference, until, lines)
        return plain(found, shop.profile.currency.exponent)

    return await once(request, idempotency_key, work, 201)


@delete(
    "/reservations/{id:str}",
    status_code=204,
    responses=answers(204, None, "Its stock is free."),
    summary="Give held stock back",
)
async def release(request: JsonRequest, id: Annotated[str, PathParameter(pattern=r"^[0-9a-f-]{36}$")]) -> None:
    """Give a reservation's stock back before its time. One that is over already stays so."""
    channel = channel_of(request)
    await to_thread.run_sync(_release, channel, id)


def _release(channel: Channel, id: str) -> None:
    with channel.shop.write() as tx:
        tx.actor = channel.caller.actor
        require_own(tx.connection, channel, id)
        try:
            reservations.end(tx, id, "released")
        except ReservationOver:
            return


def require_own(connection: Connection, channel: Channel, id: str) -> None:
    """Raises UnknownReservation, for another channel's, too."""
    lines = queries.lines(connection, id)
    if not lines or lines[0]["channel"] != channel.code:
        raise UnknownReservation(id)
