"""One sale or return, as a door shows it, prints it or writes it as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from storeops.rules.amounts import Minor, Thousandths


@dataclass(frozen=True, slots=True)
class DiscountView:
    """One reduction of one line, frozen when the sale was completed. `amount` is positive."""

    label: str
    amount: Minor


@dataclass(frozen=True, slots=True)
class TaxView:
    """Tax of one rate: of one line or summed over a document. `rate` is in percent."""

    code: str
    rate: Decimal
    net: Minor
    tax: Minor


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. On a return `quantity` and `amount` are what came back, as positive numbers."""

    line: int
    sku: str
    name: str
    quantity: Thousandths
    unit: str
    unit_price: Minor
    list_price: Minor
    discounts: tuple[DiscountView, ...]
    discount: Minor
    amount: Minor
    tax: Minor
    taxes: tuple[TaxView, ...]
    returned: Thousandths
    """How much of it came back so far (0 on a return's own lines)."""
    disposition: str = ""
    """On a return: restock or scrap."""
    price_reason: str = ""
    """Why the price was overridden, when it was."""


@dataclass(frozen=True, slots=True)
class TenderView:
    """Money given (sale) or given back (return), positive. `reference` is a card's approval code, never a number."""

    kind: str
    amount: Minor
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale or a return. On a return all amounts are positive and say what was given back."""

    id: str
    kind: Literal["sale", "return"]
    number: str
    store: str
    terminal: str
    actor: str
    business_date: date
    recorded_at: datetime
    currency: str
    customer: str
    lines: tuple[LineView, ...]
    discount: Minor
    net: Minor
    tax: Minor
    rounding: Minor
    """What cash rounding added to the total (may be negative)."""
    total: Minor
    """Sum of the lines, tax included, before cash rounding."""
    tenders: tuple[TenderView, ...]
    change: Minor
    taxes: tuple[TaxView, ...]
    prices_include_tax: bool
    original: str = ""
    """On a return: the number of the sale, nothing where the goods came without a receipt."""
    reason: str = ""
    copies: int = 0
    """How many copies of the receipt were printed or shown as such so far."""
