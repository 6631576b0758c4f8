"""What a tour reads and writes. Each write reads the tour again in the same turn: the next instruction follows at
once."""

from __future__ import annotations

from dataclasses import dataclass

from storeops.operations.picking import picks, putting_back, zero_check
from storeops.operations.picking import short as shorts
from storeops.reports import at_the_bin, picking
from storeops.reports.at_the_bin import BackView, ComesFrom, WalkView
from storeops.reports.picking import TaskView, WaveView
from storeops.reports.why.view import WhyView
from storeops.rules.amounts import Thousandths
from storeops.screens.picking.state import Picking
from storeops.store import Store


@dataclass(frozen=True, slots=True)
class Taken:
    """The tour after goods were taken; `emptied` says whether the books have nothing in that bin any more."""

    walk: WalkView
    emptied: bool


def released(shop: Store) -> tuple[WaveView, ...]:
    """The released waves of this terminal's place in which something is left, the oldest first."""
    with shop.read() as connection:
        found = picking.waves(connection, location=shop.profile.location, open_only=True)
    return tuple(wave for wave in found if wave.status == "released")


def take(shop: Store, wave: str, picker: str) -> WalkView:
    """The picker's own tour of a wave, else a free one. Raises what `picks.take_tour` raises."""
    id, tour = picks.take_tour(shop, wave, picker)
    return walk(shop, id, tour)


def walk(shop: Store, wave: str, tour: int) -> WalkView:
    """The tour as it stands."""
    with shop.read() as connection:
        return at_the_bin.walk(connection, wave, tour)


def confirm(shop: Store, state: Picking, picker: str, amount: Thousandths) -> Taken:
    """Goods were taken. Trying again is harmless. Raises what `picks.confirm` raises."""
    task = state.current
    picks.confirm(
        shop,
        state.name,
        amount=amount,
        lot=state.lot,
        serials=state.serials,
        tote=state.tote,
        picker=picker,
        command=state.form,
    )
    with shop.read() as connection:
        after = at_the_bin.walk(connection, state.walk.wave, state.walk.tour.tour)
        empty = bool(task.bin) and at_the_bin.is_empty(connection, state.walk.location, task.bin)
    return Taken(after, empty)


def cut(shop: Store, state: Picking, picker: str, found: Thousandths, form: str) -> tuple[WalkView, ComesFrom]:
    """Only so many were there. Lots and pieces that were scanned are written down first. Raises what `short.short`
    and `picks.confirm` raise."""
    task = state.current
    if found and (state.lot or state.serials):
        confirm(shop, state, picker, found)
        found = 0
    shorts.short(shop, state.name, found, picker=picker, tote=state.tote, command=form)
    with shop.read() as connection:
        after = at_the_bin.walk(connection, state.walk.wave, state.walk.tour.tour)
        return after, at_the_bin.comes_from(connection, task)


def skip(shop: Store, state: Picking, picker: str) -> WalkView:
    """This one comes last. Raises what `picks.skip` raises."""
    picks.skip(shop, state.name, picker)
    return walk(shop, state.walk.wave, state.walk.tour.tour)


def put_back(shop: Store, state: Picking, back: BackView, bin: str) -> WalkView:
    """Goods lie in a bin again, or loose. Raises what `putting_back.put_back` raises."""
    putting_back.put_back(shop, back.order, bin=bin, location=state.walk.location, sku=back.sku)
    return walk(shop, state.walk.wave, state.walk.tour.tour)


def count_bin(shop: Store, location: str, bin: str, sku: str, form: str) -> str:
    """Plan a count of a bin that is not empty; returns its number. Raises what `zero_check.not_empty` raises."""
    entry = zero_check.not_empty(shop, location, bin, sku, command=form)
    return picking.short_number(str(getattr(entry.envelope.fact, "number", "")))


def finish(shop: Store, wave: str) -> bool:
    """Close the wave where nothing is left to pick in it; whether it is closed."""
    return picks.finish(shop, wave)


def why(shop: Store, walked: WalkView, task: TaskView) -> WhyView:
    """Why the picker is sent there."""
    with shop.read() as connection:
        return at_the_bin.why_task(connection, walked, task)
