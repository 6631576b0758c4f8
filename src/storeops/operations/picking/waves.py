"""Waves: which orders are picked together at a location, from which bins, in which tours."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.database.queries import numbers
from storeops.database.queries import picking as queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import PickTask, WaveClosed, WavePlanned, WaveReleased
from storeops.journal.reading import fact as fact_with
from storeops.operations.locations import location_of
from storeops.operations.picking.asked import Asked, Stop, Waiting
from storeops.operations.picking.choice import OBJECTIVES, choose
from storeops.operations.picking.tours import MODES, Tours, tours
from storeops.operations.remarks import remark
from storeops.reports.picking import KIND
from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx


class NothingToPick(Refused):
    def __init__(self, location: str) -> None:
        super().__init__(
            f"Nothing waits to be picked at {location}: orders are on hold, in a wave already, or come from elsewhere. "
            "Look at 'storeops order board'."
        )
        self.location = location


class UnknownMode(Refused):
    def __init__(self, word: str, known: Sequence[str], what: str) -> None:
        super().__init__(f"{quote(word)} is no {what}. Known: {', '.join(known)}.")
        self.word = word


class WaveIsClosed(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is closed. Plan another wave for what waits.")
        self.number = number


class NotReleased(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is not released yet. A manager does it with 'storeops wave release {number}'.")
        self.number = number


def plan(shop: Store, asked: Asked | None = None, *, location: str = "", command: str = "") -> Entry:
    """Make a wave of what waits at a location, by default the terminal's own. A wave that was planned there before and
    not released is planned anew. Nobody waits while it is worked out.

    Raises UnknownLocation, UnknownMode, NothingToPick, NoWave, BadWave, UnknownDocument; nothing is written then."""
    how = asked or Asked()
    if how.mode not in MODES:
        raise UnknownMode(how.mode, MODES, "way to pick")
    if how.objective not in OBJECTIVES:
        raise UnknownMode(how.objective, OBJECTIVES, "objective")
    with shop.read() as connection:
        place = location_of(connection, shop.profile, location)
        if command and (done := fact_with(connection, command)):
            return _same(done, place)
        found = Waiting.read(connection, place, shop.business_date().isoformat(), how.orders)
    if not found.wanted:
        raise NothingToPick(place)
    chosen = choose(found, how)
    walked = tours(found, chosen.stops, how)
    with shop.write() as tx:
        if done := tx.recorded(command):
            return _same(done, place)
        for draft in queries.open_waves(tx.connection, place):
            if queries.status(tx.connection, draft["id"]) == "planned":
                tx.record(WaveClosed(wave=draft["id"], reason="planned anew"))
        tasks = _still_wanted(tx, place, walked)
        if not tasks:
            raise NothingToPick(place)
        return tx.record(_fact(tx, place, how, tasks, walked, (*chosen.reasons, *walked.reasons)), id=command)


def _same(done: Entry, location: str) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    if not isinstance(done.envelope.fact, WavePlanned) or done.envelope.fact.location != location:
        raise RecordedOtherwise(done.envelope.id)
    return done


def _still_wanted(tx: Tx, location: str, walked: Tours) -> list[PickTask]:
    """The tasks of the tours, without what was cancelled, sent or put into a wave since they were worked out."""
    left = {(one.order, one.line, one.sku): one.quantity for one in queries.to_pick(tx.connection, location)}
    tasks: list[PickTask] = []
    for tour, stops in enumerate(walked.tours, 1):
        for sequence, (stop, tote) in enumerate(stops, 1):
            one = stop.wanted
            key = (one.order, one.line, one.sku)
            quantity = min(stop.quantity, left.get(key, 0))
            if quantity > 0:
                left[key] -= quantity
                tasks.append(_task(len(tasks) + 1, tour, sequence, stop, quantity, tote))
    return tasks


def _task(number: int, tour: int, sequence: int, stop: Stop, quantity: Thousandths, tote: str) -> PickTask:
    one = stop.wanted
    return PickTask(
        task=number,
        tour=tour,
        sequence=sequence,
        order=one.order,
        number=one.number,
        line=one.line,
        sku=one.sku,
        name=one.name,
        unit=one.unit,
        quantity=quantity,
        bin=stop.bin,
        lot=stop.lot,
        tote=tote,
    )


def _fact(
    tx: Tx, location: str, how: Asked, tasks: Sequence[PickTask], walked: Tours, reasons: tuple[str, ...]
) -> WavePlanned:
    place = numbers.next_number(tx.connection, KIND, tx.profile.series)
    return WavePlanned(
        number=place.number,
        series=place.series,
        counter=place.counter,
        location=location,
        mode=how.mode,
        objective=how.objective,
        pickers=how.pickers,
        orders=len({task.order for task in tasks}),
        distance=walked.distance,
        distance_single=walked.distance_single,
        reasons=reasons,
        tasks=tuple(tasks),
    )


def _open(tx: Tx, number: str) -> str:
    """The id of an open wave. Raises UnknownDocument, AmbiguousDocument, WaveIsClosed."""
    id = numbers.id_of(tx.connection, KIND, number)
    if queries.status(tx.connection, id) == "closed":
        raise WaveIsClosed(queries.head(tx.connection, id)[0])
    return id


def release(shop: Store, number: str) -> None:
    """Let pickers begin; a wave that is released stays so. Raises UnknownDocument, AmbiguousDocument, WaveIsClosed."""
    with shop.write() as tx:
        id = _open(tx, number)
        if queries.status(tx.connection, id) != "released":
            tx.record(WaveReleased(wave=id))


def close(shop: Store, number: str, reason: str = "") -> Entry:
    """End a wave although tasks of it are open: they can be planned again, shorts and all.

    Raises UnknownDocument, AmbiguousDocument, WaveIsClosed, CardNumberRefused."""
    why = remark(reason, "reason") or "given up"
    with shop.write() as tx:
        return tx.record(WaveClosed(wave=_open(tx, number), reason=why))
