"""Sales, returns, shops and a drawer as the reports hand them over, for every rendering to be tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from storeops.reports.drawer_view import DrawerView, TenderTotalView
from storeops.reports.sale_view import DiscountView, LineView, SaleView, TaxView, TenderView
from storeops.reports.shop import ShopView

_AT = datetime(2026, 11, 22, 14, 7, 31, tzinfo=UTC)
_STANDARD = TaxView("S", Decimal("20"), 665, 133)
_ZERO = TaxView("Z", Decimal("0"), 477, 0)


def _line(number: int, name: str, amount: int, **changes: object) -> LineView:
    line = LineView(
        line=number,
        sku=f"SKU{number}",
        name=name,
        quantity=1000,
        unit="each",
        unit_price=amount,
        list_price=amount,
        discounts=(),
        discount=0,
        amount=amount,
        tax=0,
        taxes=(),
        returned=0,
    )
    return replace(line, **changes)  # type: ignore[arg-type]


@pytest.fixture
def line() -> Callable[..., LineView]:
    return _line


@pytest.fixture
def shop() -> ShopView:
    return ShopView(
        store="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        exponent=2,
        currency_symbol="£",
        decimal_separator=".",
        group_separator=",",
        address=("12 High Street", "Leeds LS1 4AP"),
        tax_number="GB 123 4567 82",
        receipt_footer=("Thank you for shopping with us", "Goods may be brought back within 28 days"),
    )


@pytest.fixture
def sale() -> SaleView:
    return SaleView(
        id="0190f0a0-0000-7000-8000-000000000001",
        kind="sale",
        number="S1-T1-000123",
        store="S1",
        terminal="T1",
        actor="Maria",
        business_date=date(2026, 11, 22),
        recorded_at=_AT,
        currency="GBP",
        customer="",
        lines=(
            _line(1, "Tea 80 bags", 698, quantity=2000, unit_price=349, list_price=349),
            _line(2, "Apples loose", 77, quantity=350, unit="kg", unit_price=220, list_price=220),
            _line(
                3,
                "Milk chocolate biscuits with hazelnuts and raisins, family pack of 400 g",
                400,
                unit_price=500,
                list_price=600,
                price_reason="damaged box",
                discounts=(DiscountView("Biscuit week", 60), DiscountView("Staff 10%", 40)),
                discount=100,
            ),
            _line(4, "[/] Milk", 100),
        ),
        discount=100,
        net=1142,
        tax=133,
        rounding=0,
        total=1275,
        tenders=(TenderView("card", 275, "A12345"), TenderView("cash", 2000)),
        change=1000,
        taxes=(_STANDARD, _ZERO),
        prices_include_tax=True,
    )


@pytest.fixture
def returned(sale: SaleView) -> SaleView:
    tea = _line(1, "Tea 80 bags", 349, disposition="restock")
    biscuits = replace(sale.lines[2], line=2, discounts=(), disposition="scrap")
    return replace(
        sale,
        kind="return",
        number="S1-T1-R000004",
        original="S1-T1-000123",
        reason="changed-mind",
        lines=(tea, biscuits),
        net=682,
        tax=67,
        total=749,
        rounding=1,
        tenders=(TenderView("cash", 750),),
        change=0,
        taxes=(TaxView("S", Decimal("20"), 333, 67), TaxView("Z", Decimal("0"), 349, 0)),
    )


@pytest.fixture
def drawer() -> DrawerView:
    return DrawerView(
        store="S1",
        terminal="T1",
        number="S1-T1-Z00007",
        session="0190f0a0-0000-7000-8000-0000000000aa",
        opened_at=datetime(2026, 11, 22, 8, 55, tzinfo=UTC),
        closed_at=datetime(2026, 11, 22, 18, 10, tzinfo=UTC),
        business_date=date(2026, 11, 22),
        actor="Maria",
        float=10000,
        sales_count=87,
        sales_amount=123450,
        returns_count=2,
        returns_amount=1525,
        tenders=(TenderTotalView("cash", 61925, 52), TenderTotalView("card", 60000, 37)),
        paid_in=500,
        paid_out=1250,
        drops=40000,
        rounding=-3,
        taxes=(TaxView("S", Decimal("20"), 60000, 12000), TaxView("Z", Decimal("0"), 49925, 0)),
        discount=2310,
        voids=3,
        no_sales=1,
        copies=2,
        expected=31175,
        counted=31125,
        difference=-50,
        denominations=((5000, 2), (2000, 8), (1000, 4), (100, 11), (5, 5)),
        first_number="S1-T1-000037",
        last_number="S1-T1-000123",
        grand_total=9876543,
        chain_head="a3" * 32,
    )
