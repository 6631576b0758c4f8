"""The fixed parts of every screen: status at the top, rules, the bar of keys at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.geometry import Region

from storeops.screens.shell.commands import Bound, Keymap, by_key, key_name
from storeops.screens.widgets.painted import Painted, Piece, spread

if TYPE_CHECKING:
    from storeops.screens.shell.base import JobScreen

_NARROW = 60
"""Columns below which a screen's own brief words take the place of shop, person and date."""
_WIDE = 110
"""Columns from which a lamp that wants eyes says why."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Lamp:
    """A cell of the status corner: "P", "S 37", with its ink "" (well), "look" or "wrong" and the words
    behind it."""

    text: str
    ink: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status corner says. It never lies: what is not known is not shown."""

    shop: str = ""
    terminal: str = ""
    person: str = ""
    lamps: tuple[Lamp, ...] = field(default=())


def moment(now: datetime) -> str:
    """A time as the status corner shows it, always sixteen cells: "Sun 22 Nov 14:07"."""
    return f"{_DAYS[now.weekday()]} {now.day:2} {_MONTHS[now.month - 1]} {now:%H:%M}"


class StatusBar(Painted):
    """Shop, terminal, person; clock; printer and sync. The clock repaints this one line only."""

    def __init__(self) -> None:
        super().__init__()
        self._clock = ""

    def show(self) -> None:
        """Repaint from the app's status."""
        self._clock = moment(self.shell.now())
        self.refresh()

    def tick(self) -> None:
        """Repaint the clock if its minute has changed."""
        now = moment(self.shell.now())
        if now == self._clock:
            return
        self._clock = now
        if self._brief():
            self.refresh()
            return
        behind = sum(cell_len(text) for text, _ in self._lamps()) + 2
        start = max(0, self.size.width - behind - len(now))
        self.refresh(Region(start, 0, len(now), 1))

    def _lamps(self) -> list[Piece]:
        marks = {"": "", "look": "!", "wrong": "x"}
        return [(f" [{lamp.text}{marks.get(lamp.ink, '')}]", lamp.ink) for lamp in self.shell.status.lamps]

    def _reasons(self, width: int) -> list[Piece]:
        """Where there is room, why a lamp wants eyes: before the clock, so that neither clock nor cells move."""
        lamps = [lamp for lamp in self.shell.status.lamps if lamp.ink and lamp.words]
        return [(f"{lamp.words}   ", lamp.ink) for lamp in lamps] if width >= _WIDE else []

    def _brief(self) -> str:
        return cast("JobScreen", self.screen).brief if self.size.width < _NARROW else ""

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """One line: who and where at the left, the rest at the right, cut in the shop's name first."""
        if brief := self._brief():
            return spread([(f" {brief}", "strong")], [(self._clock[-5:], "quiet"), *self._lamps(), (" ", "")], width)
        status = self.shell.status
        right = [*self._reasons(width), (self._clock, "quiet"), (" ", ""), *self._lamps(), (" ", "")]
        room = width - sum(cell_len(text) for text, _ in right) - 1
        names = "  ".join(part for part in (status.terminal, status.person) if part)
        shop = self._shortened(status.shop, room - cell_len(names) - 3)
        left = f" {shop}  {names}" if shop else f" {names}"
        return [(left, ""), (" " * max(1, room + 1 - cell_len(left)), ""), *right]

    def _shortened(self, text: str, room: int) -> str:
        if cell_len(text) <= room:
            return text
        kept = text[: max(0, room - cell_len(self.ellipsis))].rstrip()
        return kept + self.ellipsis if kept else ""


class Divider(Painted):
    """A line across the screen; a `light` one is dashed."""

    def __init__(self, *, light: bool = False) -> None:
        super().__init__()
        self._light = light

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """ASCII only: every terminal has it."""
        return [(" -" * (width // 2) if self._light else "-" * width, "quiet")]


_YIELDING = ("leave", "drawer", "more", "first", "customer", "park", "return", "discount", "find")
"""Which commands leave the bar first when it has not room for all; F11 lists them still."""


def bar(bounds: Sequence[Bound], keys: Keymap, width: int) -> tuple[tuple[str, str], ...]:
    """The (key, label) pairs which fit into the width, in the order of the function keys."""
    shown = [
        (bound.command.id, key_name(keys.key(bound.command)), bound.command.label)
        for bound in bounds
        if bound.enabled and bound.command.label and keys.key(bound.command)
    ]
    shown.sort(key=lambda entry: by_key(entry[1]))
    for yielding in _YIELDING:
        if sum(cell_len(key) + cell_len(label) + 2 for _, key, label in shown) <= width:
            break
        shown = [entry for entry in shown if entry[0] != yielding]
    return tuple((key, label) for _, key, label in shown)


class KeyBar(Painted):
    """What works now, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._bounds: tuple[Bound, ...] = ()
        self._shown: tuple[tuple[str, str], ...] | None = None

    def show(self, bounds: Sequence[Bound]) -> None:
        """Show these commands; nothing is repainted when the bar would look the same."""
        self._bounds = tuple(bounds)
        shown = bar(self._bounds, self.shell.keys, self.size.width)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def on_resize(self) -> None:
        """More or less room: other keys."""
        self.show(self._bounds)

    def pieces(self, y: int, width: int) -> Sequence[Piece]:
        """Key and word, key and word."""
        result: list[Piece] = []
        for key, label in self._shown or ():
            result += [(f" {key}", "accent"), (f" {label}", "")]
        return result
