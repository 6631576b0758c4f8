"""Queries of picking: what waits to be picked, waves, their tasks and who walks them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, select, text

from storeops.database.prepared import Prepared
from storeops.database.tables import pick_claim, wave, wave_event


class Wanted(NamedTuple):
    """Goods of a product that stand at a location for a line of an order, and are in no wave yet, in thousandths."""

    order: str
    number: str
    line: int
    sku: str
    quantity: int
    name: str
    unit: str
    promised: str
    service: str
    at: str


_HELD = (
    "EXISTS (SELECT 1 FROM order_hold h WHERE h.order_id = a.order_id AND NOT EXISTS "
    "(SELECT 1 FROM order_hold_end e WHERE e.hold = h.fact))"
)
_OPEN_TASK = (
    "t.quantity > COALESCE((SELECT SUM(c.quantity) FROM pick_counter c WHERE c.wave = t.wave AND c.task = t.task "
    "AND c.counter <> 'skipped'), 0)"
)
_CLOSED = "EXISTS (SELECT 1 FROM wave_event e WHERE e.wave = w.id AND e.kind = 'closed')"
_RELEASED = "EXISTS (SELECT 1 FROM wave_event r WHERE r.wave = w.id AND r.kind = 'released')"
_PICKED = (
    "COALESCE((SELECT p.quantity FROM order_handling p WHERE p.order_id = a.order_id AND p.line = a.line "
    "AND p.sku = a.sku AND p.location = a.location AND p.stage = 'picked'), 0)"
)
_TO_PICK = Prepared(
    text(
        f"SELECT a.order_id, o.number, a.line, a.sku, a.quantity - {_PICKED} AS rest, "  # noqa: S608  # own text
        "CASE WHEN l.sku = a.sku THEN l.name ELSE COALESCE(p.name, a.sku) END, "
        "CASE WHEN l.sku = a.sku THEN l.unit ELSE COALESCE(p.unit, 'each') END, o.promised, o.service, o.at "
        "FROM order_allocation a JOIN customer_order o ON o.id = a.order_id "
        "LEFT JOIN order_line l ON l.order_id = a.order_id AND l.line = a.line "
        "LEFT JOIN product p ON p.sku = a.sku "
        f"WHERE a.location = :at_location AND a.quantity > 0 AND a.quantity > {_PICKED} AND NOT {_HELD} "
        "AND NOT EXISTS (SELECT 1 FROM pick_task t JOIN wave w ON w.id = t.wave WHERE t.order_id = a.order_id "
        f"AND t.line = a.line AND t.sku = a.sku AND w.location = a.location AND {_OPEN_TASK} AND {_RELEASED} "
        f"AND NOT {_CLOSED}) "
        "ORDER BY o.promised = '', o.promised, o.at, a.order_id, a.line, a.sku"
    )
)


def to_pick(connection: Connection, location: str) -> list[Wanted]:
    """What waits to be picked at a location, the oldest promise first: neither on hold nor in a released, open wave."""
    return [Wanted(*row) for row in _TO_PICK.all(connection, at_location=location)]


class Task(NamedTuple):
    """A task and what became of it, in thousandths of its product. `wanted` is what its order still asks for."""

    wave: str
    task: int
    tour: int
    sequence: int
    order: str
    number: str
    line: int
    sku: str
    name: str
    unit: str
    quantity: int
    bin: str
    lot: str
    tote: str
    picked: int
    short: int
    dropped: int
    skipped: int
    wanted: int
    location: str

    @property
    def rest(self) -> int:
        """Still to be picked."""
        return max(0, min(self.quantity - self.picked - self.short - self.dropped, self.wanted))


_COUNTED = (
    "COALESCE((SELECT c.quantity FROM pick_counter c WHERE c.wave = t.wave AND c.task = t.task "
    "AND c.counter = '{}'), 0)"
)
_TASKS = (
    "SELECT t.wave, t.task, t.tour, t.sequence, t.order_id, t.order_number, t.line, t.sku, t.name, t.unit, "  # noqa: S608
    f"t.quantity, t.bin, t.lot, t.tote, {', '.join(map(_COUNTED.format, ('picked', 'short', 'dropped', 'skipped')))}, "
    "COALESCE((SELECT a.quantity FROM order_allocation a WHERE a.order_id = t.order_id AND a.line = t.line "
    "AND a.sku = t.sku AND a.location = w.location), 0) - COALESCE((SELECT p.quantity FROM order_handling p "
    "WHERE p.order_id = t.order_id AND p.line = t.line AND p.sku = t.sku AND p.location = w.location "
    "AND p.stage = 'picked'), 0), w.location FROM pick_task t JOIN wave w ON w.id = t.wave "
)
_OF_WAVE = Prepared(text(_TASKS + "WHERE t.wave = :of_wave ORDER BY t.tour, t.sequence, t.task"))
_OF_TOUR = Prepared(text(_TASKS + "WHERE t.wave = :of_wave AND t.tour = :of_tour ORDER BY t.sequence, t.task"))
_ONE = Prepared(text(_TASKS + "WHERE t.wave = :of_wave AND t.task = :of_task"))


_LEFT = (
    f"SELECT 1 FROM pick_task t JOIN wave w ON w.id = t.wave WHERE t.wave = :of_wave AND {_OPEN_TASK} "  # noqa: S608
    "AND EXISTS (SELECT 1 FROM order_allocation a WHERE a.order_id = t.order_id AND a.line = t.line AND a.sku = t.sku "
    f"AND a.location = w.location AND a.quantity > {_PICKED}) "
)
#: From the end: tasks are numbered as they are walked, so that the last of them is open for the longest.
_LEFT_IN_WAVE = Prepared(text(_LEFT + "ORDER BY t.task DESC LIMIT 1"))
_LEFT_IN_TOUR = Prepared(text(_LEFT + "AND t.tour = :of_tour ORDER BY t.task DESC LIMIT 1"))


def something_left(connection: Connection, of: str, tour: int) -> bool:
    """Whether anything of a wave is still to be picked; its tour is looked at first."""
    if _LEFT_IN_TOUR.one(connection, of_wave=of, of_tour=tour):
        return True
    return _LEFT_IN_WAVE.one(connection, of_wave=of) is not None


def tasks(connection: Connection, of: str) -> list[Task]:
    """The tasks of a wave, tour by tour in the order they are walked."""
    return [Task(*row) for row in _OF_WAVE.all(connection, of_wave=of)]


def tour(connection: Connection, of: str, number: int) -> list[Task]:
    """The tasks of one tour in the order they are walked."""
    return [Task(*row) for row in _OF_TOUR.all(connection, of_wave=of, of_tour=number)]


def task(connection: Connection, of: str, number: int) -> Task | None:
    row = _ONE.one(connection, of_wave=of, of_task=number)
    return Task(*row) if row else None


_ORDERED = Prepared(text("SELECT sku FROM order_line WHERE order_id = :of_order AND line = :of_line"))


def ordered_as(connection: Connection, order: str, line: int) -> list[str]:
    """The SKU of an order's line: of one it was placed with, and of those that were added under the same number."""
    return [str(found[0]) for found in _ORDERED.all(connection, of_order=order, of_line=line)]


def row(connection: Connection, id: str) -> RowMapping | None:
    """A wave as it was planned."""
    return connection.execute(select(wave).where(wave.c.id == id)).mappings().one_or_none()


_HEAD = Prepared(text("SELECT number, location, mode FROM wave WHERE id = :of_wave"))


def head(connection: Connection, id: str) -> tuple[str, str, str]:
    """Number, location and mode of a wave that there is."""
    found = _HEAD.one(connection, of_wave=id)
    assert found is not None
    return str(found[0]), str(found[1]), str(found[2])


_STATUS = Prepared(select(wave_event.c.kind).where(wave_event.c.wave == bindparam("of_wave")))


def status(connection: Connection, id: str) -> str:
    """planned, released or closed."""
    kinds = {str(found[0]) for found in _STATUS.all(connection, of_wave=id)}
    return "closed" if "closed" in kinds else "released" if "released" in kinds else "planned"


def waves(connection: Connection, *, location: str = "", limit: int = 200) -> list[RowMapping]:
    """Waves, the newest first."""
    query = select(wave).order_by(wave.c.at.desc(), wave.c.id.desc()).limit(limit)
    if location:
        query = query.where(wave.c.location == location)
    return list(connection.execute(query).mappings())


def open_waves(connection: Connection, location: str = "") -> list[RowMapping]:
    """Waves that are not closed, the oldest first."""
    closed = select(wave_event.c.wave).where(wave_event.c.wave == wave.c.id, wave_event.c.kind == "closed")
    query = select(wave).where(~closed.exists()).order_by(wave.c.at, wave.c.id)
    if location:
        query = query.where(wave.c.location == location)
    return list(connection.execute(query).mappings())


_CLAIMS = Prepared(
    select(pick_claim.c.tour, pick_claim.c.picker)
    .where(pick_claim.c.wave == bindparam("of_wave"))
    .order_by(pick_claim.c.recorded_at, pick_claim.c.origin, pick_claim.c.fact)
)


def pickers(connection: Connection, id: str) -> dict[int, str]:
    """tour -> who walks it, of the tours that somebody walks."""
    claimed = {int(found[0]): str(found[1]) for found in _CLAIMS.all(connection, of_wave=id)}
    return {tour: picker for tour, picker in claimed.items() if picker}


_OVER = (
    "p.quantity - COALESCE((SELECT CASE WHEN a.quantity > 0 THEN a.quantity ELSE 0 END FROM order_allocation a "
    "WHERE a.order_id = p.order_id AND a.line = p.line AND a.sku = p.sku AND a.location = p.location), 0)"
)
_SURPLUS = (
    f"SELECT p.order_id, p.line, p.sku, p.location, {_OVER} FROM order_handling p "  # noqa: S608  # own text
    "WHERE p.stage = 'picked' AND p.quantity > 0"
)
_SURPLUS_OF_ALL = Prepared(text(_SURPLUS))
_SURPLUS_OF_ONE = Prepared(text(f"{_SURPLUS} AND p.order_id = :of_order"))


def surplus(connection: Connection, order: str = "") -> list[tuple[str, int, str, str, int]]:
    """(order, line, SKU, location, thousandths) that were picked and are not wanted any more: to be put back."""
    rows = _SURPLUS_OF_ONE.all(connection, of_order=order) if order else _SURPLUS_OF_ALL.all(connection)
    found = sorted((str(row[0]), int(row[1]), str(row[2]), str(row[3]), int(row[4])) for row in rows)
    return [one for one in found if one[4] > 0]


class Surplus(NamedTuple):
    """Goods picked on a tour that their order does not want any more, and the bin they were to be taken from."""

    order: str
    line: int
    sku: str
    name: str
    unit: str
    bin: str
    quantity: int


_TOUR_SURPLUS = Prepared(
    text(
        f"SELECT t.order_number, t.line, t.sku, t.name, t.unit, t.bin, {_OVER} "  # noqa: S608  # own text
        "FROM pick_task t JOIN wave w ON w.id = t.wave JOIN order_handling p ON p.order_id = t.order_id "
        "AND p.line = t.line AND p.sku = t.sku AND p.location = w.location AND p.stage = 'picked' "
        "WHERE t.wave = :of_wave AND t.tour = :of_tour AND p.quantity > 0 ORDER BY t.sequence, t.task"
    )
)


def tour_surplus(connection: Connection, of: str, number: int) -> list[Surplus]:
    """What lies in the totes of a tour and is to be put back, each line's product once."""
    found: dict[tuple[str, int, str], Surplus] = {}
    for row in _TOUR_SURPLUS.all(connection, of_wave=of, of_tour=number):
        one = Surplus(*row)
        if one.quantity > 0:
            found.setdefault(one[:3], one)
    return list(found.values())


_TOTES = Prepared(
    text(
        "SELECT o.number, e.tote FROM pick_event e JOIN pick_task t ON t.wave = e.wave AND t.task = e.task "
        "JOIN customer_order o ON o.id = e.order_id JOIN journal j ON j.id = e.fact WHERE e.wave = :of_wave "
        "AND t.tour = :of_tour AND e.kind = 'picked' AND e.tote <> '' ORDER BY e.at, j.position"
    )
)


def tour_totes(connection: Connection, of: str, number: int) -> list[tuple[str, str]]:
    """(order's number, tote) of every pick of a tour, in the order they were made."""
    return [(str(order), str(tote)) for order, tote in _TOTES.all(connection, of_wave=of, of_tour=number)]


_PLANNED = Prepared(
    text(
        "SELECT t.quantity - COALESCE((SELECT SUM(c.quantity) FROM pick_counter c WHERE c.wave = t.wave "  # noqa: S608
        "AND c.task = t.task AND c.counter <> 'skipped'), 0) FROM pick_task t JOIN wave w ON w.id = t.wave "
        f"WHERE t.order_id = :of_order AND t.line = :of_line AND t.sku = :of_sku AND w.location = :at_location "
        f"AND {_OPEN_TASK} AND {_RELEASED} AND NOT {_CLOSED}"
    )
)


def planned(connection: Connection, order: str, line: int, sku: str, location: str) -> int:
    """Thousandths of a line's product that open tasks of released waves at a location ask for."""
    rows = _PLANNED.all(connection, of_order=order, of_line=line, of_sku=sku, at_location=location)
    return sum(int(row[0]) for row in rows)
