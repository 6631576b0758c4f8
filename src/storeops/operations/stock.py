"""Goods that come in, and goods that are put right."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from storeops.database.queries import shop as shop_queries
from storeops.database.queries import stock as queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import GoodsLine, GoodsReceived, StockAdjusted
from storeops.operations.arrivals import Arrival, NotThere, promise, refuse_twice
from storeops.operations.arrivals import lines as arrived
from storeops.operations.locations import UnknownLocation as UnknownLocation
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked as NotStocked
from storeops.operations.remarks import remark
from storeops.rules import postings, quantity
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.store import RecordedOtherwise, Store, Tx

ADJUSTMENT_REASONS = ("count", "damaged", "expired", "found", "own-use", "scrap", "stolen", "other")


class UnknownReason(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(f"'{reason}' is no reason for an adjustment. Known: {', '.join(ADJUSTMENT_REASONS)}.")
        self.reason = reason


class NothingToRecord(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing to record: name at least one product and its quantity.")


def receive(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths] | Arrival],
    *,
    supplier: str = "",
    reference: str = "",
    location: str = "",
    command: str = "",
) -> Entry:
    """Take goods in: (SKU or barcode, quantity) pairs, or arrivals with lot, expiry, serial numbers, bin and status. A
    barcode of a pack counts what is in the pack. Orders that wait for the goods get them.

    `command`, made when the form opens, is the fact's id: asking twice takes in once. Raises UnknownProduct, NotWhole,
    NotAQuantity, NotStocked, IsAKit, LotRequired, SerialsRequired, SerialOnHand, UnknownBin, UnknownStatus, BadExpiry,
    UnknownLocation, NothingToRecord, CardNumberRefused, RecordedOtherwise; all or nothing."""
    arrivals = arriving(goods)
    by, under = remark(supplier, "supplier"), remark(reference, "reference")
    with shop.write() as tx:
        place = known_location(tx, location)
        lines = arrived(tx, arrivals, place)
        if done := _done(tx, command, GoodsReceived, lines):
            return done
        refuse_twice(tx, lines)
        entry = tx.record(
            GoodsReceived(
                location=place,
                supplier=by,
                reference=under,
                lines=lines,
                postings=postings.move(postings.INVENTORY, postings.SUPPLIERS, _cost(lines)),
            ),
            id=command,
        )
        promise(tx, (line.sku for line in lines if not line.status))
        return entry


def arriving(goods: Sequence[tuple[str, Thousandths] | Arrival]) -> tuple[Arrival, ...]:
    """The goods as arrivals. Raises NothingToRecord, NotAQuantity for goods that go out again."""
    if not goods:
        raise NothingToRecord
    arrivals = tuple(one if isinstance(one, Arrival) else Arrival(*one) for one in goods)
    for arrival in arrivals:
        if arrival.quantity < 0:
            told = quantity.decimal_string(arrival.quantity)
            raise quantity.NotAQuantity(told, "goods that go out again are an adjustment, with its reason")
    return arrivals


def adjust(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths] | Arrival],
    reason: str,
    *,
    note: str = "",
    location: str = "",
    command: str = "",
) -> Entry:
    """Put on hand right by differences (negative: goods are missing). A piece with a serial number goes from the bin
    it lies in; what was found goes to the orders that wait for it.

    Raises what `receive` raises, UnknownReason, and NotThere for a serial number that is not here."""
    if not goods:
        raise NothingToRecord
    if reason not in ADJUSTMENT_REASONS:
        raise UnknownReason(reason)
    told = remark(note, "note")
    arrivals = tuple(one if isinstance(one, Arrival) else Arrival(*one) for one in goods)
    with shop.write() as tx:
        place = known_location(tx, location)
        lines = arrived(tx, arrivals, place, fresh=False)
        if done := _done(tx, command, StockAdjusted, lines):
            return done
        refuse_twice(tx, lines)
        entry = tx.record(
            StockAdjusted(
                location=place,
                reason=reason,
                note=told,
                lines=tuple(_piece(tx, line, place) for line in lines),
                postings=postings.move(postings.INVENTORY, postings.SHRINKAGE, _cost(lines)),
            ),
            id=command,
        )
        promise(tx, (line.sku for line in lines if line.quantity > 0 and not line.status))
        return entry


def _piece(tx: Tx, line: GoodsLine, location: str) -> GoodsLine:
    """A missing piece with a serial number is missing from where it was. Raises NotThere."""
    if not line.serial or line.quantity > 0:
        return line
    for held in queries.held(tx.connection, line.sku, location):
        if held.serial == line.serial and held.quantity > 0:
            return msgspec.structs.replace(line, bin=held.bin, status=held.status, lot=held.lot)
    raise NotThere(line.sku, -line.quantity, 0, f"serial {line.serial} at {location}")


def on_hand(shop: Store, sku: str) -> dict[str, Thousandths]:
    """Thousandths of a product at each of the shop's locations."""
    with shop.read() as connection:
        shelves = {row["code"] for row in shop_queries.locations(connection)}
        return {place: held for place, held in queries.on_hand(connection, sku).items() if place in shelves}


def _done(tx: Tx, command: str, kind: type[GoodsReceived | StockAdjusted], lines: Sequence[GoodsLine]) -> Entry | None:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    entry = tx.recorded(command)
    if entry is None:
        return None
    fact = entry.envelope.fact
    if not isinstance(fact, kind) or _goods(fact.lines) != _goods(lines):
        raise RecordedOtherwise(command)
    return entry


def _goods(lines: Sequence[GoodsLine]) -> list[tuple[str, Thousandths, str, str]]:
    """What makes two forms the same: where a missing piece was found lying is not part of it."""
    return [(line.sku, line.quantity, line.lot if not line.serial else "", line.serial) for line in lines]


def _cost(lines: Sequence[GoodsLine]) -> Minor:
    return sum(quantity.extend(line.unit_cost, line.quantity) for line in lines)
