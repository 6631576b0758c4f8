"""Goods that come in, and goods that are put right."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.database.queries import shop as shop_queries
from storeops.database.queries import stock as queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import GoodsLine, GoodsReceived, StockAdjusted
from storeops.operations.lookup import Found, look_up
from storeops.operations.orders import allocation
from storeops.operations.remarks import remark
from storeops.rules import postings, quantity
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.store import RecordedOtherwise, Store, Tx

ADJUSTMENT_REASONS = ("count", "damaged", "expired", "found", "own-use", "scrap", "stolen", "other")


class UnknownLocation(Refused):
    def __init__(self, location: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no location '{location}'. Known: {', '.join(known)}.")
        self.location = location


class NotStocked(Refused):
    def __init__(self, sku: str) -> None:
        super().__init__(f"{sku} is a service: it has no stock. Leave it out.")
        self.sku = sku


class UnknownReason(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(f"'{reason}' is no reason for an adjustment. Known: {', '.join(ADJUSTMENT_REASONS)}.")
        self.reason = reason


class NothingToRecord(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing to record: name at least one product and its quantity.")


def receive(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths]],
    *,
    supplier: str = "",
    reference: str = "",
    location: str = "",
    command: str = "",
) -> Entry:
    """Take goods in: (SKU or barcode, quantity) pairs. A barcode of a pack counts what is in the pack. Orders that wait
    for them get them, the oldest promise first.

    `command`, made when the form opens, is the fact's id: asking twice takes in once. Raises UnknownProduct, NotWhole,
    NotAQuantity, NotStocked, UnknownLocation, NothingToRecord, CardNumberRefused, RecordedOtherwise; all or nothing."""
    if not goods:
        raise NothingToRecord
    by, under = remark(supplier, "supplier"), remark(reference, "reference")
    for _, amount in goods:
        if amount < 0:
            told = quantity.decimal_string(amount)
            raise quantity.NotAQuantity(told, "goods that go out again are an adjustment, with its reason")
    with shop.write() as tx:
        lines = tuple(_line(tx, code, amount) for code, amount in goods)
        if done := _done(tx, command, GoodsReceived, lines):
            return done
        cost = _cost(lines)
        entry = tx.record(
            GoodsReceived(
                location=known_location(tx, location),
                supplier=by,
                reference=under,
                lines=lines,
                postings=postings.move(postings.INVENTORY, postings.SUPPLIERS, cost),
            ),
            id=command,
        )
        allocation.fill(tx, (line.sku for line in lines))
        return entry


def adjust(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths]],
    reason: str,
    *,
    note: str = "",
    location: str = "",
    command: str = "",
) -> Entry:
    """Put on hand right by differences (negative: goods are missing); what was found goes to orders that wait for it.

    Raises what `receive` raises, and UnknownReason."""
    if not goods:
        raise NothingToRecord
    if reason not in ADJUSTMENT_REASONS:
        raise UnknownReason(reason)
    told = remark(note, "note")
    with shop.write() as tx:
        lines = tuple(_line(tx, code, amount) for code, amount in goods)
        if done := _done(tx, command, StockAdjusted, lines):
            return done
        entry = tx.record(
            StockAdjusted(
                location=known_location(tx, location),
                reason=reason,
                note=told,
                lines=lines,
                postings=postings.move(postings.INVENTORY, postings.SHRINKAGE, _cost(lines)),
            ),
            id=command,
        )
        allocation.fill(tx, (line.sku for line in lines if line.quantity > 0))
        return entry


def on_hand(shop: Store, sku: str) -> dict[str, Thousandths]:
    """Thousandths of a product at each of the shop's locations."""
    with shop.read() as connection:
        shelves = {row["code"] for row in shop_queries.locations(connection)}
        return {place: held for place, held in queries.on_hand(connection, sku).items() if place in shelves}


def _line(tx: Tx, code: str, amount: Thousandths) -> GoodsLine:
    found: Found = look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False)
    item = found.item
    total = amount * found.quantity // 1000
    quantity.check(total, quantity.unit(item.unit))
    if not item.stocked:
        raise NotStocked(item.sku)
    return GoodsLine(sku=item.sku, name=item.name, unit=item.unit, quantity=total, unit_cost=item.cost)


def _done(tx: Tx, command: str, kind: type[GoodsReceived | StockAdjusted], lines: Sequence[GoodsLine]) -> Entry | None:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    entry = tx.recorded(command)
    if entry is None:
        return None
    fact = entry.envelope.fact
    if not isinstance(fact, kind) or _goods(fact.lines) != _goods(lines):
        raise RecordedOtherwise(command)
    return entry


def _goods(lines: Sequence[GoodsLine]) -> list[tuple[str, Thousandths]]:
    return [(line.sku, line.quantity) for line in lines]


def _cost(lines: Sequence[GoodsLine]) -> Minor:
    return sum(quantity.extend(line.unit_cost, line.quantity) for line in lines)


def known_location(tx: Tx, location: str) -> str:
    """The location named, else the terminal's own. Raises UnknownLocation."""
    if not location:
        return tx.profile.location
    known = [row["code"] for row in shop_queries.locations(tx.connection)]
    if location not in known:
        raise UnknownLocation(location, known)
    return location
