"""Rows of the inventory tables, in the order of their columns."""

from __future__ import annotations

from typing import NamedTuple


class ReservationRow(NamedTuple):
    fact: str
    line: int
    sku: str
    location: str
    channel: str
    quantity: int
    expires_at: str
    purpose: str
    reference: str


class ReservationEndRow(NamedTuple):
    reservation: str
    fact: str
    reason: str


class LotRow(NamedTuple):
    sku: str
    lot: str
    fact: str
    expires: str


class PurchaseRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    supplier: str
    location: str
    due: str
    reference: str
    at: str
    actor: str


class PurchaseLineRow(NamedTuple):
    purchase: str
    line: int
    sku: str
    name: str
    unit: str
    location: str
    quantity: int
    unit_cost: int


class TransferRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    from_location: str
    to_location: str
    at: str
    actor: str


class TransferLineRow(NamedTuple):
    transfer: str
    line: int
    sku: str
    name: str
    unit: str
    lot: str
    serial: str
    to_location: str
    quantity: int
    unit_cost: int


class StockCountRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    location: str
    classes: str
    at: str
    actor: str


class CountLineRow(NamedTuple):
    count: str  # type: ignore[assignment]  # the table's own word, a tuple's method otherwise
    sku: str
    bin: str
    lot: str
    abc: str


class CountEntryRow(NamedTuple):
    fact: str
    line: int
    count: str  # type: ignore[assignment]  # as above
    sku: str
    bin: str
    lot: str
    counted: int
    book: int
    at: str
    actor: str


class CountCloseRow(NamedTuple):
    count: str  # type: ignore[assignment]  # as above
    fact: str


ROWS: dict[type, str] = {
    ReservationRow: "reservation",
    ReservationEndRow: "reservation_end",
    LotRow: "lot",
    PurchaseRow: "purchase",
    PurchaseLineRow: "purchase_line",
    TransferRow: "transfer",
    TransferLineRow: "transfer_line",
    StockCountRow: "stock_count",
    CountLineRow: "count_line",
    CountEntryRow: "count_entry",
    CountCloseRow: "count_close",
}
