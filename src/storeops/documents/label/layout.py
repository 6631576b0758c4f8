"""A label as a drawing: what stands in which rectangle. ZPL, PDF and the terminal's preview are renderings of it.

Lengths are in dots of an eighth of a millimetre: the dots of a 203 dpi label printer, two thirds of those of 300 dpi.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from storeops.rules.barcodes.code128 import QUIET, Symbol

DOTS_PER_MM = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in dots from the label's upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        """Whether they share a dot."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def inside(self, other: Box) -> bool:
        """Whether no dot of it lies outside the other."""
        within = other.x <= self.x and other.y <= self.y
        return within and self.right <= other.right and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Text:
    """One row of text, clean and no wider than its box. `size` is the height of the characters' cell."""

    name: str
    box: Box
    text: str
    size: int

    @property
    def top(self) -> int:
        """Where the cell begins: below the box's upper edge, for the accents of capitals rise above their cell."""
        return self.box.y + min(self.box.height - self.size, -(-self.size // 4))


@dataclass(frozen=True, slots=True)
class Mark:
    """White words on a black box, seen from across the room."""

    name: str
    box: Box
    text: str
    size: int

    @property
    def inset(self) -> int:
        """From the box's left edge to the words, and about as much above them."""
        return (self.box.height - self.size) // 2


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar code of Code 128, without its text. The box holds its quiet zones; a module is `module` dots wide.

    `data` is what a scanner sends; with `gs1` the symbol is GS1-128."""

    name: str
    box: Box
    data: str
    symbol: Symbol
    module: int
    gs1: bool = False

    @property
    def ink(self) -> Box:
        """The rectangle from the first bar to the last."""
        return Box(self.box.x + QUIET * self.module, self.box.y, self.symbol.modules * self.module, self.box.height)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A black line, as thick as its box."""

    name: str
    box: Box


Field: TypeAlias = Text | Mark | Bars | Stroke


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a size in dots, its fields in reading order; no two of their boxes overlap.

    `cut` names the texts which did not fit and end in an ellipsis: a person looks before the parcel goes."""

    width: int
    height: int
    fields: tuple[Field, ...]
    title: str = ""
    cut: tuple[str, ...] = ()

    @property
    def box(self) -> Box:
        return Box(0, 0, self.width, self.height)
