"""Facts of picking: waves made ready, taken, picked, cut short. Goods picked stay at their location, on their way out.

Quantities are thousandths and positive: a task's are in units of its product, `units` in units of the order's line."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Thousandths
from storeops.rules.goods import Moved


class PickTask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods of one product from one bin for one line of an order. Tours are walked one by one, each in `sequence`.

    `tote` is where the order's goods go: one tote an order in cluster picking, one for the tour otherwise."""

    task: int
    tour: int
    sequence: int
    order: str
    number: str
    """The order's."""
    line: int
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    bin: str = ""
    lot: str = ""
    tote: str = ""


class WavePlanned(Fact, frozen=True, kw_only=True, tag="wave.planned"):
    """Which orders are picked together and how. The fact's id is the wave's; nobody picks before it is released.

    Distances are in the units of the bins' coordinates: of these tours, and of one order at a time."""

    number: str
    series: str
    counter: int
    location: str
    mode: str
    objective: str
    pickers: int
    orders: int
    distance: int
    distance_single: int
    reasons: tuple[str, ...]
    tasks: tuple[PickTask, ...]


class WaveReleased(Fact, frozen=True, kw_only=True, tag="wave.released"):
    """Pickers may begin."""

    wave: str


class WaveClosed(Fact, frozen=True, kw_only=True, tag="wave.closed"):
    """Nothing more is picked in a wave: done, given up, or planned anew."""

    wave: str
    reason: str


class TourTaken(Fact, frozen=True, kw_only=True, tag="pick.taken"):
    """A picker walks a tour of a wave; an empty picker has put it back for others."""

    wave: str
    tour: int
    picker: str


class Picked(Fact, frozen=True, kw_only=True, tag="pick.picked"):
    """Goods of a task were taken from their bin into a tote. `units` of the order's line are whole with it."""

    wave: str
    task: int
    order: str
    line: int
    location: str
    tote: str
    picker: str
    units: Thousandths
    goods: tuple[Moved, ...]
    to_bin: str
    """Where the books hold them until they leave: a place of the order's own."""


class PickCut(Fact, frozen=True, kw_only=True, tag="pick.cut"):
    """What a task still asked for is not picked. `why`: short (it was not in the bin) or dropped (nobody wants it)."""

    wave: str
    task: int
    order: str
    line: int
    why: str
    quantity: Thousandths
    units: Thousandths
    picker: str


class PickSkipped(Fact, frozen=True, kw_only=True, tag="pick.skipped"):
    """A task goes to the end of its tour."""

    wave: str
    task: int
    picker: str


class PutBack(Fact, frozen=True, kw_only=True, tag="pick.put_back"):
    """Goods picked for an order that does not want them any more lie in a bin again."""

    order: str
    line: int
    location: str
    goods: tuple[Moved, ...]
    from_bin: str
    units: Thousandths
