"""What a picker has to know who walks a tour: where to go, what lies there, which tote it goes into, what goes back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from storeops.database.queries import fulfilment, handling, numbers, stock
from storeops.database.queries import picking as queries
from storeops.journal.facts import WavePlanned
from storeops.journal.reading import fact
from storeops.reports.orders.state import by_id
from storeops.reports.picking import TaskView, TourView, short_number, tour_of
from storeops.reports.why.view import WhyView
from storeops.rules.amounts import Thousandths
from storeops.rules.lots import Held, first_expiring
from storeops.rules.orders.lines import takes
from storeops.rules.quantity import decimal_string


@dataclass(frozen=True, slots=True)
class StandView:
    """A task's product where it is to be taken: how it is tracked, what the books have in that bin, and elsewhere."""

    task: str
    tracking: str = ""
    here: tuple[Held, ...] = ()
    elsewhere: tuple[Held, ...] = ()

    @property
    def lots(self) -> tuple[str, ...]:
        """The lots in the bin, what expires first at the front."""
        return tuple(dict.fromkeys(one.lot for one in self.here if one.lot))

    @property
    def pieces(self) -> tuple[str, ...]:
        """The serial numbers in the bin."""
        return tuple(one.serial for one in self.here if one.serial)


@dataclass(frozen=True, slots=True)
class BackView:
    """Goods in the totes that their order does not want any more. `bin` is where they came from, empty for loose."""

    order: str
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    bin: str


@dataclass(frozen=True, slots=True)
class WalkView:
    """A tour as its picker sees it. `stand` belongs to the first open task. `totes`: (order, tote) of the picks so
    far, the latest last."""

    wave: str
    number: str
    location: str
    mode: str
    tour: TourView
    totes: tuple[tuple[str, str], ...] = ()
    back: tuple[BackView, ...] = ()
    stand: StandView | None = None


def walk(connection: Connection, wave: str, tour: int) -> WalkView:
    """A tour of a wave, by the wave's id."""
    number, location, mode = queries.head(connection, wave)
    view = tour_of(connection, wave, tour)
    first = next((task for task in view.tasks if task.state == "open"), None)
    return WalkView(
        wave=wave,
        number=short_number(number),
        location=location,
        mode=mode,
        tour=view,
        totes=tuple(queries.tour_totes(connection, wave, tour)),
        back=tuple(
            BackView(one.order, one.sku, one.name, one.unit, one.quantity, one.bin)
            for one in queries.tour_surplus(connection, wave, tour)
        ),
        stand=stand(connection, location, first) if first else None,
    )


def stand(connection: Connection, location: str, task: TaskView) -> StandView:
    """What the books have of a task's product, first expiring first."""
    held = [one for one in first_expiring(stock.held(connection, task.sku, location)) if one.quantity > 0]
    return StandView(
        task=task.task,
        tracking=handling.tracking(connection, task.sku),
        here=tuple(one for one in held if one.bin == task.bin and not one.status),
        elsewhere=tuple(one for one in held if one.bin != task.bin and not one.status),
    )


def is_empty(connection: Connection, location: str, bin: str) -> bool:
    """Whether the books have nothing in a bin."""
    return not stock.in_bin(connection, location, bin)


@dataclass(frozen=True, slots=True)
class ComesFrom:
    """Where what was short of an order's line comes from now: (location, thousandths) pairs, and what is nowhere."""

    places: tuple[tuple[str, Thousandths], ...]
    missing: Thousandths


def comes_from(connection: Connection, task: TaskView) -> ComesFrom:
    """What of a task's line is promised and neither picked nor in a task of a wave."""
    order = numbers.id_of(connection, "order", task.order)
    state = by_id(connection, order)
    line = state.lines[task.line]
    found = []
    for one in state.standing(line):
        much = dict(takes(line, one.quantity)).get(task.sku, one.quantity)
        done = fulfilment.handling(connection, order, one.location).get((task.line, task.sku, "picked"), 0)
        planned = queries.planned(connection, order, task.line, task.sku, one.location)
        if (left := much - done - planned) > 0:
            found.append((one.location, left))
    missing = state.missing().get(task.line, 0)
    return ComesFrom(tuple(found), dict(takes(line, missing)).get(task.sku, missing) if missing else 0)


def why_task(connection: Connection, walked: WalkView, task: TaskView) -> WhyView:
    """Why a picker is sent to a bin: for whom, which goods of it, what else there is, why in this wave."""
    state = by_id(connection, numbers.id_of(connection, "order", task.order))
    here = walked.stand if walked.stand and walked.stand.task == task.task else stand(connection, walked.location, task)
    promised = f", promised for {state.promised}" if state.promised else ""
    told = [f"For order {task.order} of {state.placed.customer.name or 'a customer'}, {state.service}{promised}."]
    told.append(f"The books have {_sum(here.here)} in {task.bin or 'no bin: loose'}.")
    told += [_pile(one) for one in here.here if one.lot or one.serial][:6]
    if here.elsewhere:
        told.append(f"Elsewhere at {walked.location}: {_sum(here.elsewhere)}.")
        told += [f"{one.bin or 'loose'}: {_pile(one)}" for one in here.elsewhere[:6]]
    else:
        told.append(f"There is none elsewhere at {walked.location}.")
    told.append("What expires first is taken first; loose goods come before those in bins.")
    entry = fact(connection, walked.wave)
    planned = entry.envelope.fact if entry else None
    if isinstance(planned, WavePlanned) and planned.reasons:
        told.append(f"The wave: {'; '.join(planned.reasons)}.")
    where = f"bin {task.bin}" if task.bin else "what lies loose"
    return WhyView(
        f"{decimal_string(task.rest)} {task.name} from {where}", f"{task.task}, tour {task.tour}", tuple(told)
    )


def _sum(held: tuple[Held, ...]) -> str:
    return decimal_string(sum(one.quantity for one in held))


def _pile(one: Held) -> str:
    lot = f"lot {one.lot}, " if one.lot else ""
    serial = f"serial {one.serial}, " if one.serial else ""
    until = f", good until {one.expires}" if one.expires else ""
    return f"{lot}{serial}{decimal_string(one.quantity)}{until}"
