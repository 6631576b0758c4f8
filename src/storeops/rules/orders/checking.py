"""Whether an order document is right in itself: its sums, its counts, its texts. Nothing is looked up anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.card_numbers import passes_as_card_number
from storeops.rules.money import decimal_string
from storeops.rules.money.currencies import EXPONENTS
from storeops.rules.orders.document import SERVICES, DocumentLine, OrderDocument
from storeops.rules.text import is_clean
from storeops.rules.wording import quote

#: An id is the channel's own count (Shopify's have 13 digits by now): that one in ten passes Luhn means nothing.
_IDENTITIES = frozenset({"external", "number"})
_SLACK = 2
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")


def check(document: OrderDocument) -> list[str]:
    """Everything that is wrong with the document, each in a sentence for the person who clears it up; [] when right.

    It must be identified, in a known currency, have lines with positive quantities, add up to its total, refer only
    to lines it has, and hold no payment card number and no text that would control a device."""
    problems = list(_identity(document))
    if document.currency not in EXPONENTS:
        problems.append(f"The currency {quote(document.currency)} is not known; an ISO 4217 code is needed.")
    return [*problems, *check_figures(document), *_texts(document)]


def check_figures(document: OrderDocument) -> list[str]:
    """What is wrong with the document's figures alone: dates, quantities, amounts, what refers to lines, and sums.

    A person types these, too, whose order has no identity of a channel and whose texts are made clean."""
    exponent = EXPONENTS.get(document.currency, 2)
    problems = list(_dates(document))
    for line in document.lines:
        problems += _line(line, exponent)
    return [*problems, *_references(document), *_sums(document, exponent)]


def _identity(document: OrderDocument) -> Iterator[str]:
    if not document.channel:
        yield "It names no channel."
    if not document.external:
        yield "It has no id of its channel, so that it could be taken twice."
    if not document.lines:
        yield "It has no lines."
    if document.service and document.service not in SERVICES:
        yield f"The service {quote(document.service)} is none of {', '.join(SERVICES)}."
    numbers = Counter(line.line for line in document.lines)
    if twice := sorted(number for number, times in numbers.items() if times > 1 or number < 1):
        yield f"The line number {twice[0]} is there twice or is no number."


def _dates(document: OrderDocument) -> Iterator[str]:
    try:
        if document.placed_at and datetime.fromisoformat(document.placed_at).tzinfo is None:
            yield f"The time {quote(document.placed_at)} has no offset from UTC."
    except ValueError:
        yield f"{quote(document.placed_at)} is no time (ISO 8601)."
    for text in filter(None, (document.dated, document.deliver_by)):
        try:
            date.fromisoformat(text)
        except ValueError:
            yield f"{quote(text)} is no date (ISO 8601)."


def _line(line: DocumentLine, exponent: int) -> Iterator[str]:
    where = f"Line {line.line}"
    if not (line.sku or line.barcode or line.name):
        yield f"{where} names no product: no SKU, no barcode, no name."
    if line.quantity <= 0:
        yield f"{where} has the quantity {quantities.decimal_string(line.quantity)}; it must be above zero."
    if line.quantity > quantities.LARGEST:
        yield f"{where} has more than {quantities.LARGEST // ONE} units."
    if line.unit_price is None:
        if line.amount or line.discount or line.charges:
            yield f"{where} has an amount but no price."
        return
    if line.unit_price < 0:
        yield f"{where} has a price below zero."
    if line.discount < 0 or line.charges < 0:
        yield f"{where} has a discount or a charge below zero."
    yield from _amount(line, exponent, where)
    if line.tax_rate and not _is_rate(line.tax_rate):
        yield f"{where} has the tax rate {quote(line.tax_rate)}, which is no per cent."


def _amount(line: DocumentLine, exponent: int, where: str) -> Iterator[str]:
    price = _exact(line.exact_price, exponent) if line.exact_price else Fraction(line.unit_price or 0)
    if price is None or line.price_basis <= 0:
        yield f"{where} has the price {quote(line.exact_price)}, which is no price."
        return
    exact = price * line.quantity / line.price_basis
    # Half a minor unit is rounding. A price finer than the currency was rounded once more by whoever wrote it: Peppol
    # BIS Billing 3 allows an amount 0.02 of slack against it (rule PEPPOL-EN16931-R120).
    if abs(exact - line.amount) > (_SLACK if line.exact_price else Fraction(1, 2)):
        told = decimal_string(line.amount, exponent)
        yield f"{where} comes to {told}, but price times quantity is {decimal_string(round(exact), exponent)}."


def _exact(text: str, exponent: int) -> Fraction | None:
    """A price in minor units, exactly."""
    return Fraction(text) * 10**exponent if _DECIMAL.fullmatch(text) else None


def _is_rate(text: str) -> bool:
    try:
        return bool(_DECIMAL.fullmatch(text)) and 0 <= Decimal(text) <= 100
    except InvalidOperation:
        return False


def _references(document: OrderDocument) -> Iterator[str]:
    ordered = {line.line: line.quantity for line in document.lines}
    for did, parts in (("fulfilled", document.fulfilled), ("refunded", document.refunded)):
        total: Counter[int] = Counter()
        for part in parts:
            if part.quantity < 0:
                yield f"It has {did} less than nothing of line {part.line}."
            total[part.line] += part.quantity
        for line, quantity in total.items():
            yield from _reference(did, line, quantity, ordered)
    if any(payment.amount < 0 for payment in document.payments) or any(part.amount < 0 for part in document.refunded):
        yield "It has a payment or a refund below zero."


def _reference(did: str, line: int, quantity: Thousandths, ordered: dict[int, Thousandths]) -> Iterator[str]:
    if line not in ordered:
        if line or quantity or did == "fulfilled":
            yield f"It has {did} goods of line {line}, which it does not have."
    elif quantity > ordered[line]:
        yield f"It has {did} more of line {line} than was ordered."


def _sums(document: OrderDocument, exponent: int) -> Iterator[str]:
    negative = [document.shipping, document.shipping_tax, document.charges, document.discount, document.tax]
    if min(negative) < 0:
        yield "Its shipping, charges, discount or tax is below zero."
    finest = most_rounding(document)
    # A channel may round each line's tax, or the whole: a minor unit a line is no contradiction.
    if any(line.tax for line in document.lines):
        of_lines = sum(line.tax for line in document.lines) + document.shipping_tax
        if of_lines - document.tax > finest:
            yield (
                f"The taxes of its lines and shipping come to {decimal_string(of_lines, exponent)}, more than its tax "
                f"of {decimal_string(document.tax, exponent)}."
            )
    if document.total is None:
        return
    if unpriced := [line.line for line in document.lines if line.unit_price is None]:
        yield f"It has a total, but line {unpriced[0]} has no price."
        return
    if abs(document.rounding) > finest:
        yield f"A rounding of {decimal_string(document.rounding, exponent)} is more than rounding can make."
    if document.total < 0:
        yield "Its total is below zero."
    come_to = sum_of_parts(document)
    if come_to != document.total:
        yield (
            f"Its lines, shipping, charges, discounts and tax come to {decimal_string(come_to, exponent)}, "
            f"but its total says {decimal_string(document.total, exponent)}."
        )


def most_rounding(document: OrderDocument) -> Minor:
    """How far rounding its parts, rather than the whole, can move a total: a minor unit for each of them."""
    return len(document.lines) + 2


def sum_of_parts(document: OrderDocument) -> Minor:
    """What the document's parts come to, in minor units: its total, where it is right and tells one."""
    net = sum(line.net for line in document.lines) + document.shipping + document.charges - document.discount
    return net + document.rounding + (0 if document.prices_include_tax else document.tax)


def _texts(document: OrderDocument) -> Iterator[str]:
    for field, text in _fields(document):
        if not is_clean(text):
            yield f"The field {field} holds characters that would control a device."
        if field.rsplit(".", 1)[-1] not in _IDENTITIES and passes_as_card_number(text):
            yield (
                f"The field {field} holds what looks like a payment card number, and those are never kept here. "
                "Take it out."
            )


def _fields(document: OrderDocument) -> Iterator[tuple[str, str]]:
    for name in ("channel", "external", "number", "note", "shipping_title"):
        yield name, getattr(document, name)
    for part in ("customer", "ship_to", "bill_to"):
        values = getattr(document, part)
        for name in values.__struct_fields__:
            value = getattr(values, name)
            for text in value if isinstance(value, tuple) else (value,):
                yield f"{part}.{name}", text
    for line in document.lines:
        for name in ("external", "sku", "barcode", "name", "note", "unit"):
            yield f"lines.{line.line}.{name}", getattr(line, name)
    for payment in document.payments:
        yield "payments.reference", payment.reference
        yield "payments.gateway", payment.gateway
    for path, text in document.extra.items():
        yield f"extra {path}", text
