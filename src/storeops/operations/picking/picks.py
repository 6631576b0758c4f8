"""Picking: a tour taken, goods confirmed bin by bin, tasks skipped, goods put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from storeops.database.queries import fulfilment, numbers
from storeops.database.queries import handling as handling_queries
from storeops.database.queries import picking as queries
from storeops.database.queries import stock as stock_queries
from storeops.database.queries.picking import Task
from storeops.journal.envelope import Entry
from storeops.journal.facts import Moved, PickCut, Picked, PickSkipped, TourTaken, WaveClosed
from storeops.operations.lookup import look_up
from storeops.operations.picking.waves import NotReleased, WaveIsClosed
from storeops.operations.remarks import remark
from storeops.operations.suppliers import product_of
from storeops.reports.orders.state import OrderState, by_id
from storeops.reports.picking import KIND
from storeops.rules import quantity
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL
from storeops.rules.lots import Held, first_expiring, take
from storeops.rules.on_their_way import place_of
from storeops.rules.orders.lines import OrderLine, takes
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx

LOOSE = "-"
"""What a picker says for goods that lie in no bin."""


class NoSuchTask(Refused):
    def __init__(self, typed: str) -> None:
        super().__init__(f"There is no task {quote(typed)}. A task is written like 7.3: wave 7, task 3.")
        self.typed = typed


class NothingLeft(Refused):
    """The task is done, or nobody wants its goods any more."""

    def __init__(self, task: str) -> None:
        super().__init__(f"Task {task} is done. Go on with the next one.")
        self.task = task


class WrongBin(Refused):
    def __init__(self, scanned: str, expected: str) -> None:
        super().__init__(f"This is bin {quote(scanned)}. Go to {expected}, and scan that.")
        self.scanned = scanned
        self.expected = expected


class WrongProduct(Refused):
    def __init__(self, scanned: str, name: str, sku: str) -> None:
        super().__init__(f"This is {quote(scanned)}. Take {quote(name)} ({sku}), and scan that.")
        self.scanned = scanned
        self.sku = sku


class TooMany(Refused):
    def __init__(self, wanted: Thousandths, given: Thousandths) -> None:
        super().__init__(
            f"{quantity.decimal_string(given)} is too many: {quantity.decimal_string(wanted)} are wanted. Put the rest "
            "back."
        )
        self.wanted = wanted
        self.given = given


class LotNeeded(Refused):
    def __init__(self, name: str, lots: Sequence[str]) -> None:
        super().__init__(f"Several lots of {quote(name)} lie here ({', '.join(lots)}). Scan the lot you take.")
        self.lots = tuple(lots)


class PieceNeeded(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{quote(name)} is picked by serial number. Scan the number on each piece.")


class NotInBin(Refused):
    def __init__(self, what: str, bin: str) -> None:
        super().__init__(f"{what} is not booked in {bin}. Check the number, or say that the pick is short.")
        self.bin = bin


class LotExpired(Refused):
    def __init__(self, name: str, lot: str, expires: str) -> None:
        super().__init__(f"Lot {quote(lot)} of {quote(name)} expired on {expires}. Leave it, and take another lot.")
        self.lot = lot
        self.expires = expires


class TourTakenAlready(Refused):
    def __init__(self, number: str, by: str) -> None:
        super().__init__(f"{number}: {by or 'another picker'} walks it. Take another tour.")
        self.by = by


class NoSuchTour(Refused):
    def __init__(self, number: str, tour: int) -> None:
        super().__init__(f"{number} has no tour {tour}. Look at its tours with 'storeops wave show {number}'.")
        self.tour = tour


class NoTourLeft(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"{number}: every tour is taken or done. Ask for another wave.")
        self.number = number


def task_of(tx: Tx, typed: str) -> Task:
    """The task named like 7.3 or W7.3, of a wave that is released and open.

    Raises NoSuchTask, UnknownDocument, AmbiguousDocument, WaveIsClosed, NotReleased."""
    number, _, place = typed.strip().rpartition(".")
    if not number or not place.isascii() or not place.isdigit() or len(place) > 9:
        raise NoSuchTask(typed)
    id = numbers.id_of(tx.connection, KIND, number)
    _require_open(tx, id)
    found = queries.task(tx.connection, id, int(place))
    if found is None:
        raise NoSuchTask(typed)
    return found


def _require_open(tx: Tx, id: str) -> None:
    status = queries.status(tx.connection, id)
    if status == "closed":
        raise WaveIsClosed(queries.head(tx.connection, id)[0])
    if status == "planned":
        raise NotReleased(queries.head(tx.connection, id)[0])


def take_tour(shop: Store, number: str, picker: str, *, tour: int = 0) -> tuple[str, int]:
    """Give a picker a tour of a released wave: the one they walk already, else the first that nobody walks; returns the
    wave's id and the tour. Two pickers never get one tour.

    Raises UnknownDocument, AmbiguousDocument, WaveIsClosed, NotReleased, NoTourLeft, TourTakenAlready."""
    who = remark(picker, "picker", limit=40) or shop.actor
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        _require_open(tx, id)
        name, _, _ = queries.head(tx.connection, id)
        walked = queries.pickers(tx.connection, id)
        todo = sorted({task.tour for task in queries.tasks(tx.connection, id) if task.rest})
        if tour and walked.get(tour, who) != who:
            raise TourTakenAlready(name, walked[tour])
        mine = [one for one in todo if walked.get(one) == who and tour in (0, one)]
        free = [one for one in todo if one not in walked and tour in (0, one)]
        if not (mine or free):
            raise NoTourLeft(name)
        if not mine:
            tx.record(TourTaken(wave=id, tour=free[0], picker=who))
        return id, (mine or free)[0]


def leave_tour(shop: Store, number: str, picker: str, tour: int) -> tuple[str, int]:
    """Put a tour back for others; returns the wave's id and the tour.

    Raises UnknownDocument, AmbiguousDocument, NoSuchTour, TourTakenAlready; nothing is written then."""
    who = remark(picker, "picker", limit=40) or shop.actor
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        name, _, _ = queries.head(tx.connection, id)
        if tour not in {task.tour for task in queries.tasks(tx.connection, id)}:
            raise NoSuchTour(name, tour)
        walked = queries.pickers(tx.connection, id).get(tour, "")
        if walked and walked != who:
            raise TourTakenAlready(name, walked)
        if walked:
            tx.record(TourTaken(wave=id, tour=tour, picker=""))
        return id, tour


def confirm(
    shop: Store,
    typed: str,
    *,
    bin: str = "",
    scan: str = "",
    amount: Thousandths | None = None,
    lot: str = "",
    serials: Sequence[str] = (),
    tote: str = "",
    picker: str = "",
    command: str = "",
) -> Entry:
    """Goods of a task were taken: out of its bin, of its product, at most what is wanted, all of it unless an `amount`
    is given. What was scanned is checked; what was not is believed.

    Raises NoSuchTask, NothingLeft, WrongBin, WrongProduct, TooMany, LotNeeded, LotExpired, PieceNeeded, NotInBin,
    NotWhole, TourTakenAlready, UnknownProduct, RecordedOtherwise; nothing is written then."""
    who, into = remark(picker, "picker", limit=40) or shop.actor, remark(tote, "tote", limit=20)
    with shop.write() as tx:
        if done := tx.recorded(command):
            return _same(done, typed)
        task = task_of(tx, typed)
        refuse_other(tx, task, who)
        if not task.rest:
            raise NothingLeft(typed)
        seen = _checked(tx, task, bin, scan)
        many = ONE * len(serials) if amount is None and serials else task.rest if amount is None else amount
        quantity.check(many, quantity.unit(task.unit))
        if not 0 < many <= task.rest:
            raise TooMany(task.rest, many)
        pieces = tuple(serials) or ((seen.serial,) if seen.serial else ())
        return picked(tx, task, many, lot=lot or seen.lot, serials=pieces, tote=into, picker=who, id=command)


def _same(done: Entry, typed: str) -> Entry:
    fact = done.envelope.fact
    if not isinstance(fact, Picked) or str(fact.task) != typed.strip().rpartition(".")[2]:
        raise RecordedOtherwise(done.envelope.id)
    return done


def refuse_other(tx: Tx, task: Task, picker: str) -> None:
    """Raises TourTakenAlready where somebody else walks the task's tour."""
    walked = queries.pickers(tx.connection, task.wave).get(task.tour, "")
    if walked and walked != picker:
        raise TourTakenAlready(f"Task {task.task}", walked)


class Seen(NamedTuple):
    """The lot and the piece that a scan named, where it did."""

    lot: str = ""
    serial: str = ""


def _checked(tx: Tx, task: Task, bin: str, scan: str) -> Seen:
    """What was scanned, where it was; raises WrongBin, WrongProduct."""
    if bin and bin.strip().upper() != (task.bin or LOOSE).upper():
        raise WrongBin(bin.strip(), task.bin or "where it lies loose")
    if not scan:
        return Seen()
    by_piece = handling_queries.tracking(tx.connection, task.sku) == SERIAL
    if by_piece and task.sku in stock_queries.serial_products(tx.connection, scan, task.location):
        return Seen(serial=scan)
    found = look_up(tx.connection, tx.profile, scan, tx.business_date, for_sale=False)
    if found.item.sku != task.sku:
        raise WrongProduct(found.item.name, task.name, task.sku)
    return Seen(found.scan.lot, found.scan.serial)


def picked(
    tx: Tx,
    task: Task,
    amount: Thousandths,
    *,
    lot: str = "",
    serials: Sequence[str] = (),
    tote: str = "",
    picker: str = "",
    id: str = "",
) -> Entry:
    """Record a pick, and close the wave with its last one."""
    goods = _goods(tx, task, amount, lot, serials)
    entry = tx.record(
        Picked(
            wave=task.wave,
            task=task.task,
            order=task.order,
            line=task.line,
            location=task.location,
            tote=tote or task.tote,
            picker=picker,
            units=_units(tx, task, amount),
            goods=goods,
            to_bin=place_of(task.number),
        ),
        id=id,
    )
    close_when_done(tx, task.wave, task.tour)
    return entry


def _units(tx: Tx, task: Task, amount: Thousandths) -> Thousandths:
    """Units of the line that are whole with this pick. Only for a part of a kit is the whole order read: one of a
    thousand lines is picked a thousand times."""
    if set(queries.ordered_as(tx.connection, task.order, task.line)) == {task.sku}:
        return amount
    return whole_units(tx, by_id(tx.connection, task.order), task.line, task.location, {task.sku: amount})


def whole_units(tx: Tx, state: OrderState, line: int, location: str, more: dict[str, Thousandths]) -> Thousandths:
    """Units of an order's line that are whole with `more` of its products: of a kit, when every part is there."""
    ordered: OrderLine = state.lines[line]
    if not ordered.parts:
        return sum(more.values())
    known = fulfilment.handling(tx.connection, state.id, location)
    before = {sku: known.get((line, sku, "picked"), 0) for sku, _ in takes(ordered, ONE)}

    def whole(extra: dict[str, Thousandths]) -> Thousandths:
        return min((before[sku] + extra.get(sku, 0)) // each * ONE for sku, each in takes(ordered, ONE) if each)

    return whole(more) - whole({})


def lying(tx: Tx, task: Task) -> list[Held]:
    """What the books have of a task's product in its bin, and may be sent."""
    held = stock_queries.held(tx.connection, task.sku, task.location)
    return [one for one in held if one.bin == task.bin and not one.status and one.quantity > 0]


def _goods(tx: Tx, task: Task, amount: Thousandths, lot: str, serials: Sequence[str]) -> tuple[Moved, ...]:
    """Which goods of the bin: the lot or the pieces that were scanned, else the one lot there is, assumed."""
    tracking = handling_queries.tracking(tx.connection, task.sku)
    cost = product_of(tx, task.sku).cost
    here = lying(tx, task)
    if tracking == SERIAL:
        return _pieces(task, here, amount, serials, cost)
    lots = sorted({one.lot for one in here if one.lot})
    if tracking == LOT and not lot and len(lots) > 1:
        raise LotNeeded(task.name, lots)
    if lot and lot not in lots:
        raise NotInBin(f"Lot {quote(lot)}", task.bin or "what lies loose")
    taken, rest = take(first_expiring([one for one in here if lot in ("", one.lot)]), amount)
    for one, _ in taken:
        if one.expires and one.expires < tx.business_date:
            raise LotExpired(task.name, one.lot, one.expires)
    goods = [
        Moved(
            sku=task.sku,
            quantity=some,
            unit_cost=cost,
            lot=one.lot,
            bin=task.bin,
            assumed=bool(one.lot) and not lot,
        )
        for one, some in taken
    ]
    if rest:
        goods.append(Moved(sku=task.sku, quantity=rest, unit_cost=cost, bin=task.bin))
    return tuple(goods)


def _pieces(
    task: Task, here: Sequence[Held], amount: Thousandths, serials: Sequence[str], cost: int
) -> tuple[Moved, ...]:
    if len(set(serials)) * ONE != amount:
        raise PieceNeeded(task.name)
    known = {one.serial: one for one in here}
    for serial in serials:
        if serial not in known:
            raise NotInBin(f"Serial number {quote(serial)}", task.bin or "what lies loose")
    return tuple(
        Moved(sku=task.sku, quantity=ONE, unit_cost=cost, lot=known[serial].lot, serial=serial, bin=task.bin)
        for serial in serials
    )


def skip(shop: Store, typed: str, picker: str = "") -> Entry:
    """Leave a task for the end of its tour. Raises NoSuchTask, NothingLeft, TourTakenAlready."""
    who = remark(picker, "picker", limit=40) or shop.actor
    with shop.write() as tx:
        task = task_of(tx, typed)
        refuse_other(tx, task, who)
        if not task.rest:
            raise NothingLeft(typed)
        return tx.record(PickSkipped(wave=task.wave, task=task.task, picker=who))


def finish(shop: Store, number: str) -> bool:
    """End a wave of which nobody wants anything any more: the orders of its last tasks were cancelled. Returns whether
    it is closed now. Raises UnknownDocument, AmbiguousDocument."""
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        if queries.status(tx.connection, id) == "released":
            close_when_done(tx, id, 0)
        return queries.status(tx.connection, id) == "closed"


def close_when_done(tx: Tx, wave: str, tour: int) -> None:
    """End a wave with its last task: what its orders do not want any more is dropped. The last pick was in `tour`."""
    if queries.something_left(tx.connection, wave, tour):
        return
    for task in queries.tasks(tx.connection, wave):
        if left := task.quantity - task.picked - task.short - task.dropped:
            tx.record(
                PickCut(
                    wave=wave,
                    task=task.task,
                    order=task.order,
                    line=task.line,
                    why="dropped",
                    quantity=left,
                    units=0,
                    picker="",
                )
            )
    tx.record(WaveClosed(wave=wave, reason="done"))
