"""Rows of the tables of returns by parcel, in the order of their columns."""

from __future__ import annotations

from typing import NamedTuple


class RmaRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    order_id: str
    order_number: str
    channel: str
    customer: str
    store: str
    terminal: str
    actor: str
    business_date: str
    at: str
    currency: str
    postage: str
    override: str
    note: str


class RmaLineRow(NamedTuple):
    rma: str
    line: int
    sku: str
    name: str
    department: str
    unit: str
    quantity: int
    reason: str


class RmaPieceRow(NamedTuple):
    rma: str
    line: int
    sale: str
    sale_line: int
    quantity: int


class RmaPartRow(NamedTuple):
    fact: str
    place: int
    rma: str
    step: str
    line: int
    sale: str
    sale_line: int
    quantity: int
    condition: str
    disposition: str
    amount: int
    fee: int
    postage: int
    cleared: int
    document: str
    business_date: str


class RmaEventRow(NamedTuple):
    rma: str
    fact: str
    kind: str
    recorded_at: str


class ExchangeRow(NamedTuple):
    fact: str
    rma: str
    order_id: str
    number: str
    value: int


class ClaimRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    rma: str
    against: str
    party: str
    reference: str
    amount: int
    carried: int
    reason: str
    actor: str
    business_date: str
    at: str


class ClaimSettlementRow(NamedTuple):
    claim: str
    fact: str
    outcome: str
    amount: int
    corrects: int
    reason: str
    at: str
    actor: str


ROWS: dict[type, str] = {
    RmaRow: "rma",
    RmaLineRow: "rma_line",
    RmaPieceRow: "rma_piece",
    RmaPartRow: "rma_part",
    RmaEventRow: "rma_event",
    ExchangeRow: "exchange",
    ClaimRow: "claim",
    ClaimSettlementRow: "claim_settlement",
}
