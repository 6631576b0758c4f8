"""A report as A4 pages: headline figures, a small chart, a table that goes on over pages, what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from storeops.documents import fonts
from storeops.rules.text import clean

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_MM = 72 / 25.4
_WIDTH, _HEIGHT = 210 * _MM, 297 * _MM
_MARGIN = 18 * _MM
_INNER = _WIDTH - 2 * _MARGIN
_CHART_HEIGHT = 46 * _MM
_INK, _QUIET, _LINE, _BAR, _MINUS = "#1d2329", "#5a6570", "#c9d0d6", "#2f6f8f", "#b0492f"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: `value` is any integer (minor units, pieces), `shown` how it is written, if it is."""

    label: str
    value: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A report, ready to be set. In the table the first column stands left, the others right, unless `left` names
    more of them (by index)."""

    title: str
    subtitle: str = ""
    headline: tuple[tuple[str, str], ...] = ()
    """Label and value, at most four in a row."""
    notes: tuple[str, ...] = ()
    """What stands out, in sentences."""
    chart_title: str = ""
    chart: tuple[Bar, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    totals: tuple[str, ...] = ()
    left: tuple[int, ...] = (0,)
    signatures: tuple[str, ...] = ()
    """What is filled in by hand below the table: a name and a line for each, never apart from one another."""
    footer: str = ""


def page(report: Page) -> bytes:
    """The report as a PDF; the table's header is repeated on each page. The same report gives the same bytes.

    Raises FontMissing."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    fonts.register()
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=(_WIDTH, _HEIGHT),
        title=clean(report.title),
        creator="StoreOps",
        invariant=1,
        initialFontName=fonts.TEXT,
    )
    frame = Frame(_MARGIN, _MARGIN, _INNER, _HEIGHT - 2 * _MARGIN, 0, 0, 0, 0)
    foot = partial(_foot, report)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=foot))
    document.build([*_top(report), *_chart(report), *_table(report), *_signatures(report)])
    return buffer.getvalue()


def _foot(report: Page, canvas: Canvas, document: Any) -> None:
    canvas.setFillColor(_QUIET)
    canvas.setFont(fonts.MONO, 7)
    canvas.drawString(_MARGIN, 10 * _MM, fonts.drawable(clean(report.footer or report.title)))
    canvas.drawRightString(_WIDTH - _MARGIN, 10 * _MM, f"page {document.page}")


def _paragraph(text: str, size: float, *, bold: bool = False, colour: str = _INK, right: bool = False) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    font = fonts.BOLD if bold else fonts.TEXT
    style = ParagraphStyle(
        "text", fontName=font, fontSize=size, leading=size * 1.3, textColor=colour, alignment=2 if right else 0
    )
    return Paragraph(_marked(clean(text), font), style)


def _marked(text: str, font: str) -> str:
    """The text for reportlab's paragraphs: never read as markup; what the font lacks in a font that has it."""
    if text.isascii():
        return escape(text)
    shown: list[str] = []
    for char in text:
        if char.isascii() or fonts.has(font, char):
            shown.append(escape(char))
        else:
            shown.append(f'<font name="{fonts.MONO}">{fonts.drawable(char)}</font>')
    return "".join(shown)


def _top(report: Page) -> list[Any]:
    from reportlab.platypus import Spacer

    parts: list[Any] = [_paragraph(report.title, 20, bold=True)]
    if report.subtitle:
        parts.append(_paragraph(report.subtitle, 9.5, colour=_QUIET))
    parts.append(Spacer(0, 6 * _MM))
    for at in range(0, len(report.headline), 4):
        parts.extend((_headline(report.headline[at : at + 4]), Spacer(0, 5 * _MM)))
    for note in report.notes:
        parts.extend((_paragraph(note, 9.5), Spacer(0, 1.2 * _MM)))
    return parts


def _headline(figures: Sequence[tuple[str, str]]) -> Any:
    from reportlab.platypus import Table

    longest = max(len(value) for _, value in figures)
    size = 17 if longest <= 11 else 13
    cells = [[_paragraph(label, 8, colour=_QUIET), _paragraph(value, size, bold=True)] for label, value in figures]
    table = Table([cells], colWidths=[_INNER / len(cells)] * len(cells), hAlign="LEFT")
    table.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), fonts.TEXT),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("LINEBEFORE", (0, 0), (-1, -1), 2, _BAR),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return table


def _chart(report: Page) -> list[Any]:
    from reportlab.platypus import KeepTogether, Spacer

    if not any(bar.value for bar in report.chart):
        return []
    title = [_paragraph(report.chart_title, 10, bold=True), Spacer(0, 2 * _MM)] if report.chart_title else []
    return [Spacer(0, 3 * _MM), KeepTogether([*title, _bars(report.chart)]), Spacer(0, 6 * _MM)]


def _bars(bars: Sequence[Bar]) -> Any:
    """The chart: bars stand on zero, so that lengths can be compared; those below it point down."""
    from reportlab.graphics.shapes import Drawing, Line, Rect, String

    top, bottom = max(0, *(bar.value for bar in bars)), min(0, *(bar.value for bar in bars))
    room = _CHART_HEIGHT - 24
    # Lengths on paper may be fractions; the amounts themselves stay integers.
    zero = 12 + room * -bottom / (top - bottom)
    step = _INNER / len(bars)
    size = min(7.0, step / 3)
    drawing = Drawing(_INNER, _CHART_HEIGHT)
    for index, bar in enumerate(bars):
        length = room * abs(bar.value) / (top - bottom)
        middle = step * (index + 0.5)
        y, colour = (zero, _BAR) if bar.value >= 0 else (zero - length, _MINUS)
        drawing.add(Rect(middle - step * 0.36, y, step * 0.72, length, fillColor=_colour(colour), strokeColor=None))
        drawing.add(_label(String, fonts.drawable(clean(bar.label)), middle, 2, size))
        if bar.shown:
            above = y + length + 3
            drawing.add(_label(String, fonts.drawable(clean(bar.shown)), middle, above, size))
    drawing.add(Line(0, zero, _INNER, zero, strokeColor=_colour(_LINE), strokeWidth=0.6))
    return drawing


def _label(string: Any, text: str, x: float, y: float, size: float) -> Any:
    return string(x, y, text, fontName=fonts.MONO, fontSize=size, fillColor=_colour(_QUIET), textAnchor="middle")


def _colour(name: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(name)


def _table(report: Page) -> list[Any]:
    from reportlab.platypus import Table

    if not report.header:
        return []
    head = [_cell(report, text, column, bold=True) for column, text in enumerate(report.header)]
    body = [[_cell(report, text, column) for column, text in enumerate(row)] for row in report.rows]
    last = [[_cell(report, text, column, bold=True) for column, text in enumerate(report.totals)]]
    table = Table(
        [head, *body, *(last if report.totals else [])], colWidths=_column_widths(report), repeatRows=1, hAlign="LEFT"
    )
    style: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, _LINE),
        ("FONTNAME", (0, 0), (-1, -1), fonts.TEXT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    if report.totals:
        style.append(("LINEABOVE", (0, -1), (-1, -1), 0.9, _INK))
    table.setStyle(style)
    return [table]


def _signatures(report: Page) -> list[Any]:
    from reportlab.platypus import KeepTogether, Spacer, Table

    if not report.signatures:
        return []
    rows = [[_paragraph(name, 8.5, colour=_QUIET), ""] for name in report.signatures]
    table = Table(rows, colWidths=[40 * _MM, 80 * _MM], rowHeights=12 * _MM, hAlign="LEFT")
    table.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), fonts.TEXT),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LINEBELOW", (1, 0), (1, -1), 0.6, _INK),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ]
    )
    return [Spacer(0, 6 * _MM), KeepTogether([table])]


def _cell(report: Page, text: str, column: int, *, bold: bool = False) -> Any:
    return _paragraph(text, 8.5, bold=bold, right=column not in report.left)


def _column_widths(report: Page) -> list[float]:
    """As wide as their longest text asks, shrunk together where the page is too narrow, the first takes the rest."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    table = [report.header, *report.rows, *([report.totals] if report.totals else [])]
    asked = [
        min(max(stringWidth(clean(row[column]), fonts.BOLD, 8.5) for row in table) + 10, _INNER / 2)
        for column in range(len(report.header))
    ]
    if sum(asked) > _INNER:
        return [width * _INNER / sum(asked) for width in asked]
    return [_INNER - sum(asked[1:]), *asked[1:]]
