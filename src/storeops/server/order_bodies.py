"""What channels send of orders: whole documents, changes, returns, reservations. Money and quantities are decimal
strings; what cannot be is refused before anything is read of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from storeops.connectors.orders import figures
from storeops.connectors.orders import storeops as own_format
from storeops.connectors.orders.rejected import Rejected
from storeops.rules.addresses import Address, tidy
from storeops.rules.amounts import Thousandths
from storeops.rules.orders.checking import check
from storeops.rules.orders.document import DocumentRefused, OrderDocument
from storeops.server.described import Amount, Code, Money, Words

MOST_LINES = 1000
Short = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00]*$")]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="A day: 2026-12-01.")]
LineNumber = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
IfShort = Literal["", "substitute", "split", "backorder", "wait", "cancel", "refuse"]
"""What becomes of an order when stock is short; `refuse`: it is not taken at all."""
Prefer = Literal["", "substitute", "split", "backorder", "wait", "cancel"]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Fields that nobody knows are refused: most are misspelt."""


class CustomerIn(_Body, frozen=True, kw_only=True):
    name: Short = ""
    email: Short = ""
    phone: Short = ""
    external: Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[^\x00]*$")] = ""
    company: Short = ""


class AddressIn(_Body, frozen=True, kw_only=True):
    name: Short = ""
    company: Short = ""
    lines: Annotated[tuple[Short, ...], msgspec.Meta(max_length=6)] = ()
    city: Short = ""
    region: Short = ""
    postcode: Short = ""
    country: Short = ""
    phone: Short = ""


class LineIn(_Body, frozen=True, kw_only=True):
    """A line. Without a price it has the shop's own; without an amount it costs price times quantity."""

    sku: Code
    quantity: Amount
    external: Short = ""
    unit_price: Money | None = None
    amount: Money | None = None
    discount: Money | None = None
    charges: Money | None = None
    tax: Money | None = None
    tax_rate: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,2}(\.[0-9]{1,4})?$")] | None = None
    note: Words = ""


class PaymentIn(_Body, frozen=True, kw_only=True):
    """Money that the channel holds (authorised) or took (captured)."""

    kind: Literal["authorised", "captured"]
    amount: Money
    reference: Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[^\x00]*$")] = ""
    gateway: Short = ""


class OrderIn(_Body, frozen=True, kw_only=True):
    """An order as the channel has it. `external` is its own id of it: the same one again is the same order.

    With a `total` the channel's prices hold and have to add up; without one the shop prices the order."""

    external: Code
    lines: Annotated[tuple[LineIn, ...], msgspec.Meta(min_length=1, max_length=MOST_LINES)]
    number: Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[^\x00]*$")] = ""
    placed_at: Annotated[str, msgspec.Meta(max_length=40, description="ISO 8601 with offset.")] | None = None
    deliver_by: Day | None = None
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")] | None = None
    customer: CustomerIn = CustomerIn()
    ship_to: AddressIn = AddressIn()
    bill_to: AddressIn = AddressIn()
    service: Literal["", "normal", "express", "overnight", "pickup"] = ""
    shipping: Money | None = None
    shipping_tax: Money | None = None
    charges: Money | None = None
    discount: Money | None = None
    rounding: Money | None = None
    tax: Money | None = None
    total: Money | None = None
    prices_include_tax: bool = False
    payments: Annotated[tuple[PaymentIn, ...], msgspec.Meta(max_length=50)] = ()
    note: Words = ""
    reservation: Annotated[str, msgspec.Meta(max_length=36, description="Its id; what it holds becomes this.")] = ""
    if_short: IfShort = ""


class GoodsIn(_Body, frozen=True, kw_only=True):
    sku: Code
    quantity: Amount


class PartIn(_Body, frozen=True, kw_only=True):
    """A line, or so much of it; without a quantity all that is open of it."""

    line: LineNumber
    quantity: Amount | None = None


Parts = Annotated[tuple[PartIn, ...], msgspec.Meta(max_length=MOST_LINES)]
Goods = Annotated[tuple[GoodsIn, ...], msgspec.Meta(max_length=MOST_LINES)]


class AmendIn(_Body, frozen=True, kw_only=True):
    """A change, all of it or nothing."""

    add: Goods = ()
    cancel: Parts = ()
    ship_to: AddressIn | None = None
    service: Literal["", "normal", "express", "overnight", "pickup"] = ""
    promised: Day | None = None
    if_short: Prefer = ""
    note: Words = ""
    reason: Short = ""


class CancelIn(_Body, frozen=True, kw_only=True):
    """Without lines all that is still to be sent."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    lines: Parts = ()


class ReturnIn(_Body, frozen=True, kw_only=True):
    """What the customer wants to send back, and why."""

    lines: Annotated[tuple[PartIn, ...], msgspec.Meta(min_length=1, max_length=MOST_LINES)]
    reason: Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[a-z-]+$", description="Such as wrong-size.")]
    note: Annotated[str, msgspec.Meta(max_length=500, pattern=r"^[^\x00]*$")] = ""


class ReserveIn(_Body, frozen=True, kw_only=True):
    """Stock to be held for a cart."""

    lines: Annotated[tuple[GoodsIn, ...], msgspec.Meta(min_length=1, max_length=MOST_LINES)]
    minutes: Annotated[int, msgspec.Meta(ge=1, le=60 * 24 * 31)] = 20
    reference: Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\x00]*$")] = ""


def document_of(asked: OrderIn, channel: str, currency: str) -> OrderDocument:
    """The document of an order, as the importer reads it. Raises DocumentRefused."""
    fields: dict[str, Any] = msgspec.to_builtins(asked)
    for name in ("reservation", "if_short"):
        fields.pop(name, None)
    (found,) = own_format.read(msgspec.json.encode(fields), channel=channel, currency=currency)
    if isinstance(found, Rejected):
        raise DocumentRefused(found.reason.rstrip("."), asked.external)
    if problems := check(found):
        raise DocumentRefused(" ".join(problems).rstrip("."), asked.external)
    return found


def address_of(asked: AddressIn) -> Address:
    return tidy(
        Address(
            asked.name,
            asked.company,
            asked.lines,
            asked.city,
            asked.region,
            asked.postcode,
            asked.country,
            asked.phone,
        )
    )


def goods_of(asked: Sequence[GoodsIn]) -> tuple[tuple[str, Thousandths], ...]:
    """(SKU, thousandths). Raises DocumentRefused."""
    return tuple((one.sku, figures.quantity_of(one.quantity, "quantity")) for one in asked)


def parts_of(asked: Sequence[PartIn]) -> tuple[tuple[int, Thousandths], ...]:
    """(line, thousandths), 0 where all is meant. Raises DocumentRefused."""
    return tuple((one.line, _some(one.quantity)) for one in asked)


def _some(text: str | None) -> Thousandths:
    if text is None:
        return 0
    if (found := figures.quantity_of(text, "quantity")) <= 0:
        raise DocumentRefused("a quantity is not above zero")
    return found
