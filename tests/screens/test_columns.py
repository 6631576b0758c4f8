"""Cells of lists: exact widths, cut with an ellipsis, on the decimal point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from storeops.screens.shell.columns import Column, cut, fit, on_the_point, right, steady, widths
from storeops.screens.widgets.line_list import window


@pytest.mark.parametrize(
    ("text", "width", "ellipsis", "shown"),
    [
        ("Tea", 5, "…", "Tea  "),
        ("Tea 80 bags", 11, "…", "Tea 80 bags"),
        ("Tea 80 bags", 10, "…", "Tea 80 ba…"),
        ("Tea 80 bags", 8, "…", "Tea 80… "),
        ("Tea 80 bags", 8, "..", "Tea 80.."),
        ("茶八十袋", 5, "…", "茶八…"),
        ("茶八十袋", 6, "…", "茶八… "),
        ("Tea", 1, "..", "T"),
        ("Tea", 0, "…", ""),
    ],
)
def test_cut(text: str, width: int, ellipsis: str, shown: str) -> None:
    assert cut(text, width, ellipsis) == shown


@pytest.mark.parametrize(
    ("text", "painted", "cells"),
    [
        ("[/] Milk", "[/] Milk", 8),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467 tea", "\U0001f469\U0001f469\U0001f467 tea", 10),
        ("\u2764\ufe0f", "\u2764", 1),
        ("\U0001f44d\U0001f3fd ok", "\U0001f44d ok", 5),
        ("Cafe\u0301", "Caf\u00e9", 4),
        ("\u202eesrever", "esrever", 7),
    ],
)
def test_a_name_is_as_wide_on_every_terminal_as_it_is_reckoned(text: str, painted: str, cells: int) -> None:
    assert (steady(text), cell_len(steady(text))) == (painted, cells)


def test_a_number_without_room_is_never_a_wrong_number() -> None:
    assert right("12345.67", 6, "…") == "######"
    assert right("6.98", 6, "…") == "  6.98"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2", "   2         "),
        ("0.350", "   0.350     "),
        ("12.5 kg", "  12.5   kg  "),
        ("-1", "  -1         "),
        ("1234", "1234         "),
        ("12345", "####         "),
    ],
)
def test_numbers_stand_on_their_point(text: str, shown: str) -> None:
    assert on_the_point(text, Column("Qty", 13, decimals=3, tail=5), "…") == shown


def test_columns_share_what_is_left() -> None:
    assert widths((Column("a", 8), Column("b"), Column("c", 10)), 77) == (8, 55, 10)
    assert widths((Column("a"), Column("b")), 11) == (5, 4)


@given(st.text(max_size=20), st.integers(4, 30), st.sampled_from(["…", ".."]))
def test_a_cell_is_exactly_as_wide_as_its_column(text: str, width: int, ellipsis: str) -> None:
    assert cell_len(cut(text, width, ellipsis)) == width
    assert cell_len(fit(text, Column("x", width, right=True), width, ellipsis)) == width
    assert cell_len(fit(text, Column("x", width, decimals=1, tail=1), width, ellipsis)) == width


@pytest.mark.parametrize(
    ("heights", "selected", "top", "room", "first"),
    [
        ([1, 1, 1], 2, 0, 5, 0),
        ([1] * 10, 9, 0, 4, 6),
        ([1] * 10, 3, 6, 4, 3),
        ([1] * 10, 7, 6, 4, 6),
        ([1, 3, 1, 3], 3, 0, 4, 2),
        ([1] * 3, 0, 6, 4, 0),
        ([5], 0, 0, 3, 0),
        ([], 0, 3, 4, 0),
    ],
)
def test_the_selected_row_is_in_the_window(heights: list[int], selected: int, top: int, room: int, first: int) -> None:
    assert window(heights, selected, top, room) == first
