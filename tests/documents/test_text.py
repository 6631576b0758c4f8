"""How rows are wrapped, cut and placed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from storeops.documents.layout import Blank, Block, Cells, Code128, Columns, Cut, Layout, Line, Qr, Rule
from storeops.documents.text import Row, fit, lines, printed, wrap
from storeops.rules.text import clean


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        (Line("left"), ("left",)),
        (Line("mid", "center"), (" " * 14 + "mid",)),
        (Line("right", "right"), (" " * 27 + "right",)),
        (Line("in", indent=4), ("    in",)),
        (Line(""), ("",)),
        (Line("word " * 9), ("word word word word word word", "word word word")),
        (Line("x" * 40), ("x" * 32, "x" * 8)),
        (Columns("Tea", "1.00"), ("Tea" + " " * 25 + "1.00",)),
        (Columns("Tea", ""), ("Tea",)),
        (Columns("", "1.00"), (" " * 28 + "1.00",)),
        (Columns("東京のお茶" * 4, "1.00"), ("東京のお茶東京のお茶東京の  1.00", "お茶東京のお茶")),
        (Columns("Total of it all", "1" * 26), ("Total of it all", " " * 6 + "1" * 26)),
        (Cells(("a", "1", "2"), (10, 11, 11)), ("a" + " " * 19 + "1" + " " * 10 + "2",)),
        (Cells(("much too long", "1"), (5, 5)), ("much…    1",)),
        (Rule(), ("-" * 32,)),
        (Rule(heavy=True), ("=" * 32,)),
        (Blank(), ("",)),
        (Code128("A-1"), (" " * 11 + "|| A-1 ||",)),
        (Qr("A-1"), (" " * 11 + "|| A-1 ||",)),
        (Cut(), ()),
        (Line("\x1b[31m\x1b@Red\x07 \u202emilk\n\n!"), ("Red milk !",)),
    ],
)
def test_one_block(block: Block, rows: tuple[str, ...]) -> None:
    assert lines(Layout(32, (block,))) == rows


@pytest.mark.parametrize(
    ("amount", "row"),
    [
        ("12.75", Row("TOTAL      12.75", True, "double")),
        ("1234567.89", Row("TOTAL 1234567.89", True, "double")),
        ("12345678.90", Row("TOTAL" + " " * 16 + "12345678.90", True, "tall")),
    ],
)
def test_a_big_total_is_double_where_it_fits_and_tall_where_not(amount: str, row: Row) -> None:
    assert list(printed(Layout(32, (Columns("TOTAL", amount, bold=True, size=2),)))) == [row]


def test_a_rendering_spells_before_the_columns_are_counted() -> None:
    layout = Layout(32, (Columns("½", "1"), Cells(("½", "€"), (4, 4))))
    spelt = printed(layout, spell=lambda text: text.replace("½", "1/2").replace("€", "EUR"))
    assert list(spelt) == [Row("1/2" + " " * 28 + "1"), Row("1/2  EUR")]


@given(st.text(), st.integers(2, 48))
def test_wrapping_loses_nothing_and_keeps_the_width(raw: str, width: int) -> None:
    said = clean(raw, limit=300)
    rows = wrap(said, width)
    assert "".join(rows).replace(" ", "") == said.replace(" ", "")
    assert all(cell_len(row) <= width for row in rows)


@given(st.text(), st.integers(1, 48))
def test_what_is_fitted_fits(raw: str, width: int) -> None:
    said = clean(raw, limit=300)
    fitted = fit(said, width)
    assert cell_len(fitted) <= width
    assert fitted == said or fitted.endswith("…")
