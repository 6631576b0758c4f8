"""Orders as Shopify's REST Admin API writes them (resource Order, versions 2019-04 to 2024-10).

Amounts are the shop's currency (`shop_money`). A refund, a fulfilment or a customer on its own is no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial

from storeops.connectors.orders import figures
from storeops.connectors.orders.extra import kept
from storeops.connectors.orders.fields import Fields
from storeops.connectors.orders.json_text import read_each
from storeops.connectors.orders.rejected import Rejected
from storeops.connectors.orders.services import service_of
from storeops.rules.amounts import Minor
from storeops.rules.money import Currency
from storeops.rules.orders.document import (
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

_MARKS_OF_AN_ORDER = ("line_items", "financial_status", "order_number")
#: Duties and fees, each an object of amounts in the shop's and in the customer's currency.
_FEES = ("original_total_duties_set", "original_total_additional_fees_set")
_TRANSACTIONS = {
    "authorization": PaymentKind.AUTHORISED,
    "capture": PaymentKind.CAPTURED,
    "sale": PaymentKind.CAPTURED,
    "refund": PaymentKind.REFUNDED,
}
_PAID = ("paid", "partially_paid", "partially_refunded", "refunded")


def read(data: bytes, *, channel: str = "shopify", currency: str = "") -> Iterator[OrderDocument | Rejected]:
    """The orders of a file: `{"orders": […]}`, `{"order": {…}}`, a list, or one alone. Raises DocumentRefused."""
    convert = partial(_order, channel=channel, currency=currency)
    return read_each(data, many="orders", one="order", identity="id", convert=convert)


def _require_order(order: Fields) -> None:
    """Raises DocumentRefused."""
    if not any(mark in order for mark in _MARKS_OF_AN_ORDER):
        raise DocumentRefused(f"it is no order: it has none of {', '.join(_MARKS_OF_AN_ORDER)}")
    if order.flag("test"):
        raise DocumentRefused("it is a test order; nobody waits for its goods")


def _order(order: Fields, external: str, *, channel: str, currency: str) -> OrderDocument:
    _require_order(order)
    order.take("id")
    held = figures.currency_of(order.text("currency") or currency)
    placed = order.text("processed_at") or order.text("created_at")
    moment = figures.moment(placed, "/processed_at") if placed else None
    bill_to = _address(order.child("billing_address"))
    read_lines = tuple(_line(line, place, held) for place, line in enumerate(order.children("line_items"), 1))
    numbers = {line.external: line.line for line in read_lines if line.external}
    shipping, shipping_tax, shipping_off, title = _shipping(order, held)
    taken_off = shipping_off + sum(line.discount for line in read_lines)
    total = order.money_or_none("total_price", held)
    refunds = order.children("refunds")
    return OrderDocument(
        channel=channel,
        external=external,
        number=order.text("name") or order.text("order_number"),
        placed_at=moment.isoformat() if moment else "",
        dated=moment.date().isoformat() if moment else "",
        currency=held.code,
        customer=_customer(order, bill_to.company),
        ship_to=_address(order.child("shipping_address")),
        bill_to=bill_to,
        service=service_of(title),
        shipping_title=title,
        lines=read_lines,
        shipping=shipping,
        shipping_tax=shipping_tax,
        charges=order.money("total_tip_received", held) + sum(_set(order, name, held) for name in _FEES),
        # Older versions do not tell which line a discount belongs to; what no line or shipping took is the order's.
        discount=max(0, order.money("total_discounts", held) - taken_off),
        tax=order.money("total_tax", held),
        total=total,
        prices_include_tax=order.flag("taxes_included"),
        payments=(*_payments(order, held, total), *_refund_payments(refunds, held)),
        fulfilled=tuple(_fulfilled(order, numbers)),
        refunded=tuple(_refunded(refunds, numbers, held, order.flag("taxes_included"))),
        cancelled=bool(order.text("cancelled_at")),
        note=order.text("note", limit=LONGEST_NOTE),
        extra=kept(order.left()),
    )


def _line(line: Fields, place: int, held: Currency) -> DocumentLine:
    quantity = figures.quantity_of(line.figure("quantity"), line.name("quantity"))
    unit_price = line.money("price", held)
    allocations = line.children("discount_allocations")
    discount = sum(part.money("amount", held) for part in allocations) or line.money("total_discount", held)
    tax, rate = _taxes(line, held)
    properties = [f"{part.text('name')}: {part.text('value')}" for part in line.children("properties")]
    return DocumentLine(
        line=place,
        external=line.identity("id"),
        sku=line.code("sku"),
        name=line.text("name") or line.text("title"),
        quantity=quantity,
        unit_price=unit_price,
        amount=figures.extend(Fraction(unit_price, 10**held.exponent), quantity, held),
        discount=discount,
        tax=tax,
        tax_rate=rate,
        note="; ".join(properties)[:LONGEST_NOTE],
    )


def _taxes(line: Fields, held: Currency) -> tuple[Minor, str]:
    """The line's tax and the sum of its rates in per cent, '' when none is told."""
    taxes = line.children("tax_lines")
    rates = [figures.decimal(text, tax.name("rate")) for tax in taxes if (text := tax.figure("rate"))]
    return sum(tax.money("price", held) for tax in taxes), figures.plain(sum(rates, Decimal()) * 100) if rates else ""


def _shipping(order: Fields, held: Currency) -> tuple[Minor, Minor, Minor, str]:
    """Shipping after its discounts, its tax, those discounts, and the channel's words for it."""
    shipping = tax = off = 0
    titles = []
    for line in order.children("shipping_lines"):
        price = line.money("price", held)
        after = line.money_or_none("discounted_price", held)
        shipping += price if after is None else after
        off += 0 if after is None else price - after
        tax += _taxes(line, held)[0]
        titles.append(line.text("title") or line.text("code"))
    return shipping, tax, off, ", ".join(filter(None, titles))


def _customer(order: Fields, company: str) -> CustomerPart:
    person = order.child("customer")
    name = f"{person.text('first_name')} {person.text('last_name')}".strip()
    return CustomerPart(
        name=name,
        email=order.text("email") or order.text("contact_email") or person.text("email"),
        phone=order.text("phone") or person.text("phone"),
        external=person.identity("id"),
        company=company,
    )


def _address(address: Fields) -> AddressPart:
    name = f"{address.text('first_name')} {address.text('last_name')}".strip()
    return AddressPart(
        name=address.text("name") or name,
        company=address.text("company"),
        lines=tuple(filter(None, (address.text("address1"), address.text("address2")))),
        city=address.text("city"),
        region=address.text("province_code") or address.text("province"),
        postcode=address.text("zip"),
        country=address.text("country_code") or address.text("country"),
        phone=address.text("phone"),
    )


def _payments(order: Fields, held: Currency, total: Minor | None) -> Iterator[DocumentPayment]:
    """The transactions where the file has them, else what the order's financial status tells."""
    transactions = order.children("transactions")
    for transaction in transactions:
        yield from _transaction(transaction, held)
    status = order.look("financial_status")
    gateways = [str(name) for name in order.items("payment_gateway_names") if isinstance(name, str)]
    gateway = order.text("gateway") or Fields({"gateway": gateways[0] if gateways else None}).text("gateway")
    if transactions or not total:
        return
    if status == "authorized":
        yield DocumentPayment(kind=PaymentKind.AUTHORISED, amount=total, gateway=gateway)
    elif status in _PAID:
        open_amount = order.money("total_outstanding", held) if status == "partially_paid" else 0
        yield DocumentPayment(kind=PaymentKind.CAPTURED, amount=total - open_amount, gateway=gateway)


def _transaction(transaction: Fields, held: Currency) -> Iterator[DocumentPayment]:
    kind = _TRANSACTIONS.get(str(transaction.look("kind")))
    # A failed or pending transaction moved nothing; a void only ends an authorisation.
    if kind and transaction.look("status") in (None, "success"):
        yield DocumentPayment(
            kind=kind,
            amount=transaction.money("amount", held),
            reference=transaction.code("id"),
            gateway=transaction.text("gateway"),
        )


def _refund_payments(refunds: list[Fields], held: Currency) -> Iterator[DocumentPayment]:
    for refund in refunds:
        for transaction in refund.children("transactions"):
            yield from _transaction(transaction, held)


def _fulfilled(order: Fields, numbers: dict[str, int]) -> Iterator[FulfilledPart]:
    for fulfilment in order.children("fulfillments"):
        # A failed, cancelled or only requested fulfilment moved no goods; what it says stays with the unknown fields.
        if fulfilment.look("status") != "success":
            continue
        for line in fulfilment.children("line_items"):
            yield FulfilledPart(
                line=_number(line, "id", numbers),
                quantity=figures.quantity_of(line.figure("quantity"), line.name("quantity")),
            )


def _refunded(refunds: list[Fields], numbers: dict[str, int], held: Currency, gross: bool) -> Iterator[RefundedPart]:
    for refund in refunds:
        for line in refund.children("refund_line_items"):
            tax = line.money("total_tax", held)
            yield RefundedPart(
                line=_number(line, "line_item_id", numbers),
                quantity=figures.quantity_of(line.figure("quantity"), line.name("quantity")),
                amount=line.money("subtotal", held) + (0 if gross else tax),
            )
        for adjustment in refund.children("order_adjustments"):
            if adjustment.text("kind") == "shipping_refund":
                tax = adjustment.money("tax_amount", held)
                yield RefundedPart(line=0, amount=abs(adjustment.money("amount", held) + tax))


def _number(line: Fields, key: str, numbers: dict[str, int]) -> int:
    """The number of the line that a part of a fulfilment or refund belongs to."""
    external = line.identity(key)
    if external not in numbers:
        raise DocumentRefused(f"{line.name(key)} is a line the order does not have")
    return numbers[external]


def _set(order: Fields, name: str, held: Currency) -> Minor:
    return order.child(name).child("shop_money").money("amount", held)
