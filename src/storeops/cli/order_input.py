"""What is typed of an order, as the document that every order comes in as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storeops.cli import session

if TYPE_CHECKING:
    from storeops.rules.amounts import Thousandths
    from storeops.rules.orders.document import CustomerPart, OrderDocument
    from storeops.rules.tenders import Tender
    from storeops.store import Store


def items_of(shop: Store, texts: Sequence[str]) -> list[tuple[str, Thousandths]]:
    """(code, quantity) of items as the till's entry line takes them. Raises NotUnderstood, NotAnItem."""
    from storeops.cli.sell import NotAnItem
    from storeops.rules import entry as entries

    grammar = session.grammar(shop.profile)
    found: list[tuple[str, Thousandths]] = []
    for text in texts:
        entry = entries.parse(text, grammar)
        if isinstance(entry, entries.Item):
            found.append((entry.code, 1000 if entry.quantity is None else entry.quantity))
        elif isinstance(entry, entries.Words):
            found.append((entry.text, 1000))
        else:
            raise NotAnItem(text)
    return found


def document_of(
    shop: Store,
    items: Sequence[str],
    *,
    channel: str,
    customer: str,
    name: str,
    ship_to: str,
    service: str,
    promised: str,
    window: str,
    note: str,
) -> OrderDocument:
    """The document of an order that somebody takes down. Raises what `items_of` raises, NotADate."""
    from storeops.cli.options import day
    from storeops.rules.addresses import parse_line
    from storeops.rules.orders.document import AddressPart, DocumentLine, OrderDocument

    until = day(promised)
    address = parse_line(ship_to, shop.profile.country) if ship_to else None
    return OrderDocument(
        channel=channel,
        external="",
        currency=shop.profile.currency.code,
        customer=_customer(customer, name),
        ship_to=AddressPart(
            name=address.name or name,
            company=address.company,
            lines=address.lines,
            city=address.city,
            region=address.region,
            postcode=address.postcode,
            country=address.country,
        )
        if address
        else AddressPart(),
        service=service,
        deliver_by=until.isoformat() if until else "",
        window=window,
        lines=tuple(
            DocumentLine(line=place, sku=code, quantity=quantity)
            for place, (code, quantity) in enumerate(items_of(shop, items), 1)
        ),
        note=note,
    )


def _customer(text: str, name: str) -> CustomerPart:
    """An e-mail address has an at sign, a telephone number begins with a plus or a nought; else it is a number of the
    shop's own."""
    from storeops.rules.orders.document import CustomerPart

    if "@" in text:
        return CustomerPart(name=name, email=text)
    if text[:1] in ("+", "0"):
        return CustomerPart(name=name, phone=text)
    return CustomerPart(name=name, external=text)


def payment(shop: Store, number: str, text: str) -> Tender:
    """'card', 'card=14.95', 'cash=20.00', 'card=14.95:A1B2'; without an amount all that is due. Raises NotMoney."""
    from storeops.reports.orders.state import read
    from storeops.rules.tenders import Tender

    kind, _, rest = text.partition("=")
    amount, _, reference = rest.partition(":")
    if not rest:
        kind, _, reference = text.partition(":")
    if amount:
        return Tender(kind, session.money(shop.profile, amount), reference)
    with shop.read() as connection:
        money = read(connection, number).money
    return Tender(kind, max(0, money.due), reference)
