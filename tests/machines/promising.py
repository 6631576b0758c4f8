"""A small world that promises: two stores and a warehouse, products with stock, and orders for them."""

from __future__ import annotations

import shutil
from collections import defaultdict
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select
from tests.machines import till

from storeops.database.engine import open_engine
from storeops.database.identity import fingerprint
from storeops.database.queries import availability
from storeops.database.queries.shop import set_local
from storeops.database.tables import (
    channel,
    customer_order,
    kit_part,
    money_posting,
    order_allocation,
    order_dispatch,
    order_handling,
    order_payment,
    product,
    reservation,
    reservation_end,
    sale_line,
    stock_detail,
    substitute,
)
from storeops.journal.envelope import utc_text
from storeops.journal.replay import compare, rebuild
from storeops.operations import stock
from storeops.operations.orders import placing
from storeops.operations.orders.how import How
from storeops.operations.shop import add_location, next_revision, put
from storeops.reports.orders import board, state
from storeops.reports.orders.order import exceptions as of_order
from storeops.rules.orders.document import AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.rules.orders.status import fulfilment_status, order_status, payment_status
from storeops.settings import Settings
from storeops.store import Store

TEA, MUG, JAM, CLOTH = (
    till.item("TEA", 250, "20"),
    till.item("MUG", 899, "20", cost=400),
    till.item("JAM", 333, "5", cost=150),
    till.item("CLOTH", 1000, "20", unit="m", cost=420),
)
HAMPER = till.item("HAMPER", 1999, "20", cost=0)
WRAP = till.item("WRAP", 300, "20", stocked=False, cost=0)
ANN = CustomerPart(name="Ann Reed", email="ann@example.org")
LEEDS = AddressPart(lines=("12 High St",), city="Leeds", postcode="LS1 4AP", country="GB")
PLACES = ("S1", "S2", "WH1")


def world(where: Path | str, **stocked: dict[str, int]) -> Store:
    """S1 (its drawer is open), S2 and WH1; `stocked`: location -> SKU -> thousandths on hand."""
    shop = till.trading(where)
    add_location(shop, "S2", "shop_floor", "Station Road")
    add_location(shop, "WH1", "warehouse", "Warehouse")
    till.list_products(shop, (TEA, MUG, JAM, CLOTH, HAMPER, WRAP))
    reference(shop, kit_part, kit="HAMPER", sku="TEA", quantity=2000)
    reference(shop, kit_part, kit="HAMPER", sku="MUG", quantity=1000)
    for location, goods in stocked.items():
        stock.receive(shop, list(goods.items()), location=location)
    return shop


def same(template: Path, path: Path) -> Store:
    """The shop of a closed file at another path, taken for the same one: making it anew takes seconds."""
    shutil.copy(template, path)
    engine = open_engine(str(path))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        set_local(connection, {"fingerprint": fingerprint(path)})
    engine.dispose()
    return Store.open(Settings(str(path), minimum_free_bytes=0), clock=till.Clock(till.MORNING + timedelta(minutes=1)))


def reference(shop: Store, table: Any, **values: Any) -> None:
    with shop.write() as tx:
        put(tx, table, next_revision(tx), values)


def replaces(shop: Store, sku: str, other: str, rank: int = 1) -> None:
    reference(shop, substitute, sku=sku, other=other, rank=rank)


def a_channel(shop: Store, code: str, **changes: Any) -> None:
    values = {"name": code, "kind": "web", "price_list": "", "locations": "", "services": ""}
    reference(
        shop,
        channel,
        code=code,
        **{**values, "short_preference": "backorder", "free_shipping_from": 0, **changes},
    )


def order(*goods: tuple[str, int], **changes: Any) -> OrderDocument:
    """A document of the web shop for (SKU, thousandths) lines, at the shop's own prices."""
    lines = tuple(
        DocumentLine(line=place, sku=sku, quantity=quantity) for place, (sku, quantity) in enumerate(goods, 1)
    )
    values: dict[str, Any] = {"channel": "web", "external": "", "customer": ANN, "ship_to": LEEDS, "service": "normal"}
    return OrderDocument(currency="GBP", lines=lines, **{**values, **changes})


def place(shop: Store, *goods: tuple[str, int], how: How | None = None, due: str = "dispatch", **changes: Any) -> str:
    return placing.place(shop, order(*goods, **changes), how or How(due=due))


def read(shop: Store, order: str) -> state.OrderState:
    with shop.read() as connection:
        return state.by_id(connection, order)


def axes(shop: Store, order: str) -> tuple[str, str, str]:
    one = read(shop, order)
    counters = [one.counter(line) for line in one.lines]
    return (
        order_status(counters, on_hold=one.on_hold).value,
        payment_status(one.money).value,
        fulfilment_status(counters).value,
    )


def stands(shop: Store, order: str) -> dict[tuple[int, str], int]:
    """(line, location) -> units of the line that stand ready."""
    one = read(shop, order)
    return {(line.line, at.location): at.quantity for line in one.goods for at in one.standing(line)}


def atp(shop: Store, sku: str) -> dict[str, int]:
    with shop.read() as connection:
        found = availability.read(connection, [sku], now=utc_text(shop.now().isoformat()))
    return {location: one.atp for (_, location), one in found.items()}


def worklist(shop: Store) -> list[tuple[str, str, int]]:
    """(kind, order's number, line) of everything a person has to decide."""
    with shop.read() as connection:
        return [(one.kind, one.number, one.line) for one in board.worklist(connection)]


def deposits(connection: Connection) -> dict[str, int]:
    """What the deposits account holds for each order: below zero, a liability."""
    of = {row[0]: row[1] for row in connection.execute(select(order_payment.c.fact, order_payment.c.order_id))}
    of.update((row[0], row[1]) for row in connection.execute(select(order_dispatch.c.sale, order_dispatch.c.order_id)))
    returns = select(sale_line.c.sale, sale_line.c.original).where(sale_line.c.original != "")
    of.update({back: of[original] for back, original in connection.execute(returns) if original in of})
    sums: defaultdict[str, int] = defaultdict(int)
    for fact, amount in connection.execute(
        select(money_posting.c.fact, money_posting.c.amount).where(money_posting.c.account == "deposits")
    ):
        sums[of[fact]] += amount
    return dict(sums)


def assert_promises(shop: Store) -> None:
    """ATP counts no unit twice, and what an order has paid, less what was sent to it, lies in the deposits account."""
    now = utc_text(shop.now().isoformat())
    with shop.read() as connection:
        skus = [str(row.sku) for row in connection.execute(select(product.c.sku))]
        found = availability.read(connection, skus, now=now)
        on_hand, promised, reserved, held = (
            till.ledger(connection),
            _promised(connection),
            _reserved(connection, now),
            {},
        )
        for row in connection.execute(select(stock_detail).where(stock_detail.c.status != "")):
            held[row.sku, row.location] = held.get((row.sku, row.location), 0) + row.quantity
        places = {key for key in {*on_hand, *promised, *reserved} if key[1] in PLACES}
        for key in places:
            one = found[key]
            taken = promised.get(key, 0) + reserved.get(key, 0) + held.get(key, 0)
            assert one.atp + taken + one.safety == on_hand.get(key, 0), (key, one)
        held_for = deposits(connection)
        for row in connection.execute(select(customer_order.c.id)):
            money = state.by_id(connection, row.id).money
            assert held_for.get(row.id, 0) == money.dispatched - money.returned - money.received, money


def assert_on_their_way(shop: Store) -> None:
    """What the books hold in the places of orders and parcels is what was picked for orders and has not left; no more
    of it is packed than picked."""
    with shop.read() as connection:
        places: defaultdict[tuple[str, str], int] = defaultdict(int)
        handled: defaultdict[tuple[str, str], int] = defaultdict(int)
        for row in connection.execute(select(stock_detail).where(stock_detail.c.bin.startswith("~"))):
            places[row.sku, row.location] += row.quantity
        stages: defaultdict[tuple[str, int, str, str], dict[str, int]] = defaultdict(dict)
        for row in connection.execute(select(order_handling)):
            stages[row.order_id, row.line, row.sku, row.location][row.stage] = row.quantity
        for (_, _, sku, location), one in stages.items():
            assert one.get("picked", 0) >= one.get("packed", 0), one
            handled[sku, location] += one.get("picked", 0)
        assert {key: value for key, value in places.items() if value} == {
            key: value for key, value in handled.items() if value
        }


def _promised(connection: Connection) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(order_allocation)):
        if row.quantity > 0:
            sums[row.sku, row.location] = sums.get((row.sku, row.location), 0) + row.quantity
    return sums


def _reserved(connection: Connection, now: str) -> dict[tuple[str, str], int]:
    ended = {row.reservation for row in connection.execute(select(reservation_end))}
    sums: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(reservation)):
        if row.fact not in ended and row.expires_at > now:
            sums[row.sku, row.location] = sums.get((row.sku, row.location), 0) + row.quantity
    return sums


@cache
def scratch() -> Engine:
    return till.scratch()


def assert_well(shop: Store) -> None:
    """Every law at once, and a rebuild from the journal that gives the very same rows."""
    till.assert_sound(shop)
    assert_promises(shop)
    assert_on_their_way(shop)
    with shop.read() as live, scratch().connect() as fresh, fresh.begin() as transaction:
        rebuild(live, fresh)
        assert compare(live, fresh) == ()
        transaction.rollback()


def exceptions(one: state.OrderState) -> list[tuple[str, int]]:
    """(kind, line) of what a person has to decide about an order."""
    return [(found.kind, found.line) for found in of_order(one)]
