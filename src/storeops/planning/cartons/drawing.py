"""A filled carton drawn layer by layer, seen from above, in letters that every terminal and printer has.

A layer is everything that stands at one height. Each unit is an outline with its item's letter in it; what was put in
before and still reaches up here is filled with colons; the carton's front is at the bottom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_letters, digits

from storeops.planning.cartons.problem import Filled, Placed

COLUMNS = 38
ROWS = 14
LEAST = 3
"""The least columns and rows a drawing has, whatever was asked for."""

SYMBOLS = ascii_letters[26:] + ascii_letters[:26] + digits
OTHERS = "*"
"""The letter of all items after the first 62."""

BELOW = ":"


@dataclass(frozen=True, slots=True)
class Key:
    """What a letter stands for: the item, and how many units of it stand in this layer."""

    symbol: str
    item: str
    count: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its number of how many, how many millimetres above the floor it stands, the drawing line by line, and
    the letters that are new in it."""

    number: int
    of: int
    z: int
    lines: tuple[str, ...]
    legend: tuple[Key, ...]

    @property
    def title(self) -> str:
        return f"layer {self.number} of {self.of}"


def layers(filled: Filled, *, columns: int = COLUMNS, rows: int = ROWS) -> tuple[Layer, ...]:
    """The layers from the floor up; none of an empty carton. No line is longer than `columns` and no drawing has more
    lines than `rows`, but never fewer than three of either."""
    symbols = _symbols(filled.placed)
    heights = sorted({one.z for one in filled.placed})
    found: list[Layer] = []
    for number, z in enumerate(heights, start=1):
        new = [one for one in filled.placed if one.z == z]
        below = [one for one in filled.placed if one.z < z < one.z + one.dz]
        canvas = _Canvas(filled, max(LEAST, columns), max(LEAST, rows))
        for one in below:
            canvas.outline(one, BELOW)
        for one in new:
            canvas.outline(one, " ")
        for one in new:
            canvas.letter(one, symbols[one.item])
        counts = Counter(one.item for one in new)
        legend = tuple(Key(symbols[item], item, counts[item]) for item in symbols if counts[item])
        found.append(Layer(number, len(heights), z, canvas.lines(), legend))
    return tuple(found)


def text(layer: Layer, *, columns: int = COLUMNS) -> str:
    """The layer as plain text: title, drawing, legend. Items are shown in printable ASCII, no line longer than
    `columns`."""
    legend = (f"{key.symbol} {key.count} x {_ascii(key.item)}"[: max(LEAST, columns)] for key in layer.legend)
    return "\n".join((layer.title[: max(LEAST, columns)], *layer.lines, *legend))


def _symbols(placed: Iterable[Placed]) -> dict[str, str]:
    items = dict.fromkeys(one.item for one in placed)
    return {item: SYMBOLS[i] if i < len(SYMBOLS) else OTHERS for i, item in enumerate(items)}


def _ascii(name: str) -> str:
    """What comes from outside drives no terminal: anything but printable ASCII becomes a question mark."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in name)


class _Canvas:
    """Characters over the carton's ground; a character is taken to be twice as high as it is wide."""

    def __init__(self, filled: Filled, columns: int, rows: int) -> None:
        carton = filled.carton
        high = max(LEAST, min(rows, columns * carton.width // (2 * carton.length)))
        wide = max(LEAST, min(columns, 2 * high * carton.length // carton.width))
        self._size = (carton.length, carton.width)
        self._cells = [[" "] * wide for _ in range(high)]
        self._frame(0, 0, wide - 1, high - 1, " ")

    def outline(self, one: Placed, inside: str) -> None:
        left, front, right, back = self._corners(one)
        self._frame(left, front, right, back, inside)

    def letter(self, one: Placed, symbol: str) -> None:
        left, front, right, back = self._corners(one)
        self._cells[(front + back) // 2][(left + right) // 2] = symbol

    def lines(self) -> tuple[str, ...]:
        """The back of the carton first, as one sees it who stands before it."""
        return tuple("".join(row) for row in reversed(self._cells))

    def _corners(self, one: Placed) -> tuple[int, int, int, int]:
        wide, high = len(self._cells[0]) - 1, len(self._cells) - 1
        across, deep = self._size
        columns = (_nearest(one.x * wide, across), _nearest((one.x + one.dx) * wide, across))
        rows = (_nearest(one.y * high, deep), _nearest((one.y + one.dy) * high, deep))
        return columns[0], rows[0], columns[1], rows[1]

    def _frame(self, left: int, front: int, right: int, back: int, inside: str) -> None:
        for row in range(front, back + 1):
            for column in range(left, right + 1):
                upright, level = column in (left, right), row in (front, back)
                mark = "+" if upright and level else "|" if upright else "-" if level else inside
                if mark in ("|", "-") and self._cells[row][column] in ("+", "-" if mark == "|" else "|"):
                    mark = "+"
                self._cells[row][column] = mark


def _nearest(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
