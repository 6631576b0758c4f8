"""The centre's HTTP application. It keeps nothing of its own: any number of processes may serve one database."""

from __future__ import annotations

from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from storeops import __version__
from storeops.rules.errors import Refused
from storeops.server import (
    bodies,
    carrier_webhooks,
    channels,
    enrolment,
    exchange,
    feed,
    health,
    reference,
    snapshots,
    stock,
)
from storeops.server.callers import Limits
from storeops.server.centre import Centre
from storeops.server.once import Turns
from storeops.sync.wire import MOST_COMPRESSED

ROUTES: list[Any] = [
    enrolment.enrol,
    exchange.hello,
    exchange.locate,
    exchange.push,
    snapshots.snapshot,
    snapshots.chunk,
    feed.pull,
    reference.reference,
    stock.stock,
    channels.router,
    carrier_webhooks.easypost,
    health.healthz,
    health.readyz,
    health.metrics,
]

KEY = SecurityScheme(type="http", scheme="bearer", description="A channel's key: 'storeops server key add CHANNEL'.")


def make_app(centre: Centre) -> Litestar:
    """The application over a centre that is open."""
    counted = health.Metrics()
    return Litestar(
        route_handlers=ROUTES,
        middleware=[counted.watch],
        state=State(
            {
                "centre": centre,
                "metrics": counted,
                "snapshots": snapshots.Snapshots(centre),
                "limits": Limits(),
                "turns": Turns(),
            }
        ),
        exception_handlers={Refused: bodies.refused, HTTPException: bodies.http, Exception: bodies.internal},
        openapi_config=OpenAPIConfig(
            title="StoreOps centre",
            version=__version__,
            path="/schema",
            components=Components(security_schemes={"key": KEY}),
        ),
        request_max_body_size=MOST_COMPRESSED,
    )
