"""A request that changes something, done once however often it is sent: its answer is kept with what it changed.

Key, change and answer are one transaction, so that nothing can come between them. A refusal changed nothing and is not
kept: the same key may be tried again. Keys belong to the channel, not to its API key: a channel may change that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, TypeAlias

import msgspec
from anyio import to_thread
from litestar import Response
from litestar.params import HeaderParameter

from storeops.database.queries import api as queries
from storeops.journal.envelope import utc_text
from storeops.reports.plain import Plain
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.server.bodies import JSON
from storeops.server.callers import Channel, JsonRequest, channel_of
from storeops.server.together import Together
from storeops.store import Store, Tx

Key: TypeAlias = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Names this request for good: sent again, it is answered again and done once.",
    ),
]
Work: TypeAlias = Callable[[Store], Plain]


class KeyUsedOtherwise(Refused):
    """Another request was sent under this Idempotency-Key before."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Idempotency-Key {quote(key)} stands for another request, with other content. Use a new key for a new one."
        )
        self.key = key


class Turns:
    """Who waits to write, by tenant. In one process."""

    def __init__(self) -> None:
        self._of: dict[str, Together] = {}

    def of(self, channel: Channel) -> Together:
        found = self._of.get(channel.tenant)
        if found is None or found.shop is not channel.shop:
            found = self._of.setdefault(channel.tenant, Together(channel.shop))
        return found


async def once(request: JsonRequest, key: str, work: Work, status: int) -> Response[bytes]:
    """Answer with what `work` gives, or with what it gave when this was sent before. Raises KeyUsedOtherwise."""
    channel, turns = channel_of(request), request.app.state.turns
    said = f"{request.method} {request.url.path}\n".encode() + await request.body()
    digest = hashlib.sha256(said).hexdigest()

    def write(tx: Tx) -> tuple[int, bytes]:
        return _once(channel, key, digest, work, status, tx)

    found, body = await to_thread.run_sync(turns.of(channel).write, write)
    return Response(body, media_type=JSON, status_code=found)


def _once(channel: Channel, key: str, digest: str, work: Work, status: int, tx: Tx) -> tuple[int, bytes]:
    if before := queries.answered(tx.connection, channel.code, key):
        if before[0] != digest:
            raise KeyUsedOtherwise(key)
        return before[1], before[2]
    tx.actor = channel.caller.actor
    body = msgspec.json.encode(work(channel.shop.within(tx)))
    at = utc_text(tx.now.isoformat())
    queries.keep_answer(tx.connection, channel.code, key, digest, status, body, at)
    return status, body
