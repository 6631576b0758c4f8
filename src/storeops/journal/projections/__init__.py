"""From a fact to its rows: pure, one function a kind, collected so that many facts can be written at once.

A projection reads the fact and nothing else: no clock, no settings, no catalogue, no other row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storeops.journal.envelope import Entry
from storeops.journal.facts import (
    CartVoided,
    CashMoved,
    ClockJumped,
    DrawerClosed,
    DrawerKicked,
    DrawerOpened,
    EpochStarted,
    Fact,
    GoodsReceived,
    HistoricSale,
    LineVoided,
    ProgramChanged,
    ReceiptCopied,
    ReferenceChanged,
    SaleCompleted,
    SaleReturned,
    ShopOpened,
    StockAdjusted,
)
from storeops.journal.projections import goods, money, sales, shop
from storeops.journal.projections.changes import PROJECTED, Changes

__all__ = ["PROJECTED", "PROJECTIONS", "Changes", "project"]


def _nothing(entry: Entry, fact: Any, changes: Changes) -> None:
    """The journal itself is all there is to keep of this kind."""


PROJECTIONS: dict[type[Fact], Callable[[Entry, Any, Changes], None]] = {
    CartVoided: sales.voided,
    CashMoved: money.moved,
    ClockJumped: _nothing,
    DrawerClosed: money.closed,
    DrawerKicked: money.kicked,
    DrawerOpened: money.opened,
    EpochStarted: shop.epoch_started,
    GoodsReceived: goods.received,
    HistoricSale: shop.historic_sale,
    LineVoided: sales.line_voided,
    ProgramChanged: _nothing,
    ReceiptCopied: sales.copied,
    ReferenceChanged: _nothing,
    SaleCompleted: sales.completed,
    SaleReturned: sales.returned,
    ShopOpened: _nothing,
    StockAdjusted: goods.adjusted,
}


def project(entry: Entry, changes: Changes) -> None:
    """Add the rows of one fact to `changes`."""
    fact = entry.envelope.fact
    PROJECTIONS[type(fact)](entry, fact, changes)
