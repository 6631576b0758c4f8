"""Text into cells: cut with an ellipsis, aligned on the decimal point. Widths are terminal cells, not
characters."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from storeops.rules.text import clean


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `width` in cells, 0 for the one that takes what is left. `decimals` puts numbers
    on their decimal `point`, with `tail` cells behind for a unit ("/ kg")."""

    title: str
    width: int = 0
    right: bool = False
    decimals: int | None = None
    tail: int = 0
    point: str = "."


_MEASURED_DIFFERENTLY: dict[int, None] = dict.fromkeys(
    (0x200D, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400), *range(0xE0100, 0xE01F0))
)
"""Joiners, selectors and skin tones: some terminals give a joined emoji two cells, others two for each part."""


def steady(text: str, *, limit: int = 200) -> str:
    """A text from outside as it is painted: clean, and as wide on every terminal as it is reckoned here."""
    if text.isascii():
        return clean(text, limit=limit)
    return clean(clean(text, limit=limit).translate(_MEASURED_DIFFERENTLY), limit=limit)


def cut(text: str, width: int, ellipsis: str) -> str:
    """The text in exactly `width` cells; a longer one ends in the ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    if cell_len(ellipsis) >= width:
        return set_cell_size(text, width)
    kept = set_cell_size(text, width - cell_len(ellipsis)).rstrip(" ")
    return set_cell_size(kept + ellipsis, width)


def right(text: str, width: int, ellipsis: str) -> str:
    """The text at the right of `width` cells. A number that does not fit shows as ###: never a wrong
    number."""
    length = cell_len(text)
    if length <= width:
        return " " * (width - length) + text
    return "#" * width if any(c.isdigit() for c in text) else cut(text, width, ellipsis)


def on_the_point(text: str, column: Column, ellipsis: str) -> str:
    """A number (and a unit after a blank) in the column, its decimal point where all the others are."""
    number, _, unit = text.partition(" ")
    decimals, point = column.decimals or 0, column.point
    whole, dot, places = number.rpartition(point) if point in number else (number, "", "")
    behind = cut(dot + places, decimals + 1, ellipsis) if decimals else dot + places
    if len(places) > decimals:
        return right(text, column.width, ellipsis)
    tail = cut(f" {unit}" if unit else "", column.tail, ellipsis)
    return right(whole, column.width - cell_len(behind) - column.tail, ellipsis) + behind + tail


def fit(text: str, column: Column, width: int, ellipsis: str) -> str:
    """One cell of a list in exactly `width` cells."""
    if column.decimals is not None:
        return on_the_point(text, column, ellipsis)
    return right(text, width, ellipsis) if column.right else cut(text, width, ellipsis)


def widths(columns: tuple[Column, ...], total: int, gap: int = 2) -> tuple[int, ...]:
    """How many cells each column gets out of `total`; the columns without a width share what is left."""
    taken = sum(column.width for column in columns) + gap * (len(columns) - 1)
    growing = [index for index, column in enumerate(columns) if not column.width]
    left = max(0, total - taken)
    result = [column.width for column in columns]
    for place, index in enumerate(growing):
        result[index] = left // len(growing) + (1 if place < left % len(growing) else 0)
    return tuple(result)
