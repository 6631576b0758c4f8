"""The number that matters, as the biggest thing on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.renderables.digits import DIGITS, DIGITS3X3_BOLD

from storeops.screens.widgets.painted import Painted, Piece


def tall(text: str) -> tuple[str, str, str]:
    """The text in three lines of box-drawing digits, three cells a digit."""
    rows = ["", "", ""]
    for character in text:
        at = DIGITS.find(character)
        if at < 0 or character == " ":
            glyph = (" ", " ", character)
        else:
            glyph = (DIGITS3X3_BOLD[at * 3], DIGITS3X3_BOLD[at * 3 + 1], DIGITS3X3_BOLD[at * 3 + 2])
        wide = 1 if at < 0 else 3
        rows = [row + " " * bool(row) + part.ljust(wide) for row, part in zip(rows, glyph, strict=True)]
    return rows[0], rows[1], rows[2]


_SEGMENTS = {
    "0": (" _ ", "| |", "|_|"), "1": ("   ", "  |", "  |"), "2": (" _ ", " _|", "|_ "), "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"), "5": (" _ ", "|_ ", " _|"), "6": (" _ ", "|_ ", "|_|"), "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"), "9": (" _ ", "|_|", " _|"), "-": ("   ", " _ ", "   "),
}  # fmt: skip


def plain(text: str) -> tuple[str, str, str]:
    """The text in three lines of ASCII, as seven segments show digits: for terminals without box-drawing glyphs."""
    rows = ["", "", ""]
    for character in text:
        glyph = _SEGMENTS.get(character, (" ", " ", character))
        rows = [row + " " * bool(row) + part for row, part in zip(rows, glyph, strict=True)]
    return rows[0], rows[1], rows[2]


_DIGITS = 25
"""Cells kept free for the digits: '9999.99'."""


class BigAmount(Painted):
    """An amount three lines high at the right; beside it a label and a quiet line of words."""

    def __init__(self, label: str = "", amount: str = "", aside: str = "", ink: str = "money") -> None:
        super().__init__()
        self._label, self._amount, self._aside, self._ink = label, amount, aside, ink

    @property
    def shown(self) -> tuple[str, str, str]:
        """Label, amount and aside."""
        return self._label, self._amount, self._aside

    def show(self, label: str, amount: str, aside: str = "", ink: str = "money") -> None:
        """Show another amount; nothing is repainted when nothing changes."""
        if (label, amount, aside, ink) != (self._label, self._amount, self._aside, self._ink):
            self._label, self._amount, self._aside, self._ink = label, amount, aside, ink
            self.refresh()

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """Three lines."""
        row = (plain if self.shell.terminal.plain else tall)(self._amount)[y] if y < 3 else ""
        said: Piece = (self._label, "strong") if y == 1 else (self._aside, "quiet") if y == 2 else ("", "")
        # The words stand beside the digits, and do not move while those grow.
        before = width - 1 - max(cell_len(row), _DIGITS) - 3 - cell_len(said[0])
        if before < 0:
            return [(" " * max(0, width - cell_len(row) - 1), ""), (row, self._ink)]
        gap = width - 1 - before - cell_len(said[0]) - cell_len(row)
        return [(" " * before, ""), said, (" " * gap, ""), (row, self._ink)]
