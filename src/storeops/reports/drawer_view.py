"""A drawer session as a door shows it and as an X or Z report prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storeops.reports.sale_view import TaxView
from storeops.rules.amounts import Minor


@dataclass(frozen=True, slots=True)
class TenderTotalView:
    """What one tender took in a session: sales less what was given back, change taken off; `count` of payments."""

    kind: str
    amount: Minor
    count: int


@dataclass(frozen=True, slots=True)
class DrawerView:
    """A drawer session at one moment: an X report while it is open, a Z report once it is closed.

    Amounts are in minor units. Those of sales, returns, movements and discounts are positive; `rounding` and
    `difference` (counted less expected) may be negative. What counts covers this session alone; only `grand_total`
    goes on for ever."""

    store: str
    terminal: str
    number: str
    """The Z report's number; empty on an X report."""
    session: str
    opened_at: datetime
    closed_at: datetime | None
    """When it was closed; on an X report None."""
    business_date: date
    actor: str
    float: Minor
    """Cash in the drawer at the beginning."""
    sales_count: int
    sales_amount: Minor
    returns_count: int
    returns_amount: Minor
    tenders: tuple[TenderTotalView, ...]
    paid_in: Minor
    paid_out: Minor
    drops: Minor
    rounding: Minor
    taxes: tuple[TaxView, ...]
    discount: Minor
    voids: int
    no_sales: int
    copies: int
    expected: Minor
    """Cash that should be in the drawer."""
    counted: Minor | None
    """Cash that was found in it; None until it was counted."""
    difference: Minor | None
    denominations: tuple[tuple[Minor, int], ...]
    """What was counted: the value of a coin or note, and how many of it."""
    first_number: str
    last_number: str
    grand_total: Minor
    """The terminal's perpetual sum of sales; never reset."""
    chain_head: str
    """Hash of the journal's last fact, in hexadecimal: which journal exactly this report sums up."""
    taken_at: datetime | None = None
    """When the figures were read; printed on an X report."""
