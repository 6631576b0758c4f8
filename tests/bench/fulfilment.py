"""Orders of three lines all the way: placed and paid, sourced, picked in a wave, packed, labelled, sent, in one process
through the operations that screens and commands use."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from msgspec import structs
from tests.bench.orders import document

from storeops.connectors import shipping
from storeops.database.queries import picking as picking_queries
from storeops.database.queries.orders import standing
from storeops.database.queries.shop import location_codes
from storeops.operations.orders import placing, quoting
from storeops.operations.orders.how import How
from storeops.operations.parcels import leaving, packing
from storeops.operations.picking import picks, waves
from storeops.operations.picking.asked import Asked
from storeops.reports.orders.state import by_id
from storeops.rules.orders.document import DocumentPayment, OrderDocument, PaymentKind
from storeops.store import Store

ORDERS = 200


def measure(shop: Store, skus: Sequence[str], *, in_waves: bool) -> dict[str, float]:
    """Seconds that `ORDERS` orders took, stage by stage; what they cost is asked for before, as a web shop does.

    In waves each task is confirmed on its own, as a handheld does it; else who packs an order takes it from the shelf,
    as in a small shop."""
    chance = random.Random(11)
    wanted = [
        _paid(shop, document(chance.sample(list(skus), 3), channel="web", external=f"F{in_waves}{n}"))
        for n in range(ORDERS)
    ]
    took: dict[str, float] = {}
    begun = time.perf_counter()
    orders = [placing.place(shop, one, How(due="before")) for one in wanted]
    took["place"], begun = _lap(begun)
    places = _pick(shop) if in_waves else _standing(shop, orders)
    took["pick"], begun = _lap(begun)
    parcels = [packing.pack(shop, order, location=place).envelope.id for order, place in sorted(places)]
    took["pack"], begun = _lap(begun)
    for parcel in parcels:
        shipping.ship(shop, parcel, "demo")
    took["label"], begun = _lap(begun)
    for location in sorted({place for _, place in places}):
        leaving.hand_over(shop, "demo", location=location)
    took["send"], _ = _lap(begun)
    with shop.read() as connection:
        assert all(by_id(connection, order).closed for order in orders)
    return took


def _standing(shop: Store, orders: Sequence[str]) -> set[tuple[str, str]]:
    """(order, location) where goods of these orders stand."""
    with shop.read() as connection:
        return {(order, row[1]) for order in orders for row in standing(connection, order).allocations}


def _paid(shop: Store, one: OrderDocument) -> OrderDocument:
    amount = quoting.quote(shop, one).total
    captured = DocumentPayment(kind=PaymentKind.CAPTURED, amount=amount, gateway="card", reference="A1B2")
    return structs.replace(one, payments=(captured,))


def _lap(begun: float) -> tuple[float, float]:
    now = time.perf_counter()
    return now - begun, now


def _pick(shop: Store) -> set[tuple[str, str]]:
    """Plan, release and walk a wave at each location where something waits; (order, location) of what was picked."""
    found: set[tuple[str, str]] = set()
    with shop.read() as connection:
        locations = location_codes(connection)
    for location in locations:
        try:
            wave = waves.plan(shop, Asked(seconds=1), location=location).envelope.id
        except waves.NothingToPick:
            continue
        waves.release(shop, wave)
        with shop.read() as connection:
            tasks = picking_queries.tasks(connection, wave)
        for task in tasks:
            picks.confirm(shop, f"{wave}.{task.task}")
            found.add((task.order, location))
    return found
