"""Parcels that come back: an order that was paid and sent, and the laws that its returns obey."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection
from tests.machines import promising, till

from storeops.database.queries import rma as queries
from storeops.operations.orders import payments, sending
from storeops.reports.rma import state
from storeops.rules.tenders import Tender
from storeops.store import Store


def world(path: Path) -> Store:
    """3 TEA (2.50 each) and 2 MUG (8.99 each) with shipping, paid by card A1 and sent from S1; 7 TEA, 4 MUG left."""
    shop = promising.world(path, S1={"TEA": 10_000, "MUG": 6000}, S2={"TEA": 4000}, WH1={"JAM": 9000, "CLOTH": 9000})
    sent(shop, ("TEA", 3000), ("MUG", 2000))
    return shop


def sent(shop: Store, *goods: tuple[str, int], discount: int = 0) -> str:
    """An order, paid by card and sent; its id."""
    id = promising.place(shop, *goods, discount=discount)
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    sending.dispatch(shop, id)
    return id


def read(shop: Store, number: str = "R") -> state.RmaState:
    with shop.read() as connection:
        return state.read(connection, number)


def accounts(shop: Store) -> dict[str, int]:
    with shop.read() as connection:
        return till.accounts(connection)


def on_hand(shop: Store, sku: str, location: str = "S1") -> int:
    with shop.read() as connection:
        return till.cached(connection).get((sku, location), 0)


def cleared(connection: Connection) -> int:
    """What the authorisations say that the account of goods received and not refunded holds."""
    return sum(state.by_id(connection, id).cleared for id in queries.listed(connection))


def assert_well(shop: Store) -> None:
    """The shop's laws, and: the account between receipt and refund is what the authorisations say, and holds nothing
    for those that are over."""
    promising.assert_well(shop)
    with shop.read() as connection:
        assert till.accounts(connection).get("returns_received", 0) == cleared(connection)
        contradicted = set(queries.contradicted(connection))
        for id in queries.listed(connection):
            one = state.by_id(connection, id)
            assert not one.over or one.cleared == 0 or id in contradicted
