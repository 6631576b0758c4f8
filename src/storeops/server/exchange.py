"""Tills hand in their chains: hello, where do we part, here is more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, post
from litestar.exceptions import ClientException, PermissionDeniedException
from msgspec import structs

from storeops.database.queries import exchange as exchange_queries
from storeops.database.queries import tills
from storeops.journal.envelope import utc_text
from storeops.rules.chains import origin_of
from storeops.server.auth import Till, till_of
from storeops.server.bodies import body_of, centre_of, json
from storeops.server.centre import Centre
from storeops.sync import receiving, wire
from storeops.sync.books import Books
from storeops.sync.messages import Found, Hello, Question, Receipt, Waiting, Welcome

MOST_CHAINS = 500
MOST_PARKED = 500


@post("/v1/sync/hello", status_code=200)
async def hello(request: Request[Any, Any, Any]) -> Response[bytes]:
    """How far the centre holds each of the till's chains."""
    body = await body_of(request)
    return await json(_hello, request, centre_of(request), body)


def _hello(request: Request[Any, Any, Any], centre: Centre, body: bytes) -> Welcome:
    till = till_of(request, centre, body)
    words = wire.decode(body, Hello)
    if len(words.heads) > MOST_CHAINS:
        raise ClientException(f"More than {MOST_CHAINS} chains.")
    for one in words.heads:
        _require_own(till, one.chain)
    generation = centre.generation(till.tenant)
    now = till.shop.now()
    with till.shop.receiving() as connection:
        books = Books(connection, generation, till.device, till.source, utc_text(now.isoformat()))
        have = receiving.holdings(books, words.heads)
        tills.change(
            connection,
            till.device,
            {
                "last_seen_at": books.now,
                "app": words.app[:40],
                "tables": words.schema[:40],
                "clock_offset": _offset(words.wall, now),
                "waiting": min(max(words.waiting, 0), 2**53),
            },
        )
        parked = tuple(
            Waiting(row["chain"], row["seq"], row["fact"], row["code"], row["why"])
            for row in exchange_queries.waiting_of(connection, till.device, MOST_PARKED)
        )
    return Welcome(generation=generation, have=have, now=now.isoformat(), parked=parked)


def _offset(wall: str, now: datetime) -> int:
    """How far the till's clock is ahead, in milliseconds; 0 where it cannot be read."""
    try:
        said = datetime.fromisoformat(wall)
        return int((said - now).total_seconds() * 1000) if said.tzinfo else 0
    except (ValueError, OverflowError):
        return 0


@post("/v1/sync/locate", status_code=200)
async def locate(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Which of these facts of a chain the centre holds alike."""
    body = await body_of(request)
    return await json(_locate, request, centre_of(request), body)


def _locate(request: Request[Any, Any, Any], centre: Centre, body: bytes) -> Found:
    till = till_of(request, centre, body)
    question = wire.decode(body, Question)
    _require_own(till, question.chain)
    with till.shop.read() as connection:
        books = Books(connection, "", till.device, till.source, "")
        return Found(receiving.last_held(books, question))


@post("/v1/sync/push", status_code=200)
async def push(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A piece of a chain, compressed with Zstandard: one line that says which, then one for each fact."""
    body = await body_of(request)
    return await json(_push, request, centre_of(request), body)


def _push(request: Request[Any, Any, Any], centre: Centre, body: bytes) -> Receipt:
    till = till_of(request, centre, body)
    beginning = wire.beginning_of(body)
    _require_own(till, beginning.chain)
    generation = centre.generation(till.tenant)
    now = utc_text(till.shop.now().isoformat())
    if beginning.last is not None:
        with till.shop.read() as connection:
            books = Books(connection, generation, till.device, till.source, now)
            if told := receiving.known_already(books, structs.replace(beginning.last, chain=beginning.chain)):
                return told
    piece = wire.unpack_push(body)
    with till.shop.receiving() as connection:
        receipt = receiving.receive(Books(connection, generation, till.device, till.source, now), piece)
        if receipt.verdict == "taken":
            # Else a till that hands in and closes would look as if it held facts that nobody has, until it opens again.
            tills.handed_in(connection, till.device, len(piece.links), now)
        return receipt


def _require_own(till: Till, chain: str) -> None:
    """A till speaks for the chains that its own device records, and for nobody else's."""
    if origin_of(chain).rpartition(".")[0] != till.device:
        raise PermissionDeniedException("This chain is another device's.")
