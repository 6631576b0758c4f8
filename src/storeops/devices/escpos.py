"""A layout as ESC/POS bytes, by python-escpos into memory; the bytes travel by our own transport.

Import this in the print worker only: python-escpos takes a fifth of a second to load. One code page is forced for
the whole document, because its automatic choice picks pages which printers lack and turns a line with one Chinese
character into GB18030; what the page lacks is transliterated, or printed as `?` and counted.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storeops.devices.trouble import UnknownCodePage
from storeops.documents.layout import Code128, Cut, Layout, Qr, Rule
from storeops.documents.text import Printed, Row, plain, printed

if TYPE_CHECKING:
    from escpos.printer import Dummy

# Epson ESC/POS command reference. FS . leaves the mode in which printers for Asian markets take two bytes as one
# character; ESC R 0 makes # $ @ [ \ ] ^ { | } ~ be themselves.
_START = b"\x1b@" + b"\x1c." + b"\x1bR\x00"
_LEFT, _CENTRE = b"\x1ba\x00", b"\x1ba\x01"
_BAR_HEIGHT, _BAR_MODULE = 96, 2
_QR_MODULE = 6

_SPELT = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "…": ".", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "‘": "'",
    "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "•": "*", "·": ".", "×": "x", "÷": "/",
    "™": "TM", "®": "(R)", "©": "(C)", "½": "1/2", "¼": "1/4", "¾": "3/4", "°": "o", "²": "2", "³": "3", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe",
    "Œ": "OE", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H",
}  # fmt: skip
"""How a sign is spelt where the code page lacks it; letters with an accent lose the accent instead."""

_NOT_ONE_BYTE = {"CP932", "Unknown"}
"""Names in the profiles which are no table of 256 characters."""

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A job for the printer, and how many characters of it could only be printed as `?`."""

    data: bytes
    lost: int


def encode(layout: Layout, *, cache: Path, code_page: str = "CP858", profile: str = "default") -> Encoded:
    """The layout as bytes for a printer of `profile` (python-escpos's name) set to `code_page`.

    `cache` is a folder where python-escpos may keep its list of printers. Raises UnknownCodePage."""
    printer = _dummy(cache, profile)
    page = _page_of(printer, code_page)
    spelling = _Spelling(lambda char: bool(printer.magic.encoder.can_encode(page, char)))
    printer._raw(_START)
    printer.charcode(page)
    # Styles are always sent whole: a printer that was switched off and on in between must not print on in big letters.
    for item in printed(layout, spell=spelling):
        _print(printer, item, layout.width, spelling)
    return Encoded(printer.output, spelling.lost)


class _Spelling:
    """Puts texts into the characters of one code page and counts what is lost on the way."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has
        self.lost = 0

    def __call__(self, text: str) -> str:
        # Composed first: 'e' and an accent apart would lose the accent although the page has the letter.
        return "".join(map(self._char, plain(text)))

    def sign(self, char: str) -> str:
        """A sign that the layout itself put in: replaced where need be, without being counted."""
        return char if self._has(char) else _SPELT.get(char, "-")

    def _char(self, char: str) -> str:
        if self._has(char):
            return char
        if spelt := _SPELT.get(char):
            return spelt
        category = unicodedata.category(char)
        if category in ("Cf", "Mn", "Me") or "\ufe00" <= char <= "\ufe0f":
            # A joiner or a mark of its own takes no room; the character it belongs to is counted.
            return ""
        base = "".join(self._base(part) for part in unicodedata.normalize("NFKD", char))
        if base:
            return base
        self.lost += 1
        return "?"

    def _base(self, part: str) -> str:
        return part if self._has(part) and part.isprintable() else _SPELT.get(part, "")


def _print(printer: Dummy, item: Printed, width: int, spelling: _Spelling) -> None:
    match item:
        case Row():
            _style(printer, item)
            printer.text("".join(map(spelling.sign, item.text)) + "\n")
        case Rule():
            _style(printer, Row(""))
            printer.text(spelling.sign("═" if item.heavy else "─") * width + "\n")
        case Code128():
            printer._raw(_CENTRE + _code128(item.data) + _LEFT)
        case Qr():
            printer._raw(_CENTRE)
            printer.qr(item.data, ec=1, size=_QR_MODULE, native=True)
            _style(printer, Row(""))
            printer.text(spelling(item.data) + "\n")
            printer._raw(_LEFT)
        case Cut():
            printer.cut(mode="PART")


def _style(printer: Dummy, row: Row) -> None:
    across = 2 if row.scale == "double" else 1
    up = 1 if row.scale == "normal" else 2
    printer.set(bold=row.bold, custom_size=True, width=across, height=up)


def _code128(data: str) -> bytes:
    """GS k 73 in code set B, with its text below. python-escpos's own `barcode` prints to the screen.

    `{` opens an escape and is doubled."""
    symbol = b"{B" + data.encode("ascii").replace(b"{", b"{{")
    setting = b"\x1dh" + bytes([_BAR_HEIGHT]) + b"\x1dw" + bytes([_BAR_MODULE]) + b"\x1df\x00" + b"\x1dH\x02"
    return setting + b"\x1dkI" + bytes([len(symbol)]) + symbol


def _page_of(printer: Dummy, code_page: str) -> str:
    known = set(printer.profile.get_code_pages()) - _NOT_ONE_BYTE
    if code_page.upper() not in known:
        raise UnknownCodePage(code_page, tuple(sorted(known)))
    return code_page.upper()


def _dummy(cache: Path, profile: str) -> Dummy:
    with _loading, _quiet_import(cache):
        from escpos.printer import Dummy
    return Dummy(profile=profile)


@contextmanager
def _quiet_import(cache: Path) -> Iterator[None]:
    """Undo what importing python-escpos 3.1 does beside: it makes a temporary folder even when it is told to use
    another, and gives the root logger a handler that writes over the screen."""
    import sys

    if "escpos" in sys.modules:
        yield
        return
    cache.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(cache))
    handlers = list(logging.getLogger().handlers)
    made: list[str] = []
    original = tempfile.mkdtemp

    def noted(*args: Any, **kwargs: Any) -> str:
        folder: str = original(*args, **kwargs)
        if threading.current_thread() is importing:
            made.append(folder)
        return folder

    importing = threading.current_thread()
    tempfile.mkdtemp = noted  # type: ignore[assignment]  # other threads get what they always got
    try:
        yield
    finally:
        tempfile.mkdtemp = original
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        for handler in logging.getLogger().handlers[:]:
            if handler not in handlers:
                logging.getLogger().removeHandler(handler)
