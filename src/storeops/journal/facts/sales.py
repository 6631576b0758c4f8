"""Facts of selling and taking back. Each carries its own copy of names, prices, rates and rules."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.discounts import Discount
from storeops.rules.goods import Moved
from storeops.rules.postings import Posting
from storeops.rules.tax import TaxShare
from storeops.rules.tenders import Tender


class SaleLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line sold. `amount` is what the line costs after its discounts, in the way prices are shown (tax included
    or not); net + tax is what was paid for it. `cost` is of the whole line. `moved` is empty where the line moves as
    itself, loose and without a lot."""

    line: int
    sku: str
    name: str
    department: str
    barcode: str
    quantity: Thousandths
    unit: str
    list_price: Minor
    unit_price: Minor
    price_reason: str
    discounts: tuple[Discount, ...]
    amount: Minor
    net: Minor
    tax: Minor
    taxes: tuple[TaxShare, ...]
    cost: Minor
    stocked: bool
    moved: tuple[Moved, ...] = ()
    order_line: int = 0
    """The line of the customer order it is a dispatch of."""


class SaleCompleted(Fact, frozen=True, kw_only=True, tag="sale.completed"):
    """A sale was paid for and the goods left. Its id is the cart's, so that finishing a cart twice is one sale."""

    number: str
    series: str
    counter: int
    session: str
    location: str
    currency: str
    customer: str
    prices_include_tax: bool
    tax_rounding: str
    rule_version: str
    lines: tuple[SaleLine, ...]
    discount: Minor
    net: Minor
    tax: Minor
    total: Minor
    rounding: Minor
    tenders: tuple[Tender, ...]
    change: Minor
    taxes: tuple[TaxShare, ...]
    grand_total: Minor
    """Perpetual sum of this series' sales, this one included; it never goes down and is never reset."""
    postings: tuple[Posting, ...]
    order: str = ""
    """The customer order this is a dispatch of."""
    channel: str = "till"


class ReturnLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods taken back. Amounts are positive: what was paid for them and is given back."""

    line: int
    original_line: int
    sku: str
    name: str
    department: str
    quantity: Thousandths
    unit: str
    list_price: Minor
    unit_price: Minor
    discount: Minor
    amount: Minor
    net: Minor
    tax: Minor
    taxes: tuple[TaxShare, ...]
    cost: Minor
    stocked: bool
    disposition: str
    moved: tuple[Moved, ...] = ()


class SaleReturned(Fact, frozen=True, kw_only=True, tag="sale.returned"):
    """Goods of a sale came back and were paid back to the tenders they were paid with."""

    number: str
    series: str
    counter: int
    session: str
    location: str
    currency: str
    customer: str
    original: str
    original_number: str
    reason: str
    prices_include_tax: bool
    lines: tuple[ReturnLine, ...]
    discount: Minor
    net: Minor
    tax: Minor
    total: Minor
    rounding: Minor
    tenders: tuple[Tender, ...]
    taxes: tuple[TaxShare, ...]
    grand_total: Minor
    """Perpetual sum of this series' returns, this one included."""
    postings: tuple[Posting, ...]
    channel: str = "till"


class CartVoided(Fact, frozen=True, kw_only=True, tag="cart.voided"):
    """A cart with lines in it was given up: kept, because a sale that never happened is a fact, too."""

    session: str
    cart: str
    reason: str
    total: Minor
    lines: tuple[tuple[str, str, Thousandths, Minor], ...]
    """sku, name, quantity and amount of each line."""


class LineVoided(Fact, frozen=True, kw_only=True, tag="cart.line_voided"):
    """A line was taken out of a cart before it was paid."""

    session: str
    cart: str
    sku: str
    name: str
    quantity: Thousandths
    amount: Minor


class ReceiptCopied(Fact, frozen=True, kw_only=True, tag="sale.copied"):
    """A copy of a receipt was printed; copies are counted and marked."""

    session: str
    sale: str
    number: str
    copy: int
