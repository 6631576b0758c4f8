"""A till is let in: it shows its one-time code and the public half of its key."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, post

from storeops.operations import tills
from storeops.server import cursors
from storeops.server.bodies import body_of, centre_of, json
from storeops.server.centre import MAIN, Centre, NoTenant
from storeops.server.reference import Where
from storeops.sync import signing, wire
from storeops.sync.messages import Enrolled, Enrolment


@post("/v1/enrol", status_code=200)
async def enrol(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Let a till in. The same code and key again get the same answer: the first may have been lost on the way."""
    body = await body_of(request)
    return await json(_enrol, centre_of(request), body)


def _enrol(centre: Centre, body: bytes) -> Enrolled:
    asked = wire.decode(body, Enrolment)
    tenant, _, code = asked.code.rpartition(".")
    try:
        shop = centre.shop(tenant.lower() or MAIN)
    except NoTenant as error:
        raise tills.CodeRefused from error
    standing = tills.Standing(*msgspec.structs.astuple(asked.shop)) if asked.shop else None
    place = tills.enrol(shop, code, asked.device, asked.public_key, standing)
    name = tenant.lower() or MAIN
    generation = centre.generation(name)
    return Enrolled(
        tenant=name,
        store=place.store,
        terminal=place.terminal,
        generation=generation,
        now=shop.now().isoformat(),
        centre_key=signing.public_half(centre.key(name)),
        succeeds=place.succeeds,
        reference=cursors.write(generation, Where(standing.revision)) if standing else "",
    )
