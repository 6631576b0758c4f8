"""Facts of sales that another system made before this one came."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths


class HistoricLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as the other system had it. `price` is its own text, because it may hold parts of a minor unit."""

    sku: str
    name: str
    quantity: Thousandths
    price: str
    amount: Minor


class HistoricSale(Fact, frozen=True, kw_only=True, tag="history.sale"):
    """A sale (or, with negative quantities and amounts, a return) made by another system.

    It moves no goods and no money of this shop: those books begin at the shop's own opening."""

    source: str
    document: str
    digest: str
    document_kind: str
    at: str
    currency: str
    customer: str
    lines: tuple[HistoricLine, ...]
    total: Minor
