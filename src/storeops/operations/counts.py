"""Counts: planned by class, entered blind, counted again where they differ, and booked as differences.

A count is the books at the moment of each entry beside what was found: what is sold or received later moves both, so
that selling goes on undisturbed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase

from storeops.database.queries import counts as queries
from storeops.database.queries import handling as handling_queries
from storeops.database.queries import numbers
from storeops.database.queries import stock as stock_queries
from storeops.journal.envelope import Entry, utc_text
from storeops.journal.facts import CountClosed, Counted, CountEntered, CountLine, CountPlanned, GoodsLine
from storeops.operations.arrivals import LotRequired
from storeops.operations.bins import known_bin
from storeops.operations.carts import NoReason
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked, look_up
from storeops.operations.remarks import remark
from storeops.operations.shifts import LOOSE
from storeops.operations.stock import ADJUSTMENT_REASONS, NothingToRecord, UnknownReason
from storeops.operations.suppliers import product_of
from storeops.reports import counts as reports
from storeops.reports.counts import Key
from storeops.rules import counting, postings, quantity
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.carts import Item
from storeops.rules.counting import CLASSES, Look
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL
from storeops.store import RecordedOtherwise, Store, Tx

KIND = "count"
MOST_LINES = 500


class UnknownClass(Refused):
    def __init__(self, abc: str) -> None:
        super().__init__(f"'{abc[:10]}' is no class. Known: {', '.join(CLASSES)}.")
        self.abc = abc


class NothingDue(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(
            f"There is nothing to count at {location} now: no such goods are there, or all of them were counted lately "
            "or are in an open count."
        )
        self.location = location


class CountIsClosed(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is closed. Plan another count for what is to be looked at again.")
        self.number = number


class CountedByPiece(Refused):
    def __init__(self, sku: str) -> None:
        super().__init__(
            f"{sku} has serial numbers: say which piece is missing or there with 'storeops stock adjust --serial'."
        )
        self.sku = sku


class NothingCounted(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Nothing was counted in {number} yet. Enter what is there first.")
        self.number = number


class RecountNeeded(Refused):
    """Differences beyond tolerance that nobody has confirmed: SKU, bin and lot of each, not what the books say."""

    def __init__(self, number: str, lines: Sequence[Key]) -> None:
        named = ", ".join(_told(line) for line in lines[:10])
        more = f" and {len(lines) - 10} more" if len(lines) > 10 else ""
        super().__init__(
            f"{number} has to be counted again for {named}{more}: it differs. Enter it once more; what two entries "
            "agree on is booked, or --accept books it with --reason."
        )
        self.number = number
        self.lines = tuple(lines)


def _told(line: Key) -> str:
    sku, bin, lot = line
    return " ".join(filter(None, (sku, bin and f"in {bin}", lot and f"lot {lot}")))


def plan(
    shop: Store,
    *,
    abc: bool = False,
    only_class: str = "",
    location: str = "",
    bins: str = "",
    limit: int = MOST_LINES,
    command: str = "",
) -> Entry:
    """Make a count ready of what lies at a location, by default this store's shop floor.

    With `abc` what is due of each class and in no open count; `only_class` takes one class of it; `bins` is a pattern
    such as A-01*. Raises UnknownLocation, UnknownClass, NothingDue; nothing is written then."""
    if only_class and only_class.upper() not in CLASSES:
        raise UnknownClass(only_class)
    wanted = only_class.upper()
    with shop.write() as tx:
        place = known_location(tx, location)
        if done := tx.recorded(command):
            if not isinstance(done.envelope.fact, CountPlanned) or done.envelope.fact.location != place:
                raise RecordedOtherwise(command)
            return done
        lines = (
            _due(tx, place, wanted)
            if abc or wanted
            else [CountLine(sku=sku, bin=bin, lot=lot) for sku, bin, lot in queries.lying(tx.connection, place)]
        )
        lines = [line for line in lines if not bins or _within(line.bin, bins)][:limit]
        if not lines:
            raise NothingDue(place)
        classes = wanted or "".join(sorted({line.abc for line in lines}))
        return record_plan(tx, place, lines, classes=classes, id=command)


def record_plan(tx: Tx, location: str, lines: Sequence[CountLine], *, classes: str = "", id: str = "") -> Entry:
    """Plan a count of these lines, within a transaction of the caller's."""
    number = numbers.next_number(tx.connection, KIND, tx.profile.series)
    fact = CountPlanned(
        number=number.number,
        series=number.series,
        counter=number.counter,
        location=location,
        classes=classes,
        lines=tuple(lines),
    )
    return tx.record(fact, id=id)


def _within(bin: str, pattern: str) -> bool:
    return bool(bin) and fnmatchcase(bin.upper(), pattern.upper())


def _due(tx: Tx, location: str, wanted: str) -> list[CountLine]:
    """What is due, class A first."""
    today = date.fromisoformat(tx.business_date)
    since = (today - timedelta(days=counting.SOLD_DAYS)).isoformat()
    classes = counting.classes(queries.sold_value(tx.connection, since))
    last = {
        sku: datetime.fromisoformat(at).astimezone(tx.profile.zone).date().isoformat()
        for sku, at in queries.last_counted(tx.connection, location).items()
    }
    held_open = queries.open_lines(tx.connection, location)
    lines = [
        CountLine(sku=sku, bin=bin, lot=lot, abc=classes.get(sku, counting.C))
        for sku, bin, lot in queries.lying(tx.connection, location)
        if (sku, bin, lot) not in held_open
    ]
    due = [
        line for line in lines if wanted in ("", line.abc) and counting.is_due(line.abc, last.get(line.sku, ""), today)
    ]
    return sorted(due, key=lambda line: (line.abc, line.bin, line.sku, line.lot))


def enter(
    shop: Store,
    number: str,
    bin: str,
    goods: Sequence[tuple[str, Thousandths]],
    *,
    lot: str = "",
    command: str = "",
) -> Entry:
    """Say what is there: (SKU or barcode, quantity) pairs in a bin, or loose where `bin` is `-`; 0 for nothing.

    Two pairs of one product are two piles of it. The books are read at this moment, and not shown. A lot-tracked
    product needs its lot where several lie together. Raises UnknownDocument, AmbiguousDocument, CountIsClosed,
    UnknownBin, UnknownProduct, NotStocked, CountedByPiece, LotRequired, NotWhole, NotAQuantity, NothingToRecord,
    CardNumberRefused, RecordedOtherwise; nothing is written then."""
    if not goods:
        raise NothingToRecord
    named = remark(lot, "lot", limit=40)
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        row = queries.row(tx.connection, id)
        place = "" if bin == LOOSE else known_bin(tx, row["location"], bin)
        piles = _piles(tx, goods)
        if done := tx.recorded(command):
            return _entered_before(done, id, place, piles)
        if queries.closes(tx.connection, [id]):
            raise CountIsClosed(row["number"])
        lines = tuple(_counted(tx, row["location"], place, named, sku, piles[sku]) for sku in piles)
        fact = CountEntered(count=id, at=utc_text(tx.now.isoformat(timespec="microseconds")), lines=lines)
        return tx.record(fact, id=command)


def _piles(tx: Tx, goods: Sequence[tuple[str, Thousandths]]) -> dict[str, Thousandths]:
    piles: dict[str, Thousandths] = {}
    for code, amount in goods:
        found = look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False)
        item: Item = found.item
        total = amount * found.quantity // ONE
        if total:
            quantity.check(total, quantity.unit(item.unit))
        if total < 0:
            raise quantity.NotAQuantity(quantity.decimal_string(total), "count what is there; 0 where nothing is")
        if not item.stocked:
            raise NotStocked(item.sku)
        piles[item.sku] = piles.get(item.sku, 0) + total
    return piles


def _counted(tx: Tx, location: str, bin: str, lot: str, sku: str, total: Thousandths) -> Counted:
    tracking = handling_queries.trackings(tx.connection, [sku]).get(sku, "")
    if tracking == SERIAL:
        raise CountedByPiece(sku)
    held = [
        one
        for one in stock_queries.held(tx.connection, sku, location)
        if one.bin == bin and not one.status and not one.serial
    ]
    if tracking == LOT and not lot:
        lots = {one.lot for one in held}
        if len(lots) != 1:
            raise LotRequired(sku)
        (lot,) = lots
    book = sum(one.quantity for one in held if one.lot == lot)
    return Counted(sku=sku, bin=bin, lot=lot, counted=total, book=book)


def _entered_before(done: Entry, count: str, bin: str, piles: dict[str, Thousandths]) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    fact = done.envelope.fact
    wanted = {(sku, bin): total for sku, total in piles.items()}
    if (
        not isinstance(fact, CountEntered)
        or fact.count != count
        or {(line.sku, line.bin): line.counted for line in fact.lines} != wanted
    ):
        raise RecordedOtherwise(done.envelope.id)
    return done


def close(shop: Store, number: str, *, reason: str = "", accept: bool = False, command: str = "") -> Entry:
    """End a count and book its differences under a reason code, `count` where none is given.

    What was not counted is left alone. A difference beyond the settings count_tolerance_percent and
    count_tolerance_value needs a second entry that agrees, or `accept` with a reason. Raises UnknownDocument,
    AmbiguousDocument, CountIsClosed, NothingCounted, RecountNeeded, NoReason, UnknownReason, RecordedOtherwise."""
    if accept and not reason:
        raise NoReason("Booking a difference that nobody confirmed")
    why = reason or "count"
    if why not in ADJUSTMENT_REASONS:
        raise UnknownReason(why)
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        row = queries.row(tx.connection, id)
        if done := tx.recorded(command):
            if not isinstance(done.envelope.fact, CountClosed) or done.envelope.fact.count != id:
                raise RecordedOtherwise(command)
            return done
        if queries.closes(tx.connection, [id]):
            raise CountIsClosed(row["number"])
        found = reports.looks(tx.connection, id)
        if not found:
            raise NothingCounted(row["number"])
        again = reports.open_differences(tx.connection, tx.profile, found)
        if again and not accept:
            raise RecountNeeded(row["number"], again)
        lines = tuple(_difference(tx, key, looks[-1]) for key, looks in sorted(found.items()) if looks[-1].difference)
        cost = sum(quantity.extend(line.unit_cost, line.quantity) for line in lines)
        fact = CountClosed(
            count=id,
            location=row["location"],
            lines=lines,
            reasons=(why,) * len(lines),
            postings=postings.move(postings.INVENTORY, postings.SHRINKAGE, cost),
        )
        return tx.record(fact, id=command)


def _difference(tx: Tx, key: Key, look: Look) -> GoodsLine:
    sku, bin, lot = key
    product = product_of(tx, sku)
    return GoodsLine(
        sku=sku,
        name=product.name,
        unit=product.unit,
        quantity=look.difference,
        unit_cost=product.cost,
        lot=lot,
        bin=bin,
    )
