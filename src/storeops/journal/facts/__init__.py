"""All fact types. A new one is added here and in `projections`; a test holds the two together."""

from __future__ import annotations

from typing import TypeAlias

from storeops.journal.facts.base import Fact
from storeops.journal.facts.drawer import CashMoved, DrawerClosed, DrawerKicked, DrawerOpened
from storeops.journal.facts.history import HistoricLine, HistoricSale
from storeops.journal.facts.sales import (
    CartVoided,
    LineVoided,
    ReceiptCopied,
    ReturnLine,
    SaleCompleted,
    SaleLine,
    SaleReturned,
)
from storeops.journal.facts.shop import (
    ClockJumped,
    EpochStarted,
    ProgramChanged,
    ReferenceChanged,
    ShopOpened,
)
from storeops.journal.facts.stock import GoodsLine, GoodsReceived, StockAdjusted
from storeops.rules.discounts import Discount
from storeops.rules.postings import Posting
from storeops.rules.tenders import Tender

AnyFact: TypeAlias = (
    CartVoided
    | CashMoved
    | ClockJumped
    | DrawerClosed
    | DrawerKicked
    | DrawerOpened
    | EpochStarted
    | GoodsReceived
    | HistoricSale
    | LineVoided
    | ProgramChanged
    | ReceiptCopied
    | ReferenceChanged
    | SaleCompleted
    | SaleReturned
    | ShopOpened
    | StockAdjusted
)

__all__ = [
    "AnyFact",
    "CartVoided",
    "CashMoved",
    "ClockJumped",
    "Discount",
    "DrawerClosed",
    "DrawerKicked",
    "DrawerOpened",
    "EpochStarted",
    "Fact",
    "GoodsLine",
    "GoodsReceived",
    "HistoricLine",
    "HistoricSale",
    "LineVoided",
    "Posting",
    "ProgramChanged",
    "ReceiptCopied",
    "ReferenceChanged",
    "ReturnLine",
    "SaleCompleted",
    "SaleLine",
    "SaleReturned",
    "ShopOpened",
    "StockAdjusted",
    "Tender",
]
