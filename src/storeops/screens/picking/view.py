"""A tour as words: what stands on the card at each step, and the tasks as rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.reports.at_the_bin import BackView, ComesFrom
from storeops.reports.picking import TaskView, WaveView, short_number
from storeops.rules.goods import SERIAL
from storeops.rules.wording import counted
from storeops.screens.picking.state import At, Picking
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words, short
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.painted import Piece
from storeops.screens.widgets.step import Card

LOOSE = "LOOSE"
"""What stands in the place of a bin's code for goods that lie in none."""


def wave_columns(*, small: bool = False) -> tuple[Column, ...]:
    """Wave, how it is picked, how far it is; on a small screen the wave, and how far beneath it."""
    if small:
        return (Column("Wave"),)
    return (Column("Wave", 14), Column("How", 8), Column("Orders", 6, right=True), Column("Picked"), Column("Short", 6))


def wave_rows(found: Sequence[WaveView], *, small: bool = False) -> tuple[Row, ...]:
    """One line a wave."""
    return tuple(_wave_row(one, small=small) for one in found)


def _wave_row(wave: WaveView, *, small: bool) -> Row:
    done = f"{wave.done} of {wave.tasks}"
    if small:
        return Row((short_number(wave.number),), (Note(f"{done} picked"),))
    return Row((wave.number, wave.mode, str(wave.orders), done, str(wave.short or "")))


def waves_big(found: Sequence[WaveView]) -> Big:
    """How many picks are left."""
    left = sum(wave.tasks - wave.done for wave in found)
    return Big("TO PICK", str(left), counted(len(found), "wave"), "money" if left else "good")


def brief(state: Picking) -> str:
    """'W7 3/18': the wave and which task of the tour this is."""
    tour = state.walk.tour
    return f"{state.walk.number} {min(tour.done + 1, len(tour.tasks))}/{len(tour.tasks)}"


def card(state: Picking, words: Words) -> Card:
    """What is to be done next."""
    step = state.step
    if step is At.DONE:
        return _done(state)
    if step is At.BACK:
        back = state.back
        assert back is not None
        lines = ((f"{words.measure(back.quantity, back.unit)} {back.name}", ""), (_cancelled(back), "quiet"))
        return Card("PUT BACK", back.bin or LOOSE, lines, "look")
    if step is At.EMPTY:
        return Card("EMPTY NOW?", state.emptied[0], (("Look into the bin", ""),), "look")
    task = state.current
    if step is At.BIN:
        return Card("GO TO", task.bin, _going(state, words))
    if step is At.LOT:
        return Card("LOT", state.stand.lots[0] if not task.lot else task.lot, _lots(state))
    if step is At.TOTE:
        much = words.measure(state.taken, task.unit)
        return Card(
            "INTO TOTE", state.tote, ((f"{much} {task.name}", ""), (f"for {short_number(task.order)}", "quiet"))
        )
    return Card(task.name, _count(state, words), _taking(state, words))


def _cancelled(back: BackView) -> str:
    return f"{short_number(back.order)} wants it no more"


def _done(state: Picking) -> Card:
    tasks = state.walk.tour.tasks
    cut = sum(1 for task in tasks if task.short)
    dropped = sum(1 for task in tasks if task.state == "dropped")
    lines: list[Piece] = [(f"Tour {state.walk.tour.tour} of {state.walk.number}", "")]
    lines += [(f"{cut} short", "look")] if cut else []
    lines += [(f"{dropped} not wanted", "quiet")] if dropped else []
    picked = sum(1 for task in tasks if task.picked)
    return Card("TOUR DONE", f"{picked}/{len(tasks)}", tuple(lines), "good")


def _going(state: Picking, words: Words) -> tuple[Piece, ...]:
    task = state.current
    following = state.following
    then = f"then {following.bin or 'loose goods'}" if following else "the last bin"
    much = words.measure(task.rest, task.unit)
    return (
        (f"{much} {task.name}", ""),
        (then, "quiet"),
        (f"into {state.tote}" if state.tote else "", "quiet"),
    )


def _lots(state: Picking) -> tuple[Piece, ...]:
    others = [lot for lot in state.stand.lots if lot != (state.current.lot or state.stand.lots[0])]
    also = ((f"also here: {', '.join(others[:3])}", "quiet"),) if others else ()
    return ((state.current.name, ""), *also)


def _count(state: Picking, words: Words) -> str:
    """How many to take; once some are in the hand, how many of how many."""
    task = state.current
    wanted = words.quantity(task.rest, task.unit)
    return f"{words.quantity(state.taken, task.unit)}/{wanted}" if state.in_hand else wanted


def _taking(state: Picking, words: Words) -> tuple[Piece, ...]:
    task = state.current
    unit = words.measure(task.rest, task.unit).partition(" ")[2]
    lot = state.lot or task.lot or (state.stand.lots[0] if len(state.stand.lots) == 1 else "")
    lines: list[Piece] = []
    lines += [(unit, "")] if unit else []
    lines += [("each by its serial", "look")] if state.stand.tracking == SERIAL else []
    lines += [(f"lot {lot}", "look" if state.stand.lots[1:] else "")] if lot else []
    lines += [(f"from {task.bin}" if task.bin else "loose", "")]
    lines += [(f"into {state.tote}", "quiet")] if state.tote else []
    return tuple(lines)


def hint(state: Picking, words: Words, short_key: str) -> str:
    """What to scan, or what Enter or the key for too few would do."""
    step = state.step
    if step is At.DONE:
        return "Enter: next"
    if step is At.BACK:
        back = state.back
        return "scan bin" if back and back.bin else "Enter: loose"
    if step is At.GOODS and state.seen and not state.stated:
        # On twenty columns a longer hint would go: what all is stands above, large.
        wanted = words.quantity(state.current.rest, state.current.unit)
        return f"Enter: all {wanted}" if len(wanted) <= 3 else "Enter: all"
    if step is At.EMPTY:
        return "Enter: go on"
    return f"scan on, or {short_key}" if step is At.GOODS and state.stated else step.value


STATES = {"open": "", "done": "+ picked", "short": "! short", "dropped": "not wanted"}
"""What became of a task."""


def columns() -> tuple[Column, ...]:
    """Bin, how much, what, into which tote, for which order, what became of it."""
    return (
        Column("Bin", 10),
        Column("Qty", 7, right=True),
        Column("Item"),
        Column("Tote", 6),
        Column("Order", 8),
        Column("", 10),
    )


def rows(state: Picking, words: Words) -> tuple[Row, ...]:
    """The tasks in the order they are walked, what is done at the end."""
    waiting, done = _having(state.walk.tour.tasks, done=False), _having(state.walk.tour.tasks, done=True)
    # Where a tote was exchanged, one cannot tell of what is done which of them it is in.
    return (
        *(_row(task, state.tote_of(task), words) for task in waiting),
        *(_row(task, "", words) for task in reversed(done)),
    )


def _having(tasks: Sequence[TaskView], *, done: bool) -> Sequence[TaskView]:
    return [task for task in tasks if (task.state != "open") is done]


def _row(task: TaskView, tote: str, words: Words) -> Row:
    left = task.rest if task.state == "open" else task.picked
    cells = (
        task.bin or "loose",
        words.quantity(left, task.unit),
        task.name,
        tote,
        short_number(task.order),
        STATES[task.state],
    )
    return Row(cells, ink={"open": "", "short": "look"}.get(task.state, "quiet"))


def taken_words(state: Picking, words: Words) -> str:
    """'2 Tea 80 bags into T5.'"""
    task = state.current
    into = f" into {state.tote}" if state.tote else ""
    return f"{words.measure(state.taken, task.unit)} {short(task.name, 24)}{into}."


def short_words(task: TaskView, missing: int, source: ComesFrom, words: Words) -> str:
    """'Short 2. From WH1 now: 2.', or that the order waits, or goes without it."""
    told = [f"Short {words.measure(missing, task.unit)}."]
    told += [f"{words.measure(much, task.unit)} from {place} now." for place, much in source.places]
    if source.missing:
        told.append(f"{words.measure(source.missing, task.unit)} waits." if source.places else "None left: it waits.")
    elif not source.places:
        told.append("The order goes without it.")
    return " ".join(told)
