"""The base of the shell's widgets: lines of styled plain text, painted cell by cell. Markup is never
parsed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from storeops.screens.shell.app import StoreOpsApp

Piece: TypeAlias = tuple[str, str]
"""A text and what it means: a component class without its prefix ("quiet"), "" for plain text."""

INKS = ("money", "good", "look", "wrong", "quiet", "accent", "strong", "chosen", "cursor")
"""What a piece may mean; the screen has the styles, once for all its widgets: Textual works out each one anew for each
node that names it whenever a screen comes to the front, and that was most of the time it took."""


class Painted(Widget, can_focus=False):
    """A widget that paints lines of pieces; a subclass says which in `pieces`."""

    @property
    def shell(self) -> StoreOpsApp:
        """The app, as the shell's own class."""
        from storeops.screens.shell.app import StoreOpsApp

        assert isinstance(self.app, StoreOpsApp)
        return self.app

    @property
    def ellipsis(self) -> str:
        """What stands at the end of a text that was cut, on this terminal."""
        return self.shell.terminal.ellipsis

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """The pieces of line `y`; what goes beyond the width is cropped, what is missing is blank."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Textual's line API: one line as styled segments."""
        width = self.size.width
        plain = self.rich_style
        segments = [
            Segment(text, plain + self.screen.get_component_rich_style(f"ink--{ink}", partial=True) if ink else plain)
            for text, ink in self.pieces(y, width)
            if text
        ]
        return Strip(segments).adjust_cell_length(width, plain).simplify()


def spread(left: Sequence[Piece], right: Sequence[Piece], width: int) -> list[Piece]:
    """Pieces at the left and at the right of a line. Without room for both the left ones yield no cell to
    the right ones: those go."""
    used = sum(cell_len(text) for text, _ in left)
    wanted = sum(cell_len(text) for text, _ in right)
    if used + wanted + 1 > width:
        return list(left)
    return [*left, (" " * (width - used - wanted), ""), *right]
