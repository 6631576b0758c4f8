"""Which channel asks: told by its key alone, as often as the key allows; bodies of JSON that mean one thing only."""

from __future__ import annotations

import threading
import time
from typing import Any

import msgspec
from anyio import to_thread
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, NotAuthorizedException, TooManyRequestsException
from litestar.handlers import BaseRouteHandler

from storeops.connectors.orders.json_text import strict, text_of
from storeops.operations import api_keys
from storeops.operations.api_keys import Caller
from storeops.rules.orders.document import DocumentRefused
from storeops.server.centre import MAIN, Centre, NoTenant
from storeops.store import Store

_BEARER = "Bearer "
BURST = 2.0
"""Seconds' worth of requests that may come at once."""


class Channel(msgspec.Struct, frozen=True):
    """A channel that has shown who it is, and the shop that it sells for."""

    shop: Store
    tenant: str
    caller: Caller

    @property
    def code(self) -> str:
        return self.caller.channel


class Limits:
    """How often each key asked lately, in this process: a bucket that fills at the key's rate."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        self._turn = threading.Lock()

    def wait(self, key: str, rate: int, now: float) -> float:
        """Seconds until the key may ask; 0, and the request counts, where it may now."""
        with self._turn:
            level, at = self._buckets.get(key, (rate * BURST, now))
            level = min(rate * BURST, level + (now - at) * rate)
            self._buckets[key] = (level - 1 if level >= 1 else level, now)
            return 0.0 if level >= 1 else (1 - level) / rate


class JsonRequest(Request[Any, Any, Any]):
    """A request whose JSON means one thing only: no key twice, no NaN, no nesting without end, of the very types."""

    async def json(self) -> Any:
        """The body as plain values, checked against what the handler takes. Raises ClientException (400)."""
        body = await self.body()
        field = self.route_handler.parsed_data_field
        assert field is not None  # every handler that asks for JSON has a body
        try:
            strict(text_of(body))
            msgspec.json.decode(body, type=field.annotation)
            return msgspec.json.decode(body)
        except DocumentRefused as refusal:
            raise ClientException(f"The body cannot be read: {refusal.reason}.") from refusal
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise ClientException(f"The body cannot be read: {error}.") from error


async def require_channel(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guard: a good key, and not too often. Raises NotAuthorizedException, the same for every reason;
    TooManyRequestsException."""
    centre: Centre = connection.app.state.centre
    limits: Limits = connection.app.state.limits
    shown = connection.headers.get("authorization", "")
    found = await to_thread.run_sync(_channel, centre, shown)
    key = f"{found.tenant}.{found.caller.key}"
    if wait := limits.wait(key, found.caller.rate, time.monotonic()):
        told = f"More than {found.caller.rate} requests a second. Ask again in a moment."
        raise TooManyRequestsException(told, headers={"Retry-After": str(int(wait) + 1)})
    connection.state.channel = found


def channel_of(request: Request[Any, Any, Any]) -> Channel:
    """The channel that `require_channel` found."""
    found: Channel = request.state.channel
    return found


def _channel(centre: Centre, shown: str) -> Channel:
    refused = NotAuthorizedException(
        "No key of this centre was shown. Send 'Authorization: Bearer KEY' with a key of 'storeops server key add'."
    )
    tenant, _, rest = shown.removeprefix(_BEARER).rpartition(".")[0].rpartition(".")
    secret = shown.rpartition(".")[2]
    tenant = tenant or MAIN
    if not shown.startswith(_BEARER) or not (rest and secret) or not rest.isascii() or "\0" in shown:
        raise refused
    try:
        shop = centre.shop(tenant)
    except NoTenant as error:
        raise refused from error
    with shop.read() as connection:
        found = api_keys.caller(connection, rest, secret)
    if found is None:
        raise refused
    return Channel(shop, tenant, found)
