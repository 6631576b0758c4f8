"""The table of taxes on a receipt or a Z report: per rate what was net, tax and gross."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from storeops.documents.figures import Figures
from storeops.documents.layout import Block, Cells, Columns, Line
from storeops.reports.sale_view import TaxView

_GAP = 2


def tax_table(taxes: Sequence[TaxView], name: str, figures: Figures, width: int) -> tuple[Block, ...]:
    """The rows of the table. Where the figures do not fit side by side they stand one below the other, so that none is
    ever cut. Nothing for no tax."""
    if not taxes:
        return ()
    head = (name, "Net", "Tax", "Gross")
    rows = [
        (
            f"{tax.code} {figures.rate(tax.rate)}",
            figures.money(tax.net),
            figures.money(tax.tax),
            figures.money(tax.net + tax.tax),
        )
        for tax in taxes
    ]
    widths = [max(cell_len(row[column]) for row in (head, *rows)) + _GAP for column in range(4)]
    widths[0] -= _GAP
    if sum(widths) > width:
        return tuple(block for row in rows for block in _stacked(name, row))
    columns = _spread(widths, width)
    return (Cells(head, columns, bold=True), *(Cells(row, columns) for row in rows))


def _spread(widths: list[int], width: int) -> tuple[int, ...]:
    """Give what is left over to the columns of figures, evenly, the rest to the name."""
    extra, rest = divmod(width - sum(widths), 3)
    return (widths[0] + rest, *(column + extra for column in widths[1:]))


def _stacked(name: str, row: tuple[str, str, str, str]) -> tuple[Block, ...]:
    label, net, tax, gross = row
    return (
        Line(f"{name} {label}", bold=True),
        Columns("Net", net, indent=2),
        Columns("Tax", tax, indent=2),
        Columns("Gross", gross, indent=2),
    )
