"""A till pulls: the facts of its store that others recorded, and those of orders that concern it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.params import Parameter

from storeops.database.queries import feed as queries
from storeops.server import cursors
from storeops.server.auth import till_of
from storeops.server.bodies import centre_of, packed
from storeops.server.centre import Centre
from storeops.sync import wire
from storeops.sync.messages import Fed, Page

MOST_FACTS = 2000
MOST_BYTES = 4 * 1024 * 1024
"""A page before it is compressed; a single fact may be larger."""
_LARGEST = 2**62

But = Annotated[str, Parameter(max_length=200, description="A chain of the till's own that it needs nothing of.")]
After = Annotated[str, Parameter(max_length=400, description="The cursor of the last page; empty at the beginning.")]


@get("/v1/sync/pull")
async def pull(
    request: Request[Any, Any, Any],
    after: After = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_FACTS)] = 1000,
    but: But = "",
) -> Response[bytes]:
    """The next facts for the till's store, compressed with Zstandard: a line for each, then one with the cursor."""
    return await packed(_pull, request, centre_of(request), after, limit, but)


def _pull(request: Request[Any, Any, Any], centre: Centre, after: str, limit: int, but: str) -> bytes:
    till = till_of(request, centre, b"")
    till.require_trusted()
    generation = centre.generation(till.tenant)
    place = cursors.read(after, generation, queries.Place)
    begin = place if place is not None and max(place) < _LARGEST and min(place) >= 0 else queries.BEGINNING
    with till.shop.read() as connection:
        end = queries.horizon(connection)
        facts, more = queries.page(connection, till.store, begin, end, but=but, limit=limit, size=MOST_BYTES)
    # A feed that was read to its end goes on there, not behind its last fact: what lies between is not read again.
    goes_on = facts[-1].place if more else max(end, begin)
    return wire.pack_page(
        Page(
            facts=tuple(Fed(one.chain, one.link) for one in facts),
            next=cursors.write(generation, goes_on),
            more=more,
            again=bool(after) and place is None,
        )
    )


def cursor_now(centre: Centre, tenant: str) -> str:
    """The cursor of this moment, for a till that starts from a copy of the tables read after it."""
    with centre.shop(tenant).read() as connection:
        return cursors.write(centre.generation(tenant), queries.horizon(connection))
