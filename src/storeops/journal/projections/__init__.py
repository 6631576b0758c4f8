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
    ClaimOpened,
    ClaimSettled,
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
    ExchangeMade,
    Fact,
    GoodsReceived,
    GoodsShifted,
    HistoricSale,
    LineVoided,
    OrderAmended,
    OrderCancelled,
    OrderDispatched,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    OrderResolved,
    OrderReturned,
    PaymentRecorded,
    ProgramChanged,
    PurchaseClosed,
    PurchasePlaced,
    ReceiptCopied,
    ReferenceChanged,
    ReservationEnded,
    RmaAuthorised,
    RmaEnded,
    RmaReceived,
    RmaRefunded,
    RmaResolved,
    SaleCompleted,
    SaleReturned,
    ShopOpened,
    StockAdjusted,
    StockAllocated,
    StockDeallocated,
    StockReserved,
    TransferReceived,
    TransferSent,
)
from storeops.journal.projections import goods, inventory, money, orders, rma, sales, shop
from storeops.journal.projections.changes import PROJECTED, Changes

__all__ = ["PROJECTED", "PROJECTIONS", "Changes", "project"]


def _nothing(entry: Entry, fact: Any, changes: Changes) -> None:
    """The journal itself is all there is to keep of this kind."""


PROJECTIONS: dict[type[Fact], Callable[[Entry, Any, Changes], None]] = {
    CartVoided: sales.voided,
    CashMoved: money.moved,
    ClaimOpened: rma.claim_opened,
    ClaimSettled: rma.claim_settled,
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
    ExchangeMade: rma.exchanged,
    GoodsReceived: goods.received,
    GoodsShifted: inventory.shifted,
    HistoricSale: shop.historic_sale,
    LineVoided: sales.line_voided,
    OrderAmended: orders.amended,
    OrderCancelled: orders.cancelled,
    OrderDispatched: orders.dispatched,
    OrderHeld: orders.held,
    OrderPlaced: orders.placed,
    OrderReleased: orders.released,
    OrderResolved: orders.resolved,
    OrderReturned: orders.returned,
    PaymentRecorded: orders.paid,
    ProgramChanged: _nothing,
    PurchaseClosed: inventory.purchase_closed,
    PurchasePlaced: inventory.purchase_placed,
    ReceiptCopied: sales.copied,
    ReferenceChanged: _nothing,
    ReservationEnded: inventory.reservation_ended,
    RmaAuthorised: rma.authorised,
    RmaEnded: rma.ended,
    RmaReceived: rma.received,
    RmaRefunded: rma.refunded,
    RmaResolved: rma.resolved,
    SaleCompleted: sales.completed,
    SaleReturned: sales.returned,
    ShopOpened: _nothing,
    StockAdjusted: goods.adjusted,
    StockAllocated: orders.allocated,
    StockDeallocated: orders.deallocated,
    StockReserved: inventory.reserved,
    TransferReceived: inventory.transfer_received,
    TransferSent: inventory.transfer_sent,
}


def project(entry: Entry, changes: Changes) -> None:
    """Add the rows of one fact to `changes`."""
    fact = entry.envelope.fact
    PROJECTIONS[type(fact)](entry, fact, changes)
