"""Goods as they arrive: lot, expiry, serial numbers, bin and status of each, checked before anything is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storeops.database.queries import handling as handling_queries
from storeops.database.queries import orders as order_queries
from storeops.database.queries import sourcing
from storeops.database.queries import stock as queries
from storeops.journal.facts import GoodsLine
from storeops.operations.bins import known_bin
from storeops.operations.lookup import Found, NotStocked, look_up
from storeops.operations.remarks import remark
from storeops.rules import quantity
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL, STATUSES
from storeops.rules.wording import quote
from storeops.store import Tx


class IsAKit(Refused):
    """A kit has no stock of its own."""

    def __init__(self, sku: str, parts: Sequence[str]) -> None:
        super().__init__(f"{sku} is a kit: it has no stock of its own. Name its parts: {', '.join(parts)}.")
        self.sku = sku


class LotRequired(Refused):
    def __init__(self, sku: str) -> None:
        super().__init__(f"{sku} is tracked by lot: say which lot it is (--lot), as it stands on the carton.")
        self.sku = sku


class SerialsRequired(Refused):
    """A piece of a serial-tracked product without its number, or a number without its piece."""

    def __init__(self, sku: str, pieces: int, given: int) -> None:
        super().__init__(
            f"{sku} is tracked by serial number: {pieces} pieces need {pieces} different numbers, {given} were given. "
            "Scan the serial number of each piece (--serial)."
        )
        self.sku = sku


class SerialOnHand(Refused):
    """The number is on hand already: no two pieces of a product have the same."""

    def __init__(self, sku: str, serial: str, location: str) -> None:
        super().__init__(f"{sku} with serial {quote(serial)} is on hand at {location} already. Check the number.")
        self.sku = sku
        self.serial = serial
        self.location = location


class NotThere(Refused):
    """More is moved than lies there. `where` in words, `there` in thousandths."""

    def __init__(self, sku: str, wanted: Thousandths, there: Thousandths, where: str) -> None:
        super().__init__(
            f"{quantity.decimal_string(wanted)} of {sku} cannot be taken from {where}: "
            f"{quantity.decimal_string(max(0, there))} is there. Look with 'storeops why stock {sku}', or count it."
        )
        self.sku = sku
        self.wanted = wanted
        self.there = there


class UnknownStatus(Refused):
    def __init__(self, status: str) -> None:
        super().__init__(f"{quote(status)} is no status of goods. Known: {', '.join(STATUSES)}.")
        self.status = status


class BadExpiry(Refused):
    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{quote(text)} cannot be the expiry date: {why}.")
        self.text = text


@dataclass(frozen=True, slots=True)
class Arrival:
    """Goods of one product: SKU or barcode, and thousandths of it (of what the barcode names). `expires` an ISO date;
    an empty status is available. What a GS1 code says of lot, expiry and serial holds where nothing else is said."""

    code: str
    quantity: Thousandths
    lot: str = ""
    expires: str = ""
    serials: tuple[str, ...] = ()
    bin: str = ""
    status: str = ""


def lines(tx: Tx, arrivals: Iterable[Arrival], location: str, *, fresh: bool = True) -> tuple[GoodsLine, ...]:
    """The lines of a fact: one for each product and lot, one for each piece with a serial number.

    Quantities may be negative where goods go. With `fresh`, what has expired is refused unless it is no goods to sell.
    Raises UnknownProduct, NotStocked, IsAKit, NotWhole, NotAQuantity, LotRequired, SerialsRequired, UnknownBin,
    UnknownStatus, BadExpiry, CardNumberRefused."""
    made: list[GoodsLine] = []
    for arrival in arrivals:
        made += _lines(tx, arrival, location, fresh=fresh)
    numbered = [(line.sku, line.serial) for line in made if line.serial]
    for sku, _ in numbered:
        if len(set(numbered)) < len(numbered):
            mine = [serial for of, serial in numbered if of == sku]
            if len(set(mine)) < len(mine):
                raise SerialsRequired(sku, len(mine), len(set(mine)))
    return tuple(made)


def _lines(tx: Tx, arrival: Arrival, location: str, *, fresh: bool) -> list[GoodsLine]:
    found = look_up(tx.connection, tx.profile, arrival.code, tx.business_date, for_sale=False)
    item = found.item
    total = arrival.quantity * found.quantity // ONE
    quantity.check(total, quantity.unit(item.unit))
    if not item.stocked:
        raise NotStocked(item.sku)
    if parts := sourcing.kits(tx.connection, [item.sku]):
        raise IsAKit(item.sku, [part.sku for part in parts[item.sku]])
    row = handling_queries.handling(tx.connection, item.sku)
    tracking = row["tracking"] if row is not None else ""
    lot = remark(arrival.lot or found.scan.lot, "lot", limit=40)
    if tracking == LOT and not lot:
        raise LotRequired(item.sku)
    status = known_status(arrival.status)
    line = GoodsLine(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        quantity=total,
        unit_cost=item.cost,
        lot=lot,
        expires=_expires(tx, arrival, found, lot, fresh=fresh and not status),
        bin=known_bin(tx, location, arrival.bin),
        status=status,
    )
    return _each(line, tracking, arrival.serials or tuple(filter(None, (found.scan.serial,))))


def _each(line: GoodsLine, tracking: str, given: Sequence[str]) -> list[GoodsLine]:
    """A line a piece, where there are serial numbers. Raises SerialsRequired."""
    if tracking != SERIAL and not given:
        return [line]
    serials = [remark(one, "serial", limit=40) for one in given]
    pieces, odd = divmod(abs(line.quantity), ONE)
    if odd or "" in serials or len(set(serials)) != len(serials) or len(serials) != pieces:
        raise SerialsRequired(line.sku, pieces, len(set(serials) - {""}))
    one = ONE if line.quantity > 0 else -ONE
    fields = {name: getattr(line, name) for name in line.__struct_fields__}
    return [GoodsLine(**{**fields, "quantity": one, "serial": serial}) for serial in serials]


def _expires(tx: Tx, arrival: Arrival, found: Found, lot: str, *, fresh: bool) -> str:
    scanned = found.scan.expiry.isoformat() if found.scan.expiry else ""
    text = arrival.expires or scanned
    if not text:
        return ""
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadExpiry(text, "write it like 2027-06-30") from None
    if not lot:
        raise BadExpiry(text, "it belongs to a lot; say which (--lot)")
    if fresh and day < tx.business_date:
        raise BadExpiry(text, "that day is past; send the goods back, or put them aside with --status quarantine")
    return day


def known_status(status: str) -> str:
    """The status as the ledger writes it: nothing for available. Raises UnknownStatus."""
    text = status.strip().lower()
    if text and text not in STATUSES:
        raise UnknownStatus(status)
    return "" if text == STATUSES[0] else text


def refuse_twice(tx: Tx, goods: Iterable[GoodsLine]) -> None:
    """No serial number is on hand twice. Raises SerialOnHand."""
    for line in goods:
        if line.serial and line.quantity > 0 and (there := queries.serial_places(tx.connection, line.sku, line.serial)):
            raise SerialOnHand(line.sku, line.serial, there[0])


def promise(tx: Tx, skus: Iterable[str]) -> None:
    """Goods that can be sold came in: the orders that wait for them get them, the oldest promise first."""
    waited_for = sorted(set(skus))
    if waited_for and order_queries.waiting_for(tx.connection, waited_for):
        # The planner is loaded only where somebody waits.
        from storeops.operations.orders.allocation import fill

        fill(tx, waited_for)
