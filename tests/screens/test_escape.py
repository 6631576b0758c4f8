"""Esc and what comes close behind it, as the terminal's bytes are read."""

from __future__ import annotations

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from storeops.screens.shell.escape import part_from_escape
from storeops.screens.shell.strokes import Stroke, stroke


def strokes(sent: str) -> list[Stroke]:
    part_from_escape()
    events = XTermParser().feed(sent)
    return [stroke(event.key, event.character, 0.0) for event in events if isinstance(event, Key)]


@pytest.mark.parametrize("character", [chr(code) for code in range(0x20, 0x7F) if chr(code) not in "[O"])
def test_escape_and_a_character_are_two_keys_and_the_scan_is_whole(character: str) -> None:
    taken = strokes(f"\x1b{character}110007\r")
    assert (taken[0], "".join(one.text for one in taken), taken[-1]) == (
        Stroke("escape"),
        f"{character}110007",
        Stroke("enter"),
    )


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\x7f", ["escape", "backspace"]),
        ("\x1b\x10", ["escape", "ctrl+p"]),
        ("\x1b\x1bOP", ["escape", "f1"]),
        ("\x1b\x1b[20~", ["escape", "f9"]),
        ("\x1b[20~", ["f9"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[[A", ["f1"]),
        ("\x1b[A", ["up"]),
        ("\x1b\t", ["shift+tab"]),
        ("\x1b\x02", ["escape", "ctrl+b"]),
    ],
)
def test_the_keys_that_begin_with_the_same_byte_stay_themselves(sent: str, keys: list[str]) -> None:
    assert [one.key for one in strokes(sent)] == keys
