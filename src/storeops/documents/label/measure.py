"""How wide a text comes out on a label, and how it is broken and cut to fit.

A label printer's own font is CG Triumvirate Bold Condensed, which no PDF can embed and no table publishes. It is
measured as Helvetica Bold (Adobe's font metrics, AFM 2.0), of the same design and wider, but for the signs that two
renderers of ZPL draw wider still: what fits here fits there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from storeops.documents.label.layout import Box
from storeops.rules.text import ELLIPSIS

_WIDTHS = {
    278: "ijl",
    300: " /I'",
    340: "!().,:;[]f`t",
    389: "r",
    480: '"\\',
    500: "*z{}",
    556: "#$0123456789J_aceksvxy",
    584: "^|",
    611: "?FLTZbdghnopqu",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "m",
    910: "%+-=",
    944: "W",
    975: "@",
    1000: "<>~",
    1020: ELLIPSIS,
}
_KNOWN = {char: width for width, chars in _WIDTHS.items() for char in chars}
_LETTER, _WIDE = 900, 1000
"""Thousandths of the size: for a letter of another script, and for what stands in a square of its own."""

_JOINERS = "\u200c\u200d"


@lru_cache(maxsize=4096)
def _advance(char: str) -> int:
    """Thousandths of the size that a character takes at most."""
    if unicodedata.category(char) in ("Mn", "Me") or char in _JOINERS:
        return 0
    parts = unicodedata.normalize("NFD", char)
    if parts[0] in _KNOWN and all(unicodedata.category(mark) == "Mn" for mark in parts[1:]):
        return _KNOWN[parts[0]]
    return _WIDE if unicodedata.east_asian_width(char) in "WFA" else _LETTER


def width(text: str, size: int) -> int:
    """The dots that a row of text takes at most, in characters of `size` dots."""
    return -(-sum(map(_advance, text)) * size // 1000)


def fit(text: str, room: int, size: int) -> str:
    """The text, or as much of it as `room` dots hold with an ellipsis at its end."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size) > room:
        kept = kept[: _before(kept)]
    return kept.rstrip() + ELLIPSIS if width(ELLIPSIS, size) <= room else ""


def _before(text: str) -> int:
    """The place of the last character, with the marks and joiners that belong to it."""
    place = len(text) - 1
    while place > 0 and (_advance(text[place]) == 0 or text[place - 1] == "\u200d"):
        place -= 1
    return place


def pitch(size: int) -> int:
    """From one row to the next, in dots: the cell and a quarter of it, for accents that rise above it."""
    return size + -(-size // 4)


def row(text: str, room: int, sizes: Sequence[int]) -> tuple[str, int]:
    """One row in the largest of the `sizes` (largest first) in which it fits whole, else cut in the smallest."""
    for size in sizes:
        if width(text, size) <= room:
            return text, size
    return fit(text, room, sizes[-1]), sizes[-1]


def flow(lines: Sequence[str], box: Box, sizes: Sequence[int]) -> tuple[tuple[str, ...], int, bool]:
    """Lines set into a box: the rows, their size, and whether anything was cut.

    The largest of the `sizes` in which every line fits whole, broken at blanks where it must be; else the largest in
    which it fits when words are broken too. Where neither does: one row a line in the smallest, cut; and of more lines
    than rows the first and the last ones, since an address ends in its town and country."""
    for tearing in (False, True):
        for size in sizes:
            rows = [part for line in lines for part in wrap(line, box.width, size, tearing=tearing)]
            if len(rows) <= box.height // pitch(size) and all(width(part, size) <= box.width for part in rows):
                return tuple(rows), size, False
    size = sizes[-1]
    room = box.height // pitch(size)
    kept = list(lines) if len(lines) <= room else [lines[0], *lines[len(lines) - room + 1 :]]
    return tuple(fit(line, box.width, size) for line in kept[:room]), size, True


def wrap(text: str, room: int, size: int, *, tearing: bool = False) -> list[str]:
    """Break a text at blanks into rows of at most `room` dots. A longer word is left whole, and is too wide; with
    `tearing` it is torn."""
    rows: list[str] = []
    current = ""
    for word in text.split(" "):
        joined = f"{current} {word}" if current else word
        if width(joined, size) <= room:
            current = joined
            continue
        if current:
            rows.append(current)
        *full, current = _torn(word, room, size) if tearing else [word]
        rows.extend(full)
    return [*rows, current]


def _torn(word: str, room: int, size: int) -> list[str]:
    """A word in pieces of at most `room` dots, at least a character each; marks stay with their letters."""
    pieces: list[str] = []
    rest = word
    while width(rest, size) > room:
        place = len(rest)
        while (shorter := _before(rest[:place])) > 0 and width(rest[:place], size) > room:
            place = shorter
        if place == len(rest):
            break
        pieces.append(rest[:place])
        rest = rest[place:]
    return [*pieces, rest]
