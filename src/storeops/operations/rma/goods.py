"""Which goods of a sold line come back in a parcel, and what they had cost: each lot and serial number once."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from sqlalchemy import Connection

from storeops.database.queries import rma as queries
from storeops.journal.facts import RmaEnded, RmaReceived, RmaResolved, SaleCompleted, SaleLine, SaleReturned
from storeops.journal.facts.rma import RmaMove
from storeops.journal.reading import fact
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved, moved_back
from storeops.rules.money import divide, part
from storeops.rules.returns import ReturnTooMuch
from storeops.rules.wording import quote


class NotSentWithIt(Refused):
    """The lot or serial number on the goods is not one that went out with this sale and is still away."""

    def __init__(self, name: str, mark: str) -> None:
        super().__init__(
            f"{quote(mark)} did not go out with this order, or is back already ({name}). Look at what is in the parcel."
        )
        self.mark = mark


def sold_line(connection: Connection, sale: str, line: int) -> tuple[SaleCompleted, SaleLine]:
    """A line of a sale, and the sale. An authorisation names none that is not there."""
    entry = fact(connection, sale)
    document = entry.envelope.fact if entry else None
    assert isinstance(document, SaleCompleted)
    return document, next(one for one in document.lines if one.line == line)


def arriving(
    connection: Connection, sale: str, number: int, quantity: Thousandths, marks: Sequence[str] = ()
) -> tuple[tuple[Moved, ...], Minor]:
    """(goods, their cost) of `quantity` of a sold line that is in a parcel. `marks`: the lots and serial numbers seen
    on them; where nothing was looked at, those that went out first.

    Raises ReturnTooMuch, NotSentWithIt."""
    _, line = sold_line(connection, sale, number)
    before = queries.came_back(connection, sale, number)
    if before + quantity > line.quantity:
        raise ReturnTooMuch(number, line.name, quantity, line.quantity - before)
    before = first_unit_of(line, before, quantity)
    cost = part(line.cost, line.quantity, before, quantity)
    if not line.moved:
        unit_cost = divide(cost * ONE, quantity)
        goods: tuple[Moved, ...] = (Moved(sku=line.sku, quantity=quantity, unit_cost=unit_cost),)
        if marks:
            raise NotSentWithIt(line.name, marks[0])
    else:
        goods = _drawn(
            line, moved_back(line.moved, line.quantity, before, quantity), marks, _away(connection, sale, line)
        )
    return goods, cost


def first_unit_of(line: SaleLine, before: Thousandths, now: Thousandths) -> Thousandths:
    """Where `now` units after `before` begin, kept within the line."""
    return max(0, min(before, line.quantity - now))


def _drawn(line: SaleLine, usual: Sequence[Moved], marks: Sequence[str], away: Sequence[Moved]) -> tuple[Moved, ...]:
    """As much of each product as comes back, out of what is still away: what was named first."""
    known = {one.lot for one in away} | {one.serial for one in away}
    for mark in marks:
        if not mark or mark not in known:
            raise NotSentWithIt(line.name, mark)
    found = []
    for sku in dict.fromkeys(one.sku for one in usual):
        wanted = sum(one.quantity for one in usual if one.sku == sku)
        mine = [one for one in away if one.sku == sku]
        mine.sort(key=lambda one: not {one.lot, one.serial} & set(marks) - {""})
        for one in mine:
            if taken := min(wanted, one.quantity):
                found.append(structs.replace(one, quantity=taken, bin="", assumed=not marks and bool(one.lot)))
                wanted -= taken
    return tuple(found)


def _away(connection: Connection, sale: str, line: SaleLine) -> list[Moved]:
    """What went out for a line and is not back, lot by lot."""
    back: dict[tuple[str, str, str], Thousandths] = {}
    for goods, sign in _moved_since(connection, sale, line.line):
        key = (goods.sku, goods.lot, goods.serial)
        back[key] = back.get(key, 0) + sign * goods.quantity
    found = []
    for one in line.moved:
        key = (one.sku, one.lot, one.serial)
        came = min(one.quantity, max(0, back.get(key, 0)))
        back[key] = back.get(key, 0) - came
        if left := one.quantity - came:
            found.append(structs.replace(one, quantity=left))
    return found


def _moved_since(connection: Connection, sale: str, number: int) -> list[tuple[Moved, int]]:
    """The goods of a sold line that came back (1), or went out to the customer again (-1)."""
    found: list[tuple[Moved, int]] = []
    documents, parcels = queries.movers(connection, sale)
    for id in documents:
        entry = fact(connection, id)
        if entry is not None and isinstance(entry.envelope.fact, SaleReturned):
            for line in entry.envelope.fact.lines:
                if line.original_line == number and line.disposition != queries.BY_PARCEL:
                    found.extend((one, 1) for one in line.moved)
    for id in parcels:
        entry = fact(connection, id)
        if entry is not None and isinstance(entry.envelope.fact, RmaReceived | RmaEnded | RmaResolved):
            moves: tuple[RmaMove, ...] = entry.envelope.fact.moves
            found.extend(
                (move.goods, 1 if move.inward else -1)
                for move in moves
                if (move.sale, move.sale_line) == (sale, number)
            )
    return found
