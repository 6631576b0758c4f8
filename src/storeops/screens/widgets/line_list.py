"""A list of lines in columns: a cart, a search's results, parked sales. The selected line is marked with
>."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from storeops.screens.shell.columns import Column, cut, fit, right, steady, widths
from storeops.screens.widgets.painted import Painted, Piece

T = TypeVar("T")

_MARGIN = 2
_GAP = 2


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet line beneath a row: words, and something at the right ("why: F9")."""

    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, in the columns' order, with an ink for all of it ("" or "quiet", "look",
    "wrong")."""

    cells: tuple[str, ...]
    notes: tuple[Note, ...] = field(default=())
    ink: str = ""


def window(heights: Sequence[int], selected: int, top: int, room: int) -> int:
    """Which row to paint first so that the selected one is whole; as little moved as possible."""
    if not heights:
        return 0
    selected = max(0, min(selected, len(heights) - 1))
    top = max(0, min(top, selected))
    while top < selected and sum(heights[top : selected + 1]) > room:
        top += 1
    while top > 0 and sum(heights[top - 1 :]) <= room:
        top -= 1
    return top


class LineList(Painted):
    """Paints rows under a heading. Never wraps, never scrolls by itself; the cursor pages."""

    def __init__(self, columns: tuple[Column, ...], *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._empty = empty
        self._rows: tuple[Row, ...] = ()
        self._selected = -1
        self._top = 0
        self._painted: list[list[Piece]] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows

    @property
    def selected(self) -> int:
        """The selected row's place, -1 for none."""
        return self._selected

    def among(self, found: Sequence[T]) -> T | None:
        """Which of what the rows stand for is selected, the first where no row is; None where there is nothing."""
        return found[min(max(0, self._selected), len(found) - 1)] if found else None

    def show(
        self,
        rows: Sequence[Row],
        selected: int = -1,
        *,
        empty: str | None = None,
        columns: tuple[Column, ...] | None = None,
    ) -> None:
        """Show other rows (in other columns); `selected` is kept within them."""
        self._rows = tuple(rows)
        self._columns = self._columns if columns is None else columns
        self._empty = self._empty if empty is None else empty
        self._selected = max(-1, min(selected, len(self._rows) - 1))
        self._arrange()

    def select(self, index: int) -> None:
        """Select a row, the nearest one that exists."""
        kept = max(0, min(index, len(self._rows) - 1)) if self._rows else -1
        if kept != self._selected:
            self._selected = kept
            self._arrange()

    def move(self, by: int) -> None:
        """Select a row further down (or up, negative)."""
        self.select((self._selected if self._selected >= 0 else len(self._rows) - 1) + by)

    def page(self, by: int) -> None:
        """A page down (or up, negative)."""
        self.move(by * max(1, self.size.height - 2))

    def on_resize(self) -> None:
        """Another size: other cuts."""
        self._arrange()

    def _arrange(self) -> None:
        room = max(0, self.size.height - 1)
        heights = [1 + len(row.notes) for row in self._rows]
        focus = self._selected if self._selected >= 0 else len(self._rows) - 1
        self._top = window(heights, focus, self._top, room)
        columns = widths(self._columns, self.size.width - _MARGIN - 1, _GAP)
        painted: list[list[Piece]] = []
        below = self._top
        while below < len(self._rows) and len(painted) < room:
            painted += self._row(below, columns)
            below += 1
        self._painted = [self._heading(columns), *painted[:room]]
        # In the margin, which no column uses: nothing moves when the list grows.
        if self._top > 0:
            _mark(self._painted[0], "^")
        if below < len(self._rows) and painted:
            _mark(self._painted[-1], "v")
        self.refresh()

    def _heading(self, columns: Sequence[int]) -> list[Piece]:
        cells = [
            right(column.title + " " * column.tail, width, self.ellipsis)
            if column.right or column.decimals is not None
            else cut(column.title, width, self.ellipsis)
            for column, width in zip(self._columns, columns, strict=True)
        ]
        return [(" " * _MARGIN, "accent"), ((" " * _GAP).join(cells), "quiet")]

    def _row(self, index: int, columns: Sequence[int]) -> list[list[Piece]]:
        row = self._rows[index]
        chosen = index == self._selected
        cells = [
            fit(steady(cell), column, width, self.ellipsis)
            for cell, column, width in zip(row.cells, self._columns, columns, strict=True)
        ]
        text = (" " * _GAP).join(cells)
        lines: list[list[Piece]] = [[("> " if chosen else "  ", "accent"), (text, "chosen" if chosen else row.ink)]]
        growing = next((place for place, column in enumerate(self._columns) if not column.width), 0)
        indent = _MARGIN + sum(columns[:growing]) + _GAP * growing
        total = self.size.width - 1
        for note in row.notes:
            aside = f" {note.aside}" if note.aside else ""
            words = cut(steady(note.text), total - indent - len(aside), self.ellipsis)
            lines.append([(" " * _MARGIN, "accent"), (" " * (indent - _MARGIN) + words + aside, "quiet")])
        return lines

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """The heading, then the rows of the window; without rows the words that say so."""
        if not self._rows and y == 2:
            return [(f"  {self._empty}", "quiet")]
        return self._painted[y] if y < len(self._painted) else []


def _mark(line: list[Piece], mark: str) -> None:
    """Put a mark into the margin of a painted line, behind that of the selected row."""
    margin, ink = line[0]
    line[0] = ((margin.rstrip() + mark).ljust(_MARGIN), ink)
