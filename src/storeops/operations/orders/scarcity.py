"""What sending the last pieces from a shop that sells them costs: the margin of the sales that will be missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from storeops.database.queries import sourcing as queries
from storeops.operations.orders.sourcing import Candidate, Ground
from storeops.rules.amounts import ONE, Minor
from storeops.rules.money import divide
from storeops.rules.orders.lines import takes

DAYS = 28
"""How far back sales are looked at, and how far ahead stock has to last."""


def scarcity(connection: Connection, at: Ground, candidates: Sequence[Candidate]) -> dict[tuple[str, str], Minor]:
    """(SKU, location) -> minor units a unit sent from there costs in sales that will be missed on the spot.

    margin x min(1, units sold there in four weeks / units there): nothing where nothing sells, the whole margin where
    everything there will be sold before long. Only shop floors sell on the spot."""
    skus = sorted({sku for one in candidates for line, _ in one.lines for sku, _ in takes(line, ONE)})
    stores = {site.store: site.code for site in at.sites if site.kind == "store" and site.store}
    since = (at.now.date() - timedelta(days=DAYS)).isoformat()
    found: dict[tuple[str, str], Minor] = {}
    for row in queries.sold_at_stores(connection, skus, since):
        location = stores.get(row.store)
        if location is None or row.sold <= 0:
            continue
        margin = max(0, divide((row.net - row.cost) * ONE, row.sold))
        there = queries.balance(connection, row.sku, location)
        share = ONE if there <= row.sold else row.sold * ONE // there
        if cost := margin * share // ONE:
            found[row.sku, location] = cost
    return found
