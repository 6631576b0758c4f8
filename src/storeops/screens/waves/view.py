"""Waves, tours and tasks as rows and words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storeops.reports.picking import TaskView, TourView, WaitingView, WaveView, short_number
from storeops.rules.amounts import ONE
from storeops.rules.quantity import decimal_string
from storeops.rules.wording import counted
from storeops.screens.days import day_words
from storeops.screens.picking.view import STATES
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.waves.booking import Board
from storeops.screens.widgets.line_list import Note, Row

_BAR = 10


def board_columns() -> tuple[Column, ...]:
    """Wave, state, how, orders, how far, shorts, how much less is walked."""
    return (
        Column("Wave", 14),
        Column("State", 9),
        Column("How"),
        Column("Orders", 6, right=True),
        Column("Picked", 9, right=True),
        Column("Short", 5, right=True),
        Column("Saved", 6, right=True),
    )


def board_rows(waves: Sequence[WaveView], selected: int) -> tuple[Row, ...]:
    """One line a wave; beneath the selected one its tours, who walks each and how far."""
    return tuple(_row(wave, chosen=place == selected) for place, wave in enumerate(waves))


def _row(wave: WaveView, *, chosen: bool) -> Row:
    cells = (
        wave.number,
        wave.status,
        f"{wave.mode}, {wave.objective}",
        str(wave.orders),
        f"{wave.done}/{wave.tasks}",
        str(wave.short or ""),
        f"{wave.saved} %" if wave.saved is not None else "",
    )
    notes = tuple(Note(tour_words(tour)) for tour in wave.tours[:6]) if chosen else ()
    if chosen and len(wave.tours) > 6:
        notes = (*notes, Note(f"and {len(wave.tours) - 6} more tours: Enter"))
    return Row(cells, notes, ink="look" if wave.short else "quiet" if wave.status == "planned" else "")


def tour_words(tour: TourView) -> str:
    """'Tour 1  ####......  8 of 18  ben'."""
    many = len(tour.tasks)
    filled = _BAR * tour.done // many if many else 0
    who = tour.picker or "nobody yet"
    return f"Tour {tour.tour}  {'#' * filled}{'.' * (_BAR - filled)}  {tour.done} of {many}  {who}"


def matching(waves: Sequence[WaveView], text: str) -> tuple[WaveView, ...]:
    """The waves that have every word that was typed: in their number, or at the beginning of their state, their mode
    or a picker's name."""
    parts = text.casefold().split()

    def fits(wave: WaveView, part: str) -> bool:
        named = [wave.status, wave.mode, short_number(wave.number), *(tour.picker for tour in wave.tours)]
        return part in wave.number.casefold() or any(name.casefold().startswith(part) for name in named)

    return tuple(wave for wave in waves if all(fits(wave, part) for part in parts))


def board_big(board: Board) -> Big:
    """Shorts first: they are the exceptions; else how many tasks are left."""
    shorts = sum(wave.short for wave in board.waves)
    left = sum(wave.tasks - wave.done for wave in board.waves)
    if shorts:
        return Big("SHORT", str(shorts), f"{left} still to pick", "look")
    return Big("TO PICK", str(left), f"{counted(len(board.waves), 'wave')} open", "money")


def waiting_words(view: WaitingView, words: Words) -> str:
    """'5 orders wait, 12 lines, 30 units, the first promised for Wed 25 Nov'."""
    if not view.lines:
        return f"Nothing waits for a wave at {view.location}"
    orders = f"{counted(view.orders, 'order')} wait{'s' * (view.orders == 1)}"
    units = f"{decimal_string(view.units).replace('.', words.decimal)} unit{'s' * (view.units != ONE)}"
    day = day_words(date.fromisoformat(view.promised)) if view.promised else ""
    promised = f", the first promised for {day}" if day else ""
    return f"{orders}, {counted(view.lines, 'line')}, {units}{promised}"


def walking_words(board: Board) -> str:
    """Who walks now."""
    walking = sorted({tour.picker for wave in board.waves for tour in wave.tours if tour.picker and _left(tour)})
    return f"walking: {', '.join(walking[:4])}{' and more' if len(walking) > 4 else ''}" if walking else "nobody walks"


def _left(tour: TourView) -> bool:
    return tour.done < len(tour.tasks)


def task_columns() -> tuple[Column, ...]:
    """Bin, wanted, picked, what, tote, order, state."""
    return (
        Column("Bin", 10),
        Column("Qty", 7, right=True),
        Column("Item"),
        Column("Tote", 5),
        Column("Order", 8),
        Column("", 12),
    )


def task_rows(wave: WaveView, words: Words) -> tuple[Row, ...]:
    """A line for each tour, beneath it its tasks in the order they are walked."""
    rows: list[Row] = []
    for tour in wave.tours:
        who = f"{tour.picker or 'nobody yet'}, {tour.done} of {len(tour.tasks)}"
        rows.append(Row((f"Tour {tour.tour}", "", who, "", "", ""), ink="strong"))
        rows += [_task(task, words) for task in tour.tasks]
    return tuple(rows)


def _task(task: TaskView, words: Words) -> Row:
    state = STATES[task.state]
    if task.short:
        state = f"! short {words.quantity(task.short, task.unit)}"
    elif task.state == "open" and task.picked:
        state = f"{words.quantity(task.picked, task.unit)} picked"
    cells = (
        task.bin or "loose",
        words.quantity(task.quantity, task.unit),
        task.name,
        task.tote,
        short_number(task.order),
        state,
    )
    return Row(cells, ink="look" if task.short else "" if task.state == "open" else "quiet")


def wave_big(wave: WaveView) -> Big:
    """How far it is."""
    aside = f"{wave.short} short" if wave.short else wave.status
    return Big("PICKED", f"{wave.done}/{wave.tasks}", aside, "look" if wave.short else "money")


def wave_words(wave: WaveView) -> tuple[tuple[str, str], tuple[str, str]]:
    """What it is, and why these orders."""
    saved = f", {wave.saved} % less walking" if wave.saved is not None else ""
    head = f"{wave.number} at {wave.location}: {wave.mode}, {wave.objective}, {wave.orders} orders{saved}"
    return (head, wave.status), ("; ".join(wave.reasons), "")
