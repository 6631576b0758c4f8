"""Esc with the next key close behind it: two keys, never one.

A terminal sends Esc as the byte that begins every function key, and Alt with a letter as Esc and the letter.
Textual therefore takes what follows within ESCDELAY for the second half: Esc and a scan came as "™110007..."
for "2110007...", Esc and Enter as Enter alone. No command of ours is on Alt, so those pairs are told here as
what a cashier's hand meant by them.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.keys import Keys

_ESC = "\x1b"
_INTRODUCERS = "[O"
"""What function keys begin with behind Esc (CSI and SS3, ECMA-48): these still wait for ESCDELAY."""

_KEPT = {"\t", _ESC}
"""Shift+Tab of some terminals; Esc twice is one Esc."""


def part_from_escape() -> None:
    """Make Textual's parser read Esc and a character as two keys, at once. Doing it again changes nothing."""
    table = cast("dict[str, Any]", ANSI_SEQUENCES_KEYS)
    for code in range(0x80):
        character = chr(code)
        if character in _INTRODUCERS or character in _KEPT:
            continue
        known = table.get(character)
        if character.isprintable():
            table[_ESC + character] = (Keys.Escape, SimpleNamespace(value=character))
        elif isinstance(known, tuple):
            table[_ESC + character] = (Keys.Escape, *known)
