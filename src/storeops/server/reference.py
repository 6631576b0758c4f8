"""A till gets the reference data of its store: what changed since it last asked."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.params import Parameter

from storeops.database.queries import reference as queries
from storeops.database.queries import shop as shop_queries
from storeops.server import cursors
from storeops.server.auth import till_of
from storeops.server.bodies import centre_of, packed
from storeops.server.centre import Centre
from storeops.server.feed import After
from storeops.sync import wire
from storeops.sync.messages import Row, Rows

MOST_ROWS = 10_000
_LARGEST = 2**62


class Where(msgspec.Struct, frozen=True, array_like=True):
    """How far a till has come: all up to `after`, and of what changed up to `upto` what is before `step`. `anew` where
    it walks through everything for the first time in this life of the database, `again` where it had in another."""

    after: int
    upto: int = 0
    step: queries.Step | None = None
    anew: bool = False
    again: bool = False


@get("/v1/sync/reference")
async def reference(
    request: Request[Any, Any, Any],
    after: After = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_ROWS)] = 2000,
) -> Response[bytes]:
    """The next rows of reference data, compressed with Zstandard: a line for each, then one with the cursor. A row that
    is gone comes with `deleted`."""
    return await packed(_reference, request, centre_of(request), after, limit)


def _reference(request: Request[Any, Any, Any], centre: Centre, after: str, limit: int) -> bytes:
    till = till_of(request, centre, b"")
    till.require_trusted()
    generation = centre.generation(till.tenant)
    known = cursors.read(after, generation, Where)
    where = known if known is not None and _is_sound(known) else Where(0, anew=True, again=bool(after))
    with till.shop.read() as connection:
        upto = where.upto if where.step else shop_queries.revision(connection)
        rows, step = queries.rows_for(connection, till.store, where.after, upto, where.step, limit)
    goes_on = Where(where.after, upto, step, where.anew, where.again) if step else Where(upto)
    return wire.pack_rows(
        Rows(
            rows=tuple(Row(table, values) for table, values in rows),
            next=cursors.write(generation, goes_on),
            more=step is not None,
            revision=upto,
            anew=where.anew,
            again=where.again,
        )
    )


def _is_sound(where: Where) -> bool:
    step = where.step
    if not (0 <= where.after < _LARGEST and 0 <= where.upto < _LARGEST):
        return False
    if step is None:
        return True
    table = queries.table_of(step.table)
    return table is not None and len(step.key) == len(queries.key_of(table)) and 0 <= step.revision < _LARGEST


def cursor_at(centre: Centre, tenant: str, revision: int) -> str:
    """The cursor of a till that has everything up to this revision: it started from a copy."""
    return cursors.write(centre.generation(tenant), Where(revision))
