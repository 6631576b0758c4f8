"""What goods in reads: the documents that are due."""

from __future__ import annotations

from storeops.reports import goods_in as reports
from storeops.reports.goods_in import DueView
from storeops.store import Store


def due(shop: Store) -> tuple[DueView, ...]:
    """What is due."""
    with shop.read() as connection:
        return reports.due(connection, shop.profile.zone)


def due_of(shop: Store, number: str) -> DueView:
    """One document. Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        return reports.due_of(connection, shop.profile.zone, number)
