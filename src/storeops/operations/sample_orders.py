"""Open work of the sample shop: orders in every state that somebody has to look at, and goods on their way."""

from __future__ import annotations

from datetime import timedelta

from storeops.operations import purchases, stock, suppliers, transfers
from storeops.operations.orders import payments, placing
from storeops.operations.orders.how import How
from storeops.reports.orders.state import by_id
from storeops.rules.orders.document import AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.rules.tenders import CARD, Tender
from storeops.store import Store

LEEDS = AddressPart(lines=("12 High St",), city="Leeds", postcode="LS1 4AP", country="GB")
YORK = AddressPart(lines=("3 Low Petergate",), city="York", postcode="YO1 7HH", country="GB")
NOWHERE = AddressPart(lines=("The old mill",), country="GB")


def leave_open(shop: Store) -> int:
    """Leave orders and goods in for whoever tries the orders board and goods in; returns how many orders."""
    stock.receive(shop, [("TEA", 240_000), ("MUG", 48_000)], reference="opening stock", location="WH1")
    suppliers.put_supplier(shop, "BREW", name="Brew & Co", lead_days=3)
    due = (shop.business_date() + timedelta(days=3)).isoformat()
    purchases.place(shop, "BREW", [("MUG", 480_000)], due=due)
    transfers.send(shop, "WH1", shop.profile.location, [("TEA", 12_000)])
    paid = _order(shop, "web", "Ann Reed", "ann@example.org", LEEDS, "express", ("TEA", 2000), ("MUG", 1000))
    with shop.read() as connection:
        due_now = by_id(connection, paid).money.due
    payments.pay(shop, paid, Tender(CARD, due_now, "A1B2"))
    _order(shop, "web", "Bob Hall", "bob@example.org", YORK, "normal", ("TEA", 6000))
    _order(shop, "phone", "Cleo Marsh", "cleo@example.org", AddressPart(), "pickup", ("MUG", 2000))
    _order(shop, "phone", "Dale Inn", "inn@example.org", YORK, "normal", ("MUG", 300_000))
    _order(shop, "web", "Eve Stone", "eve@example.org", NOWHERE, "normal", ("TEA", 1000))
    return 5


def _order(
    shop: Store, channel: str, name: str, email: str, to: AddressPart, service: str, *goods: tuple[str, int]
) -> str:
    document = OrderDocument(
        channel=channel,
        external="",
        currency=shop.profile.currency.code,
        customer=CustomerPart(name=name, email=email),
        ship_to=to,
        service=service,
        lines=tuple(DocumentLine(line=place, sku=sku, quantity=much) for place, (sku, much) in enumerate(goods, 1)),
    )
    return placing.place(shop, document, How(strict=False))
