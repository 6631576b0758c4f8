"""What to do next, for someone who walks: one thing in letters three lines high, and a few words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.renderables.digits import DIGITS, DIGITS3X3_BOLD

from storeops.screens.shell.columns import cut, steady
from storeops.screens.widgets.big_amount import plain
from storeops.screens.widgets.painted import Painted, Piece

_DIGITS = {
    character: tuple(row.ljust(3) for row in DIGITS3X3_BOLD[at * 3 : at * 3 + 3])
    for at, character in enumerate(DIGITS)
    if character.isdigit()
}
_LETTERS = {
    "A": ("┏━┓", "┣━┫", "╹ ╹"), "B": ("┳━┓", "┣━┫", "┻━┛"), "C": ("┏━╸", "┃  ", "┗━╸"), "D": ("┳━┓", "┃ ┃", "┻━┛"),
    "E": ("┏━╸", "┣━ ", "┗━╸"), "F": ("┏━╸", "┣━ ", "╹  "), "G": ("┏━╸", "┃╺┓", "┗━┛"), "H": ("╻ ╻", "┣━┫", "╹ ╹"),
    "J": ("  ╻", "  ┃", "┗━┛"), "K": ("╻┏╸", "┣┻┓", "╹ ╹"), "L": ("╻  ", "┃  ", "┗━╸"), "M": ("┏┳┓", "┃┃┃", "╹ ╹"),
    "N": ("┏┓╻", "┃┗┫", "╹ ╹"), "P": ("┏━┓", "┣━┛", "╹  "), "Q": ("┏━┓", "┃┓┃", "┗┻┛"), "R": ("┏━┓", "┣┳┛", "╹┗╸"),
    "T": ("╺┳╸", " ┃ ", " ╹ "), "U": ("╻ ╻", "┃ ┃", "┗━┛"), "V": ("╻ ╻", "┃┏┛", "┗┛ "), "W": ("╻ ╻", "┃┃┃", "┗┻┛"),
    "X": ("╻ ╻", " ╋ ", "╹ ╹"), "Y": ("╻ ╻", "┗┳┛", " ╹ "),
    "-": (" ", "━", " "), ".": (" ", " ", "."), ",": (" ", " ", ","), "/": (" ", "/", " "), " ": (" ", " ", " "),
}  # fmt: skip
"""Glyphs of light and heavy box drawing lines, which console fonts have. I, O, S and Z are missing: they would look
like 1, 0, 5 and 2, and a picker would stand before another bin."""

_GLYPHS = {**_DIGITS, **_LETTERS}
_BESIDE = 12
"""Cells that words need beside the big letters."""


def large(text: str) -> tuple[str, ...]:
    """The text in three lines; nothing where a character has no glyph that reads without doubt."""
    if not text or not _GLYPHS.keys() >= set(text):
        return ()
    return tuple(" ".join(_GLYPHS[character][y] for character in text) for y in range(3))


@dataclass(frozen=True, slots=True)
class Card:
    """`title` says what to do, `big` with what; `lines` follow, the most needed first."""

    title: str = ""
    big: str = ""
    lines: tuple[Piece, ...] = ()
    ink: str = "money"


class Step(Painted):
    """Paints a card in whatever room there is; the big words are the last to go."""

    def __init__(self) -> None:
        super().__init__()
        self._card = Card()

    @property
    def card(self) -> Card:
        """What is shown."""
        return self._card

    def show(self, card: Card) -> None:
        """Show another card; nothing is repainted when it is the same."""
        if card != self._card:
            self._card = card
            self.refresh()

    def _rows(self, width: int) -> tuple[str, ...]:
        """The big words: three lines high, else with blanks between the letters, else as they are."""
        text = steady(self._card.big)
        tall = (plain(text) if not set(text) - set("0123456789-") else ()) if self.shell.terminal.plain else large(text)
        spaced = " ".join(text)
        for rows in (tall, (spaced,), (text,)):
            if rows and max(map(cell_len, rows)) <= width:
                return rows
        return (text,) if text else ()

    def arranged(self, width: int, height: int) -> list[list[Piece]]:
        """The lines of the card in so much room."""
        card, rows = self._card, self._rows(width - 1)
        words: list[Piece] = [(card.title, "strong"), *card.lines]
        if len(rows) == 3 and height < 6:
            used = max(map(cell_len, rows))
            if width - 1 - used - 2 >= _BESIDE:
                return self._beside(rows, used, words)
            rows = (" ".join(card.big),) if 2 * cell_len(card.big) <= width else (card.big,)
        big: list[list[Piece]] = [[(row, card.ink)] for row in rows]
        if height <= 2:
            return [*big, *([word] for word in words[1:])]
        spare = height - len(big) - len(words)
        above: list[list[Piece]] = [[]] if spare >= 2 else []
        below: list[list[Piece]] = [[]] if spare >= 1 else []
        return [[words[0]], *above, *big, *below, *([word] for word in words[1:])]

    def _beside(self, rows: Sequence[str], used: int, words: Sequence[Piece]) -> list[list[Piece]]:
        lines: list[list[Piece]] = []
        for row, word in zip(rows, [*words, ("", ""), ("", ""), ("", "")][:3], strict=True):
            lines.append([(row.ljust(used) + "  ", self._card.ink), word])
        return [*lines, *([word] for word in words[3:])]

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """One line, its words cut with an ellipsis."""
        lines = self.arranged(width, self.size.height)
        if y >= len(lines):
            return []
        made: list[Piece] = [(" ", "")]
        room = width - 1
        for text, ink in lines[y]:
            shown = text if ink == self._card.ink else steady(text)
            shown = cut(shown, min(cell_len(shown), room), self.ellipsis)
            made.append((shown, ink))
            room -= cell_len(shown)
        return made
