"""Orders as WooCommerce's REST API v3 writes them (Order properties, WooCommerce 3.0 to 9).

WooCommerce keeps every amount of a line without tax and its tax beside it, whatever the shop shows its customers. Where
`prices_include_tax` says that it shows them with tax, the two are put together again, so that a price here is the
one the customer saw.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from storeops.connectors.orders import figures
from storeops.connectors.orders.extra import kept
from storeops.connectors.orders.fields import Fields
from storeops.connectors.orders.json_text import read_each
from storeops.connectors.orders.rejected import Rejected
from storeops.connectors.orders.services import service_of
from storeops.rules.amounts import ONE, Minor
from storeops.rules.money import Currency
from storeops.rules.orders.checking import most_rounding, sum_of_parts
from storeops.rules.orders.document import (
    LONGEST_NAME,
    LONGEST_NOTE,
    AddressPart,
    CustomerPart,
    DocumentLine,
    DocumentPayment,
    DocumentRefused,
    FulfilledPart,
    OrderDocument,
    PaymentKind,
    RefundedPart,
)
from storeops.rules.text import clean

_CANCELLED = ("cancelled", "failed", "trash")
_DRAFTS = ("auto-draft", "checkout-draft", "draft")


def read(data: bytes, *, channel: str = "woocommerce", currency: str = "") -> Iterator[OrderDocument | Rejected]:
    """The orders of a file: a list as the API gives it, or one alone. Raises DocumentRefused."""
    convert = partial(_order, channel=channel, currency=currency)
    return read_each(data, many="orders", one="order", identity="id", convert=convert)


def _status(order: Fields) -> str:
    """Raises DocumentRefused for what is no order, or not yet one."""
    status = order.look("status")
    if "line_items" not in order or not isinstance(status, str):
        raise DocumentRefused("it is no order: it has no line_items or no status")
    if status in _DRAFTS:
        raise DocumentRefused("it is a draft which nobody has sent off")
    return status


def _fulfilled(status: str, lines: tuple[DocumentLine, ...]) -> tuple[FulfilledPart, ...]:
    """`completed` is WooCommerce's word for sent out and done; it does not tell lines apart."""
    if status != "completed":
        return ()
    return tuple(FulfilledPart(line=line.line, quantity=line.quantity) for line in lines)


def _fees(order: Fields, gross: bool) -> tuple[Decimal, Decimal]:
    """Charges and discount. A fee below zero is how plugins write a discount on the whole order; coupons are in the
    lines already."""
    fees = [_with_tax(fee, "total", "total_tax", gross) for fee in order.children("fee_lines")]
    return sum((fee for fee in fees if fee > 0), Decimal()), -sum((fee for fee in fees if fee < 0), Decimal())


def _placed_at(order: Fields) -> str:
    """ISO 8601; WooCommerce leaves out that this field is in UTC."""
    placed_at = order.text("date_created_gmt")
    return figures.moment(f"{placed_at.removesuffix('Z')}+00:00", "/date_created_gmt").isoformat() if placed_at else ""


def _order(order: Fields, external: str, *, channel: str, currency: str) -> OrderDocument:
    status = _status(order)
    order.take("id")
    held = figures.currency_of(order.text("currency") or currency)
    gross = order.flag("prices_include_tax")
    rates = _rates(order)
    exact = [_line(line, gross) for line in order.children("line_items")]
    lines = tuple(_document_line(line, place, held, rates) for place, line in enumerate(exact, 1))
    charges, discount = _fees(order, gross)
    billing = order.child("billing")
    refunds = [(abs(refund.money("total", held)), refund.code("id")) for refund in order.children("refunds")]
    total = order.money_or_none("total", held)
    title, service = _shipping(order)
    document = OrderDocument(
        channel=channel,
        external=external,
        number=order.text("number"),
        placed_at=_placed_at(order),
        dated=figures.day(dated, "/date_created") if (dated := order.text("date_created")) else "",
        currency=held.code,
        customer=_customer(order, billing.text("email"), bill_to := _address(billing)),
        ship_to=_address(order.child("shipping")),
        bill_to=bill_to,
        service=service,
        shipping_title=title,
        lines=lines,
        shipping=figures.rounded(_with_tax(order, "shipping_total", "shipping_tax", gross), held),
        shipping_tax=figures.rounded(_decimal(order, "shipping_tax"), held),
        charges=figures.rounded(charges, held),
        discount=figures.rounded(discount, held),
        tax=figures.rounded(_decimal(order, "total_tax"), held),
        total=total,
        prices_include_tax=gross,
        payments=tuple(_payments(order, refunds, total)),
        fulfilled=_fulfilled(status, lines),
        refunded=tuple(RefundedPart(line=0, amount=amount) for amount, _ in refunds),
        cancelled=status in _CANCELLED,
        note=order.text("customer_note", limit=LONGEST_NOTE),
        extra=kept(order.left()),
    )
    return _with_rounding(document, exact, held)


class _Line(NamedTuple):
    """A line's amounts before they are rounded: before its discount, after it, and its tax."""

    fields: Fields
    before: Decimal
    after: Decimal
    tax: Decimal


def _line(line: Fields, gross: bool) -> _Line:
    return _Line(
        line,
        _with_tax(line, "subtotal", "subtotal_tax", gross),
        _with_tax(line, "total", "total_tax", gross),
        _decimal(line, "total_tax"),
    )


def _document_line(exact: _Line, place: int, held: Currency, rates: dict[str, Decimal]) -> DocumentLine:
    line = exact.fields
    quantity = figures.quantity_of(line.figure("quantity"), line.name("quantity"))
    amount = figures.rounded(exact.before, held)
    # `price` is a binary fraction of what the line comes to (3.3333333333333335): the line's amount is what is exact.
    line.take("price")
    unit = Fraction(exact.before) * ONE / quantity if quantity else Fraction(exact.before)
    unit_price = figures.rounded(unit, held)
    is_exact = Fraction(unit_price, 10**held.exponent) == unit
    of_line = [tax.code("id") for tax in line.children("taxes")]
    known = [rates[id] for id in of_line if id in rates]
    return DocumentLine(
        line=place,
        external=line.identity("id"),
        sku=line.code("sku"),
        barcode=line.code("global_unique_id"),
        name=clean(html.unescape(line.text("name", limit=4 * LONGEST_NAME)), limit=LONGEST_NAME),
        quantity=quantity,
        unit_price=unit_price,
        exact_price="" if is_exact else figures.plain(exact.before),
        price_basis=ONE if is_exact else quantity,
        amount=amount,
        discount=amount - figures.rounded(exact.after, held),
        tax=figures.rounded(exact.tax, held),
        tax_rate=figures.plain(sum(known, Decimal())) if known else "",
    )


def _rates(order: Fields) -> dict[str, Decimal]:
    """The per cent of each tax rate by its id; only newer versions tell it."""
    rates = {}
    for tax in order.children("tax_lines"):
        if text := tax.figure("rate_percent"):
            rates[tax.code("rate_id")] = figures.decimal(text, tax.name("rate_percent"))
    return rates


def _decimal(fields: Fields, key: str) -> Decimal:
    text = fields.figure(key)
    return figures.decimal(text, fields.name(key)) if text else Decimal()


def _with_tax(fields: Fields, net: str, tax: str, gross: bool) -> Decimal:
    """An amount as the customer saw it."""
    return _decimal(fields, net) + (_decimal(fields, tax) if gross else Decimal())


def _with_rounding(document: OrderDocument, exact: list[_Line], held: Currency) -> OrderDocument:
    """The document with what WooCommerce's own rounding made, when its lines are finer than the currency."""
    amounts = [amount for line in exact for amount in (line.before, line.after, line.tax)]
    if document.total is None or all(figures.rounded(amount, held) == amount * 10**held.exponent for amount in amounts):
        return document
    rounding = document.total - sum_of_parts(document)
    return replace(document, rounding=rounding) if abs(rounding) <= most_rounding(document) else document


def _shipping(order: Fields) -> tuple[str, str]:
    """The channel's words for the shipping, and the service they mean."""
    lines = order.children("shipping_lines")
    methods = [str(line.look("method_id")) for line in lines]
    title = clean(", ".join(filter(None, (line.text("method_title") for line in lines))), limit=LONGEST_NAME)
    return title, service_of(title, *methods)


def _customer(order: Fields, email: str, bill_to: AddressPart) -> CustomerPart:
    external = order.identity("customer_id")
    return CustomerPart(
        name=bill_to.name,
        email=email,
        phone=bill_to.phone,
        external="" if external == "0" else external,  # 0 is a guest
        company=bill_to.company,
    )


def _address(address: Fields) -> AddressPart:
    return AddressPart(
        name=f"{address.text('first_name')} {address.text('last_name')}".strip(),
        company=address.text("company"),
        lines=tuple(filter(None, (address.text("address_1"), address.text("address_2")))),
        city=address.text("city"),
        region=address.text("state"),
        postcode=address.text("postcode"),
        country=address.text("country"),
        phone=address.text("phone"),
    )


def _payments(order: Fields, refunds: list[tuple[Minor, str]], total: Minor | None) -> Iterator[DocumentPayment]:
    gateway, reference = order.text("payment_method"), order.code("transaction_id")
    if total and order.look("date_paid"):
        yield DocumentPayment(kind=PaymentKind.CAPTURED, amount=total, reference=reference, gateway=gateway)
    for amount, id in refunds:
        yield DocumentPayment(kind=PaymentKind.REFUNDED, amount=amount, reference=id, gateway=gateway)
