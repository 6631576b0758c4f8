"""Facts of goods that move other than by a sale."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.postings import Posting


class GoodsLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods of one product. `unit_cost` in minor units, 0 where it is not known; `expires` an ISO date; `status` empty
    for goods that may be sold, else quarantine, damaged or display."""

    sku: str
    name: str
    unit: str
    quantity: Thousandths
    unit_cost: Minor
    lot: str = ""
    serial: str = ""
    expires: str = ""
    bin: str = ""
    status: str = ""
    purchase_line: int = 0


class GoodsReceived(Fact, frozen=True, kw_only=True, tag="stock.received"):
    """Goods came in from a supplier; `purchase` is the purchase order's id where there was one."""

    location: str
    supplier: str
    reference: str
    lines: tuple[GoodsLine, ...]
    postings: tuple[Posting, ...]
    purchase: str = ""


class StockAdjusted(Fact, frozen=True, kw_only=True, tag="stock.adjusted"):
    """On hand was put right: quantities are differences, negative where goods are missing."""

    location: str
    reason: str
    note: str
    lines: tuple[GoodsLine, ...]
    postings: tuple[Posting, ...]
