"""The layers as a packer sees them on a handheld."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.carton_problems import LARGE, MEDIUM, SMALL, goods

from storeops.planning.cartons import Carton, Filled, Item, Key, Placed, layers, load, text

CARTON = Carton("C", 200, 100, 60, max_grams=1_000)
TWO_LAYERS = Filled(
    CARTON,
    (
        Placed("MUG", 0, 0, 0, 100, 100, 30, 1),
        Placed("BOOK", 100, 0, 0, 100, 50, 60, 1),
        Placed("MUG", 0, 0, 30, 100, 100, 30, 2),
    ),
    0,
)

FIRST = """\
layer 1 of 2
+---------+--------+
|         |        |
|    A    +--------+
|         |   B    |
+---------+--------+
A 1 x MUG
B 1 x BOOK"""

SECOND = """\
layer 2 of 2
+---------+--------+
|         |        |
|    A    +--------+
|         |::::::::|
+---------+--------+
A 1 x MUG"""


def test_two_layers_are_drawn_from_the_floor_up() -> None:
    drawn = layers(TWO_LAYERS, columns=20, rows=10)
    assert [text(layer) for layer in drawn] == [FIRST, SECOND]
    assert [(layer.number, layer.of, layer.z) for layer in drawn] == [(1, 2, 0), (2, 2, 30)]
    assert drawn[0].legend == (Key("A", "MUG", 1), Key("B", "BOOK", 1))


def test_an_empty_carton_has_no_layers() -> None:
    assert layers(Filled(CARTON, (), 0)) == ()


def test_a_name_from_outside_drives_no_terminal() -> None:
    placed = Placed("\x1b[2JTÄ\nSSE[red]" + "x" * 90, 0, 0, 0, 100, 100, 30, 1)
    (layer,) = layers(Filled(CARTON, (placed,), 0))
    assert text(layer, columns=24).splitlines()[-1] == "A 1 x ?[2JT??SSE[red]xxx"


def test_more_kinds_than_letters_share_the_last_one() -> None:
    placed = tuple(Placed(f"I{n}", n * 2, 0, 0, 2, 100, 60, 1) for n in range(64))
    (layer,) = layers(Filled(CARTON, placed, 0))
    symbols = [key.symbol for key in layer.legend]
    assert symbols[0] == "A"
    assert symbols[25:27] == ["Z", "a"]
    assert symbols[61:] == ["9", "*", "*"]


@settings(deadline=None, max_examples=40)
@given(goods(longest=150, own=False), st.sampled_from([SMALL, MEDIUM, LARGE]), st.integers(0, 80), st.integers(0, 30))
def test_a_drawing_keeps_to_its_size_and_to_printable_letters(
    items: list[Item], carton: Carton, columns: int, rows: int
) -> None:
    filled = load(items, carton, steps=20)
    drawn = layers(filled, columns=columns, rows=rows)
    assert sum(key.count for layer in drawn for key in layer.legend) == len(filled.placed)
    for layer in drawn:
        assert len(layer.lines) <= max(3, rows)
        lines = text(layer, columns=columns).splitlines()
        assert all(len(line) <= max(3, columns) for line in lines)
        assert all(" " <= letter <= "~" for line in lines for letter in line)
        assert len({len(line) for line in layer.lines}) == 1


@pytest.mark.parametrize("columns", [20, 38, 60])
def test_every_letter_of_the_legend_is_in_the_drawing(columns: int) -> None:
    filled = load([Item(f"I{n}", 60 + 10 * n, 50 + 5 * n, 40, quantity=2) for n in range(5)], LARGE, steps=50)
    for layer in layers(filled, columns=columns):
        drawn = "".join(layer.lines)
        assert all(key.symbol in drawn for key in layer.legend)
