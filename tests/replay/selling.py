"""An invoice as a web order: placed with its prices, sourced by the heuristic, sent at once from wherever it stands."""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_UP, Decimal

import msgspec
from tests.replay.file import Invoice, Line
from tests.replay.shop import WAREHOUSE
from tests.replay.tally import Tally

from storeops.database.queries import orders as queries
from storeops.operations.orders.how import How
from storeops.operations.orders.placing import place_in
from storeops.operations.orders.sending import send
from storeops.operations.orders.sourcing import Ground
from storeops.reports.orders.state import by_id
from storeops.rules.orders.document import (
    AddressPart,
    CustomerPart,
    DocumentLine,
    DocumentPayment,
    OrderDocument,
    PaymentKind,
)
from storeops.store import Tx

CHANNEL = "web"


def sold_lines(invoice: Invoice) -> list[Line]:
    """The lines that are sold: goods, and what is charged beside them; free goods, too, but no write-off."""
    return [line for line in invoice.lines if line.quantity > 0 and line.price >= 0]


def document_of(invoice: Invoice) -> OrderDocument:
    """The order. Its prices are the invoice's, finer than a penny exactly; all of it was paid in the web shop."""
    lines = tuple(_line(line) for line in sold_lines(invoice))
    total = sum(line.amount for line in lines)
    return OrderDocument(
        channel=CHANNEL,
        external=invoice.number,
        number=invoice.number,
        placed_at=invoice.at.isoformat(),
        currency="GBP",
        customer=CustomerPart(external=invoice.customer),
        ship_to=AddressPart(country=invoice.country),
        service="normal",
        lines=lines,
        total=total,
        prices_include_tax=True,
        payments=(DocumentPayment(kind=PaymentKind.CAPTURED, amount=total, gateway=CHANNEL),) if total else (),
    )


def _line(line: Line) -> DocumentLine:
    unit_price = int((line.price * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return DocumentLine(
        line=line.place,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity * 1000,
        unit_price=unit_price,
        exact_price="" if line.price * 100 == unit_price else str(line.price),
        amount=line.amount,
    )


def sell(tx: Tx, at: Ground, invoice: Invoice, tally: Tally, *, at_once: bool = True) -> str:
    """Place and send an invoice; returns the order's id. One that is known already is left as it is. Unless it is sent
    `at_once` its goods are left to the warehouse.

    The file has no addresses. A missing one would put every order on hold for a person; so the channel is one that
    labels the parcels itself, as marketplaces do, and tells us the country only (`How.addressed`)."""
    if known := queries.document(tx.connection, CHANNEL, invoice.number):
        tally.counts["known"] += 1
        return known[0]
    with tally.timed("building documents"):
        document = document_of(invoice)
        digest = hashlib.sha256(msgspec.json.encode(document)).hexdigest()
    with tally.timed("placing and sourcing"):
        order = place_in(tx, document, How(digest=digest, addressed=False), at)
    tally.counts["placed"] += 1
    with tally.timed("sending"):
        _send(tx, order, tally, at_once=at_once)
    return order


def _send(tx: Tx, order: str, tally: Tally, *, at_once: bool) -> None:
    state = by_id(tx.connection, order)
    assert not state.holds
    places = sorted({one.location for line in state.goods for one in state.standing(line)})
    tally.counts["split"] += len(places) > 1
    if any(state.counter(line.line).missing for line in state.goods):
        tally.counts["unfilled"] += 1
    if places and not at_once:
        return
    # Postage alone stands nowhere: it goes out on paper, from the warehouse.
    for number, place in enumerate(places or ([] if state.goods else [WAREHOUSE])):
        if number:
            state = by_id(tx.connection, order)
        send(tx, state, place, carrier="demo")
        tally.counts["dispatches"] += 1
