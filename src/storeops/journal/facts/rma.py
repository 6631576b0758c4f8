"""Facts of returns by parcel: announced, received, refunded, ended; exchanges and claims.

Quantities are thousandths, amounts minor units, both positive. A part of a line is told by the sale it was sent with.
"""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.goods import Moved
from storeops.rules.orders.lines import LineQuantity
from storeops.rules.postings import Posting
from storeops.rules.rma.authorising import Piece


class RmaLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line that may come back. `line` is the order's own number of it; `pieces` are of the sales it was sent with."""

    line: int
    sku: str
    name: str
    department: str
    unit: str
    quantity: Thousandths
    reason: str
    pieces: tuple[Piece, ...]


class RmaAuthorised(Fact, frozen=True, kw_only=True, tag="rma.authorised"):
    """Goods of an order may be sent back. The fact's id is the authorisation's."""

    number: str
    series: str
    counter: int
    order: str
    order_number: str
    channel: str
    customer: str
    currency: str
    lines: tuple[RmaLine, ...]
    postage: str
    """Who pays the way back: shop or customer."""
    override: str
    """Why it was authorised although a rule says no; empty where none did."""
    note: str


class RmaPart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happened to a part of an authorised line. `step` is one of `rules.rma.counting.STEPS`.

    `amount` is what was given back for it, tax included, `fee` and `postage` what was kept; `cleared` is what it adds
    to the account of goods that came and were not refunded; `document` the return document of a refund."""

    step: str
    line: int
    sale: str
    sale_line: int
    quantity: Thousandths
    condition: str = ""
    disposition: str = ""
    amount: Minor = 0
    fee: Minor = 0
    postage: Minor = 0
    cleared: Minor = 0
    document: str = ""


class RmaMove(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods of a line of a sale that moved from the customer to a location (`inward`), or back to the customer."""

    sale: str
    sale_line: int
    goods: Moved
    location: str
    status: str
    reason: str
    inward: bool = True


class RmaReceived(Fact, frozen=True, kw_only=True, tag="rma.received"):
    """Goods of an authorisation came and were looked at. It moves goods and their cost, no money of the customer's."""

    rma: str
    order: str
    location: str
    parts: tuple[RmaPart, ...]
    moves: tuple[RmaMove, ...]
    postings: tuple[Posting, ...]


class RmaRefunded(Fact, frozen=True, kw_only=True, tag="rma.refunded"):
    """Goods of an authorisation were refunded. The return documents, recorded with it, move the money's books and no
    goods; `shipping` of the total is what the first parcel had cost."""

    rma: str
    order: str
    parts: tuple[RmaPart, ...]
    shipping: Minor
    total: Minor
    override: str
    """Why it was refunded before it came, or to another tender."""
    postings: tuple[Posting, ...]


class RmaEnded(Fact, frozen=True, kw_only=True, tag="rma.ended"):
    """What is left of an authorisation will not come, or will not be refunded. `outcome`: closed, or rejected; what was
    rejected after it came goes back to the customer, unless it is kept."""

    rma: str
    order: str
    outcome: str
    reason: str
    parts: tuple[RmaPart, ...]
    moves: tuple[RmaMove, ...]
    postings: tuple[Posting, ...]


class RmaResolved(Fact, frozen=True, kw_only=True, tag="rma.resolved"):
    """A contradiction of an authorisation was settled. `charged`: what the order is charged for again."""

    rma: str
    order: str
    reason: str
    parts: tuple[RmaPart, ...]
    moves: tuple[RmaMove, ...]
    charged: tuple[LineQuantity, ...]
    postings: tuple[Posting, ...]


class ExchangeMade(Fact, frozen=True, kw_only=True, tag="rma.exchanged"):
    """Goods that came back became another order. `value`: how much of the refund pays for it."""

    rma: str
    order: str
    """The order that the goods came back from."""
    new_order: str
    new_number: str
    lines: tuple[tuple[int, Thousandths], ...]
    value: Minor
    reason: str


class ClaimOpened(Fact, frozen=True, kw_only=True, tag="claim.opened"):
    """The carrier or the supplier is asked to make goods good. The fact's id is the claim's.

    `carried`: the cost of goods sent on to the supplier, which the account of claims holds since they came."""

    number: str
    series: str
    counter: int
    rma: str
    order: str
    against: str
    """carrier or supplier."""
    party: str
    reference: str
    amount: Minor
    carried: Minor
    currency: str
    lines: tuple[tuple[int, Thousandths], ...]
    reason: str


class ClaimSettled(Fact, frozen=True, kw_only=True, tag="claim.settled"):
    """A claim came to an end. `outcome`: paid, credited or refused; `amount` is what was got, 0 where nothing was.

    Two databases may both end one claim; what puts that right counts how many of their ends it `corrects`, and its
    amount and postings are the difference to them."""

    claim: str
    rma: str
    order: str
    outcome: str
    amount: Minor
    reason: str
    postings: tuple[Posting, ...]
    corrects: int = 0
