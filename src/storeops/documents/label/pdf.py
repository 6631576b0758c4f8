"""A label as a PDF page of 4 x 6 inches, for a label printer by its driver, or for any printer and scissors."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from storeops.documents import fonts
from storeops.documents.label.layout import DOTS_PER_MM, Bars, Box, Label, Mark, Stroke, Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_DOT = 72 / 25.4 / DOTS_PER_MM
_EM = 0.82
"""Vera Bold so much smaller than its cell is as wide as Helvetica Bold, by which the label was measured."""
_BASELINE = 0.8
_LAST_BAR = "11"
"""Ends the stop character, which is thirteen modules wide; the table of python-barcode has eleven of it."""


def label_pdf(label: Label) -> bytes:
    """The label on a page of its own size, fonts embedded, symbols as vectors. The same label gives the same bytes.

    Raises FontMissing."""
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    buffer = BytesIO()
    size = (label.width * _DOT, label.height * _DOT)
    canvas = Canvas(buffer, pagesize=size, invariant=1, initialFontName=fonts.BOLD)
    canvas.setTitle(label.title)
    canvas.setCreator("StoreOps")
    # The drawing counts from the top, a page from the bottom.
    for field in label.fields:
        match field:
            case Text():
                _text(canvas, label, field.text, field.box.x, field.top, field.size, field.box.width)
            case Mark():
                _fill(canvas, label, field.box)
                canvas.setFillGray(1)
                at = field.box.x + field.inset, field.box.y + field.inset
                _text(canvas, label, field.text, *at, field.size, field.box.width - 2 * field.inset)
                canvas.setFillGray(0)
            case Bars():
                _bars(canvas, label, field)
            case Stroke():
                _fill(canvas, label, field.box)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fill(canvas: Canvas, label: Label, box: Box) -> None:
    y = (label.height - box.bottom) * _DOT
    canvas.rect(box.x * _DOT, y, box.width * _DOT, box.height * _DOT, stroke=0, fill=1)


def _text(canvas: Canvas, label: Label, text: str, x: int, y: int, size: int, room: int) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    em = size * _EM * _DOT
    runs = _runs(text)
    taken = sum(stringWidth(part, font, em) for font, part in runs)
    squeezed = min(1.0, room * _DOT / taken) if taken else 1.0
    drawn = canvas.beginText(x * _DOT, (label.height - y - size * _BASELINE) * _DOT)
    drawn.setHorizScale(100 * squeezed)
    for font, part in runs:
        drawn.setFont(font, em)
        drawn.textOut(part)
    canvas.drawText(drawn)


def _runs(text: str) -> list[tuple[str, str]]:
    """The text in parts of one font each: what Vera Bold lacks is set in the fixed-width font, or is a `?`."""
    runs: list[tuple[str, str]] = []
    for char in text:
        bold = char.isascii() or fonts.has(fonts.BOLD, char)
        font, shown = (fonts.BOLD, char) if bold else (fonts.MONO, fonts.drawable(char))
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + shown)
        else:
            runs.append((font, shown))
    return runs


def _bars(canvas: Canvas, label: Label, bars: Bars) -> None:
    """Bar by bar from the symbol's own characters: reportlab's bar codes change sets by rules of their own, and come
    out in another width."""
    from barcode.charsets.code128 import CODES, STOP

    modules = "".join(CODES[code] for code in bars.symbol.codes[:-1]) + STOP + _LAST_BAR
    at = 0
    for bit, run in groupby(modules):
        width = len(list(run))
        if bit == "1":
            ink = bars.ink
            _fill(canvas, label, Box(ink.x + at * bars.module, ink.y, width * bars.module, ink.height))
        at += width
