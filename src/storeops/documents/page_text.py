"""A report's page as plain text: the same headline, chart and table as on paper, in a terminal of any width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from storeops.documents.page import Bar, Page
from storeops.documents.text import fit, plain, wrap

_GAP = 2


def page_lines(report: Page, *, width: int = 80) -> tuple[str, ...]:
    """The page as lines of at most `width` cells, ASCII but for the names in it."""
    return tuple(line.rstrip() for line in _lines(report, max(40, width)))


def _lines(report: Page, width: int) -> Iterator[str]:
    yield fit(plain(report.title), width)
    if report.subtitle:
        yield from wrap(plain(report.subtitle), width)
    yield "-" * width
    yield from _headline(report.headline, width)
    if report.notes:
        yield ""
    for note in report.notes:
        first, *rest = wrap(plain(note), width - 2)
        yield f"- {first}"
        yield from (f"  {row}" for row in rest)
    if any(bar.value for bar in report.chart):
        yield ""
        yield plain(report.chart_title)
        yield from _chart(report.chart, width)
    if report.header and report.rows:
        yield ""
        yield from _table(report, width)
    for name in report.signatures:
        yield ""
        label = fit(plain(name), width // 2)
        yield f"{label}: {'_' * (min(60, width) - cell_len(label) - 2)}"


def _headline(figures: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Label above value, as many beside each other as fit, each in a column of its own."""
    if not figures:
        return
    cell = max(max(cell_len(plain(label)), cell_len(plain(value))) for label, value in figures) + _GAP
    across = max(1, min(4, width // cell))
    for at in range(0, len(figures), across):
        row = figures[at : at + across]
        yield "".join(_padded(plain(label), cell) for label, _ in row)
        yield "".join(_padded(plain(value), cell) for _, value in row)


def _chart(bars: Sequence[Bar], width: int) -> Iterator[str]:
    """One bar a line, growing to the right; an amount below zero is marked, not drawn."""
    label = max(cell_len(plain(bar.label)) for bar in bars)
    shown = max(cell_len(plain(bar.shown)) for bar in bars)
    room = max(8, width - label - shown - 4)
    most = max(1, *(bar.value for bar in bars))
    for bar in bars:
        # At least one mark for anything at all; half a mark and more counts as one.
        marks = max(1, (2 * bar.value * room + most) // (2 * most)) if bar.value > 0 else 0
        drawn = "#" * marks if bar.value >= 0 else "<"
        yield f"{_padded(plain(bar.label), label)} |{_padded(drawn, room)} {_right(plain(bar.shown), shown)}"


def _table(report: Page, width: int) -> Iterator[str]:
    rows = [report.header, *report.rows, *([report.totals] if report.totals else [])]
    columns = range(len(report.header))
    widths = [max(cell_len(_cell(row[column])) for row in rows) for column in columns]
    names = [column for column in columns if column in report.left]
    over = sum(widths) + _GAP * (len(widths) - 1) - width
    if over > 0 and names:
        # Names give way; a figure that is cut is a wrong figure.
        widths[names[0]] = max(8, widths[names[0]] - over)
    rule = "-" * (sum(widths) + _GAP * (len(widths) - 1))
    for place, row in enumerate(rows):
        if place == 1 or (report.totals and place == len(rows) - 1):
            yield rule
        yield (" " * _GAP).join(
            (_padded if column in report.left else _right)(fit(_cell(row[column]), widths[column]), widths[column])
            for column in columns
        )


def _cell(text: str) -> str:
    """The text of a cell, its blanks on the left kept: they set a row below its section."""
    indent = len(text) - len(text.lstrip(" "))
    return " " * indent + plain(text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text
