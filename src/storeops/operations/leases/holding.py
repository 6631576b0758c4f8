"""Leases at the centre: what an order takes of them."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.database.queries import leases as queries
from storeops.journal.facts import LeaseDraw, LeaseDrawn
from storeops.journal.facts.orders import Allocation
from storeops.rules import leases as rules
from storeops.rules.amounts import Thousandths
from storeops.store import Tx


def draw(tx: Tx, order: str, channel: str, allocations: Iterable[Allocation]) -> None:
    """Sell what was just promised to an order of the channel's leases at its places. What no lease covers was promised
    of stock that is not leased. Anywhere but at the centre nothing is drawn."""
    wanted: dict[tuple[str, str], Thousandths] = {}
    for one in allocations:
        for sku, quantity in one.parts:
            wanted[sku, one.location] = wanted.get((sku, one.location), 0) + quantity
    running = queries.running(tx.connection, sorted({sku for sku, _ in wanted}), tx.now)
    mine = [one.lease for one in running if one.lease.channel == channel]
    if not mine or not queries.is_centre(tx.connection):
        return
    draws: list[LeaseDraw] = []
    for (sku, place), quantity in wanted.items():
        there = [one for one in mine if (one.sku, one.location) == (sku, place)]
        draws += [LeaseDraw(lease=id, quantity=some) for id, some in rules.draw(there, quantity, tx.now)[0]]
    if draws:
        tx.record(LeaseDrawn(order=order, draws=tuple(draws)))
