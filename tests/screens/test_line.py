"""Editing the entry line, and what it enters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.screens.shell.line import LIMIT, Line, Typed
from storeops.screens.shell.strokes import Stroke


def after(line: Line, *keys: str) -> Line:
    for key in keys:
        edited = line.after(Stroke(key, key if len(key) == 1 else "", 1.0))
        assert edited is not None, key
        line = edited
    return line


@pytest.mark.parametrize(
    ("keys", "text", "cursor"),
    [
        (("T", "E", "A"), "TEA", 3),
        (("T", "A", "left", "E"), "TEA", 2),
        (("T", "E", "A", "backspace"), "TE", 2),
        (("T", "E", "A", "home", "delete"), "EA", 0),
        (("T", "E", "A", "home", "backspace"), "TEA", 0),
        (("T", "E", "A", "delete"), "TEA", 3),
        (("E", "A", "home", "T", "end", "S"), "TEAS", 4),
        (("A", "left", "left", "right", "right", "B"), "AB", 2),
        (("T", "E", "A", "ctrl+u"), "", 0),
    ],
)
def test_editing(keys: tuple[str, ...], text: str, cursor: int) -> None:
    line = after(Line(), *keys)
    assert (line.text, line.cursor, len(line.times)) == (text, cursor, len(text))


@pytest.mark.parametrize("key", ["backspace", "delete", "left", "right", "home", "end", "ctrl+u", "f4", "up"])
def test_an_empty_line_leaves_these_keys_to_the_commands(key: str) -> None:
    assert Line().after(Stroke(key)) is None


@pytest.mark.parametrize("key", ["f4", "up", "down", "pageup", "escape", "ctrl+p"])
def test_a_line_with_text_leaves_these_keys_to_the_commands(key: str) -> None:
    assert after(Line(), "A").after(Stroke(key)) is None


@pytest.mark.parametrize(
    ("key", "text"),
    [("X", "X"), ("backspace", ""), ("delete", ""), ("left", "BA"), ("end", "BA"), ("ctrl+b", "")],
)
def test_a_refused_text_is_selected_and_gives_way_to_what_is_typed(key: str, text: str) -> None:
    refused = after(Line(), "B", "A").refused()
    assert refused.selected
    line = after(refused, key)
    assert (line.text, line.selected) == (text, False)


def test_a_paste_is_never_a_scan() -> None:
    line = Line().typed("5901234123457", 1.0, pasted=True)
    assert line.ended(1.0) == Typed("5901234123457")


def test_what_was_typed_before_a_scan_is_told_from_it() -> None:
    line = Line().typed("3", 1.0).typed("*", 1.5)
    for place, digit in enumerate("5901234123457"):
        line = line.typed(digit, 2.0 + place * 0.008)
    typed = line.ended(2.11)
    assert typed == Typed("3*5901234123457", 2)
    assert (typed.scanned, typed.scan) == (True, "5901234123457")


def test_a_prefix_marks_a_scan_at_any_speed() -> None:
    line = after(Line(), "ctrl+b").typed("A", 1.0).typed("1", 3.0)
    assert line.ended(9.0) == Typed("A1", 0)
    assert after(Line(), "ctrl+b").ended(1.0) == Typed("")


def test_what_does_not_fit_is_counted() -> None:
    line = Line().typed("9" * (LIMIT - 1), 1.0).typed("12", 2.0)
    assert (len(line.text), line.ended(3.0).overflow) == (LIMIT, 1)


_KEYS = st.sampled_from(["a", "b", "left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+b"])


@given(st.lists(_KEYS, max_size=30))
def test_cursor_and_times_always_fit_the_text(keys: list[str]) -> None:
    line = Line()
    for key in keys:
        line = line.after(Stroke(key, key if len(key) == 1 else "", 1.0)) or line
        assert 0 <= line.cursor <= len(line.text) == len(line.times)
