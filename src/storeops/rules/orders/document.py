"""An order as any channel sends it: one neutral document, whatever web shop, marketplace or partner wrote it.

Terms are those of UBL 2.1 (OASIS, 2013) and EN 16931-1 (2017) where the two have one: a line's *amount* is price times
quantity, its *discount* an allowance, *charges* what is added to it, *prepaid* a payment. Nothing here knows how a
format is written; nothing here looks a product up. Money is in minor units of `currency`, quantities in thousandths.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

LONGEST_NAME = 200
"""Names, address lines, shipping titles: characters."""

LONGEST_CODE = 100
"""Identities, SKUs, barcodes, references, numbers: characters."""

LONGEST_NOTE = 2000
"""Notes of the document and of a line: characters."""

SERVICES = ("normal", "express", "overnight", "pickup")
"""The services a shop plans by. '' is 'the document asks for none'; a channel's own word stays in `shipping_title`."""


class DocumentKind(StrEnum):
    """What the document is. Only an order asks for goods; the others tell of goods asked for elsewhere."""

    ORDER = "order"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class PaymentKind(StrEnum):
    """What was done with the money: promised, taken, given back."""

    AUTHORISED = "authorised"
    CAPTURED = "captured"
    REFUNDED = "refunded"


class DocumentRefused(Refused):
    """A document, or a whole file of them, cannot be read as an order. `reason` in words, without what it was about;
    `external` is the channel's own id of the order where that much could be read, else ''."""

    def __init__(self, reason: str, external: str = "") -> None:
        which = f"Order {quote(external)}" if external else "This document"
        super().__init__(f"{which} cannot be taken: {reason}.")
        self.reason = reason
        self.external = external


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a document: values only, equal when all its fields are."""


class CustomerPart(_Part, frozen=True, kw_only=True):
    """Who orders. `external` is the channel's own id of the customer (an identity within the channel; a GLN with
    EDIFACT); all else is what the customer is called, and may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    external: str = ""
    company: str = ""


class AddressPart(_Part, frozen=True, kw_only=True):
    """Where goods or bills go. `country` is ISO 3166-1 alpha-2 where the document has it, else its own word; `region`
    a state or province; `external` a GLN or the channel's id of the place, which may stand for everything else."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    external: str = ""


class DocumentLine(_Part, frozen=True, kw_only=True):
    """One line. `line` counts from 1 within the document; `external` is the channel's own id of the line.

    `unit_price` is None when the document names no price: then the shop's own holds. A price finer than the currency
    (0.1299 EUR), or given for more than one unit, stands exactly in `exact_price`, a decimal text for `price_basis`
    units; `unit_price` is then its rounded value. `amount` is price times quantity, before `discount` and `charges` of
    the whole line. `tax` is the line's own where the document tells it per line (else 0), `tax_rate` its per cent as a
    decimal text ('' when unknown, '19', '7.5'). `unit` is the document's unit code (UN/ECE Recommendation 20) or ''.
    """

    line: int
    external: str = ""
    sku: str = ""
    barcode: str = ""
    name: str = ""
    quantity: Thousandths
    unit: str = ""
    unit_price: Minor | None = None
    exact_price: str = ""
    price_basis: Thousandths = ONE
    amount: Minor = 0
    discount: Minor = 0
    charges: Minor = 0
    tax: Minor = 0
    tax_rate: str = ""
    note: str = ""

    @property
    def net(self) -> Minor:
        """What the line comes to after its discount and charges; with tax where the document's prices include it."""
        return self.amount - self.discount + self.charges


class DocumentPayment(_Part, frozen=True, kw_only=True):
    """Money that moved, or is held, elsewhere. `amount` is positive whatever the kind."""

    kind: PaymentKind
    amount: Minor
    reference: str = ""
    gateway: str = ""


class FulfilledPart(_Part, frozen=True, kw_only=True):
    """Goods of a line (its number) that somebody else has already handed over."""

    line: int
    quantity: Thousandths


class RefundedPart(_Part, frozen=True, kw_only=True):
    """What was given back for a line (its number); line 0 is money for the order as a whole. `quantity` may be 0: money
    without goods. The money that moved for it is among the payments."""

    line: int
    quantity: Thousandths = 0
    amount: Minor = 0


class OrderDocument(_Part, frozen=True, kw_only=True):
    """An order as its channel tells it. (`channel`, `external`) is its identity; `number` is only for display.

    `placed_at` is ISO 8601 with offset, '' when the document tells no moment; `dated` the calendar date it bears
    ('2015-08-03'), which needs no time zone; `deliver_by` the date asked for, `window` from when to when on it
    ('09:00-12:00' on the shop's clock, '' for any time). `service` is one of SERVICES or ''.

    total = lines' net + shipping + charges - discount + rounding, + tax unless `prices_include_tax`. `tax` is the whole
    document's, `shipping_tax` the part of it that shipping bears, `discount` what is taken off the order and not yet
    distributed to lines, `charges` fees that are neither goods nor shipping. `rounding` is what the channel's own
    rounding of finer parts added. `total` is None when the document names none: then the shop prices it.

    `extra` keeps what the reader of the format does not understand: JSON text by its path in the document."""

    channel: str
    external: str
    kind: DocumentKind = DocumentKind.ORDER
    number: str = ""
    placed_at: str = ""
    dated: str = ""
    deliver_by: str = ""
    window: str = ""
    currency: str
    customer: CustomerPart = CustomerPart()
    ship_to: AddressPart = AddressPart()
    bill_to: AddressPart = AddressPart()
    service: str = ""
    shipping_title: str = ""
    lines: tuple[DocumentLine, ...] = ()
    shipping: Minor = 0
    shipping_tax: Minor = 0
    charges: Minor = 0
    discount: Minor = 0
    rounding: Minor = 0
    tax: Minor = 0
    total: Minor | None = None
    prices_include_tax: bool = False
    payments: tuple[DocumentPayment, ...] = ()
    fulfilled: tuple[FulfilledPart, ...] = ()
    refunded: tuple[RefundedPart, ...] = ()
    cancelled: bool = False
    note: str = ""
    extra: dict[str, str] = {}  # msgspec copies an empty default for every instance
