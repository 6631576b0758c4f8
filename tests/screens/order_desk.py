"""A small shop with a warehouse and orders of every state, for the tests of the order screens."""

from __future__ import annotations

from pathlib import Path

from tests.screens.cashier import make_shop

from storeops.operations import drawer, stock
from storeops.operations.orders import placing
from storeops.operations.orders.how import How
from storeops.operations.shop import add_location
from storeops.reports.orders import order as order_reports
from storeops.reports.orders.view import OrderView
from storeops.rules.orders.document import AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.store import Store

LEEDS = AddressPart(lines=("12 High St",), city="Leeds", postcode="LS1 4AP", country="GB")


def order_shop(folder: Path) -> Store:
    """Tea in the shop and the warehouse, buns in the warehouse only; the drawer is open."""
    shop = make_shop(folder)
    drawer.open_drawer(shop, 10000)
    add_location(shop, "WH1", "warehouse", "Warehouse")
    stock.receive(shop, [("TEA", 10000)])
    stock.receive(shop, [("TEA", 40000), ("BUN", 3000)], location="WH1")
    return shop


def place(
    shop: Store,
    *goods: tuple[str, int],
    channel: str = "web",
    name: str = "Ann Reed",
    service: str = "normal",
    promised: str = "",
    due: str = "dispatch",
) -> str:
    """An order of (SKU, pieces); returns its number."""
    document = OrderDocument(
        channel=channel,
        external="",
        currency=shop.profile.currency.code,
        customer=CustomerPart(name=name, email=f"{name.split()[0].lower()}@example.org"),
        ship_to=LEEDS,
        service=service,
        deliver_by=promised,
        lines=tuple(DocumentLine(line=at, sku=sku, quantity=many * 1000) for at, (sku, many) in enumerate(goods, 1)),
    )
    return order(shop, placing.place(shop, document, How(due=due))).number


def order(shop: Store, number: str) -> OrderView:
    with shop.read() as connection:
        return order_reports.by_number(connection, number)
