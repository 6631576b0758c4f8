"""One layout for everything that goes through a receipt printer; text, PDF and ESC/POS are renderings of it.

A layout says what stands where, in character cells of a fixed width; it knows no printer, no page and no font.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Width: TypeAlias = Literal[32, 42, 48]
"""Columns of a receipt printer's font A: 32 on 58 mm paper; 42 or 48 on 80 mm."""

Align: TypeAlias = Literal["left", "center", "right"]
Size: TypeAlias = Literal[1, 2]
"""1 is the plain character. 2 is double height, and double width where the text has the room for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. Longer than the width: wrapped at blanks. `indent` cells stay free on the left."""

    text: str
    align: Align = "left"
    bold: bool = False
    size: Size = 1
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Something on the left and, on the same row, its amount on the right.

    The amount is never cut. A left side that is too long goes on below itself, two rows at most, then ends in
    an ellipsis."""

    left: str
    right: str
    bold: bool = False
    size: Size = 1
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table: the first cell stands left, the others right, each in its own `widths` (in cells).

    The widths together are at most the layout's; a cell that is too long ends in an ellipsis."""

    texts: tuple[str, ...]
    widths: tuple[int, ...]
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper; `heavy` divides what matters most."""

    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty row."""


@dataclass(frozen=True, slots=True)
class Code128:
    """A Code 128 symbol (ISO/IEC 15417) of printable ASCII, with its text below."""

    data: str


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code (ISO/IEC 18004), error correction M, with its text below."""

    data: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed past the knife and cut."""


Block: TypeAlias = Line | Columns | Cells | Rule | Blank | Code128 | Qr | Cut


@dataclass(frozen=True, slots=True)
class Layout:
    """A document on a roll: `width` cells wide, its blocks from top to bottom. `title` names it in a list or a file."""

    width: Width
    blocks: tuple[Block, ...]
    title: str = ""


DOTS_PER_CELL = 12
"""Font A is 12 dots wide at 203 dpi: 384 dots for 32 columns, 504 for 42, 576 for 48."""

MODULE_DOTS = 2
"""Width of a bar code's narrowest bar in printed dots (0.25 mm at 203 dpi)."""


def code_of(number: str, width: Width) -> Code128 | Qr:
    """The symbol for a document's number: Code 128 where it fits the paper with its quiet zones, QR where not.

    In code set B a symbol of n characters is 11 n + 35 modules wide; ISO/IEC 15417 asks for 10 more on either side."""
    modules = 11 * len(number) + 35 + 2 * 10
    fits = modules * MODULE_DOTS <= width * DOTS_PER_CELL
    return Code128(number) if fits and number.isascii() and number.isprintable() else Qr(number)
