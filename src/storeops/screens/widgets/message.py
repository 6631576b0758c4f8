"""What happened, in one place above the entry line: a mark, a colour, words, and a bell."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from textwrap import wrap

from storeops.screens.shell.columns import steady
from storeops.screens.widgets.painted import Painted, Piece


class Kind(StrEnum):
    """done: it is so; look: read this; wrong: it was refused and nothing changed."""

    DONE = "done"
    LOOK = "look"
    WRONG = "wrong"


_MARKS = {Kind.DONE: ("+", "good"), Kind.LOOK: ("!", "look"), Kind.WRONG: ("x", "wrong")}
_LINES = 3
_KEPT = 2
"""Lines that stand free for it on a screen of 24: most refusals fit, so that what is above does not move."""


class Message(Painted):
    """The last thing said, right above the entry line: up to three lines, and room for two is always kept."""

    def __init__(self) -> None:
        super().__init__()
        self._kind: Kind | None = None
        self._text = ""
        self._lines: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[Kind, str] | None:
        """What stands there now."""
        return None if self._kind is None else (self._kind, self._text)

    def say(self, kind: Kind, text: str) -> None:
        """Show a message in place of the last one."""
        kept = steady(text, limit=400)
        if (kind, kept) == self.said:
            return
        self._kind, self._text = kind, kept
        self._arrange()

    def clear(self) -> None:
        """Show nothing."""
        if self._kind is not None:
            self._kind, self._text = None, ""
            self._arrange()

    def on_resize(self) -> None:
        """Another width: other lines."""
        self._arrange()

    def _arrange(self) -> None:
        mark, _ = _MARKS[self._kind] if self._kind else ("", "")
        word = f" {mark} {self._kind.value}: " if self._kind and self._kind is not Kind.DONE else f" {mark} "
        room = max(10, self.size.width - 1)
        lines = wrap(word.strip() + " " + self._text, room - 1, subsequent_indent="  ") if self._kind else []
        if len(lines) > _LINES:
            lines = [*lines[: _LINES - 1], lines[_LINES - 1][: room - 4] + self.ellipsis]
        height = max(_KEPT if self.screen.size.height >= 24 else 1, len(lines))
        self._lines = tuple(lines)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """Mark, word and words in the colour of what they mean."""
        at = y - (self.size.height - len(self._lines))
        if self._kind is None or not 0 <= at < len(self._lines):
            return []
        return [(f" {self._lines[at]}", _MARKS[self._kind][1])]
