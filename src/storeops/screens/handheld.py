"""What the screens share that a picker may hold in one hand: below a size they show one instruction."""

from __future__ import annotations

from storeops.screens.shell.asking import Asking

LEAST = (60, 20)
"""Columns and rows from which lists and figures stand beside each other."""


class Handheld(Asking):
    """Override `paint`. Below `LEAST` the screen has the class -small: styles/handheld.tcss says what goes then."""

    @property
    def small(self) -> bool:
        """Whether there is room for one instruction only."""
        size = self.app.size
        return size.width < LEAST[0] or size.height < LEAST[1]

    def paint(self) -> None:
        """Show the state as it is."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Another size: other widgets."""
        self.set_class(self.small, "-small")
        self.paint()
