"""How orders got to their customers: each counts on the day on which the first of it left, no other is read."""

from __future__ import annotations

from datetime import date, timedelta

from tests.machines import promising, till

from storeops.connectors import shipping
from storeops.database.queries import fulfilment as queries
from storeops.operations.orders import payments
from storeops.operations.parcels import leaving, packing
from storeops.reports.fulfilment import FulfilmentView, fulfilment
from storeops.rules.tenders import Tender
from storeops.store import Store

FIRST = date(2026, 11, 23)


def placed(shop: Store) -> str:
    id = promising.place(shop, ("TEA", 2000))
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    return promising.read(shop, id).placed.number


def send_one(shop: Store, order: str) -> None:
    packing.pack(shop, order, [("TEA", 1000)])
    shipping.ship(shop, "P", "demo")
    leaving.hand_over(shop, "demo")


def later(shop: Store, **much: int) -> None:
    assert isinstance(shop.clock, till.Clock)
    shop.clock.at += timedelta(**much)


def seen(shop: Store, first: int, last: int) -> FulfilmentView:
    with shop.read() as connection:
        return fulfilment(connection, shop.profile, FIRST + timedelta(days=first), FIRST + timedelta(days=last))


def test_an_order_counts_when_its_first_goods_left(shop: Store) -> None:
    one, other = placed(shop), placed(shop)
    later(shop, minutes=90)
    send_one(shop, one)
    later(shop, days=1)
    send_one(shop, other)
    later(shop, days=3)
    send_one(shop, one)
    days = [seen(shop, day, day) for day in range(5)]
    assert [(view.orders, view.parcels) for view in days] == [(1, 1), (1, 1), (0, 0), (0, 0), (0, 1)]
    whole = seen(shop, 0, 4)
    assert (whole.orders, whole.parcels) == (2, 3)
    minutes = {stage.stage: stage.minutes for stage in days[0].stages}
    assert minutes["whole"] is not None
    assert 90 <= minutes["whole"] < 100
    with shop.read() as connection:
        assert len(queries.orders_sent(connection, FIRST, FIRST)) == 3
        assert queries.orders_sent(connection, FIRST + timedelta(days=8), FIRST + timedelta(days=9)) == []
        assert queries.stages(connection, FIRST + timedelta(days=8), FIRST + timedelta(days=9))["packed"] == []
