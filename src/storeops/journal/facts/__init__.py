"""All fact types. A new one is added here and in `projections`; a test holds the two together."""

from __future__ import annotations

from typing import TypeAlias

from storeops.journal.facts.base import Fact
from storeops.journal.facts.drawer import CashMoved, DrawerClosed, DrawerKicked, DrawerOpened
from storeops.journal.facts.history import HistoricLine, HistoricSale
from storeops.journal.facts.inventory import (
    CountClosed,
    Counted,
    CountEntered,
    CountLine,
    CountPlanned,
    GoodsShift,
    GoodsShifted,
    PurchaseClosed,
    PurchaseLine,
    PurchasePlaced,
    ReservationEnded,
    ReservedLine,
    StockReserved,
    TransferLine,
    TransferReceived,
    TransferSent,
)
from storeops.journal.facts.leases import (
    DrawSettled,
    LeaseDraw,
    LeaseDrawn,
    LeaseEnded,
    LeaseExtended,
    LeaseGranted,
    LeaseOverridden,
)
from storeops.journal.facts.orders import (
    Allocation,
    DocumentQuarantined,
    DocumentSettled,
    Handled,
    OrderAmended,
    OrderCancelled,
    OrderDispatched,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    OrderResolved,
    OrderReturned,
    PaymentRecorded,
    StockAllocated,
    StockDeallocated,
)
from storeops.journal.facts.parcels import (
    LabelBought,
    LabelRequested,
    LabelVoided,
    ManifestClosed,
    ParcelLine,
    ParcelOpened,
    ParcelPacked,
    ParcelSent,
    ParcelTracked,
    PickupStep,
)
from storeops.journal.facts.picking import (
    PickCut,
    Picked,
    PickSkipped,
    PickTask,
    PutBack,
    TourTaken,
    WaveClosed,
    WavePlanned,
    WaveReleased,
)
from storeops.journal.facts.rma import (
    ClaimOpened,
    ClaimSettled,
    ExchangeMade,
    RmaAuthorised,
    RmaEnded,
    RmaLine,
    RmaMove,
    RmaPart,
    RmaReceived,
    RmaRefunded,
    RmaResolved,
)
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
from storeops.rules.goods import Moved
from storeops.rules.orders.lines import LineQuantity, OrderLine, Part, Party
from storeops.rules.postings import Posting
from storeops.rules.tenders import Tender

AnyFact: TypeAlias = (
    CartVoided
    | CashMoved
    | ClaimOpened
    | ClaimSettled
    | ClockJumped
    | CountClosed
    | CountEntered
    | CountPlanned
    | DocumentQuarantined
    | DocumentSettled
    | DrawerClosed
    | DrawerKicked
    | DrawerOpened
    | DrawSettled
    | EpochStarted
    | ExchangeMade
    | GoodsReceived
    | GoodsShifted
    | HistoricSale
    | LabelBought
    | LabelRequested
    | LabelVoided
    | LeaseDrawn
    | LeaseEnded
    | LeaseExtended
    | LeaseGranted
    | LeaseOverridden
    | LineVoided
    | ManifestClosed
    | OrderAmended
    | OrderCancelled
    | OrderDispatched
    | OrderHeld
    | OrderPlaced
    | OrderReleased
    | OrderResolved
    | OrderReturned
    | ParcelOpened
    | ParcelPacked
    | ParcelSent
    | ParcelTracked
    | PaymentRecorded
    | PickCut
    | PickSkipped
    | Picked
    | PickupStep
    | ProgramChanged
    | PurchaseClosed
    | PurchasePlaced
    | PutBack
    | ReceiptCopied
    | ReferenceChanged
    | ReservationEnded
    | RmaAuthorised
    | RmaEnded
    | RmaReceived
    | RmaRefunded
    | RmaResolved
    | SaleCompleted
    | SaleReturned
    | ShopOpened
    | StockAdjusted
    | StockAllocated
    | StockDeallocated
    | StockReserved
    | TourTaken
    | TransferReceived
    | TransferSent
    | WaveClosed
    | WavePlanned
    | WaveReleased
)

__all__ = [
    "Allocation",
    "AnyFact",
    "CartVoided",
    "CashMoved",
    "ClaimOpened",
    "ClaimSettled",
    "ClockJumped",
    "CountClosed",
    "CountEntered",
    "CountLine",
    "CountPlanned",
    "Counted",
    "Discount",
    "DocumentQuarantined",
    "DocumentSettled",
    "DrawSettled",
    "DrawerClosed",
    "DrawerKicked",
    "DrawerOpened",
    "EpochStarted",
    "ExchangeMade",
    "Fact",
    "GoodsLine",
    "GoodsReceived",
    "GoodsShift",
    "GoodsShifted",
    "Handled",
    "HistoricLine",
    "HistoricSale",
    "LabelBought",
    "LabelRequested",
    "LabelVoided",
    "LeaseDraw",
    "LeaseDrawn",
    "LeaseEnded",
    "LeaseExtended",
    "LeaseGranted",
    "LeaseOverridden",
    "LineQuantity",
    "LineVoided",
    "ManifestClosed",
    "Moved",
    "OrderAmended",
    "OrderCancelled",
    "OrderDispatched",
    "OrderHeld",
    "OrderLine",
    "OrderPlaced",
    "OrderReleased",
    "OrderResolved",
    "OrderReturned",
    "ParcelLine",
    "ParcelOpened",
    "ParcelPacked",
    "ParcelSent",
    "ParcelTracked",
    "Part",
    "Party",
    "PaymentRecorded",
    "PickCut",
    "PickSkipped",
    "PickTask",
    "Picked",
    "PickupStep",
    "Posting",
    "ProgramChanged",
    "PurchaseClosed",
    "PurchaseLine",
    "PurchasePlaced",
    "PutBack",
    "ReceiptCopied",
    "ReferenceChanged",
    "ReservationEnded",
    "ReservedLine",
    "ReturnLine",
    "RmaAuthorised",
    "RmaEnded",
    "RmaLine",
    "RmaMove",
    "RmaPart",
    "RmaReceived",
    "RmaRefunded",
    "RmaResolved",
    "SaleCompleted",
    "SaleLine",
    "SaleReturned",
    "ShopOpened",
    "StockAdjusted",
    "StockAllocated",
    "StockDeallocated",
    "StockReserved",
    "Tender",
    "TourTaken",
    "TransferLine",
    "TransferReceived",
    "TransferSent",
    "WaveClosed",
    "WavePlanned",
    "WaveReleased",
]
