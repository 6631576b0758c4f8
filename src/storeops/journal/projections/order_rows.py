"""Rows of the order tables, in the order of their columns."""

from __future__ import annotations

from typing import NamedTuple


class CustomerOrderRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    channel: str
    external: str
    store: str
    terminal: str
    actor: str
    business_date: str
    at: str
    currency: str
    customer: str
    customer_name: str
    country: str
    region: str
    service: str
    pickup_location: str
    promised: str
    short_preference: str
    due: str
    lines: int
    discount: int
    net: int
    tax: int
    total: int
    prices_include_tax: bool


class OrderLineRow(NamedTuple):
    order_id: str
    line: int
    added_by: str
    kind: str
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
    substitutes: int
    kit: bool


class OrderFieldRow(NamedTuple):
    order_id: str
    field: str
    fact: str
    recorded_at: str
    origin: str
    value: str


class OrderHoldRow(NamedTuple):
    fact: str
    order_id: str
    kind: str
    reason: str
    at: str
    actor: str


class OrderHoldEndRow(NamedTuple):
    hold: str
    fact: str


class OrderPaymentRow(NamedTuple):
    fact: str
    order_id: str
    stage: str
    tender: str
    amount: int
    reference: str
    at: str
    actor: str


class OrderDispatchRow(NamedTuple):
    sale: str
    fact: str
    order_id: str
    location: str
    at: str


class OrderEventRow(NamedTuple):
    order_id: str
    fact: str
    kind: str
    recorded_at: str


class OrderDocumentRow(NamedTuple):
    channel: str
    external: str
    fact: str
    digest: str


class QuarantineRow(NamedTuple):
    fact: str
    channel: str
    format: str
    external: str
    digest: str
    reason: str
    at: str


class QuarantineEndRow(NamedTuple):
    quarantine: str
    fact: str
    outcome: str


ROWS: dict[type, str] = {
    CustomerOrderRow: "customer_order",
    OrderLineRow: "order_line",
    OrderFieldRow: "order_field",
    OrderHoldRow: "order_hold",
    OrderHoldEndRow: "order_hold_end",
    OrderPaymentRow: "order_payment",
    OrderDispatchRow: "order_dispatch",
    OrderEventRow: "order_event",
    OrderDocumentRow: "order_document",
    QuarantineRow: "quarantine",
    QuarantineEndRow: "quarantine_end",
}
