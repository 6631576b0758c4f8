"""Facts of goods that move other than by a sale."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.postings import Posting


class GoodsLine(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of one product. `unit_cost` in minor units, 0 where it is not known."""

    sku: str
    name: str
    unit: str
    quantity: Thousandths
    unit_cost: Minor
    lot: str = ""
    serial: str = ""


class GoodsReceived(Fact, frozen=True, kw_only=True, tag="stock.received"):
    """Goods came in from a supplier."""

    location: str
    supplier: str
    reference: str
    lines: tuple[GoodsLine, ...]
    postings: tuple[Posting, ...]


class StockAdjusted(Fact, frozen=True, kw_only=True, tag="stock.adjusted"):
    """On hand was put right: quantities are differences, negative where goods are missing."""

    location: str
    reason: str
    note: str
    lines: tuple[GoodsLine, ...]
    postings: tuple[Posting, ...]
