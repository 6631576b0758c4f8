"""A label as ZPL II, the language of Zebra's printers and of many that imitate them (ZPL II Programming Guide).

In a text all but letters, digits and harmless signs goes as ^FH hex of its UTF-8 bytes, so none of it can be a command;
the job is ASCII, which every line carries. Nothing is left to the printer to wrap: a block that runs over prints on
itself.
"""

from __future__ import annotations

import string
import unicodedata

from storeops.devices.escpos import Encoded
from storeops.documents.label.layout import DOTS_PER_MM, Bars, Box, Field, Label, Mark, Stroke, Text
from storeops.rules.barcodes.code128 import FNC1, START_B, START_C, TO_B, TO_C
from storeops.rules.text import ELLIPSIS

RESOLUTIONS = (6, 8, 12, 24)
"""Dots of a print head in a millimetre: 152, 203, 300 and 600 dpi."""

_INVOKED = {START_B: ">:", START_C: ">;", TO_C: ">5", TO_B: ">6", FNC1: ">8"}
_SIGNS = {"^": "><", ">": ">0", "~": ">="}
"""What ^BC reads in place of characters of set B that mean something to it."""

_HARMLESS = frozenset(string.ascii_letters + string.digits + " !#$%&'()*+,-./:;<=>?@")

_SCRIPTS = (("\u00a0", "\u024f"), ("\u0370", "\u03ff"), ("\u0400", "\u04ff"), ("\u1e00", "\u1eff"))
_OTHERS = frozenset("‐‑‒–—‘’‚“”„†‡•‹›€№™")
"""What the printer's own scalable font draws: Latin, Greek and Cyrillic letters, and the signs that go with them. An
old model lacks the last two; there `^CW0,E:TT0003M_.FNT`, sent once, puts Zebra's Swiss 721 in the font's place."""


def encode(label: Label, *, dots: int = 8) -> Encoded:
    """The label as one job for a printer of `dots` to the millimetre, and how many characters it can only print as
    `?`: scripts that its built-in font lacks. Raises ValueError unless `dots` is one of RESOLUTIONS."""
    if dots not in RESOLUTIONS:
        raise ValueError(f"no label printer has {dots} dots to the millimetre")
    writer = _Writer(dots)
    head = f"^XA^CI28^LH0,0^FWN^PW{writer.scaled(label.width)}^LL{writer.scaled(label.height)}\n"
    body = "".join(writer.field(field) for field in label.fields)
    return Encoded(f"{head}{body}^XZ\n".encode("ascii"), writer.lost)


class _Writer:
    """Writes fields for one resolution and counts what is lost on the way."""

    def __init__(self, dots: int) -> None:
        self._dots = dots
        self.lost = 0

    def scaled(self, length: int) -> int:
        """The printer's dots in a length: rounded down, so that what fits a box fits it here."""
        return length * self._dots // DOTS_PER_MM

    def field(self, field: Field) -> str:
        match field:
            case Text():
                return self._text(field.box.x, field.top, field.size, field.text)
            case Mark():
                x, y = field.box.x + field.inset, field.box.y + field.inset
                return self._filled(field.box) + self._text(x, y, field.size, field.text, reverse="^FR")
            case Bars():
                return self._bars(field)
            case Stroke():
                return self._filled(field.box)

    def _text(self, x: int, y: int, size: int, text: str, reverse: str = "") -> str:
        height = self.scaled(size)
        data = "".join(map(self._spelt, text))
        return f"^FO{self.scaled(x)},{self.scaled(y)}^A0N,{height},{height}{reverse}^FH^FD{hexed(data)}^FS\n"

    def _filled(self, box: Box) -> str:
        width, height = max(1, self.scaled(box.width)), max(1, self.scaled(box.height))
        return f"^FO{self.scaled(box.x)},{self.scaled(box.y)}^GB{width},{height},{min(width, height)}^FS\n"

    def _bars(self, bars: Bars) -> str:
        module = max(1, self.scaled(bars.module))
        # Where the module is rounded down the symbol is narrower than its box: it stays in the middle.
        spare = self.scaled(bars.ink.width) - bars.symbol.modules * module
        x = self.scaled(bars.ink.x) + max(0, spare) // 2
        data = hexed(invoked(bars.symbol.codes))
        command = f"^BCN,{self.scaled(bars.ink.height)},N,N,N,N"
        return f"^FO{x},{self.scaled(bars.ink.y)}^BY{module}{command}^FH^FD{data}^FS\n"

    def _spelt(self, char: str) -> str:
        if char.isascii() or char in _OTHERS or any(first <= char <= last for first, last in _SCRIPTS):
            return char
        if char == ELLIPSIS:
            return "..."
        if unicodedata.category(char) in ("Mn", "Me", "Cf"):
            return ""
        self.lost += 1
        return "?"


def hexed(text: str) -> str:
    """A text for ^FH^FD: what is harmless as it is, every other byte of its UTF-8 as `_` and two hex digits."""
    return "".join(char if char in _HARMLESS else "".join(f"_{byte:02X}" for byte in char.encode()) for char in text)


def invoked(codes: tuple[int, ...]) -> str:
    """A symbol's characters as ^BC reads them in mode N, where the sets are chosen by whoever writes the data. The
    check and the stop character are the printer's own work."""
    written: list[str] = []
    in_c = False
    for code in codes[:-2]:
        if code in _INVOKED:
            in_c = code in (START_C, TO_C) or (in_c and code == FNC1)
            written.append(_INVOKED[code])
        elif in_c:
            written.append(f"{code:02d}")
        else:
            char = chr(code + 32)
            written.append(_SIGNS.get(char, char))
    return "".join(written)
