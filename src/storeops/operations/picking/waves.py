"""Waves: which orders are picked together at a location, from which bins, in which tours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from storeops.database.queries import numbers
from storeops.database.queries import picking as queries
from storeops.database.queries import stock as stock_queries
from storeops.database.queries.picking import Wanted
from storeops.journal.envelope import Entry
from storeops.journal.facts import PickTask, WaveClosed, WavePlanned, WaveReleased
from storeops.operations.locations import known_location
from storeops.operations.picking.choice import OBJECTIVES, Chosen, choose
from storeops.operations.picking.tours import MODES, Stop, Tours, tours
from storeops.operations.remarks import remark
from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused
from storeops.rules.lots import Held, first_expiring, fresh, take
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx

KIND = "wave"
_RECORDABLE = 5000
"""Tasks in one wave at the most: it is one fact."""


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


@dataclass(frozen=True, slots=True)
class Asked:
    """How a wave is to be made. Units are whole units of the products; nothing is no limit."""

    pickers: int = 1
    mode: str = "cluster"
    objective: str = "oldest"
    min_units: int = 0
    max_units: int = 0
    max_orders: int = 0
    totes: int = 12
    """Orders in one cluster tour at the most."""
    seconds: int = 5
    orders: tuple[str, ...] = ()
    """Only these, by number."""


def plan(shop: Store, asked: Asked | None = None, *, location: str = "", command: str = "") -> Entry:
    """Make a wave of what waits at a location, by default the terminal's own. A wave that was planned there before and
    not released is planned anew.

    Raises UnknownLocation, UnknownMode, NothingToPick, NoWave, UnknownDocument; nothing is written then."""
    how = asked or Asked()
    if how.mode not in MODES:
        raise UnknownMode(how.mode, MODES, "way to pick")
    if how.objective not in OBJECTIVES:
        raise UnknownMode(how.objective, OBJECTIVES, "objective")
    with shop.write() as tx:
        place = known_location(tx, location)
        if done := tx.recorded(command):
            if not isinstance(done.envelope.fact, WavePlanned) or done.envelope.fact.location != place:
                raise RecordedOtherwise(command)
            return done
        for draft in queries.open_waves(tx.connection, place):
            if queries.status(tx.connection, draft["id"]) == "planned":
                tx.record(WaveClosed(wave=draft["id"], reason="planned anew"))
        wanted = _wanted(tx, place, how.orders)
        if not wanted:
            raise NothingToPick(place)
        stops = _stops(tx, place, wanted)
        chosen = choose(stops, how)
        return tx.record(_fact(tx, place, how, chosen), id=command)


def _wanted(tx: Tx, location: str, orders: Sequence[str]) -> list[Wanted]:
    found = queries.to_pick(tx.connection, location)
    if not orders:
        return found
    only = {numbers.id_of(tx.connection, "order", number) for number in orders}
    return [one for one in found if one.order in only]


def _stops(tx: Tx, location: str, wanted: Sequence[Wanted]) -> list[Stop]:
    """Each wanted quantity in the bins it is taken from: what expires first, loose goods before those in bins. What
    the books do not have is looked for where the product usually lies."""
    left: dict[str, list[Held]] = {}
    stops: list[Stop] = []
    for one in wanted:
        if one.sku not in left:
            held = [row for row in stock_queries.held(tx.connection, one.sku, location) if not row.status]
            left[one.sku] = first_expiring(fresh([row for row in held if row.quantity > 0], tx.business_date))
        taken, rest = take(left[one.sku], one.quantity)
        bins: dict[tuple[str, str], Thousandths] = {}
        for row, some in taken:
            place = left[one.sku].index(row)
            left[one.sku][place] = Held(row.bin, row.status, row.lot, row.serial, row.quantity - some, row.expires)
            bins[row.bin, row.lot] = bins.get((row.bin, row.lot), 0) + some
        if rest:
            usual = next(iter(bins), ("", ""))
            bins[usual] = bins.get(usual, 0) + rest
        stops.extend(Stop(one, bin, lot, quantity) for (bin, lot), quantity in bins.items())
    return stops


def _fact(tx: Tx, location: str, how: Asked, chosen: Chosen) -> WavePlanned:
    walked: Tours = tours(tx, location, chosen.stops, how.mode, how.pickers, how.totes)
    place = numbers.next_number(tx.connection, KIND, tx.profile.series)
    tasks = [
        PickTask(
            task=0,
            tour=tour,
            sequence=sequence,
            order=stop.wanted.order,
            number=stop.wanted.number,
            line=stop.wanted.line,
            sku=stop.wanted.sku,
            name=stop.wanted.name,
            unit=stop.wanted.unit,
            quantity=stop.quantity,
            bin=stop.bin,
            lot=stop.lot,
            tote=tote,
        )
        for tour, stops in enumerate(walked.tours, 1)
        for sequence, (stop, tote) in enumerate(stops, 1)
    ]
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
        reasons=(*chosen.reasons, *walked.reasons),
        tasks=tuple(_numbered(tasks)),
    )


def _numbered(tasks: Sequence[PickTask]) -> list[PickTask]:
    return [replace(task, task=number) for number, task in enumerate(tasks, 1)]


def wave_of(tx: Tx, number: str) -> tuple[str, str]:
    """(id, number) of an open wave. Raises UnknownDocument, AmbiguousDocument, WaveIsClosed."""
    id = numbers.id_of(tx.connection, KIND, number)
    row = queries.row(tx.connection, id)
    assert row is not None
    if queries.status(tx.connection, id) == "closed":
        raise WaveIsClosed(row["number"])
    return id, str(row["number"])


def release(shop: Store, number: str) -> Entry:
    """Let pickers begin; a wave that is released stays so. Raises UnknownDocument, AmbiguousDocument, WaveIsClosed."""
    with shop.write() as tx:
        id, _ = wave_of(tx, number)
        if queries.status(tx.connection, id) == "released":
            entry = tx.recorded(id)
            assert entry is not None
            return entry
        return tx.record(WaveReleased(wave=id))


def close(shop: Store, number: str, reason: str = "") -> Entry:
    """End a wave although tasks of it are open: they can be planned again, shorts and all.

    Raises UnknownDocument, AmbiguousDocument, WaveIsClosed, CardNumberRefused."""
    why = remark(reason, "reason") or "given up"
    with shop.write() as tx:
        id, _ = wave_of(tx, number)
        return tx.record(WaveClosed(wave=id, reason=why))
