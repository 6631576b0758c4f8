"""The API of sales channels: what stands behind it is the same for each of its requests."""

from __future__ import annotations

from litestar import Router

from storeops.server import availability, orders, reservations
from storeops.server.callers import JsonRequest, require_channel

MOST_BODY = 1024 * 1024
"""Bytes of a request: an order of a thousand lines has a quarter of them."""

router = Router(
    "/v1",
    route_handlers=[
        availability.availability,
        reservations.reserve,
        reservations.release,
        orders.place,
        orders.show,
        orders.amend,
        orders.cancel,
        orders.announce,
        orders.returns,
    ],
    guards=[require_channel],
    request_class=JsonRequest,
    request_max_body_size=MOST_BODY,
    security=[{"key": []}],
    tags=["channels"],
)
