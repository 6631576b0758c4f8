"""Transfers: goods sent from one location to another, on their way until they arrive, are found too many, or lost."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from storeops.database.queries import availability, numbers, sourcing
from storeops.database.queries import handling as handling_queries
from storeops.database.queries import stock as stock_queries
from storeops.database.queries import transfers as queries
from storeops.journal.envelope import Entry, utc_text
from storeops.journal.facts import TransferLine, TransferReceived, TransferSent
from storeops.operations.arrivals import Arrival, IsAKit, NotThere, SerialsRequired, promise
from storeops.operations.bins import known_bin
from storeops.operations.carts import NoReason
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked, look_up
from storeops.operations.remarks import remark
from storeops.operations.stock import NothingToRecord
from storeops.reports import transfers as reports
from storeops.rules import postings, quantity
from storeops.rules import transfers as rules
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.availability import Availability, NotEnoughStock
from storeops.rules.carts import Item
from storeops.rules.errors import Refused
from storeops.rules.goods import SERIAL
from storeops.rules.lots import Held, first_expiring, fresh, take
from storeops.store import RecordedOtherwise, Store, Tx

KIND = "transfer"


class SamePlace(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(f"From {location} to {location} is no transfer. Within a location use 'storeops stock shift'.")
        self.location = location


class NotOnTransfer(Refused):
    def __init__(self, sku: str, number: str, serial: str = "", lot: str = "") -> None:
        what = f"{sku} with serial '{serial}'" if serial else f"{sku} of lot '{lot}'" if lot else sku
        super().__init__(f"{what} is not on {number}. Find out where it comes from, then adjust the stock there.")
        self.sku = sku
        self.number = number


class NothingOnItsWay(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Nothing of {number} is on its way any more: it arrived or was given up.")
        self.number = number


def send(
    shop: Store,
    from_location: str,
    to_location: str,
    goods: Sequence[tuple[str, Thousandths]],
    *,
    lot: str = "",
    serials: Sequence[str] = (),
    bin: str = "",
    note: str = "",
    command: str = "",
) -> Entry:
    """Send (SKU or barcode, quantity) pairs on their way; they are on hand nowhere until they arrive.

    Of lots the first to expire goes, loose goods before those in bins, unless `lot`, `bin` or `serials` say which. What
    is allocated, reserved or held stays. Raises UnknownLocation, SamePlace, UnknownProduct, NotStocked, IsAKit,
    NotWhole, NotAQuantity, SerialsRequired, NotEnoughStock, NotThere, UnknownBin, NothingToRecord, CardNumberRefused,
    RecordedOtherwise; nothing is written then."""
    if not goods:
        raise NothingToRecord
    told = remark(note, "note")
    with shop.write() as tx:
        source, target = known_location(tx, from_location), known_location(tx, to_location)
        if source == target:
            raise SamePlace(source)
        wanted = _wanted(tx, goods)
        if done := tx.recorded(command):
            return _sent_before(done, source, target, wanted)
        _refuse_promised(tx, source, wanted)
        lines: list[TransferLine] = []
        tracked = handling_queries.trackings(tx.connection, list(wanted))
        pieces = {sku for sku, how in tracked.items() if how == SERIAL}
        for sku, (item, total) in wanted.items():
            # The numbers are of what has numbers: goods without them go along.
            named = tuple(serials) if sku in pieces or not pieces else ()
            which = _Which(lot, named, known_bin(tx, source, bin) if bin else None)
            lines += _taken(tx, source, item, total, which, len(lines), pieces=sku in pieces)
        number = numbers.next_number(tx.connection, KIND, tx.profile.series)
        fact = TransferSent(
            number=number.number,
            series=number.series,
            counter=number.counter,
            from_location=source,
            to_location=target,
            note=told,
            lines=tuple(lines),
        )
        return tx.record(fact, id=command)


class _Which(msgspec.Struct, frozen=True):
    """Which of the goods are meant; nothing said means any."""

    lot: str
    serials: tuple[str, ...]
    bin: str | None

    def means(self, one: Held) -> bool:
        return (
            not one.status
            and self.lot in ("", one.lot)
            and (not self.serials or one.serial in self.serials)
            and self.bin in (None, one.bin)
        )


def _wanted(tx: Tx, goods: Sequence[tuple[str, Thousandths]]) -> dict[str, tuple[Item, Thousandths]]:
    """Each product once: two lines of one are sent together."""
    sums: dict[str, tuple[Item, Thousandths]] = {}
    for code, amount in goods:
        found = look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False)
        item, total = found.item, amount * found.quantity // ONE
        quantity.check(total, quantity.unit(item.unit))
        if total < 0:
            raise quantity.NotAQuantity(quantity.decimal_string(total), "send it from where it is to where it goes")
        if not item.stocked:
            raise NotStocked(item.sku)
        if parts := sourcing.kits(tx.connection, [item.sku]):
            raise IsAKit(item.sku, [part.sku for part in parts[item.sku]])
        before = sums[item.sku][1] if item.sku in sums else 0
        sums[item.sku] = (item, before + total)
    return sums


def _refuse_promised(tx: Tx, location: str, wanted: dict[str, tuple[Item, Thousandths]]) -> None:
    """What is promised to a customer stays where it was promised from. Raises NotEnoughStock."""
    known = availability.read(tx.connection, list(wanted), now=utc_text(tx.now.isoformat()))
    for sku, (_, total) in wanted.items():
        at = known.get((sku, location), Availability(sku, location))
        # Safety stock is kept back from customers, not from the shop's own shelves.
        free = at.atp + at.safety
        if total > free:
            raise NotEnoughStock(sku, total, free, location)


def _taken(
    tx: Tx, location: str, item: Item, total: Thousandths, which: _Which, before: int, *, pieces: bool
) -> list[TransferLine]:
    """The very goods that go. Raises SerialsRequired, NotThere."""
    if pieces and len(set(which.serials)) * ONE != total:
        raise SerialsRequired(item.sku, total // ONE, len(set(which.serials)))
    held = [one for one in stock_queries.held(tx.connection, item.sku, location) if which.means(one)]
    if not which.lot:
        held = fresh(held, tx.business_date)
    taken, rest = take(first_expiring(held), total)
    if rest:
        raise NotThere(item.sku, total, total - rest, f"{location}, as it was said to be")
    return [
        TransferLine(
            line=before + place,
            sku=item.sku,
            name=item.name,
            unit=item.unit,
            quantity=some,
            unit_cost=item.cost,
            lot=one.lot,
            serial=one.serial,
            bin=one.bin,
        )
        for place, (one, some) in enumerate(taken, 1)
    ]


def _sent_before(done: Entry, source: str, target: str, wanted: dict[str, tuple[Item, Thousandths]]) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    fact = done.envelope.fact
    sums: dict[str, Thousandths] = {}
    if isinstance(fact, TransferSent):
        for line in fact.lines:
            sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    same = isinstance(fact, TransferSent) and (fact.from_location, fact.to_location) == (source, target)
    if not same or sums != {sku: total for sku, (_, total) in wanted.items()}:
        raise RecordedOtherwise(done.envelope.id)
    return done


def receive(
    shop: Store,
    number: str,
    goods: Sequence[tuple[str, Thousandths] | Arrival],
    *,
    serials: Sequence[str] = (),
    bin: str = "",
    final: bool = False,
    reason: str = "",
    command: str = "",
) -> Entry:
    """Take goods of a transfer in; what is missing stays on its way, or with `final` is lost, for a reason.

    What arrives beyond what was sent is taken in, too, and booked as found. `serials` and `bin` are of the pairs; an
    arrival says its own, and which lot it is. Raises UnknownDocument, AmbiguousDocument,
    UnknownProduct, NotWhole, NotAQuantity, NotOnTransfer, SerialsRequired, NothingOnItsWay, NothingToRecord, NoReason,
    UnknownBin, CardNumberRefused, RecordedOtherwise; nothing is written then."""
    if not goods and not final:
        raise NothingToRecord
    why = remark(reason, "reason")
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        row = queries.row(tx.connection, id)
        came = _came(tx, goods, tuple(serials), bin)
        if done := tx.recorded(command):
            return _received_before(done, id, came)
        arrival = _Arrival(tx, id, row["number"])
        if not goods and not arrival.on_its_way():
            raise NothingOnItsWay(row["number"])
        for one in came:
            arrival.take(one, known_bin(tx, row["to_location"], one.bin))
        lost = arrival.rest() if final else ()
        if lost and not why:
            raise NoReason("Goods that are lost on their way")
        extra = tuple(arrival.extra)
        fact = TransferReceived(
            transfer=id,
            to_location=row["to_location"],
            lines=tuple(arrival.lines),
            extra=extra,
            lost=lost,
            reason=why if lost else "",
            postings=postings.move(postings.INVENTORY, postings.SHRINKAGE, _cost(extra) - _cost(lost)),
        )
        entry = tx.record(fact, id=command)
        promise(tx, (line.sku for line in arrival.lines))
        return entry


class _Came(msgspec.Struct, frozen=True):
    """Goods of one product that arrived, and what is known of them."""

    sku: str
    quantity: Thousandths
    serials: tuple[str, ...]
    bin: str
    lot: str = ""


def _came(
    tx: Tx, goods: Sequence[tuple[str, Thousandths] | Arrival], serials: tuple[str, ...], bin: str
) -> list[_Came]:
    pairs = _wanted(tx, [one for one in goods if not isinstance(one, Arrival)])
    found = [_Came(sku, total, serials, bin) for sku, (_, total) in pairs.items()]
    for one in goods:
        if isinstance(one, Arrival):
            for sku, (_, total) in _wanted(tx, [(one.code, one.quantity)]).items():
                found.append(_Came(sku, total, one.serials, one.bin, one.lot))
    return found


def _cost(lines: Sequence[TransferLine]) -> int:
    return sum(quantity.extend(line.unit_cost, line.quantity) for line in lines)


class _Arrival:
    """What arrives of one transfer, told among its lines."""

    def __init__(self, tx: Tx, id: str, number: str) -> None:
        self._number = number
        self._rows = {line["line"]: line for line in queries.lines(tx.connection, [id])[id]}
        self._states = {one.line: one for one in reports.sent(tx.connection, id)}
        self.lines: list[TransferLine] = []
        self.extra: list[TransferLine] = []

    def on_its_way(self) -> bool:
        return any(one.outstanding for one in self._states.values())

    def take(self, came: _Came, bin: str) -> None:
        """Raises NotOnTransfer, SerialsRequired."""
        mine = [one for one in self._states.values() if one.sku == came.sku]
        if not mine:
            raise NotOnTransfer(came.sku, self._number)
        if came.lot and not (mine := [one for one in mine if one.lot == came.lot]):
            raise NotOnTransfer(came.sku, self._number, lot=came.lot)
        if any(one.serial for one in mine):
            mine = self._pieces(came.sku, mine, came.quantity, came.serials)
        for told in rules.tell(mine, came.quantity):
            self.lines.append(self._line(told.line, told.quantity, bin))
            if told.extra:
                self.extra.append(self._line(told.line, told.extra, ""))
            before = self._states[told.line]
            self._states[told.line] = msgspec.structs.replace(
                before, received=before.received + told.quantity, found=before.found + told.extra
            )

    def _pieces(
        self, sku: str, mine: list[rules.Sent], total: Thousandths, serials: tuple[str, ...]
    ) -> list[rules.Sent]:
        """The pieces that arrived: those named, or all of them when all arrive; a number is never there twice."""
        waiting = [one for one in mine if one.outstanding]
        if not serials and total == sum(one.outstanding for one in waiting):
            return waiting
        if len(set(serials)) * ONE != total:
            raise SerialsRequired(sku, total // ONE, len(set(serials)))
        for serial in serials:
            if serial not in {one.serial for one in waiting}:
                raise NotOnTransfer(sku, self._number, serial)
        return [one for one in waiting if one.serial in serials]

    def rest(self) -> tuple[TransferLine, ...]:
        """What of every line is still on its way."""
        return tuple(self._line(one.line, one.outstanding, "") for one in self._states.values() if one.outstanding)

    def _line(self, line: int, amount: Thousandths, bin: str) -> TransferLine:
        row = self._rows[line]
        return TransferLine(
            line=line,
            sku=row["sku"],
            name=row["name"],
            unit=row["unit"],
            quantity=amount,
            unit_cost=row["unit_cost"],
            lot=row["lot"],
            serial=row["serial"],
            bin=bin,
        )


def _received_before(done: Entry, transfer: str, came: Sequence[_Came]) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    fact = done.envelope.fact
    sums: dict[str, Thousandths] = {}
    wanted: dict[str, Thousandths] = {}
    for one in came:
        wanted[one.sku] = wanted.get(one.sku, 0) + one.quantity
    if isinstance(fact, TransferReceived):
        for line in fact.lines:
            sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    same = isinstance(fact, TransferReceived) and fact.transfer == transfer
    if not same or sums != wanted:
        raise RecordedOtherwise(done.envelope.id)
    return done
