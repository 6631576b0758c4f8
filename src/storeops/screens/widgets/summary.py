"""Quiet lines of words, one text at the left and one at the right of each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from storeops.screens.shell.columns import cut, steady
from storeops.screens.widgets.painted import Painted, Piece


class Summary(Painted):
    """Pairs of words, left and right; the right one is kept whole, the left one is cut."""

    def __init__(self) -> None:
        super().__init__()
        self._pairs: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return self._pairs

    def show(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these; nothing is repainted when nothing changes."""
        if tuple(pairs) != self._pairs:
            self._pairs = tuple(pairs)
            self.refresh()

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """One pair a line."""
        if y >= len(self._pairs):
            return []
        left, right = (steady(text) for text in self._pairs[y])
        room = width - 3 - cell_len(right)
        shown = cut(left, min(cell_len(left), max(0, room - 2)), self.ellipsis)
        return [(f"  {shown}", "quiet"), (" " * max(2, room - cell_len(shown)), ""), (right, "quiet")]
