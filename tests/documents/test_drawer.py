"""The Z report as it is printed, and what an X report leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from storeops.documents.drawer import drawer_report
from storeops.documents.text import lines, text
from storeops.reports.drawer_view import DrawerView
from storeops.reports.shop import ShopView

Z_32 = """\
          Corner Shop
         12 High Street
         Leeds LS1 4AP
     VAT No. GB 123 4567 82

            Z REPORT
Number              S1-T1-Z00007
Store and till             S1 T1
Business date         2026-11-22
Opened          2026-11-22 08:55
Closed          2026-11-22 18:10
By                         Maria
--------------------------------
Sales         x 87      1,234.50
Returns        x 2        -15.25
NET TAKINGS             1,219.25
Cash rounding              -0.03

Cash          x 52        619.25
Card          x 37        600.00
--------------------------------
CASH IN THE DRAWER
Float                     100.00
Cash taken                619.25
Paid in                     5.00
Paid out                  -12.50
Dropped to the safe      -400.00
EXPECTED                  311.75
50.00          x 2        100.00
20.00          x 8        160.00
10.00          x 4         40.00
1.00          x 11         11.00
0.05           x 5          0.25
COUNTED                   311.25
SHORT                      -0.50
--------------------------------
VAT        Net      Tax    Gross
S 20%   600.00   120.00   720.00
Z 0%    499.25     0.00   499.25
--------------------------------
Discounts given            23.10
Voids                          3
Drawer opened, no sale         1
Copies of receipts             2
--------------------------------
First receipt       S1-T1-000037
Last receipt        S1-T1-000123
Grand total            98,765.43
Journal
  a3a3a3a3 a3a3a3a3 a3a3a3a3
  a3a3a3a3 a3a3a3a3 a3a3a3a3
  a3a3a3a3 a3a3a3a3
"""


def test_a_z_report_in_32_columns(drawer: DrawerView, shop: ShopView) -> None:
    layout = drawer_report(drawer, shop, width=32)
    assert text(layout) == Z_32
    assert layout.title == "Z report S1-T1-Z00007"


def test_an_x_report_closes_nothing(drawer: DrawerView, shop: ShopView) -> None:
    open_yet = replace(
        drawer, number="", closed_at=None, taken_at=drawer.closed_at, counted=None, difference=None, denominations=()
    )
    layout = drawer_report(open_yet, shop, width=42)
    shown = lines(layout)
    assert layout.title == "X report T1"
    assert shown[5:7] == ("                 X REPORT", "          The drawer stays open")
    assert "Read                      2026-11-22 18:10" in shown
    assert not [row for row in shown if row.startswith(("COUNTED", "SHORT", "Closed", "Number"))]


@pytest.mark.parametrize(
    ("difference", "row"),
    [
        (0, "EXACT                                 0.00"),
        (25, "OVER                                 +0.25"),
        (-25, "SHORT                                -0.25"),
    ],
)
def test_over_and_short_are_said_in_words(difference: int, row: str, drawer: DrawerView, shop: ShopView) -> None:
    assert row in lines(drawer_report(replace(drawer, difference=difference), shop, width=42))


def test_amounts_of_fifteen_digits_are_never_cut(drawer: DrawerView, shop: ShopView) -> None:
    huge = 999_999_999_999_999
    view = replace(drawer, sales_amount=huge, grand_total=huge, expected=huge, sales_count=10**6)
    for width in (32, 42, 48):
        shown = lines(drawer_report(view, shop, width=width))
        assert max(cell_len(row) for row in shown) <= width
        assert sum(row.endswith(" 9,999,999,999,999.99") for row in shown) == 3
