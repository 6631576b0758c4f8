"""What other stores have, as the centre tells it: kept beside the till's own books, never in them."""

from __future__ import annotations

import time
from typing import Annotated, Protocol

import msgspec

from storeops.database.queries import elsewhere as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.elsewhere import TOLD_AT
from storeops.store import Store
from storeops.sync.messages import STOCK, Rows
from storeops.sync.pull import PAUSE, STEP, Pause, small
from storeops.sync.wire import Unreadable

PAGE = 5000
CURSOR = "centre.stock"


class Source(Protocol):
    """Where it is told. May raise LineDown."""

    def stock(self, after: str, limit: int) -> Rows: ...


Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Told(msgspec.Struct, frozen=True):
    sku: str
    location: str
    on_hand: Number
    available: Number


def fetch(shop: Store, source: Source, *, pause: Pause = time.sleep) -> int:
    """Take every change of other stores' stock; returns how many products and locations were told.

    Raises LineDown, Unreadable; what was taken before stays."""
    told = 0
    more = True
    while more:
        with shop.read() as connection:
            after = shop_queries.local_values(connection).get(CURSOR, "")
        page = source.stock(after, PAGE)
        told += _take(shop, page, pause)
        more = page.more and page.next != after
    return told


def _take(shop: Store, page: Rows, pause: Pause) -> int:
    try:
        rows = [msgspec.convert(row.values, _Told) for row in page.rows if row.table == STOCK]
    except msgspec.ValidationError as error:
        raise Unreadable(f"stock of another store is not told as it should be: {error}") from error
    rest = [{**msgspec.structs.asdict(row), "as_of": page.at} for row in rows]
    while True:
        with small(shop) as (tx, is_room):
            taken = 0
            while rest and is_room(taken):
                step, rest = rest[:STEP], rest[STEP:]
                queries.put(tx.connection, step)
                taken += len(step)
            if not rest:
                values = {CURSOR: page.next}
                shop_queries.set_local(tx.connection, values if page.more else {**values, TOLD_AT: page.at})
        if not rest:
            return len(rows)
        pause(PAUSE)
