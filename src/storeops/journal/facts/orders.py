"""Facts of customer orders. Each carries its own copy of names, prices, rates and addresses.

Line numbers stay the line's own for the order's life. Quantities are thousandths, amounts minor units; both are
positive."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.lines import LineQuantity, OrderLine, Party
from storeops.rules.postal_address import Address
from storeops.rules.postings import Posting


class OrderPlaced(Fact, frozen=True, kw_only=True, tag="order.placed"):
    """A customer ordered. The fact's id is the order's."""

    number: str
    series: str
    counter: int
    channel: str
    external: str
    digest: str
    placed_at: str
    customer: Party
    ship_to: Address
    bill_to: Address
    service: str
    pickup_location: str
    currency: str
    prices_include_tax: bool
    tax_rounding: str
    rule_version: str
    lines: tuple[OrderLine, ...]
    discount: Minor
    net: Minor
    tax: Minor
    total: Minor
    region: str
    """The tariff zone's key of the address, such as a postcode area."""
    promised: str
    """ISO date by which it was promised, empty where nothing was."""
    promise_reasons: tuple[str, ...]
    short_preference: str
    due: str
    """When it is to be paid: before (it waits for the money), dispatch (captured then) or account (by invoice)."""
    note: str
    extra: dict[str, str]
    window: str = ""
    """From when to when on its day it can be delivered, '09:00-12:00' on the shop's clock; empty for any time."""


class OrderAmended(Fact, frozen=True, kw_only=True, tag="order.amended"):
    """An order was changed, all of it at once: lines added, parts of lines cancelled, fields set anew.

    `fields`: ship_to (JSON), region, service, promised, short_preference, pickup_location, email, phone, note,
    window (empty for any time of the day)."""

    order: str
    added: tuple[OrderLine, ...]
    cancelled: tuple[LineQuantity, ...]
    fields: dict[str, str]
    reason: str
    total_added: Minor


class OrderCancelled(Fact, frozen=True, kw_only=True, tag="order.cancelled"):
    """Lines, or parts of them, will not be sent. `whole` where nothing of the order is left to send."""

    order: str
    lines: tuple[LineQuantity, ...]
    reason: str
    whole: bool


class OrderHeld(Fact, frozen=True, kw_only=True, tag="order.held"):
    """The order waits for a person. `hold`: payment, address, fraud or manual. The fact's id is the hold's."""

    order: str
    hold: str
    reason: str


class OrderReleased(Fact, frozen=True, kw_only=True, tag="order.released"):
    """A hold was lifted."""

    order: str
    hold: str
    """Id of the fact that held it."""
    kind_of_hold: str
    reason: str


class Allocation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`quantity` of a line stands at a location; `parts` are the thousandths of each product that this holds there."""

    line: int
    quantity: Thousandths
    location: str
    parts: tuple[tuple[str, Thousandths], ...]


class StockAllocated(Fact, frozen=True, kw_only=True, tag="order.allocated"):
    """Stock was promised to an order: where each line comes from, and why from there and not from elsewhere."""

    order: str
    allocations: tuple[Allocation, ...]
    method: str
    cost: Minor
    rejected: tuple[tuple[str, str], ...]
    """Locations that were not chosen, each with its reason."""


class StockDeallocated(Fact, frozen=True, kw_only=True, tag="order.deallocated"):
    """Promised stock was given back: the same shape as it was taken in."""

    order: str
    allocations: tuple[Allocation, ...]
    reason: str


class PaymentRecorded(Fact, frozen=True, kw_only=True, tag="order.payment"):
    """A step of an order's payment. `stage`: authorised, voided, captured (out of an
    authorisation), paid (without one) or refunded; `tender` as at the till.

    An authorisation moves no money: it has no postings."""

    order: str
    stage: str
    tender: str
    amount: Minor
    reference: str
    session: str
    reason: str
    postings: tuple[Posting, ...]


class Handled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods of a line that had been picked, or packed as well, and leave now: thousandths of the product."""

    line: int
    sku: str
    picked: Thousandths = 0
    packed: Thousandths = 0


class OrderDispatched(Fact, frozen=True, kw_only=True, tag="order.dispatched"):
    """Goods of an order left a location. The sale it became, recorded with it, moves goods and money."""

    order: str
    sale: str
    sale_number: str
    location: str
    lines: tuple[LineQuantity, ...]
    released: tuple[Allocation, ...]
    """The promises this dispatch fulfils."""
    carrier: str = ""
    tracking: str = ""
    handled: tuple[Handled, ...] = ()
    """What of it had been picked and packed."""


class OrderReturned(Fact, frozen=True, kw_only=True, tag="order.returned"):
    """Goods of an order came back; the return document, recorded with it, moves goods and money."""

    order: str
    sale: str
    """The return document."""
    lines: tuple[LineQuantity, ...]


class OrderResolved(Fact, frozen=True, kw_only=True, tag="order.resolved"):
    """A contradiction was settled. `reinstated`: parts that count as ordered again, because they were sent beyond what
    was ordered, or cancelled and sent all the same, and are kept or came back; or because they were cancelled twice."""

    order: str
    reinstated: tuple[LineQuantity, ...]
    reason: str
    difference: Minor = 0
    """What is owed beyond that (below zero: less), so that it is what the documents of what was sent come to."""


class DocumentQuarantined(Fact, frozen=True, kw_only=True, tag="order.quarantined"):
    """A document of a channel could not become an order. Its text is kept, so that it can be tried again."""

    channel: str
    format: str
    external: str
    digest: str
    reason: str
    text: str


class DocumentSettled(Fact, frozen=True, kw_only=True, tag="order.settled"):
    """A quarantined document was dealt with. `outcome`: taken, dropped."""

    quarantine: str
    outcome: str
    reason: str
