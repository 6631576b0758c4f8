"""What carriers tell by webhook of parcels: believed because it is signed, taken once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from litestar.params import PathParameter

from storeops.connectors.carriers import events
from storeops.connectors.carriers.easypost_webhook import NotSigned, require_signature
from storeops.database.queries import webhooks as queries
from storeops.journal.envelope import utc_text
from storeops.operations.parcels import tracking
from storeops.server.bodies import body_of, centre_of, json
from storeops.server.centre import MAIN, Centre, NoTenant
from storeops.server.described import answers

SECRET_VARIABLE = "STOREOPS_EASYPOST_WEBHOOK_SECRET"  # noqa: S105  # where it is, not what it is
"""Environment variable with the secret that EasyPost signs with; of another tenant than `main` with its name behind."""
EASYPOST = "easypost"
Tenant = Annotated[str, PathParameter(pattern=r"^[a-z][a-z0-9]{0,30}$", description="'main' where there is one only.")]


@dataclass(frozen=True, slots=True)
class TakenView:
    """What became of a message. `repeated`: it came before, and nothing was looked at."""

    repeated: bool
    events: int
    recorded: int
    unchanged: int
    unknown: int
    rejected: int


class _Message(msgspec.Struct, frozen=True):
    id: str = ""


@post(
    "/v1/webhooks/easypost/{tenant:str}",
    status_code=200,
    responses=answers(200, TakenView, "What became of the message."),
    summary="Tracking events of EasyPost",
    tags=["carriers"],
)
async def easypost(request: Request[Any, Any, Any], tenant: Tenant) -> Response[bytes]:
    """Tracking events, signed with the webhook's secret. The same message again does nothing."""
    body = await body_of(request)
    return await json(_take, centre_of(request), tenant, request.method, dict(request.headers), body)


def _take(centre: Centre, tenant: str, method: str, headers: dict[str, str], body: bytes) -> TakenView:
    secret = os.environ.get(SECRET_VARIABLE if tenant == MAIN else f"{SECRET_VARIABLE}_{tenant.upper()}", "")
    try:
        shop = centre.shop(tenant)
    except NoTenant as error:
        raise NotSigned("there is nobody whose secret it could be signed with") from error
    require_signature(body, headers, secret, shop.now(), method=method)
    found = events.read(body)
    id = _id_of(body)
    with shop.write() as tx:
        if id and not queries.received(tx.connection, EASYPOST, id, utc_text(tx.now.isoformat())):
            return TakenView(True, 0, 0, 0, 0, 0)
        tx.actor = EASYPOST
        done = tracking.record(shop.within(tx), found.events)
    return TakenView(False, done.events, done.recorded, done.unchanged, len(done.unknown), len(found.rejected))


def _id_of(body: bytes) -> str:
    """The message's own id; nothing where it has none."""
    try:
        return msgspec.json.decode(body, type=_Message).id[:200].replace("\0", "")
    except msgspec.MsgspecError:
        return ""
