"""Goods in as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storeops.reports.goods_in import TRANSFER, DueView
from storeops.screens.days import day_words
from storeops.screens.goods_in.state import DELIVERY, Counted, Line, Receiving
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words, short
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.painted import Piece
from storeops.screens.widgets.panel import Paragraph

_PARTS = 3
"""How many lots, pieces or bins are told beneath the selected line; F9 tells all."""


def due_columns(*, small: bool = False) -> tuple[Column, ...]:
    """When, number, from whom, where to, how much; on a small screen the number, and when beneath it."""
    if small:
        return (Column("Number"),)
    return (
        Column("Due", 12),
        Column("Number", 14),
        Column("From"),
        Column("To", 8),
        Column("Lines", 6, right=True),
        Column("State", 15),
    )


def due_rows(found: Sequence[DueView], today: date, *, small: bool = False) -> tuple[Row, ...]:
    """One line a document."""
    return tuple(_due_row(one, today, small=small) for one in found)


def _due_row(view: DueView, today: date, *, small: bool) -> Row:
    when, ink = due_words(view, today), "look" if _late(view, today) else ""
    if small:
        return Row((view.number,), (Note(when),), ink)
    return Row((when, view.number, view.whom, view.location, str(view.waiting), view.status), ink=ink)


def _late(view: DueView, today: date) -> bool:
    return view.kind != TRANSFER and view.day is not None and view.day < today


def due_words(view: DueView, today: date) -> str:
    """'on its way', '! late 3 d', 'today', 'tomorrow', 'Wed 25 Nov', 'no day'."""
    if view.kind == TRANSFER:
        return "on its way"
    if view.day is None:
        return "no day"
    days = (view.day - today).days
    if days < 0:
        return f"! late {-days} d"
    return {0: "today", 1: "tomorrow"}.get(days) or day_words(view.day)


def matching(found: Sequence[DueView], text: str) -> tuple[DueView, ...]:
    """The documents which have every word that was typed: in their number, or at the beginning of whom they are from,
    where they go to, or a product's SKU."""
    parts = text.casefold().split()

    def fits(view: DueView, part: str) -> bool:
        named = [view.whom, view.location, *(line.sku for line in view.lines if line.outstanding)]
        return part in view.number.casefold() or any(name.casefold().startswith(part) for name in named)

    return tuple(view for view in found if all(fits(view, part) for part in parts))


def due_big(found: Sequence[DueView], today: date) -> Big:
    """How many deliveries are late, or due."""
    late = sum(_late(view, today) for view in found)
    coming = sum(view.kind == TRANSFER for view in found)
    told = [(late, "late"), (coming, "on the way")]
    aside = ", ".join(f"{count} {word}" for count, word in told if count)
    return Big("DUE", str(len(found)), aside, "look" if late else "good")


def columns(words: Words) -> tuple[Column, ...]:
    """Counted, expected, what is left, the product."""
    point = words.decimal
    return (
        Column("Counted", 9, decimals=3, point=point),
        Column("of", 9, decimals=3, point=point),
        Column("", 11),
        Column("Item"),
    )


def rows(state: Receiving, words: Words) -> tuple[Row, ...]:
    """One line a product; beneath the selected one its lots, pieces and bins."""
    return tuple(_row(state, place, words) for place in range(len(state.lines)))


def _row(state: Receiving, place: int, words: Words) -> Row:
    line = state.lines[place]
    got = state.got(line.sku)
    cells = (
        words.quantity(got, line.unit) if got else "",
        words.quantity(line.expected, line.unit) if line.expected else "",
        left_words(state, line, words),
        line.name,
    )
    notes: tuple[Note, ...] = ()
    if place == state.selected:
        parts = [part_words(part, line, words) for part in state.parts(line.sku) if _told(part)]
        more = (Note(f"and {len(parts) - _PARTS} more: F9"),) if len(parts) > _PARTS else ()
        notes = (*(Note(told) for told in parts[:_PARTS]), *more)
    return Row(cells, notes, _ink(state, line))


def _told(part: Counted) -> bool:
    return bool(part.lot or part.serial or part.bin)


def _ink(state: Receiving, line: Line) -> str:
    if state.kind == DELIVERY:
        return ""
    got = state.got(line.sku)
    return "look" if got > line.expected else "quiet" if got == line.expected else ""


def left_words(state: Receiving, line: Line, words: Words) -> str:
    """'5 left', '+ complete', '! 2 over'; nothing where nobody ordered it."""
    if state.kind == DELIVERY:
        return ""
    difference = state.got(line.sku) - line.expected
    if not difference:
        return "+ complete"
    told = words.measure(abs(difference), line.unit)
    return f"! {told} over" if difference > 0 else f"{told} left"


def part_words(part: Counted, line: Line, words: Words) -> str:
    """'12 of lot L1, good until 2027-06-30, into A-03-2', '1 with serial SN4'."""
    of = f" of lot {part.lot}" if part.lot else f" with serial {part.serial}" if part.serial else ""
    until = f", good until {part.expires}" if part.expires else ""
    into = f", into {part.bin}" if part.bin else ", loose"
    return words.measure(part.quantity, line.unit) + of + until + into


def big(state: Receiving, words: Words) -> Big:
    """Counted and expected of the line that was scanned last."""
    line = state.line
    if line is None or not (state.counted or state.lines):
        return Big("GOODS IN", "", "scan what came")
    got = words.quantity(state.got(line.sku), line.unit)
    label = short(line.name, 24)
    if state.kind == DELIVERY:
        return Big(label, got, "counted", "good")
    told = left_words(state, line, words)
    ink = {"!": "look", "+": "good"}.get(told[:1], "money")
    return Big(label, f"{got}/{words.quantity(line.expected, line.unit)}", told, ink)


def summary(state: Receiving, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which delivery it is and how far it is counted; where what is scanned next goes."""
    if state.kind == DELIVERY:
        counted = f"{len(state.lines)} product{'s' * (len(state.lines) != 1)} counted"
        told = f"Goods without an order{f', {state.whom}' if state.whom else ''}"
    else:
        done = len(state.lines) - len(state.differing)
        counted = f"{done} of {len(state.lines)} line{'s' * (len(state.lines) != 1)} complete"
        told = f"{state.number} from {state.whom}, for {state.location}"
    return (told, counted), (place_words(state), "")


def place_words(state: Receiving) -> str:
    """Where what is scanned next goes."""
    return f"Into bin {state.bin}; type - for loose" if state.bin else "Loose; scan a bin to put it away there"


def instruction(state: Receiving, words: Words) -> tuple[list[Piece], str, list[Piece]]:
    """The same on a small screen: the product, counted of expected, what is left, the bin."""
    figure = big(state, words)
    name = state.line.name if state.line else state.number or "Goods in"
    where = f"into {state.bin}" if state.bin else "loose"
    return [(name, "strong")], figure.amount, [(figure.aside, figure.ink if figure.amount else ""), (where, "quiet")]


def differences(state: Receiving, words: Words) -> list[Paragraph]:
    """What is short and what is over, line by line."""
    told = []
    for line in state.differing:
        got, difference = state.got(line.sku), state.got(line.sku) - line.expected
        much = words.measure(abs(difference), line.unit)
        lead = f"{much} {'over' if difference > 0 else 'short'}"
        counted = f"{words.quantity(got, line.unit)} of {words.quantity(line.expected, line.unit)}"
        told.append(Paragraph(f"{line.name}, {counted}", lead, "look" if difference > 0 else ""))
    return told


def taken_words(state: Receiving, *, given_up: bool = False) -> str:
    """'S1-T1-P000001: 3 products taken in, 1 short.'"""
    products = len({one.sku for one in state.counted})
    short = sum(state.got(line.sku) < line.expected for line in state.differing)
    over = sum(state.got(line.sku) > line.expected for line in state.differing)
    lacking = "short and given up" if given_up else "short, waited for"
    told = [f"{products} product{'s' * (products != 1)} taken in"]
    told += [f"{short} {lacking}"] if short else []
    told += [f"{over} over"] if over else []
    name = state.number or "Goods without an order"
    return f"{name}: {', '.join(told)}."


def why_words(state: Receiving, words: Words) -> list[Paragraph]:
    """What was counted of the selected line, and what is waited for."""
    line = state.line
    assert line is not None
    told = [Paragraph(part_words(part, line, words)) for part in state.parts(line.sku)]
    told = [Paragraph(f"SKU {line.sku}", ink="quiet"), *(told or [Paragraph("Nothing was counted of it yet.")])]
    if state.kind != DELIVERY:
        waited = words.measure(line.expected, line.unit)
        told.append(Paragraph(f"{waited} of it is still waited for by {state.number}, from {state.whom}."))
        if line.lots or line.serials:
            told.append(Paragraph(f"Sent: {', '.join((*line.lots, *line.serials))}."))
    return told
