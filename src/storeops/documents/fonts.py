"""The fonts that are embedded in a PDF.

DejaVu Sans Mono (Latin, Greek, Cyrillic, currency signs up to the euro) comes with python-barcode, which
python-escpos needs; Bitstream Vera (Western European) comes with reportlab. What neither can draw, such as
Chinese or emoji, is shown as `?`: a PDF never lacks a figure, at most the letters of a name.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from storeops.rules.errors import Refused

MONO = "StoreOpsMono"
TEXT = "StoreOpsText"
BOLD = "StoreOpsBold"

MONO_ADVANCE = 0.602
"""Width of a character of DejaVu Sans Mono, in ems (1233 of 2048 units)."""

_FILES = {MONO: ("barcode", "DejaVuSansMono.ttf"), TEXT: ("reportlab", "Vera.ttf"), BOLD: ("reportlab", "VeraBd.ttf")}


class FontMissing(Refused):
    """A font that a PDF needs did not come with its package."""

    def __init__(self, file: str, package: str) -> None:
        super().__init__(
            f"The font {file} of the package {package} is missing. Install the program again; "
            "the receipt can be shown and printed meanwhile."
        )
        self.file = file
        self.package = package


@lru_cache(maxsize=1)
def register() -> None:
    """Make the fonts known to reportlab. Raises FontMissing."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name, (package, file) in _FILES.items():
        registerFont(TTFont(name, str(_find(package, file))))


def drawable(text: str) -> str:
    """The text as DejaVu Sans Mono can draw it, `?` for each character that it cannot."""
    return text if text.isascii() else "".join(char if char in " \n" or has(MONO, char) else "?" for char in text)


def has(font: str, char: str) -> bool:
    """Whether the registered font has a glyph for the character."""
    return ord(char) in _glyphs(font)


@lru_cache(maxsize=8)
def _glyphs(font: str) -> frozenset[int]:
    from reportlab.pdfbase.pdfmetrics import getFont

    return frozenset(getFont(font).face.charToGlyph)


def _find(package: str, file: str) -> Path:
    # The package is not imported: only its folder is of interest.
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "fonts" / file
        if path.is_file():
            return path
    raise FontMissing(file, package)
