"""A layout as a PDF: one page as wide as the roll and as long as the document, fonts embedded, symbols drawn as
vectors, so that it prints on a receipt printer by its driver and reads well on a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from storeops.documents import fonts
from storeops.documents.layout import Code128, Cut, Layout, Qr, Rule
from storeops.documents.text import Printed, Row, plain, printed

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_MM = 72 / 25.4
_PAPER = {32: (58 * _MM, 48 * _MM), 42: (80 * _MM, 72 * _MM), 48: (80 * _MM, 72 * _MM)}
"""By columns: the roll's width and the width that a print head reaches, in points."""

_MARGIN = 5 * _MM
_LEADING = 1.28
_BAR_HEIGHT = 12 * _MM
_MODULE = 0.25 * _MM
"""Narrowest bar: two dots at 203 dpi, as the printers draw it."""
_QR_SIDE = 25 * _MM
_GAP = 1.5 * _MM


def roll(layout: Layout) -> bytes:
    """The layout on a roll page: 58 mm for 32 columns, 80 mm for 42 and 48. The same layout gives the same bytes.

    Raises FontMissing."""
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    paper, inked = _PAPER[layout.width]
    size = inked / layout.width / fonts.MONO_ADVANCE
    items = list(printed(layout, spell=lambda text: fonts.drawable(plain(text))))
    height = sum(_height(item, size) for item in items) + 2 * _MARGIN
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(paper, height), invariant=1, initialFontName=fonts.MONO)
    canvas.setTitle(layout.title)
    canvas.setCreator("StoreOps")
    _draw(canvas, items, paper, (paper - inked) / 2, height - _MARGIN, size)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _height(item: Printed, size: float) -> float:
    match item:
        case Row():
            return size * _LEADING * (1 if item.scale == "normal" else 2)
        case Rule():
            return size * _LEADING
        case Code128():
            return _BAR_HEIGHT + size * _LEADING + _GAP
        case Qr():
            return _QR_SIDE + size * _LEADING + _GAP
        case Cut():
            return 0


def _draw(canvas: Canvas, items: Sequence[Printed], paper: float, left: float, top: float, size: float) -> None:
    y = top
    for item in items:
        below = y - _height(item, size)
        match item:
            case Row():
                _row(canvas, item, left, below + size * 0.3, size)
            case Rule():
                canvas.setLineWidth(1.2 if item.heavy else 0.5)
                canvas.line(left, (y + below) / 2, paper - left, (y + below) / 2)
            case Code128():
                _code128(canvas, item.data, paper, y - _GAP / 2)
                _under(canvas, item.data, paper, below + size * 0.3, size)
            case Qr():
                _qr(canvas, item.data, paper, y - _GAP / 2)
                _under(canvas, item.data, paper, below + size * 0.3, size)
            case _:
                pass
        y = below


def _row(canvas: Canvas, row: Row, x: float, y: float, size: float) -> None:
    drawn = canvas.beginText()
    drawn.setFont(fonts.MONO, size)
    across, up = {"normal": (1, 1), "tall": (1, 2), "double": (2, 2)}[row.scale]
    drawn.setTextTransform(across, 0, 0, up, x, y)
    if row.bold:
        # The fixed-width font has no bold cut at hand: the glyphs are filled and outlined.
        canvas.setLineWidth(size * 0.045)
        drawn.setTextRenderMode(2)
    drawn.textOut(row.text)
    drawn.setTextRenderMode(0)
    canvas.drawText(drawn)


def _under(canvas: Canvas, data: str, paper: float, y: float, size: float) -> None:
    canvas.setFont(fonts.MONO, size)
    canvas.drawCentredString(paper / 2, y, fonts.drawable(plain(data)))


def _code128(canvas: Canvas, data: str, paper: float, top: float) -> None:
    from reportlab.graphics.barcode.code128 import Code128 as Symbol

    symbol = Symbol(data, barHeight=_BAR_HEIGHT, barWidth=_MODULE, quiet=0)
    symbol.drawOn(canvas, (paper - symbol.width) / 2, top - _BAR_HEIGHT)


def _qr(canvas: Canvas, data: str, paper: float, top: float) -> None:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    symbol = QrCodeWidget(data, barLevel="M", barWidth=_QR_SIDE, barHeight=_QR_SIDE)
    drawing = Drawing(_QR_SIDE, _QR_SIDE)
    drawing.add(symbol)
    renderPDF.draw(drawing, canvas, (paper - _QR_SIDE) / 2, top - _QR_SIDE)
