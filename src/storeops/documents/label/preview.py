"""A label in the terminal: the same words in the same order, so that a person sees what would be printed."""

from __future__ import annotations

from rich.cells import cell_len

from storeops.documents.label.layout import Bars, Field, Label, Mark, Stroke
from storeops.documents.text import fit, plain

_SAME_ROW = 12
"""Dots: fields that begin so near to each other stand on one line."""


def label_lines(label: Label, *, width: int = 80) -> tuple[str, ...]:
    """The label as lines of at most `width` cells (at least 40), ASCII but for the names in it."""
    width = max(40, width)
    drawn: list[str] = []
    top = -_SAME_ROW - 1
    for field in label.fields:
        box = field.ink if isinstance(field, Bars) else field.box
        column = box.x * width // label.width
        beside = box.y - top <= _SAME_ROW and cell_len(drawn[-1]) < column
        if not beside:
            drawn.append("")
            top = box.y
        room = max(1, -(-box.width * width // label.width))
        shown = fit(_shown(field, room), min(room, width - column))
        drawn[-1] += " " * (column - cell_len(drawn[-1])) + shown
    return tuple(line.rstrip() for line in drawn)


def _shown(field: Field, room: int) -> str:
    match field:
        case Stroke():
            return "-" * room
        case Bars():
            return "|" * room
        case Mark():
            return f"[{plain(field.text)}]"
        case _:
            return plain(field.text)
