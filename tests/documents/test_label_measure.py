"""Widths on a label: never less than the published font's, and what is cut still fits and says that it was cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase._fontdata import widthsByFontGlyph
from reportlab.pdfbase.pdfmetrics import getEncoding

from storeops.documents.label.layout import Box
from storeops.documents.label.measure import fit, flow, pitch, row, width, wrap

clean_lines = st.lists(st.text("abc WM漢é\u0301😀", min_size=1, max_size=60).map(str.strip).filter(bool), max_size=12)


def test_no_character_is_thought_narrower_than_in_helvetica_bold() -> None:
    glyphs = widthsByFontGlyph["Helvetica-Bold"]
    names = getEncoding("WinAnsiEncoding").vector
    narrower = {
        char
        for code in (*range(32, 127), *range(160, 256))
        if (char := bytes([code]).decode("cp1252")) and width(char, 1000) < glyphs[names[code]]
    }
    assert narrower == set()


@pytest.mark.parametrize(
    ("text", "size", "dots"),
    [("", 40, 0), ("0", 40, 23), ("W" * 10, 40, 378), ("é", 1000, 556), ("e\u0301", 1000, 556), ("漢", 24, 24)],
)
def test_a_width(text: str, size: int, dots: int) -> None:
    assert width(text, size) == dots


@given(st.text(max_size=60), st.integers(0, 400), st.sampled_from([14, 24, 48]))
def test_what_is_fitted_fits(text: str, room: int, size: int) -> None:
    shown = fit(text, room, size)
    assert width(shown, size) <= room
    if width(text, size) <= room:
        assert shown == text
    elif shown:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


def test_an_accent_and_a_joined_emoji_stay_with_what_they_belong_to() -> None:
    family = "👩\u200d👧"
    assert fit(f"ab{family}", width("ab", 20) + 39, 20) == "ab…"
    assert fit("aaee\u0301xxxx", width("aae…", 20), 20) == "aae…"


def test_the_largest_size_that_fits() -> None:
    assert row("Parcel 1 of 3", 400, (36, 20)) == ("Parcel 1 of 3", 36)
    assert row("Parcel 1 of 3", 150, (36, 20)) == ("Parcel 1 of 3", 20)
    assert row("Parcel 1 of 3", 60, (36, 20)) == ("Par…", 20)


@given(clean_lines)
def test_lines_set_into_a_box_stay_in_it_and_lose_nothing_unsaid(lines: list[str]) -> None:
    box = Box(0, 0, 300, 160)
    rows, size, cut = flow(lines, box, (40, 30, 20))
    assert len(rows) * pitch(size) <= box.height
    assert all(width(text, size) <= box.width for text in rows)
    if not cut:
        # A word may be torn where nothing else helps; no character of it is lost.
        assert "".join(rows).replace(" ", "") == "".join(lines).replace(" ", "")
    else:
        assert len(lines) == 0 or any("…" in text for text in rows) or len(rows) < len(lines)


def test_of_more_lines_than_rows_the_first_and_the_last_ones_stay() -> None:
    lines = [f"line {n}" for n in range(9)]
    rows, size, cut = flow(lines, Box(0, 0, 300, 5 * pitch(20)), (40, 20))
    assert (rows, size, cut) == (("line 0", "line 5", "line 6", "line 7", "line 8"), 20, True)


def test_words_stay_whole_unless_nothing_else_helps() -> None:
    assert wrap("one two three", width("one two", 20), 20) == ["one two", "three"]
    assert wrap("unbreakable", 10, 20) == ["unbreakable"]
    assert wrap("an unbreakable", width("unbr", 20), 20, tearing=True) == ["an", "unbr", "eaka", "ble"]
    assert wrap("ae\u0301e\u0301", width("a", 20), 20, tearing=True) == ["a", "e\u0301", "e\u0301"]
    assert wrap("漢字", 1, 20, tearing=True) == ["漢", "字"]


def test_a_long_word_is_made_smaller_first_and_torn_only_then() -> None:
    box = Box(0, 0, 300, 3 * pitch(40))
    assert flow(["short", "m" * 10], box, (40, 30)) == (("short", "m" * 10), 30, False)
    assert flow(["short", "m" * 12], box, (40, 30)) == (("short", "m" * 8, "m" * 4), 40, False)
