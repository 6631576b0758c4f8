"""A layout as rows of text: what a screen and the command line show, and what the printers' renderings start from.

Every text passes `clean` here, whoever made it, so no name reaches a terminal or a printer with control
characters in it. Widths are counted in terminal cells (Unicode 11, UAX 11: East Asian wide is 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rich.cells import cell_len, chop_cells, set_cell_size

from storeops.documents.layout import (
    Align,
    Blank,
    Cells,
    Code128,
    Columns,
    Cut,
    Layout,
    Line,
    Qr,
    Rule,
)
from storeops.rules.text import ELLIPSIS, clean

Scale: TypeAlias = Literal["normal", "tall", "double"]
Spell: TypeAlias = Callable[[str], str]
"""What a rendering does to a text before it is laid out, so that columns are counted in what is really printed."""

_ROWS_OF_A_NAME = 2
_LEAST_LEFT = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. `text` already stands where it belongs: its blanks on the left are part of it."""

    text: str
    bold: bool = False
    scale: Scale = "normal"


Printed: TypeAlias = Row | Rule | Code128 | Qr | Cut


def plain(text: str) -> str:
    """The text as a terminal may have it."""
    return clean(text, limit=500)


def printed(layout: Layout, *, spell: Spell = plain, scaled: bool = True) -> Iterator[Printed]:
    """The layout row by row, with the symbols and commands that stand between the rows.

    With `scaled`, a block of size 2 is laid out in half the cells (`double`) or, where that is too narrow, only
    higher (`tall`); without, it is a row like any other."""
    for block in layout.blocks:
        match block:
            case Line():
                yield from _paragraph(block, layout.width, spell, scaled)
            case Columns():
                yield from _columns(block, layout.width, spell, scaled)
            case Cells():
                yield Row(_table_row(block, spell), block.bold)
            case Blank():
                yield Row("")
            case _:
                yield block


def lines(layout: Layout) -> tuple[str, ...]:
    """The layout as lines of plain text, none wider than the layout. A symbol is shown as its number, between bars."""
    shown: list[str] = []
    for item in printed(layout, scaled=False):
        match item:
            case Row():
                shown.append(item.text)
            case Rule():
                shown.append(("=" if item.heavy else "-") * layout.width)
            case Code128() | Qr():
                shown.extend(_placed(row, layout.width, "center") for row in wrap(_bars(item), layout.width))
            case _:
                pass
    return tuple(shown)


def text(layout: Layout) -> str:
    """The layout as one text, a newline after each line."""
    return "".join(line + "\n" for line in lines(layout))


def wrap(text: str, width: int) -> list[str]:
    """Break a text at blanks into rows of at most `width` cells; a longer word is broken where it must be."""
    rows: list[str] = []
    row = ""
    for word in text.split(" "):
        joined = f"{row} {word}" if row else word
        if cell_len(joined) <= width:
            row = joined
            continue
        if row:
            rows.append(row)
        *full, row = chop_cells(word, width) or [""]
        rows.extend(full)
    return [*rows, row] if row or not rows else rows


def fit(text: str, width: int) -> str:
    """The text, or as much of it as `width` cells hold with an ellipsis at its end."""
    if cell_len(text) <= width:
        return text
    # A wide character may not divide evenly; what it leaves free is a blank before the ellipsis.
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS if width > 0 else ""


def _bars(code: Code128 | Qr) -> str:
    return f"|| {plain(code.data)} ||"


def _placed(text: str, width: int, align: Align) -> str:
    room = width - cell_len(text)
    if align == "left" or room <= 0:
        return text
    return " " * (room if align == "right" else room // 2) + text


def _paragraph(block: Line, width: int, spell: Spell, scaled: bool) -> Iterator[Row]:
    said = spell(block.text)
    scale, cells = _scale(block.size, cell_len(said) + block.indent, width, scaled)
    for row in wrap(said, cells - block.indent):
        yield Row((" " * block.indent + _placed(row, cells - block.indent, block.align)).rstrip(), block.bold, scale)


def _columns(block: Columns, width: int, spell: Spell, scaled: bool) -> Iterator[Row]:
    left, right = spell(block.left), spell(block.right)
    needed = block.indent + cell_len(left) + 1 + cell_len(right)
    scale, cells = _scale(block.size, needed, width, scaled)
    room = cells - block.indent - cell_len(right) - (1 if right else 0)
    margin = " " * block.indent
    if room < min(_LEAST_LEFT, cell_len(left)):
        yield Row(margin + fit(left, cells - block.indent), block.bold, scale)
        for row in wrap(right, cells):
            yield Row(_placed(row, cells, "right"), block.bold, scale)
        return
    first, *rest = _name_rows(left, room)
    gap = cells - block.indent - cell_len(first) - cell_len(right)
    yield Row((margin + first + " " * gap + right).rstrip(), block.bold, scale)
    for row in rest:
        yield Row(margin + row, block.bold, scale)


def _name_rows(name: str, room: int) -> list[str]:
    rows = wrap(name, room)
    if len(rows) <= _ROWS_OF_A_NAME:
        return rows
    kept = rows[: _ROWS_OF_A_NAME - 1]
    return [*kept, fit(" ".join(rows[_ROWS_OF_A_NAME - 1 :]), room)]


def _table_row(block: Cells, spell: Spell) -> str:
    placed: list[str] = []
    for index, (said, width) in enumerate(zip(block.texts, block.widths, strict=True)):
        cell = fit(spell(said), width)
        room = " " * (width - cell_len(cell))
        placed.append(cell + room if index == 0 else room + cell)
    return "".join(placed).rstrip()


def _scale(size: int, needed: int, width: int, scaled: bool) -> tuple[Scale, int]:
    if size == 1 or not scaled:
        return "normal", width
    return ("double", width // 2) if needed <= width // 2 else ("tall", width)
