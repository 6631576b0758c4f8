"""Whole receipts, exactly as they are printed, in the three widths; and what must hold for any receipt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from storeops.documents.layout import Code128, Qr, Width, code_of
from storeops.documents.receipt import receipt
from storeops.documents.text import lines, text
from storeops.reports.sale_view import LineView, SaleView, TaxView
from storeops.reports.shop import ShopView

SALE_42 = """\
               Corner Shop
              12 High Street
              Leeds LS1 4AP
          VAT No. GB 123 4567 82

Receipt                       S1-T1-000123
2026-11-22 14:07                   Till T1
Served by                            Maria
------------------------------------------
Tea 80 bags                           6.98
  2 x 3.49
Apples loose                          0.77
  0.350 kg x 2.20
Milk chocolate biscuits with          5.00
hazelnuts and raisins, family pack o…
  Price changed from 6.00, damaged box
  Biscuit week                       -0.60
  Staff 10%                          -0.40
[/] Milk                              1.00
------------------------------------------
TOTAL GBP                            12.75

Card                                  2.75
  Approval A12345
Cash                                 20.00
CHANGE                               10.00
You saved                             1.00
------------------------------------------
VAT           Net         Tax        Gross
S 20%        6.65        1.33         7.98
Z 0%         4.77        0.00         4.77

            || S1-T1-000123 ||

      Thank you for shopping with us
 Goods may be brought back within 28 days
"""

RETURN_32 = """\
             COPY 1
          Corner Shop
         12 High Street
         Leeds LS1 4AP
     VAT No. GB 123 4567 82

             RETURN
Return             S1-T1-R000004
For receipt         S1-T1-000123
Reason              changed mind
2026-11-22 14:07         Till T1
Served by                  Maria
--------------------------------
Tea 80 bags                 3.49
Milk chocolate biscuits     5.00
with hazelnuts and raisins…
  Price changed from 6.00,
  damaged box
  Discount                 -1.00
--------------------------------
REFUND GBP                  7.49
Cash rounding              +0.01
To refund                   7.50

Refunded: Cash              7.50
--------------------------------
VAT         Net     Tax    Gross
S 20%      3.33    0.67     4.00
Z 0%       3.49    0.00     3.49

      || S1-T1-R000004 ||

Customer's signature

--------------------------------
             COPY 1
"""

SALE_48_EXCLUSIVE = """\
                  Corner Shop
                 12 High Street
                 Leeds LS1 4AP
             VAT No. GB 123 4567 82

Receipt                             S1-T1-000123
2026-11-22 14:07                         Till T1
Business date                         2026-11-21
Served by                                  Maria
Customer                                Ann Reed
------------------------------------------------
Tea 80 bags                                 6.98
  2 x 3.49
------------------------------------------------
Subtotal                                    6.98
Tax                                         1.40
TOTAL EUR                                   8.38
Cash rounding                              +0.02
To pay                                      8.40

Card                                        2.75
  Approval A12345
Cash                                       20.00
CHANGE                                     10.00
------------------------------------------------
VAT             Net           Tax          Gross
S 20%          6.98          1.40           8.38

               || S1-T1-000123 ||

         Thank you for shopping with us
    Goods may be brought back within 28 days
"""


def test_a_sale_in_42_columns(sale: SaleView, shop: ShopView) -> None:
    assert text(receipt(sale, shop, width=42)) == SALE_42


def test_a_copy_of_a_return_in_32_columns(returned: SaleView, shop: ShopView) -> None:
    assert text(receipt(returned, shop, width=32, copy=1)) == RETURN_32


def test_prices_without_tax_and_a_business_date_of_yesterday_in_48_columns(sale: SaleView, shop: ShopView) -> None:
    exclusive = replace(
        sale,
        lines=sale.lines[:1],
        currency="EUR",
        customer="Ann Reed",
        business_date=date(2026, 11, 21),
        discount=0,
        total=838,
        rounding=2,
        taxes=(TaxView("S", Decimal("20.00"), 698, 140),),
        prices_include_tax=False,
    )
    assert text(receipt(exclusive, shop, width=48)) == SALE_48_EXCLUSIVE


def test_a_continental_shop_writes_its_own_separators(sale: SaleView, shop: ShopView) -> None:
    shop = replace(shop, decimal_separator=",", group_separator=".")
    dear = replace(
        sale,
        total=123456789,
        taxes=(TaxView("S", Decimal("5.50"), 123456789, 0),),
    )
    shown = lines(receipt(dear, shop, width=42))
    assert "TOTAL GBP                     1.234.567,89" in shown
    assert "  0,350 kg x 2,20" in shown
    assert "S 5,5%    1.234.567,89  0,00  1.234.567,89" in shown


def test_figures_too_wide_for_the_paper_stand_below_each_other(sale: SaleView, shop: ShopView) -> None:
    dear = replace(sale, taxes=(TaxView("S", Decimal("20"), 123456789012, 24691357802),))
    shown = lines(receipt(dear, shop, width=32))
    at = shown.index("VAT S 20%")
    assert shown[at + 1 : at + 4] == (
        "  Net           1,234,567,890.12",
        "  Tax             246,913,578.02",
        "  Gross         1,481,481,468.14",
    )


@pytest.mark.parametrize(
    ("number", "width", "code"),
    [
        ("S1-T1-000123", 32, Code128("S1-T1-000123")),
        ("S1-T1-R000004", 32, Qr("S1-T1-R000004")),
        ("S1-T1-R000004", 42, Code128("S1-T1-R000004")),
        ("STORE1-TILL1-0001", 42, Code128("STORE1-TILL1-0001")),
        ("STORE1-TILL12-0001", 42, Qr("STORE1-TILL12-0001")),
        ("STORE1-TILL12-0001234", 48, Code128("STORE1-TILL12-0001234")),
        ("STORE1-TILL12-00012345", 48, Qr("STORE1-TILL12-00012345")),
        ("Ł1-T1-1", 48, Qr("Ł1-T1-1")),
    ],
)
def test_code_128_where_it_fits_the_paper_else_qr(number: str, width: Width, code: Code128 | Qr) -> None:
    assert code_of(number, width) == code


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=300), reason=st.text(max_size=60), amount=st.integers(0, 10**14))
def test_any_name_and_amount_stays_within_the_paper_and_no_amount_is_lost(
    name: str, reason: str, amount: int, sale: SaleView, shop: ShopView, line: Callable[..., LineView]
) -> None:
    odd = replace(sale, lines=(line(1, name, amount, list_price=1, price_reason=reason),), total=amount)
    for width in (32, 42, 48):
        shown = lines(receipt(odd, shop, width=width))
        assert max(cell_len(row) for row in shown) <= width
        assert not {unicodedata.category(char) for row in shown for char in row} & {"Cc", "Cs", "Zl", "Zp"}
        money = f"{amount // 100:,}.{amount % 100:02d}"
        assert sum(row.endswith(money) for row in shown) >= 2
