"""Reservations: stock held for a cart or a quote for some minutes, checked and taken in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from storeops.database.queries import availability, sourcing
from storeops.database.queries import reservations as queries
from storeops.database.queries import shop as shop_queries
from storeops.journal.envelope import Entry, utc_text
from storeops.journal.facts import ReservationEnded, ReservedLine, StockReserved
from storeops.operations.handling import known_channel
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked, look_up
from storeops.operations.remarks import remark
from storeops.operations.stock import NothingToRecord
from storeops.rules import quantity
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.availability import Availability, NotEnoughStock, summed
from storeops.rules.channels import allows_location
from storeops.rules.errors import Refused
from storeops.rules.reservations import spread
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx

LONGEST_MINUTES = 60 * 24 * 31


class BadMinutes(Refused):
    def __init__(self, minutes: int) -> None:
        super().__init__(f"Stock is held for 1 to {LONGEST_MINUTES} minutes, not {minutes}.")
        self.minutes = minutes


class UnknownReservation(Refused):
    def __init__(self, id: str, several: bool = False) -> None:
        why = "may be more than one reservation; give more of it" if several else "is no reservation"
        super().__init__(f"{quote(id)} {why}. 'storeops stock reservations' shows those that hold.")
        self.id = id


class ReservationOver(Refused):
    """It was given back, or its time is over; its stock is free already."""

    def __init__(self, id: str) -> None:
        super().__init__(f"Reservation {id} is over: its stock is free already. Reserve again for more time.")
        self.id = id


def reserve(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths]],
    *,
    minutes: int = 20,
    channel: str = "",
    location: str = "",
    purpose: str = "cart",
    reference: str = "",
    command: str = "",
) -> Entry:
    """Hold (SKU or barcode, quantity) pairs until the minutes are over; of a kit its parts are held.

    Two pairs of one product are checked together, and checking and taking are one transaction. Without a location the
    one with most to promise is taken, of the channel's if it has some, and the next ones for what is left. Raises
    UnknownProduct, NotForSale, NoPrice, NotStocked, NotWhole, NotAQuantity, UnknownLocation, UnknownChannel,
    NotEnoughStock, BadMinutes, NothingToRecord, CardNumberRefused, RecordedOtherwise; nothing is written then."""
    if not goods:
        raise NothingToRecord
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise BadMinutes(minutes)
    told, why = remark(reference, "reference", limit=80), remark(purpose, "purpose", limit=20) or "cart"
    with shop.write() as tx:
        wanted = _wanted(tx, goods)
        if done := tx.recorded(command):
            return _same(done, wanted)
        lines = _lines(tx, wanted, known_channel(tx, channel), location)
        until = tx.now + timedelta(minutes=minutes)
        fact = StockReserved(
            channel=channel,
            purpose=why,
            reference=told,
            expires_at=utc_text(until.isoformat()),
            lines=lines,
        )
        return tx.record(fact, id=command)


def _wanted(tx: Tx, goods: Iterable[tuple[str, Thousandths]]) -> dict[str, Thousandths]:
    """What is wanted of each product that moves."""
    each: list[tuple[str, Thousandths]] = []
    for code, amount in goods:
        found = look_up(tx.connection, tx.profile, code, tx.business_date)
        item, total = found.item, amount * found.quantity // ONE
        quantity.check(total, quantity.unit(item.unit))
        if total < 0:
            raise quantity.NotAQuantity(quantity.decimal_string(total), "hold more than nothing")
        if not item.stocked:
            raise NotStocked(item.sku)
        parts = sourcing.kits(tx.connection, [item.sku]).get(item.sku, ())
        each += [(part.sku, part.quantity * total // ONE) for part in parts] or [(item.sku, total)]
    return summed(each)


def _lines(tx: Tx, wanted: Mapping[str, Thousandths], channel: str, location: str) -> tuple[ReservedLine, ...]:
    """Where each product is held. Raises NotEnoughStock."""
    now = utc_text(tx.now.isoformat())
    known = availability.read(tx.connection, list(wanted), now=now, channel=channel)
    places = _places(tx, channel, location)
    lines: list[ReservedLine] = []
    for sku, total in wanted.items():
        there = [known.get((sku, place), Availability(sku, place)) for place in places]
        parts, rest = spread(there, total)
        if rest:
            raise NotEnoughStock(sku, total, total - rest, location)
        lines += [ReservedLine(sku=sku, location=place, quantity=some) for place, some in parts]
    return tuple(lines)


def _places(tx: Tx, channel: str, location: str) -> list[str]:
    if location:
        return [known_location(tx, location)]
    codes = shop_queries.location_codes(tx.connection)
    found = sourcing.channel_of(tx.connection, channel) if channel else None
    return [code for code in codes if found is None or allows_location(found, code)]


def _same(done: Entry, wanted: Mapping[str, Thousandths]) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    fact = done.envelope.fact
    held = summed((line.sku, line.quantity) for line in fact.lines) if isinstance(fact, StockReserved) else {}
    if held != wanted:
        raise RecordedOtherwise(done.envelope.id)
    return done


def release(shop: Store, reservation: str, reason: str = "released") -> Entry:
    """Give a reservation's stock back before its time; its id or the beginning of it.

    Raises UnknownReservation, ReservationOver, CardNumberRefused."""
    why = remark(reason, "reason", limit=80) or "released"
    with shop.write() as tx:
        return end(tx, reservation, why)


def end(tx: Tx, reservation: str, reason: str) -> Entry:
    """End a running reservation within a transaction of the caller's. Raises UnknownReservation, ReservationOver."""
    typed = reservation.strip()
    found = queries.found(tx.connection, typed) if len(typed) >= 6 else []
    if len(found) != 1:
        raise UnknownReservation(reservation, several=len(found) > 1)
    (id,) = found
    lines = queries.lines(tx.connection, id)
    if queries.ended(tx.connection, id) or lines[0]["expires_at"] <= utc_text(tx.now.isoformat()):
        raise ReservationOver(id)
    return tx.record(ReservationEnded(reservation=id, reason=reason))
