"""The entry line as a value: text, cursor, and when each character came. Every edit gives a new line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storeops.rules.errors import Refused
from storeops.screens.shell.strokes import SCAN_PREFIX, Stroke, scan_start

LIMIT = 2000
"""Characters; what goes beyond (a stuck scanner) is counted, not kept, and makes the line refused."""


class TooLong(Refused):
    """More characters than any line, code or name has: a stuck key or scanner."""

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(f"{length} characters came at once; nothing was done. Is a key or the scanner stuck?")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was entered: the text, and where in it a scan begins (None: typed by hand, or pasted)."""

    text: str
    scan_start: int | None = None
    overflow: int = 0

    @property
    def scanned(self) -> bool:
        """Whether its end came from a scanner. Judged by timing: it must never decide about money alone."""
        return self.scan_start is not None

    @property
    def scan(self) -> str:
        """The scanned part, without what was typed before it ("3*" and a scan)."""
        return "" if self.scan_start is None else self.text[self.scan_start :]


@dataclass(frozen=True, slots=True)
class Line:
    """The text being typed. `selected`: the next character replaces all of it, as after a refusal."""

    text: str = ""
    cursor: int = 0
    times: tuple[float, ...] = ()
    selected: bool = False
    prefixed_at: int | None = None
    overflow: int = 0

    def typed(self, text: str, at: float, *, pasted: bool = False) -> Line:
        """With the text put in at the cursor. Pasted characters carry no time, so that they are never a
        scan."""
        base = Line() if self.selected else self
        room = max(0, LIMIT - len(base.text))
        kept, lost = text[:room], len(text) - len(text[:room])
        moment = float("-inf") if pasted else at
        cut = base.cursor
        return replace(
            base,
            text=base.text[:cut] + kept + base.text[cut:],
            cursor=cut + len(kept),
            times=base.times[:cut] + (moment,) * len(kept) + base.times[cut:],
            overflow=base.overflow + lost,
        )

    def prefixed(self) -> Line:
        """A scanner announced itself: what follows is a scan. What was selected gives way."""
        base = Line() if self.selected else self
        return replace(base, prefixed_at=base.cursor)

    def without(self, start: int, end: int) -> Line:
        """With the characters from `start` up to `end` taken out."""
        start, end = max(0, start), min(len(self.text), end)
        return replace(
            self,
            text=self.text[:start] + self.text[end:],
            times=self.times[:start] + self.times[end:],
            cursor=start,
            selected=False,
            prefixed_at=None,
        )

    def at(self, cursor: int) -> Line:
        """With the cursor moved; a selection is given up and the text stays."""
        return replace(self, cursor=max(0, min(len(self.text), cursor)), selected=False)

    def refused(self) -> Line:
        """The same text, selected: it was not understood and the next character replaces it."""
        return replace(self, selected=bool(self.text), cursor=len(self.text), prefixed_at=None)

    def edited(self, key: str) -> Line | None:
        """The line after an editing key; None if the key is no editing key, or has nothing to edit."""
        if not self.text and not self.selected:
            return None
        if self.selected and key in {"backspace", "delete"}:
            return Line()
        match key:
            case "backspace":
                return self.without(self.cursor - 1, self.cursor) if self.cursor else self
            case "delete":
                return self.without(self.cursor, self.cursor + 1)
            case "left":
                return self.at(self.cursor - 1)
            case "right":
                return self.at(self.cursor + 1)
            case "home" | "ctrl+a":
                return self.at(0)
            case "end" | "ctrl+e":
                return self.at(len(self.text))
            case "ctrl+u":
                return Line()
            case _:
                return None

    def after(self, stroke: Stroke) -> Line | None:
        """The line after a stroke; None if the stroke is not for the line."""
        if stroke.key == SCAN_PREFIX:
            return self.prefixed()
        if stroke.types:
            return self.typed(stroke.text, stroke.at, pasted=stroke.pasted)
        return self.edited(stroke.key)

    def ended(self, at: float) -> Typed:
        """What Enter, pressed at that moment, enters."""
        start = self.prefixed_at
        if start is None and self.cursor == len(self.text):
            start = scan_start(self.times, at)
        if start is not None and start >= len(self.text):
            start = None
        return Typed(self.text, start, self.overflow)
