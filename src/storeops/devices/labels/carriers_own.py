"""The carrier's own label in ZPL on its way to the printer: it comes from outside, so only what draws goes through.

What it may not do: leave something in the printer for the labels after it (fonts, formats, another command sign, a
darker head, a picture upside down), read or write its files, or print more than was bought.
"""

from __future__ import annotations

import re
import string

LARGEST = 150_000
MOST_PAGES = 4
"""A carrier's label has a page for the parcel, and a few for the customs."""

LONGEST = 2500
"""Dots: a foot of label at 8 to the millimetre. A printer with endless paper feeds what it is told."""

_FONTS = frozenset(f"A{font}" for font in string.digits + string.ascii_uppercase)
_BAR_CODES = frozenset(f"B{kind}" for kind in string.digits + string.ascii_uppercase)
_FIELDS = frozenset(("CF", "CI", "FB", "FD", "FH", "FO", "FR", "FS", "FT", "FW", "FX"))
_GRAPHICS = frozenset(("GB", "GC", "GD", "GE", "GF", "GS"))
_DRAWS = _FONTS | _BAR_CODES | _FIELDS | _GRAPHICS | frozenset(("LH", "LL", "PW", "XA", "XZ"))

_LEFT_OUT = frozenset(["LT", "MD", "MF", "MM", "MN", "MT", "PO", "PR"])
"""How the printer is set up, on which its other labels rely: that stays, and the label is drawn the same."""

_ONLY = {"GF": "A", "LR": "N", "LS": "0", "MC": "Y", "PQ": "1"}
"""What passes with this first parameter alone: pictures in hexadecimal, nothing reversed or shifted, one copy."""

_COMMAND = re.compile(r"\^([A-Za-z][A-Za-z0-9])([^^]*)")


def printable(data: bytes) -> bytes | None:
    """The label as it may be sent, None where it is not only a label: then ours is drawn."""
    text = data.decode("latin-1").strip()
    if len(data) > LARGEST or "~" in text or any(char < " " and char not in "\r\n\t" for char in text):
        return None
    kept: list[str] = []
    end = pages = 0
    inside = False
    for found in _COMMAND.finditer(text):
        name, rest = found[1].upper(), found[2]
        if text[end : found.start()].strip() or inside is (name == "XA") or not _may(name, rest):
            return None
        if name in ("XA", "XZ"):
            inside = name == "XA"
            pages += inside
            if not inside and rest.strip():
                return None
        if name not in _LEFT_OUT:
            kept.append(found[0])
        end = found.end()
    whole = end == len(text) and not inside and 0 < pages <= MOST_PAGES
    return "".join(kept).encode("latin-1") + b"\n" if whole else None


def _may(name: str, rest: str) -> bool:
    first = rest.split(",")[0].strip().upper()
    if name in _ONLY:
        return first == _ONLY[name]
    if name == "CI":  # further parameters put other letters in the place of some, for good
        return rest.strip().isdecimal()
    if name == "LL":
        return first.isdecimal() and int(first[:5]) <= LONGEST
    return name in _DRAWS or name in _LEFT_OUT
