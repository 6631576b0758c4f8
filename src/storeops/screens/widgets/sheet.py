"""A page of ready lines that scrolls: a report, a receipt, an explanation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from rich.cells import cell_len

from storeops.screens.shell.columns import cut
from storeops.screens.widgets.entry import visible
from storeops.screens.widgets.painted import Painted, Piece

SheetLine: TypeAlias = Sequence[Piece]
Make: TypeAlias = Callable[[int], Sequence[SheetLine]]
"""The lines for a width in cells: they are made again when the terminal gets another size."""


class Sheet(Painted):
    """Paints lines and keeps the place when they are shown anew. What there is more says a quiet last line."""

    def __init__(self, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._make: Make = lambda width: ()
        self._lines: tuple[tuple[Piece, ...], ...] = ()
        self._top = 0

    @property
    def text(self) -> str:
        """All lines, as read."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines)

    def show(self, make: Make, *, keep: bool = False) -> None:
        """Show other lines, from their beginning; with `keep` from where one was."""
        self._make = make
        self._top = self._top if keep else 0
        self._arrange()

    def scroll_lines(self, by: int) -> None:
        """Further down (or up, negative)."""
        top = max(0, min(self._top + by, len(self._lines) - self._room))
        if top != self._top:
            self._top = top
            self.refresh()

    def scroll_page(self, by: int) -> None:
        """A page down (or up, negative)."""
        self.scroll_lines(by * max(1, self._room - 1))

    @property
    def _room(self) -> int:
        """Lines of text that fit; the last one is kept for saying that there is more."""
        return max(1, self.size.height - (len(self._lines) > self.size.height))

    def on_resize(self) -> None:
        """Another size: other lines."""
        self._arrange()

    def _arrange(self) -> None:
        made = self._make(max(10, self.size.width - 2)) if self.size.width else ()
        lines = tuple(tuple((visible(text), ink) for text, ink in line) for line in made)
        top = max(0, min(self._top, len(lines) - 1)) if lines else 0
        if (lines, top) != (self._lines, self._top) or not lines:
            self._lines, self._top = lines, top
            self.refresh()
        self.scroll_lines(0)

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """A margin and the line; beneath, how much more there is."""
        below = len(self._lines) - self._top - self._room
        if y >= self._room:
            more = f"{below} more lines: PgDn" if below > 0 else "the end: PgUp"
            return [(" " * max(0, width - len(more) - 2), ""), (more, "quiet")]
        at = self._top + y
        return [(" ", ""), *self._lines[at]] if at < len(self._lines) else []


def pair(left: str, right: str, width: int, ellipsis: str, ink: str = "") -> list[Piece]:
    """Words at the left, a figure at the right of `width` cells; the words are cut, the figure never."""
    room = max(0, width - cell_len(right) - 2)
    return [(cut(left, room, ellipsis) + "  " + right, ink)]


def centred(lines: Sequence[str], width: int, ink: str = "") -> list[SheetLine]:
    """Ready lines of one width, as a block in the middle."""
    widest = max((cell_len(line) for line in lines), default=0)
    margin = " " * max(0, (width - widest) // 2)
    return [[(margin + line, ink)] for line in lines]
