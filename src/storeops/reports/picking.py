"""Waves and tasks as they stand: for the board, the picker's screen and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import numbers
from storeops.database.queries import picking as queries
from storeops.database.queries.picking import Task
from storeops.journal.facts import WavePlanned
from storeops.journal.reading import fact
from storeops.rules.amounts import Thousandths

KIND = "wave"


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task. `name` of it is like 7.3; `state`: open, done, short or dropped."""

    task: str
    tour: int
    sequence: int
    order: str
    line: int
    sku: str
    name: str
    unit: str
    bin: str
    lot: str
    tote: str
    quantity: Thousandths
    picked: Thousandths
    short: Thousandths
    rest: Thousandths
    state: str


@dataclass(frozen=True, slots=True)
class TourView:
    """A tour: who walks it, how far it is, its tasks in the order they are walked, skipped ones at the end."""

    tour: int
    picker: str
    done: int
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave. `status`: planned, released or closed. `saved` per cent of the walking of one order at a time, None
    where the bins have no coordinates."""

    id: str
    number: str
    location: str
    status: str
    mode: str
    objective: str
    pickers: int
    orders: int
    units: Thousandths
    tasks: int
    done: int
    short: int
    distance: int
    distance_single: int
    saved: int | None
    reasons: tuple[str, ...]
    at: str
    tours: tuple[TourView, ...]


def short_number(number: str) -> str:
    """How people say a document's number: S1-T1-W000007 is W7."""
    series, _, last = number.rpartition("-")
    digits = last[1:]
    return f"{last[0]}{int(digits)}" if series and last[0].isalpha() and digits.isdigit() else number


def wave_of(connection: Connection, number: str) -> WaveView:
    """The wave with this number. Raises UnknownDocument, AmbiguousDocument."""
    row = queries.row(connection, numbers.id_of(connection, KIND, number))
    assert row is not None
    return _view(connection, row, with_tasks=True)


def waves(
    connection: Connection, *, location: str = "", open_only: bool = False, with_tasks: bool = False
) -> tuple[WaveView, ...]:
    """Waves, their tasks only where asked for: the open ones first come first, or all, the newest first."""
    rows = queries.open_waves(connection, location) if open_only else queries.waves(connection, location=location)
    return tuple(_view(connection, row, with_tasks=with_tasks) for row in rows)


def tour_of(connection: Connection, id: str, tour: int) -> TourView:
    """One tour of a wave, by the wave's id."""
    number, _, _ = queries.head(connection, id)
    mine = queries.tour(connection, id, tour)
    return _tour(tour, queries.pickers(connection, id).get(tour, ""), mine, number)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What waits to be picked at a location and is in no wave: how many orders, lines and units, the first promise."""

    location: str
    orders: int
    lines: int
    units: Thousandths
    promised: str


def waiting(connection: Connection, location: str) -> WaitingView:
    """What a wave planned now could hold."""
    found = queries.to_pick(connection, location)
    return WaitingView(
        location=location,
        orders=len({one.order for one in found}),
        lines=len(found),
        units=sum(one.quantity for one in found),
        promised=min((one.promised for one in found if one.promised), default=""),
    )


def _view(connection: Connection, row: RowMapping, *, with_tasks: bool) -> WaveView:
    id, number = row["id"], row["number"]
    tasks = queries.tasks(connection, id)
    walked = queries.pickers(connection, id)
    tours: tuple[TourView, ...] = ()
    if with_tasks:
        groups: dict[int, list[Task]] = {}
        for task in tasks:
            groups.setdefault(task.tour, []).append(task)
        tours = tuple(_tour(tour, walked.get(tour, ""), mine, number) for tour, mine in sorted(groups.items()))
    single = row["distance_single"]
    entry = fact(connection, id)
    planned = entry.envelope.fact if entry else None
    return WaveView(
        id=id,
        number=number,
        location=row["location"],
        status=queries.status(connection, id),
        mode=row["mode"],
        objective=row["objective"],
        pickers=row["pickers"],
        orders=row["orders"],
        units=row["units"],
        tasks=len(tasks),
        done=sum(1 for task in tasks if not task.rest),
        short=sum(1 for task in tasks if task.short),
        distance=row["distance"],
        distance_single=single,
        saved=round(100 * (single - row["distance"]) / single) if single else None,
        reasons=planned.reasons if isinstance(planned, WavePlanned) else (),
        at=row["at"],
        tours=tours,
    )


def _tour(tour: int, picker: str, tasks: Iterable[Task], number: str) -> TourView:
    wave = short_number(number)
    views = [_task(task, wave) for task in sorted(tasks, key=lambda one: (one.skipped, one.sequence, one.task))]
    return TourView(tour, picker, sum(1 for one in views if one.state != "open"), tuple(views))


def _task(task: Task, wave: str) -> TaskView:
    if task.rest:
        state = "open"
    elif task.short:
        state = "short"
    else:
        state = "done" if task.picked >= task.quantity else "dropped"
    return TaskView(
        task=f"{wave}.{task.task}",
        tour=task.tour,
        sequence=task.sequence,
        order=task.number,
        line=task.line,
        sku=task.sku,
        name=task.name,
        unit=task.unit,
        bin=task.bin,
        lot=task.lot,
        tote=task.tote,
        quantity=task.quantity,
        picked=task.picked,
        short=task.short,
        rest=task.rest,
        state=state,
    )
