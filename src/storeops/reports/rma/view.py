"""A return by parcel, and many of them, as a door shows them or writes them as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from storeops.reports.orders.view import ExceptionView
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.rma.counting import RmaStatus


@dataclass(frozen=True, slots=True)
class UnpackedView:
    """What of a line was found in a condition, and where it went."""

    condition: str
    disposition: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class RmaLineView:
    """A line and what happened to it. `coming` is still to come, `to_refund` is here and not refunded; `amount` was
    given back, `fee` and `postage` were kept of it."""

    line: int
    sku: str
    name: str
    department: str
    unit: str
    quantity: Thousandths
    reason: str
    received: Thousandths
    refunded: Thousandths
    refused: Thousandths
    coming: Thousandths
    to_refund: Thousandths
    amount: Minor
    fee: Minor
    postage: Minor
    unpacked: tuple[UnpackedView, ...]


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """Another order that goods were exchanged for; `value` of the refund pays for it."""

    order: str
    number: str
    value: Minor


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim against a carrier or supplier; `outcome` is open, paid, credited or refused; `received` was got."""

    id: str
    number: str
    rma: str
    against: str
    party: str
    reference: str
    amount: Minor
    reason: str
    at: datetime
    outcome: str
    received: Minor


@dataclass(frozen=True, slots=True)
class RmaEventView:
    """A fact of a return, in the words of a person."""

    at: datetime
    what: str
    actor: str
    terminal: str
    kind: str


@dataclass(frozen=True, slots=True)
class RmaView:
    """A return authorisation. `refunded` is all that was given back, the first parcel's cost (`shipping`) in it."""

    id: str
    number: str
    order: str
    order_number: str
    channel: str
    customer: str
    status: RmaStatus
    authorised_at: datetime
    actor: str
    currency: str
    postage_paid_by: str
    override: str
    note: str
    lines: tuple[RmaLineView, ...]
    refunded: Minor
    shipping: Minor
    kept: Minor
    returns: tuple[str, ...]
    """The numbers of the return documents."""
    exchanges: tuple[ExchangeView, ...]
    claims: tuple[ClaimView, ...]
    exceptions: tuple[ExceptionView, ...]
    events: tuple[RmaEventView, ...]


@dataclass(frozen=True, slots=True)
class RmaRow:
    """A return in a list. `quantity` in thousandths, of all its lines."""

    id: str
    number: str
    order_number: str
    customer: str
    authorised_at: datetime
    status: RmaStatus
    reasons: tuple[str, ...]
    quantity: Thousandths
    coming: Thousandths
    to_refund: Thousandths
    refunded: Minor
    exceptions: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Returns for one reason. `authorised` counts by the day of the authorisation, all else by its own day;
    `share` is of the units sent in the same time, in percent."""

    reason: str
    lines: int
    authorised: Thousandths
    received: Thousandths
    refunded: Thousandths
    refused: Thousandths
    amount: Minor
    kept: Minor
    share: Decimal | None
    conditions: dict[str, Thousandths]
    dispositions: dict[str, Thousandths]


@dataclass(frozen=True, slots=True)
class ReturnsView:
    """Returns by parcel between two business days, by reason, the most frequent first."""

    first: date
    last: date
    sent: Thousandths
    reasons: tuple[ReasonRow, ...]
    authorised: Thousandths
    received: Thousandths
    refunded: Thousandths
    amount: Minor
    kept: Minor
    share: Decimal | None
