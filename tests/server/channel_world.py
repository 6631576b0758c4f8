"""A centre with goods, two channels and a client for each: over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import create_engine, text
from tests.machines import till
from tests.sync.test_http import serving

from storeops.operations import api_keys, stock
from storeops.operations.shop import init
from storeops.server.centre import Centre, address_of
from storeops.settings import Settings

TEA, MILK, LAST = till.item("TEA", 250), till.item("MILK", 120), till.item("LAST", 999)
ADDRESS = {"name": "Ann Reed", "lines": ["12 High St"], "city": "Leeds", "postcode": "LS1 4AP", "country": "GB"}


def make_shop(database: str) -> None:
    """A shop with 50 of tea, 20 of milk and the last of one product."""
    shop = init(
        Settings(database),
        store_code="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        terminal_code="C1",
        clock=till.Clock(),
    )
    till.list_products(shop, [TEA, MILK, LAST])
    stock.receive(shop, [("TEA", 50_000), ("MILK", 20_000), ("LAST", 1000)])
    shop.close()


def make_tenant(database: str, name: str) -> None:
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA tenant_{name}"))
    engine.dispose()
    make_shop(address_of(database, name))


def open_centre(database: str) -> Centre:
    return Centre(Settings(database), till.Clock(till.MORNING + timedelta(hours=1)))


class Client:
    """A channel that speaks to the centre with its key."""

    def __init__(self, address: str, key: str) -> None:
        self.http = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60)
        self.count = 0

    def post(self, path: str, body: Any, key: str = "") -> httpx.Response:
        """With an Idempotency-Key of its own unless one is given."""
        self.count += 1
        return self.http.post(path, json=body, headers={"Idempotency-Key": key or f"k{id(self)}-{self.count}"})

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)


@contextmanager
def client(
    address: str, centre: Centre, channel: str = "web", tenant: str = "main", rate: int = 10_000
) -> Iterator[Client]:
    key = api_keys.add(centre.shop(tenant), channel, rate=rate, tenant=tenant).key
    made = Client(address, key)
    try:
        yield made
    finally:
        made.http.close()


def order(external: str, *lines: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {
        "external": external,
        "customer": {"name": "Ann Reed", "email": "ann@example.org"},
        "ship_to": ADDRESS,
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines],
        **more,
    }


__all__ = ["serving"]
