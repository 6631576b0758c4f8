"""Counts as rows and words. Nothing here tells what the books say before a count is closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from storeops.operations.stock import ADJUSTMENT_REASONS
from storeops.reports.counts import CLOSED, COUNTED, RECOUNT, CountLineView, CountRowView
from storeops.screens.counts.state import Counting, Pile
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words, short
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.painted import Piece
from storeops.screens.widgets.panel import Paragraph

PLANS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("1", "All that is due, class A first", {"abc": True}),
    ("2", "What is due of class A, the goods that make most of the turnover", {"only_class": "A"}),
    ("3", "What is due of class B", {"only_class": "B"}),
    ("4", "What is due of class C", {"only_class": "C"}),
    ("5", "Some bins", {}),
    ("6", "Everything that lies there", {}),
)
"""Key, words, and how `counts.plan` is asked for it."""
BINS = "5"

REASON_WORDS = {
    "count": "The count itself: nobody knows why",
    "damaged": "Damaged",
    "expired": "Expired",
    "found": "Found again",
    "own-use": "Used in the shop",
    "scrap": "Thrown away",
    "stolen": "Stolen",
    "other": "Something else",
}


def list_columns(*, small: bool = False) -> tuple[Column, ...]:
    """Number, where, what, since when, how far; on a small screen the number, and how far beneath it."""
    if small:
        return (Column("Count"),)
    return (
        Column("Count", 14),
        Column("Place", 8),
        Column("Class", 6),
        Column("Planned"),
        Column("By", 12),
        Column("Counted", 12, right=True),
    )


def list_rows(found: Sequence[CountRowView], zone: ZoneInfo, *, small: bool = False) -> tuple[Row, ...]:
    """One line a count."""
    return tuple(_list_row(one, zone, small=small) for one in found)


def _list_row(one: CountRowView, zone: ZoneInfo, *, small: bool) -> Row:
    done = f"{one.counted} of {one.lines}"
    if small:
        return Row((one.number,), (Note(done),))
    return Row((one.number, one.location, one.classes or "all", when(one.planned_at, zone), one.actor, done))


def when(at: datetime, zone: ZoneInfo) -> str:
    """'Sun 22 Nov 14:07'."""
    return moment(at.astimezone(zone))


def matching(found: Sequence[CountRowView], text: str) -> tuple[CountRowView, ...]:
    """The counts with all words in their number, or at the beginning of their location."""
    parts = text.casefold().split()
    return tuple(
        one
        for one in found
        if all(part in one.number.casefold() or one.location.casefold().startswith(part) for part in parts)
    )


def columns(state: Counting, words: Words) -> tuple[Column, ...]:
    """What stands beside each product: of a closed count what was booked, at a bin what was counted, else the state."""
    point = words.decimal
    item, lot = Column("Item"), Column("Lot", 12)
    if state.closed:
        value = Column("Value", 12, decimals=words.currency.exponent, point=point)
        return (Column("Bin", 10), item, lot, Column("Difference", 10, decimals=3, point=point), value)
    if state.bin is None:
        return (Column("Bin", 10), item, lot, Column("", 13))
    return (Column("Counted", 9, decimals=3, point=point), item, lot, Column("", 13))


def rows(state: Counting, words: Words) -> tuple[Row, ...]:
    """The rows for these columns."""
    if state.closed:
        return booked_rows(state, words)
    if state.bin is None:
        return tuple(
            Row((line.bin or "loose", line.name, line.lot, _state(line)), ink=_ink(line)) for line in state.listed
        )
    return tuple(_here(one, words) for one in state.here)


def _here(one: Pile | CountLineView, words: Words) -> Row:
    if isinstance(one, Pile):
        return Row((words.quantity(one.quantity, one.unit), one.name, one.lot, "" if one.quantity else "nothing there"))
    return Row(("", one.name, one.lot, _state(one)), ink=_ink(one))


def _state(line: CountLineView) -> str:
    return {RECOUNT: "! count again", COUNTED: "+ counted"}.get(line.state, "to count")


def _ink(line: CountLineView) -> str:
    return {RECOUNT: "look", COUNTED: "quiet"}.get(line.state, "")


def booked_rows(state: Counting, words: Words) -> tuple[Row, ...]:
    """What was booked, with its value."""
    names = {line.sku: (line.name, line.unit) for line in state.view.lines}
    made = []
    for one in state.view.booked:
        name, unit = names.get(one.sku, (one.sku, "each"))
        difference, value = words.quantity(one.difference, unit), words.money(one.value)
        plus = "+" if one.difference > 0 else ""
        cells = (one.bin or "loose", name, one.lot, plus + difference, ("+" if one.value > 0 else "") + value)
        made.append(Row(cells, ink="look" if one.difference < 0 else ""))
    return tuple(made)


def big(state: Counting, words: Words) -> Big:
    """Of a closed count the value of its differences, at a bin what was counted last, else how many lines are left."""
    if state.closed:
        value = sum(one.value for one in state.view.booked)
        many = len(state.view.booked)
        aside = f"{many} difference{'s' * (many != 1)}, at cost"
        return Big("BOOKED", ("+" if value > 0 else "") + words.money(value), aside, "look" if value < 0 else "good")
    chosen = state.chosen
    if isinstance(chosen, Pile):
        return Big(short(chosen.name, 24), words.quantity(chosen.quantity, chosen.unit), here_words(state))
    if state.bin is not None and (state.bin or state.todo):
        return Big("TO COUNT", str(len(state.missing)), here_words(state))
    again = len(state.again)
    aside = f"{again} of them again" if again else ""
    return Big("TO COUNT", str(len(state.todo)), aside, "look" if again else "money" if state.todo else "good")


def here_words(state: Counting) -> str:
    """'in bin A-1', 'loose', or that the bin is to be scanned."""
    if state.bin is None:
        return "scan the bin"
    return f"in bin {state.bin}" if state.bin else "loose"


def summary(state: Counting) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which count, how far; where one is."""
    view = state.view
    classes = f", class {', '.join(view.classes)}" if view.classes else ""
    if state.closed:
        reasons = ", ".join(dict.fromkeys(one.reason for one in view.booked))
        return (f"{view.number} at {view.location}{classes}", CLOSED), (f"Reason: {reasons}" if reasons else "", "")
    done = sum(line.state == COUNTED for line in view.lines)
    counted = f"{done} of {len(view.lines)} lines counted"
    where = f"Counting {here_words(state)}" if state.bin is not None else "Scan the bin, or - for what lies loose"
    return (f"{view.number} at {view.location}{classes}", counted), (where, "")


def instruction(state: Counting, words: Words, close_key: str) -> tuple[list[Piece], str, list[Piece]]:
    """The same on a small screen: where to go, or the product and how many; at the end the value."""
    figure = big(state, words)
    if state.bin and not isinstance(state.chosen, Pile):
        many = len(state.missing)
        return [("COUNT", "quiet")], state.bin, [(f"{many} line{'s' * (many != 1)} to count here", "")]
    if state.closed or state.bin is not None:
        return [(figure.label, "strong")], figure.amount, [(figure.aside, "quiet")]
    if not state.todo:
        return [("All counted", "good")], "", [(f"{close_key} closes it", "")]
    line = state.todo[0]
    again = "count again: " if line.state == RECOUNT else ""
    return [("GO TO", "quiet")], line.bin or "what lies loose", [(f"{again}{line.name}", "")]


def again_words(lines: Sequence[CountLineView]) -> list[Paragraph]:
    """What has to be counted again, without a figure."""
    return [Paragraph(f"{line.name}{f', lot {line.lot}' if line.lot else ''}", line.bin or "loose") for line in lines]


def plan_words() -> list[Paragraph]:
    """What can be planned, each with its key."""
    return [Paragraph(words, key) for key, words, _ in PLANS]


def reason_words(state: Counting) -> list[Paragraph]:
    """The reason codes, each with its key; before them what is left uncounted."""
    left = len(state.todo) - len(state.again)
    told = [Paragraph(f"{left} line{'s' * (left != 1)} not counted: left as they are.", "!", "look")] if left else []
    return told + [Paragraph(REASON_WORDS[code], str(at)) for at, code in enumerate(ADJUSTMENT_REASONS, 1)]
