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
    CountClosed,
    CountEntered,
    CountPlanned,
    DocumentQuarantined,
    DocumentSettled,
    DrawerClosed,
    DrawerKicked,
    DrawerOpened,
    EpochStarted,
    Fact,
    GoodsReceived,
    GoodsShifted,
    HistoricSale,
    LabelBought,
    LabelRequested,
    LabelVoided,
    LineVoided,
    ManifestClosed,
    OrderAmended,
    OrderCancelled,
    OrderDispatched,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    OrderResolved,
    OrderReturned,
    ParcelOpened,
    ParcelPacked,
    ParcelSent,
    ParcelTracked,
    PaymentRecorded,
    PickCut,
    Picked,
    PickSkipped,
    PickupStep,
    ProgramChanged,
    PurchaseClosed,
    PurchasePlaced,
    PutBack,
    ReceiptCopied,
    ReferenceChanged,
    ReservationEnded,
    SaleCompleted,
    SaleReturned,
    ShopOpened,
    StockAdjusted,
    StockAllocated,
    StockDeallocated,
    StockReserved,
    TourTaken,
    TransferReceived,
    TransferSent,
    WaveClosed,
    WavePlanned,
    WaveReleased,
)
from storeops.journal.projections import goods, inventory, money, orders, parcels, picking, sales, shop
from storeops.journal.projections.changes import PROJECTED, Changes

__all__ = ["PROJECTED", "PROJECTIONS", "Changes", "project"]


def _nothing(entry: Entry, fact: Any, changes: Changes) -> None:
    """The journal itself is all there is to keep of this kind."""


PROJECTIONS: dict[type[Fact], Callable[[Entry, Any, Changes], None]] = {
    CartVoided: sales.voided,
    CashMoved: money.moved,
    ClockJumped: _nothing,
    CountClosed: inventory.count_closed,
    CountEntered: inventory.count_entered,
    CountPlanned: inventory.count_planned,
    DocumentQuarantined: orders.quarantined,
    DocumentSettled: orders.settled,
    DrawerClosed: money.closed,
    DrawerKicked: money.kicked,
    DrawerOpened: money.opened,
    EpochStarted: shop.epoch_started,
    GoodsReceived: goods.received,
    GoodsShifted: inventory.shifted,
    HistoricSale: shop.historic_sale,
    LabelBought: parcels.label_bought,
    LabelRequested: parcels.label_requested,
    LabelVoided: parcels.label_voided,
    LineVoided: sales.line_voided,
    ManifestClosed: parcels.manifest_closed,
    OrderAmended: orders.amended,
    OrderCancelled: orders.cancelled,
    OrderDispatched: orders.dispatched,
    OrderHeld: orders.held,
    OrderPlaced: orders.placed,
    OrderReleased: orders.released,
    OrderResolved: orders.resolved,
    OrderReturned: orders.returned,
    ParcelOpened: parcels.opened,
    ParcelPacked: parcels.packed,
    ParcelSent: parcels.sent,
    ParcelTracked: parcels.tracked,
    PaymentRecorded: orders.paid,
    PickCut: picking.cut,
    PickSkipped: picking.skipped,
    Picked: picking.picked,
    PickupStep: parcels.pickup,
    ProgramChanged: _nothing,
    PurchaseClosed: inventory.purchase_closed,
    PurchasePlaced: inventory.purchase_placed,
    PutBack: picking.put_back,
    ReceiptCopied: sales.copied,
    ReferenceChanged: _nothing,
    ReservationEnded: inventory.reservation_ended,
    SaleCompleted: sales.completed,
    SaleReturned: sales.returned,
    ShopOpened: _nothing,
    StockAdjusted: goods.adjusted,
    StockAllocated: orders.allocated,
    StockDeallocated: orders.deallocated,
    StockReserved: inventory.reserved,
    TourTaken: picking.taken,
    TransferReceived: inventory.transfer_received,
    TransferSent: inventory.transfer_sent,
    WaveClosed: picking.closed,
    WavePlanned: picking.planned,
    WaveReleased: picking.released,
}


def project(entry: Entry, changes: Changes) -> None:
    """Add the rows of one fact to `changes`."""
    fact = entry.envelope.fact
    PROJECTIONS[type(fact)](entry, fact, changes)
