"""Words in the place of the body: help, the list of commands, an explanation. The entry line stays hot
beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from storeops.screens.shell.columns import steady
from storeops.screens.widgets.painted import Painted, Piece


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text that wraps, with what stands before it ("F4", "a"), and an ink. An `exact` one is a row made elsewhere:
    it keeps its blanks and does not wrap."""

    text: str
    lead: str = ""
    ink: str = ""
    exact: bool = False


class Panel(Painted):
    """A title and paragraphs, paged by the cursor keys."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._lines: list[list[Piece]] = []
        self._top = 0

    @property
    def text(self) -> str:
        """All lines, as read."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines)

    def show(self, title: str, paragraphs: Sequence[Paragraph]) -> None:
        """Show this, from its beginning."""
        self._title, self._paragraphs, self._top = title, tuple(paragraphs), 0
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

    def turned(self, key: str) -> bool:
        """Whether this key turns the pages; it has turned them then."""
        match key:
            case "up" | "down":
                self.scroll_lines(-1 if key == "up" else 1)
            case "pageup" | "pagedown":
                self.scroll_page(-1 if key == "pageup" else 1)
            case _:
                return False
        return True

    @property
    def _room(self) -> int:
        return max(1, self.size.height - 1)

    def on_resize(self) -> None:
        """Another width: other lines."""
        self._arrange()

    def _arrange(self) -> None:
        lead = max((len(paragraph.lead) for paragraph in self._paragraphs), default=0)
        # Not laid out yet, it will be as wide as the screen: no line is seen in a width that will not last.
        room = max(10, (self.size.width or self.screen.size.width) - lead - 5)
        self._lines = []
        for paragraph in self._paragraphs:
            lines = (
                [_kept(paragraph.text)] if paragraph.exact else wrap(steady(paragraph.text, limit=4000), room) or [""]
            )
            for index, line in enumerate(lines):
                before = paragraph.lead if index == 0 else ""
                self._lines.append([(f" {before.ljust(lead)} ", "accent"), (line, paragraph.ink)])
        self._top = max(0, min(self._top, len(self._lines) - self._room))
        self.refresh()

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """The title with what there is more, then the lines of this page."""
        if y == 0:
            below = len(self._lines) - self._top - self._room
            more = f"{below} more lines: PgDn" if below > 0 else "Esc: back"
            gap = " " * max(1, width - len(self._title) - len(more) - 2)
            return [(f" {self._title}", "strong"), (gap, ""), (more, "quiet")]
        at = self._top + y - 1
        return self._lines[at] if at < len(self._lines) else []


def _kept(row: str) -> str:
    """A row with its blanks, without what a terminal must not get."""
    return " ".join(steady(part) for part in row.split(" "))
