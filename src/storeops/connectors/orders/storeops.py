"""Orders in JSON of our own: an `OrderDocument` with money and quantities as decimal strings, named as in the house.

What a person or a small shop's script writes by hand is enough: `{"channel": "phone", "external": "17", "lines":
[{"sku": "TEA", "quantity": 2}]}`. A line without a price has the shop's own; a line's amount is price times quantity
unless it is told. What `write` wrote, `read` reads back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import TypeVar

from storeops.connectors.orders import figures
from storeops.connectors.orders.extra import kept, written
from storeops.connectors.orders.fields import Fields
from storeops.connectors.orders.json_text import read_each
from storeops.connectors.orders.rejected import Rejected
from storeops.connectors.orders.services import service_of
from storeops.reports.plain import plain
from storeops.rules.amounts import ONE, Minor
from storeops.rules.money import Currency
from storeops.rules.money import currency as currency_known
from storeops.rules.orders.document import (
    LONGEST_NOTE,
    SERVICES,
    AddressPart,
    CustomerPart,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    DocumentRefused,
    FulfilledPart,
    OrderDocument,
    PaymentKind,
    RefundedPart,
)
from storeops.rules.wording import quote

_Word = TypeVar("_Word", bound=StrEnum)


def read(data: bytes, *, channel: str = "storeops", currency: str = "") -> Iterator[OrderDocument | Rejected]:
    """The orders of a file: a list, `{"orders": […]}`, or one alone. Raises DocumentRefused."""
    convert = partial(_order, channel=channel, currency=currency)
    return read_each(data, many="orders", one="order", identity="external", convert=convert)


def write(documents: Iterable[OrderDocument]) -> bytes:
    """The documents as `read` takes them, one to a line. Raises UnknownCurrency."""
    rows = [
        json.dumps(plain(document, currency_known(document.currency).exponent), ensure_ascii=False)
        for document in documents
    ]
    return ('{"orders": [\n' + ",\n".join(rows) + "\n]}\n").encode()


def _require_order(order: Fields, external: str) -> None:
    """Raises DocumentRefused."""
    order.take("external")
    if not external:
        raise DocumentRefused("it has no external id, so that it could be taken twice")
    if "lines" not in order:
        raise DocumentRefused("it is no order: it has no lines")


def _order(order: Fields, external: str, *, channel: str, currency: str) -> OrderDocument:
    _require_order(order, external)
    held = figures.currency_of(order.text("currency") or currency)
    placed = order.text("placed_at")
    moment = figures.moment(placed, "/placed_at") if placed else None
    dated = order.text("dated") if "dated" in order else moment.date().isoformat() if moment else ""
    due = order.text("deliver_by")
    word = order.text("service")
    title = order.text("shipping_title")
    stored = order.child("extra")
    return OrderDocument(
        channel=order.code("channel") or channel,
        external=external,
        kind=_word(order, "kind", DocumentKind) or DocumentKind.ORDER,
        number=order.code("number"),
        placed_at=moment.isoformat() if moment else "",
        dated=figures.day(dated, "/dated") if dated else "",
        deliver_by=figures.day(due, "/deliver_by") if due else "",
        window=figures.window(order.text("window"), "/window"),
        currency=held.code,
        customer=_customer(order.child("customer")),
        ship_to=_address(order.child("ship_to")),
        bill_to=_address(order.child("bill_to")),
        service=word if word in SERVICES else service_of(word),
        shipping_title=title or (word if word not in SERVICES else ""),
        lines=tuple(_line(line, place, held) for place, line in enumerate(order.children("lines"), 1)),
        shipping=order.money("shipping", held),
        shipping_tax=order.money("shipping_tax", held),
        charges=order.money("charges", held),
        discount=order.money("discount", held),
        rounding=order.money("rounding", held),
        tax=order.money("tax", held),
        total=order.money_or_none("total", held),
        prices_include_tax=order.flag("prices_include_tax"),
        payments=tuple(_payment(part, held) for part in order.children("payments")),
        fulfilled=tuple(_fulfilled(part) for part in order.children("fulfilled")),
        refunded=tuple(_refunded(part, held) for part in order.children("refunded")),
        cancelled=order.flag("cancelled"),
        note=order.text("note", limit=LONGEST_NOTE),
        extra=kept(order.left(), [(path, _stored(value)) for path, value in stored.items_taken()]),
    )


def _stored(value: object) -> str:
    """An entry of `extra`: JSON text as it is; a value that was not written as JSON text becomes one."""
    return value if isinstance(value, str) else written(value)


def _line(line: Fields, place: int, held: Currency) -> DocumentLine:
    number = line.figure("line")
    quantity = figures.quantity_of(line.figure("quantity"), line.name("quantity"))
    basis = line.figure("price_basis")
    price_basis = figures.quantity_of(basis, line.name("price_basis")) if basis else ONE
    if price_basis <= 0:
        raise DocumentRefused(f"{line.name('price_basis')} is not above zero")
    unit_price, exact = _price(line, held)
    amount = line.money_or_none("amount", held)
    if amount is None:
        amount = _amount(unit_price, exact, quantity, price_basis, held)
    rate = line.figure("tax_rate")
    return DocumentLine(
        line=_whole(number, line.name("line")) if number else place,
        external=line.identity("external"),
        sku=line.code("sku"),
        barcode=line.code("barcode"),
        name=line.text("name"),
        quantity=quantity,
        unit=line.code("unit"),
        unit_price=unit_price,
        exact_price=exact,
        price_basis=price_basis,
        amount=amount,
        discount=line.money("discount", held),
        charges=line.money("charges", held),
        tax=line.money("tax", held),
        tax_rate=figures.per_cent(rate, line.name("tax_rate")) if rate else "",
        note=line.text("note", limit=LONGEST_NOTE),
    )


def _price(line: Fields, held: Currency) -> tuple[Minor | None, str]:
    """The unit price, and the exact one where it is finer than the currency or for more than one unit."""
    told, exact = line.figure("unit_price"), line.figure("exact_price")
    if not told:
        return None, ""
    unit_price, finer = figures.price(told, held, line.name("unit_price"))
    return unit_price, figures.plain(figures.decimal(exact, line.name("exact_price"))) if exact else finer


def _amount(unit_price: Minor | None, exact: str, quantity: int, basis: int, held: Currency) -> Minor:
    if unit_price is None:
        return 0
    if exact:
        return figures.extend(Fraction(exact), quantity, held, basis)
    return figures.extend(Fraction(unit_price, 10**held.exponent), quantity, held)


def _customer(customer: Fields) -> CustomerPart:
    return CustomerPart(
        name=customer.text("name"),
        email=customer.text("email"),
        phone=customer.text("phone"),
        external=customer.identity("external"),
        company=customer.text("company"),
    )


def _address(address: Fields) -> AddressPart:
    return AddressPart(
        name=address.text("name"),
        company=address.text("company"),
        lines=address.texts("lines"),
        city=address.text("city"),
        region=address.text("region"),
        postcode=address.text("postcode"),
        country=address.text("country"),
        phone=address.text("phone"),
        external=address.identity("external"),
    )


def _payment(part: Fields, held: Currency) -> DocumentPayment:
    kind = _word(part, "kind", PaymentKind)
    if kind is None:
        raise DocumentRefused(f"{part.name('kind')} is missing; it is one of {', '.join(PaymentKind)}")
    return DocumentPayment(
        kind=kind,
        amount=part.money("amount", held),
        reference=part.code("reference"),
        gateway=part.text("gateway"),
    )


def _fulfilled(part: Fields) -> FulfilledPart:
    return FulfilledPart(
        line=_whole(part.figure("line"), part.name("line")),
        quantity=figures.quantity_of(part.figure("quantity"), part.name("quantity")),
    )


def _refunded(part: Fields, held: Currency) -> RefundedPart:
    number, quantity = part.figure("line"), part.figure("quantity")
    return RefundedPart(
        line=_whole(number, part.name("line")) if number else 0,
        quantity=figures.quantity_of(quantity, part.name("quantity")) if quantity else 0,
        amount=part.money("amount", held),
    )


def _whole(text: str, what: str) -> int:
    """The number of a line."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise DocumentRefused(f"{what} is {quote(text)}, which is no number of a line")
    return int(text)


def _word(fields: Fields, key: str, words: type[_Word]) -> _Word | None:
    """The member of an enumeration, None when nothing is told. Raises DocumentRefused for any other word."""
    text = fields.text(key)
    if text and text not in list(words):
        raise DocumentRefused(f"{fields.name(key)} is {quote(text)}; it is one of {', '.join(words)}")
    return words(text) if text else None
