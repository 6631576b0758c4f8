"""An order, and many of them, as a door shows them or writes them as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.status import FulfilmentStatus, OrderStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class AllocationView:
    """Stock of a line that stands ready at a location, in units of the line."""

    location: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A line and its counters. `open` is still to be sent, `missing` of it is promised from nowhere."""

    line: int
    kind: str
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    cancelled: Thousandths
    allocated: Thousandths
    missing: Thousandths
    picked: Thousandths
    packed: Thousandths
    shipped: Thousandths
    returned: Thousandths
    open: Thousandths
    unit_price: Minor
    discount: Minor
    amount: Minor
    tax: Minor
    total: Minor
    substitutes: int
    allocations: tuple[AllocationView, ...]


@dataclass(frozen=True, slots=True)
class AddressView:
    name: str
    company: str
    lines: tuple[str, ...]
    city: str
    region: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    code: str
    name: str
    company: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class HoldView:
    kind: str
    reason: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A step of the payment: authorised, voided, captured, paid or refunded."""

    stage: str
    tender: str
    amount: Minor
    reference: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """Something about an order that a person has to decide, and the ways out."""

    order: str
    number: str
    kind: str
    line: int
    what: str
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One fact of an order, in the words of a person."""

    at: datetime
    what: str
    actor: str
    terminal: str
    kind: str
    origin: str
    seq: int


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order. `due` is still to be paid, below zero where money has to go back."""

    id: str
    number: str
    channel: str
    external: str
    placed_at: datetime
    status: OrderStatus
    payment_status: PaymentStatus
    fulfilment_status: FulfilmentStatus
    customer: CustomerView
    ship_to: AddressView
    service: str
    pickup_location: str
    promised: date | None
    window: str
    """From when to when on its day it can be delivered, '09:00-12:00'; '' for any time."""
    promise_reasons: tuple[str, ...]
    short_preference: str
    pay: str
    """When it is paid: before, dispatch or account."""
    currency: str
    prices_include_tax: bool
    lines: tuple[OrderLineView, ...]
    discount: Minor
    net: Minor
    tax: Minor
    total: Minor
    cancelled: Minor
    returned: Minor
    authorised: Minor
    paid: Minor
    refunded: Minor
    due: Minor
    holds: tuple[HoldView, ...]
    payments: tuple[PaymentView, ...]
    dispatches: tuple[str, ...]
    """Numbers of the sales its dispatches became."""
    exceptions: tuple[ExceptionView, ...]
    note: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list. `locations`: where it comes from; `missing`: thousandths promised from nowhere."""

    id: str
    number: str
    channel: str
    customer: str
    placed_at: datetime
    promised: date | None
    when: str
    """late, today, tomorrow, later or unpromised."""
    status: OrderStatus
    payment_status: PaymentStatus
    fulfilment_status: FulfilmentStatus
    service: str
    lines: int
    total: Minor
    missing: Thousandths
    locations: tuple[str, ...]
    holds: tuple[str, ...]
    exceptions: int


@dataclass(frozen=True, slots=True)
class BoardView:
    """The open orders: exceptions first, then by promise."""

    orders: tuple[OrderRow, ...]
    open: int
    late: int
    today: int
    on_hold: int
    short: int
    exceptions: int
    quarantined: int
