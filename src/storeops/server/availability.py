"""What may be promised, asked by a channel."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from storeops.journal.envelope import utc_text
from storeops.operations.orders.sourcing import ground
from storeops.reports.plain import Plain, plain
from storeops.reports.promisable import PromisableView, promisable
from storeops.rules.channels import allows_location
from storeops.server.bodies import json
from storeops.server.callers import Channel, JsonRequest, channel_of
from storeops.server.described import Code, answers

MOST_SKUS = 500


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which products."""

    skus: Annotated[list[Code], msgspec.Meta(min_length=1, max_length=MOST_SKUS)]


@post(
    "/availability",
    status_code=200,
    responses=answers(200, PromisableView, "What this channel may promise now."),
    summary="What may be promised of up to 500 products",
)
async def availability(request: JsonRequest, data: JSONBody[Asked]) -> Response[bytes]:
    """What this channel may promise of each product, in all and from each location, safety stock kept back."""
    return await json(_availability, channel_of(request), data.skus)


def _availability(channel: Channel, skus: list[str]) -> Plain:
    shop = channel.shop
    now = shop.now()
    with shop.read() as connection:
        at = ground(connection, shop.profile, now)
        one = at.channels[channel.code]
        places = {site.code for site in at.sites if allows_location(one, site.code)}
        found = promisable(connection, skus, channel=one.code, places=places, now=utc_text(now.isoformat()))
    return plain(found, shop.profile.currency.exponent)
