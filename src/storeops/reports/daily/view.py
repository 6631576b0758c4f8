"""A day of a shop as a door shows it, prints it or writes it as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storeops.reports.sale_view import TaxView
from storeops.rules.amounts import Minor, Thousandths


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The day beside another day, or beside the average of several.

    `total` is theirs; `difference` the day's less theirs, `percent` of theirs. None where there was no business."""

    label: str
    dates: tuple[date, ...]
    """The days compared with: those of them on which anything was sold or taken back."""
    total: Minor | None
    difference: Minor | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class HourView:
    """One hour of the shop's clock: how many sales, and the total of sales less returns."""

    hour: int
    sales: int
    total: Minor


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department's day, returns taken off. `total` includes tax; `share` in percent of the day."""

    code: str
    name: str
    quantity: Thousandths
    net: Minor
    total: Minor
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class TenderDayView:
    """What a tender took: change and what was given back taken off. `count` of payments either way."""

    kind: str
    amount: Minor
    count: int


@dataclass(frozen=True, slots=True)
class ProductDayView:
    """A product's day, returns taken off."""

    sku: str
    name: str
    unit: str
    quantity: Thousandths
    total: Minor


@dataclass(frozen=True, slots=True)
class PlaceDayView:
    """A terminal's or a person's day. `total` is of sales less returns."""

    name: str
    sales: int
    returns: int
    total: Minor


@dataclass(frozen=True, slots=True)
class DrawerDayView:
    """A drawer session of the day. While it is open it has no number, and nothing was counted."""

    number: str
    terminal: str
    session: str
    expected: Minor
    counted: Minor | None
    difference: Minor | None


@dataclass(frozen=True, slots=True)
class DailyView:
    """A business day. All sums are of sales less returns, sales brought in from another system included;
    `sales_amount` and `returns_amount` keep the two apart, both positive."""

    store: str
    """Empty: all stores of the database."""
    business_date: date
    currency: str
    exponent: int
    total: Minor
    net: Minor
    tax: Minor
    sales_count: int
    sales_amount: Minor
    returns_count: int
    returns_amount: Minor
    units: Thousandths
    line_count: int
    average_basket: Minor | None
    """Amount of a sale on average, returns left out."""
    discount: Minor
    rounding: Minor
    margin: Minor | None
    """Net less cost, of the lines whose cost is known; None where none is."""
    margin_percent: Decimal | None
    """Of the net of those lines."""
    cost_known_percent: Decimal | None
    """How much of the day's net these lines are."""
    comparisons: tuple[ComparisonView, ...]
    hours: tuple[HourView, ...]
    """All 24."""
    departments: tuple[DepartmentView, ...]
    tenders: tuple[TenderDayView, ...]
    taxes: tuple[TaxView, ...]
    top_by_amount: tuple[ProductDayView, ...]
    top_by_quantity: tuple[ProductDayView, ...]
    terminals: tuple[PlaceDayView, ...]
    actors: tuple[PlaceDayView, ...]
    voids: int
    """Sales given up."""
    line_voids: int
    """Lines taken out before they were paid."""
    no_sales: int
    copies: int
    drawers: tuple[DrawerDayView, ...]
    stands_out: tuple[str, ...]
    """What a manager should see first, in plain sentences."""
