"""A till is told what other stores have, in summary: what changed since it last asked."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import Parameter

from storeops.database.queries import elsewhere as queries
from storeops.database.queries import feed as feed_queries
from storeops.journal.envelope import utc_text
from storeops.operations.leases.returning import take_back
from storeops.rules.errors import Refused
from storeops.server import cursors
from storeops.server.auth import till_of
from storeops.server.bodies import centre_of, packed
from storeops.server.centre import Centre
from storeops.server.feed import After
from storeops.store import Store
from storeops.sync import wire
from storeops.sync.messages import STOCK, Row, Rows

MOST_ROWS = 10_000
EVERY = timedelta(seconds=30)
"""How old a roll-up may be before a till that asks has the next one made."""
_AT_ONCE = 1000
"""Products summed up in one transaction: while it lasts, it holds back what tills are fed."""
_LARGEST = 2**62
_ORDERS = 50
"""How many orders one roll-up takes back from leases that are over; the rest waits for the next."""
_log = logging.getLogger(__name__)


@get("/v1/sync/stock")
async def stock(
    request: Request[Any, Any, Any],
    after: After = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_ROWS)] = 2000,
) -> Response[bytes]:
    """What changed of other stores' stock, compressed with Zstandard: a line for each product and location, then one
    with the cursor and the time that it was so."""
    return await packed(_stock, request, centre_of(request), after, limit)


def _stock(request: Request[Any, Any, Any], centre: Centre, after: str, limit: int) -> bytes:
    till = till_of(request, centre, b"")
    till.require_trusted()
    generation = centre.generation(till.tenant)
    place = cursors.read(after, generation, queries.Told)
    begin = place if place is not None and 0 <= place.stamp < _LARGEST else queries.Told(0, "", "")
    roll_up(till.shop)
    with till.shop.read() as connection:
        at = queries.rolled(connection).at
        found = queries.page(connection, till.store, begin, limit)
    rows = [
        Row(STOCK, {"sku": told.sku, "location": told.location, "on_hand": on_hand, "available": available})
        for told, on_hand, available in found
    ]
    goes_on = found[-1][0] if found else begin
    more = len(found) == limit
    return wire.pack_rows(Rows(rows=tuple(rows), next=cursors.write(generation, goes_on), more=more, at=at))


def roll_up(shop: Store, every: timedelta = EVERY) -> None:
    """Sum up what changed since the last time, unless that was just now; and take back what stores did not confirm of
    leases that are over."""
    moment = shop.now()
    now = utc_text(moment.isoformat())
    with shop.read() as connection:
        last = queries.rolled(connection)
        if last.at and moment - datetime.fromisoformat(last.at) < every:
            return
        end = feed_queries.horizon(connection)
        skus = queries.changed(connection, last.xid, end, now)
    for begin in range(0, len(skus), _AT_ONCE):
        with shop.receiving() as connection:
            queries.tell(connection, skus[begin : begin + _AT_ONCE], now)
    with shop.receiving() as connection:
        queries.roll_on(connection, end, now)
    try:
        take_back(shop, most=_ORDERS)
    except Refused as error:
        _log.warning("What was not confirmed was not taken back: %s", error)
