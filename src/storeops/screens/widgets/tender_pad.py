"""The tender pad: what is due, what was given, and what can be typed; the goods stay in sight beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from storeops.screens.shell.columns import cut, steady
from storeops.screens.widgets.painted import Painted, Piece

_LEAD = 11


@dataclass(frozen=True, slots=True)
class PadLine:
    """Words with an amount at the right, or (`rule`) a line across. `lead` stands before the words in a column of
    its own (what can be typed); `chosen` marks the selected tender."""

    text: str = ""
    amount: str = ""
    ink: str = ""
    chosen: bool = False
    rule: bool = False
    lead: str = ""


class TenderPad(Painted):
    """Paints pad lines behind an upright rule."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[PadLine, ...] = ()

    @property
    def lines(self) -> tuple[PadLine, ...]:
        """What is shown."""
        return self._lines

    def show(self, lines: Sequence[PadLine]) -> None:
        """Show these; nothing is repainted when nothing changes."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.refresh()

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """One line: rule, mark, words, amount."""
        edge: Piece = ("| ", "quiet")
        if y >= len(self._lines):
            return [edge]
        line = self._lines[y]
        room = width - 2 - 2
        if line.rule:
            return [edge, ("-" * (room - 1), "quiet")]
        mark: Piece = ("> ", "accent") if line.chosen else ("  ", "")
        amount = steady(line.amount)
        lead = cut(line.lead, _LEAD, self.ellipsis) if line.lead else ""
        words = lead + cut(steady(line.text), max(0, room - 3 - cell_len(lead) - cell_len(amount)), self.ellipsis)
        return [edge, mark, (words + " " + amount, "chosen" if line.chosen else line.ink)]
