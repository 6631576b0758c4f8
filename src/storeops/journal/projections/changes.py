"""What a projection may do, and nothing else: insert a row, or add to a sum. So facts commute.

A collector gathers the changes of one fact or of thousands; `journal.apply` writes them. Rows are tuples in the
order of the table's columns.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from storeops.journal.projections import fulfilment_rows, inventory_rows, lease_rows, order_rows, rma_rows


class SaleRow(NamedTuple):
    id: str
    kind: str
    number: str
    series: str
    counter: int
    store: str
    terminal: str
    session: str
    actor: str
    business_date: str
    at: str
    currency: str
    customer: str
    lines: int
    units: int
    discount: int
    net: int
    tax: int
    total: int
    rounding: int
    change: int
    original: str
    source: str
    grand_total: int
    imported: bool


class SaleLineRow(NamedTuple):
    sale: str
    line: int
    sku: str
    name: str
    department: str
    unit: str
    quantity: int
    unit_price: int
    discount: int
    amount: int
    net: int
    tax: int
    cost: int
    original: str
    original_line: int
    disposition: str


class SaleTaxRow(NamedTuple):
    sale: str
    code: str
    rate: str
    net: int
    tax: int


class SaleTenderRow(NamedTuple):
    sale: str
    line: int
    kind: str
    amount: int
    reference: str


class GoodsMoveRow(NamedTuple):
    fact: str
    line: int
    sku: str
    lot: str
    serial: str
    from_location: str
    to_location: str
    quantity: int
    unit_cost: int
    reason: str
    from_bin: str = ""
    to_bin: str = ""
    from_status: str = ""
    to_status: str = ""


class MoneyPostingRow(NamedTuple):
    fact: str
    line: int
    account: str
    amount: int
    store: str
    terminal: str
    session: str
    business_date: str


class DrawerSessionRow(NamedTuple):
    id: str
    store: str
    terminal: str
    business_date: str
    opened_at: str
    opened_by: str
    float: int


class DrawerCloseRow(NamedTuple):
    fact: str
    session: str
    number: str
    series: str
    counter: int
    closed_at: str
    closed_by: str
    expected: int
    counted: int
    difference: int


class DrawerEventRow(NamedTuple):
    fact: str
    session: str
    terminal: str
    kind: str
    amount: int
    subject: str
    reason: str
    at: str
    actor: str


class OriginRow(NamedTuple):
    id: str
    device: str
    epoch: str
    series_tag: str
    started_at: str
    parent: str
    parent_seq: int
    reason: str


class HistoryDocumentRow(NamedTuple):
    source: str
    document: str
    fact: str
    digest: str


ROWS: dict[type, str] = {
    SaleRow: "sale",
    SaleLineRow: "sale_line",
    SaleTaxRow: "sale_tax",
    SaleTenderRow: "sale_tender",
    GoodsMoveRow: "goods_move",
    MoneyPostingRow: "money_posting",
    DrawerSessionRow: "drawer_session",
    DrawerCloseRow: "drawer_close",
    DrawerEventRow: "drawer_event",
    OriginRow: "origin",
    HistoryDocumentRow: "history_document",
    **order_rows.ROWS,
    **inventory_rows.ROWS,
    **lease_rows.ROWS,
    **fulfilment_rows.ROWS,
    **rma_rows.ROWS,
}
"""Which table each row belongs to."""

SUMS: dict[str, tuple[str, ...]] = {
    "stock_balance": ("sku", "location"),
    "stock_detail": ("sku", "location", "bin", "status", "lot", "serial"),
    "purchase_counter": ("purchase", "line", "counter"),
    "transfer_counter": ("transfer", "line", "counter"),
    "order_counter": ("order_id", "line", "counter"),
    "order_money": ("order_id", "counter"),
    "order_open": ("order_id",),
    "order_allocation": ("order_id", "line", "sku", "location"),
    "order_handling": ("order_id", "line", "sku", "location", "stage"),
    "pick_counter": ("wave", "task", "counter"),
    "fulfilment_open": ("stage", "id"),
}
"""Tables that hold a sum, and the columns of its key; the sum is in the column `quantity`."""

PROJECTED: tuple[str, ...] = (*ROWS.values(), *SUMS)
"""Every table that replay rebuilds."""

#: Places that are no shelf of the shop; the ledger's other side.
SUPPLIER, CUSTOMER, SCRAP, DIFFERENCE, TRANSIT = "supplier", "customer", "scrap", "difference", "transit"


class Changes:
    """The collector. Not a fact, not a rule: a basket of rows on their way to the tables."""

    __slots__ = ("rows", "sums")

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.sums: defaultdict[str, defaultdict[tuple[Any, ...], int]] = defaultdict(lambda: defaultdict(int))

    def insert(self, row: tuple[Any, ...]) -> None:
        self.rows[ROWS[type(row)]].append(row)

    def add(self, table: str, key: tuple[Any, ...], quantity: int) -> None:
        """Add to a sum."""
        self.sums[table][key] += quantity

    def move(self, move: GoodsMoveRow) -> None:
        """A goods move, and both locations' sums. Quantity is positive; the sums may go below zero."""
        self.rows["goods_move"].append(move)
        balance = self.sums["stock_balance"]
        balance[move.sku, move.from_location] -= move.quantity
        balance[move.sku, move.to_location] += move.quantity
        tracked = move.lot or move.serial
        if tracked or move.from_bin or move.from_status:
            key = (move.sku, move.from_location, move.from_bin, move.from_status, move.lot, move.serial)
            self.sums["stock_detail"][key] -= move.quantity
        if tracked or move.to_bin or move.to_status:
            key = (move.sku, move.to_location, move.to_bin, move.to_status, move.lot, move.serial)
            self.sums["stock_detail"][key] += move.quantity
