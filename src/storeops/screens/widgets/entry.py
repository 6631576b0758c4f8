"""The entry line: the one hot line of every screen. It only paints; what is typed is held by the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from storeops.screens.shell.columns import cut, steady
from storeops.screens.shell.line import Line
from storeops.screens.shell.question import Question
from storeops.screens.shell.strokes import CARRIED_CONTROLS
from storeops.screens.widgets.painted import Painted, Piece, spread

_LEAST = 12
"""Cells that a long prompt leaves to what is typed, its own margins included."""

_SEPARATORS = frozenset(CARRIED_CONTROLS.values())


def visible(text: str) -> str:
    """The text as it may be painted: separators of a scan show as |, one cell for each character."""
    return "".join("|" if c in _SEPARATORS else c if c.isprintable() else "?" for c in text)


@dataclass(frozen=True, slots=True)
class EntryState:
    """All the entry line shows: the prompt, the line, what Enter would do, or the question that stands."""

    line: Line = field(default_factory=Line)
    prompt: str = ">"
    hint: str = ""
    question: Question | None = None


class EntryLine(Painted):
    """Paints an EntryState: prompt, text with its cursor (a reversed cell that never blinks), hint at the
    right."""

    def __init__(self) -> None:
        super().__init__()
        self._state = EntryState()

    @property
    def state(self) -> EntryState:
        """What is shown."""
        return self._state

    def show(self, state: EntryState) -> None:
        """Show this; nothing is repainted when it is what stands there already."""
        if state != self._state:
            self._state = state
            self.refresh()

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """The one line."""
        state = self._state
        if state.question is not None:
            asked = steady(state.question.text)
            choices = state.question.choices()
            left: list[Piece] = [(f" ? {asked}", "look"), ("   ", ""), (choices, "strong")]
            if sum(cell_len(text) for text, _ in left) <= width:
                return left
            room = max(0, width - cell_len(choices) - 7)
            return [(f" ? {asked[:room]}{self.ellipsis}", "look"), (" ", ""), (choices, "strong")]
        asked = state.prompt
        if cell_len(asked) + _LEAST > width:
            asked = cut(asked, max(0, width - _LEAST), self.ellipsis).rstrip()
        prompt: Piece = (f" {asked} ", "accent")
        typed = self._typed(state.line, width - cell_len(prompt[0]) - 1)
        hint: list[Piece] = [(f"{state.hint} ", "quiet")] if state.hint else []
        return spread([prompt, *typed], hint, width)

    def _typed(self, line: Line, room: int) -> list[Piece]:
        text = visible(line.text)
        if line.selected:
            return [(text[-room:], "chosen")]
        before, under, after = (
            text[: line.cursor],
            text[line.cursor : line.cursor + 1] or " ",
            text[line.cursor + 1 :],
        )
        while before and cell_len(before) >= room:
            before = before[1:]
        return [(before, ""), (under, "cursor"), (after, "")]
