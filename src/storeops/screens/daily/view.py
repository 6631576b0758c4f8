"""The day as lines: headline, what stands out, the chart by hour, the tables. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from storeops.documents.daily import daily_page
from storeops.documents.page import Bar, Page
from storeops.documents.text import wrap
from storeops.reports.daily.view import DailyView
from storeops.reports.shop import ShopView
from storeops.rules.money import divide
from storeops.screens.shell.columns import cut
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.painted import Piece
from storeops.screens.widgets.sheet import SheetLine

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WIDE = 100
"""Cells from which two tables stand beside each other."""
_GAP = 4


def daily_big(view: DailyView, words: Words) -> Big:
    """The day's total, and how it compares with the same weekday before."""
    compared = next((one for one in view.comparisons if one.percent is not None), None)
    if compared is None or compared.percent is None or compared.total is None:
        return Big("TOTAL", words.money(view.total), "nothing to compare with")
    sign = "+" if compared.percent > 0 else ""
    percent = f"{sign}{compared.percent:f}".replace(".", words.decimal)
    return Big("TOTAL", words.money(view.total), f"{percent} % on {compared.label} ({words.money(compared.total)})")


def day_lines(view: DailyView, shop: ShopView, width: int, *, plain: bool, ellipsis: str) -> list[SheetLine]:
    """The whole page beneath the total, as wide as the terminal."""
    page = daily_page(view, shop)
    figures = page.headline[1:]
    across = max(1, min(len(figures), width // 19))
    lines: list[SheetLine] = _headline(figures[:across], width)
    if any(bar.value for bar in page.chart):
        lines += [[], [(page.chart_title, "strong")], *chart(page.chart, width, plain=plain)]
    lines.append([])
    for note in page.notes:
        first, *rest = wrap(note, width - 3) or [""]
        lines += [[("- ", "accent"), (first, "")], *([("  " + row, "")] for row in rest)]
    if figures[across:]:
        lines += [[], *_headline(figures[across:], width)]
    return [*lines, *_tables(page, shop.tax_name, width, ellipsis)]


def _headline(figures: Sequence[tuple[str, str]], width: int) -> list[SheetLine]:
    """Labels above values, in one row of columns."""
    cell = width // max(4, len(figures))
    return [
        [(label.ljust(cell), "quiet") for label, _ in figures],
        [(value.ljust(cell), "strong") for _, value in figures],
    ]


def chart(bars: Sequence[Bar], width: int, *, plain: bool, height: int = 5) -> list[SheetLine]:
    """Upright bars, one an hour, in eighths of a line; with ASCII only, in whole lines of #. Hours with more given back
    than taken are marked beneath, not drawn."""
    step = max(3, min(6, (width - 12) // len(bars)))
    most = max(1, *(bar.value for bar in bars))
    parts = 1 if plain else 8
    # Whole parts of a line, rounded half up; anything taken at all shows.
    tall = [max(1, divide(bar.value * height * parts, most)) if bar.value > 0 else 0 for bar in bars]
    said = f" most: {max(bars, key=lambda bar: bar.value).shown}"
    lines: list[SheetLine] = []
    for row in range(height - 1, -1, -1):
        drawn = ""
        for size in tall:
            filled = max(0, min(parts, size - row * parts))
            glyph = ("#" if filled else " ") if plain else _EIGHTHS[filled]
            drawn += glyph * (step - 1) + " "
        lines.append([(drawn, "accent"), (said if row == height - 1 else "", "quiet")])
    below = "".join(("-" if bar.value < 0 else " ") * (step - 1) + " " for bar in bars)
    if "-" in below:
        lines.append([(below, "look")])
    lines.append([("".join(bar.label.ljust(step) for bar in bars), "quiet")])
    return lines


def _tables(page: Page, tax_name: str, width: int, ellipsis: str) -> list[SheetLine]:
    """The page's sections: one beneath the other, or in two columns where there is room."""
    sections: list[list[tuple[str, ...]]] = []
    for row in page.rows:
        if row[0].startswith(" "):
            sections[-1].append(row)
        else:
            sections.append([(_title(row[0], tax_name), *row[1:])])
    if width < _WIDE:
        return [line for section in sections for line in _section(section, width, ellipsis)]
    half = (width - _GAP) // 2
    made = [_section(section, half, ellipsis) for section in sections]
    left: list[list[Piece]] = []
    right: list[list[Piece]] = []
    for section_lines in made:
        (left if len(left) <= len(right) else right).extend(section_lines)
    height = max(len(left), len(right))
    blank: list[Piece] = [(" " * half, "")]
    left += [blank] * (height - len(left))
    right += [[]] * (height - len(right))
    return [
        [*(one or blank), (" " * (half - sum(cell_len(text) for text, _ in one or blank) + _GAP), ""), *other]
        for one, other in zip(left, right, strict=True)
    ]


def _title(shouted: str, tax_name: str) -> str:
    """A section's name as it is said: the page writes it in capitals."""
    return tax_name if shouted == tax_name.upper() else shouted.capitalize()


def _section(rows: Sequence[tuple[str, ...]], width: int, ellipsis: str) -> list[list[Piece]]:
    """A blank line, the section's name, its rows with their figures at the right."""
    lines: list[list[Piece]] = [[], [(rows[0][0], "strong")]]
    for name, many, amount, share in rows[1:]:
        figures = f"{many:>9}{amount:>13}{share:>8}"
        lines.append([(cut(name, max(8, width - len(figures)), ellipsis) + figures, "")])
    return lines
