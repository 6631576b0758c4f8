"""One instruction on a small screen: a few lines, and among them the one that matters, as big as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from storeops.screens.shell.columns import cut, steady
from storeops.screens.widgets.big_amount import plain, tall
from storeops.screens.widgets.painted import Painted, Piece

_DIGITS = 3
_TALL = frozenset("0123456789ABCDEF+-.,/")
"""What has a tall glyph, or stands well beside one: of another bin's code the letters would be too small to read."""


class Instruction(Painted):
    """Paints lines of (text, ink): what to look at, the big line, and what else there is to know."""

    def __init__(self) -> None:
        super().__init__(classes="small-only")
        self._said: tuple[tuple[Piece, ...], str, tuple[Piece, ...]] = ((), "", ())

    def show(self, above: Sequence[Piece], big: str, below: Sequence[Piece] = ()) -> None:
        """Show these; nothing is repainted when nothing changes."""
        said = (tuple(above), big, tuple(below))
        if said != self._said:
            self._said = said
            self.refresh()

    def _lines(self, width: int, height: int) -> list[Piece]:
        above, big, below = self._said
        rows = (plain if self.shell.terminal.plain else tall)(big) if big else ()
        fits = (
            _TALL.issuperset(big)
            and len(above) + _DIGITS + len(below) <= height
            and all(cell_len(row) < width for row in rows)
        )
        middle: list[Piece] = [(row, "money") for row in rows] if fits else [(big, "money")] if big else []
        return [*above, *middle, *below]

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """One line, cut with an ellipsis."""
        lines = self._lines(width, self.size.height)
        if y >= len(lines):
            return []
        text, ink = lines[y]
        shown = text if ink == "money" else steady(text)
        room = max(0, width - 1)
        return [(" ", ""), (cut(shown, min(cell_len(shown), room), self.ellipsis), ink)]
