"""Bodies in and out: read with a bound, answered from a thread, every refusal with the status that fits it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from anyio import to_thread
from litestar import Request, Response
from litestar.exceptions import HTTPException

from storeops.rules.errors import Refused
from storeops.server.centre import Centre
from storeops.sync.wire import MOST_COMPRESSED, TooLarge

_log = logging.getLogger("storeops.server")
JSON = "application/json"
PACKED = "application/zstd"
STATUS: dict[str, int] = {
    "TooLarge": 413,
    "Unreadable": 422,
    "CodeRefused": 403,
    "NotSigned": 401,
    "UnknownStore": 404,
    "UnknownDocument": 404,
    "UnknownRma": 404,
    "UnknownReservation": 404,
    "DocumentRefused": 422,
    "KeyUsedOtherwise": 422,
    "CardNumberRefused": 422,
    "Busy": 503,
    "ServerUnreachable": 503,
}
"""The status of a refusal, by the name of its class; any other is a conflict with how things are (409)."""


class Problem(msgspec.Struct, frozen=True):
    """What went wrong: a word for programs, a sentence for people, and whether the same may work later."""

    kind: str
    message: str
    again: bool = False


class Failed(msgspec.Struct, frozen=True):
    error: Problem


def centre_of(request: Request[Any, Any, Any]) -> Centre:
    """The centre that this application serves."""
    centre: Centre = request.app.state.centre
    return centre


async def body_of(request: Request[Any, Any, Any]) -> bytes:
    """The body, refused as soon as more of it has come than is taken. Raises HTTPException 413."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        if (size := size + len(piece)) > MOST_COMPRESSED:
            raise HTTPException(status_code=413, detail=str(TooLarge(MOST_COMPRESSED)))
        pieces.append(piece)
    return b"".join(pieces)


async def json(answer: Callable[..., Any], *arguments: Any, status: int = 200) -> Response[bytes]:
    """What a blocking function answers, as JSON."""
    found = await to_thread.run_sync(lambda: answer(*arguments))
    return Response(msgspec.json.encode(found), media_type=JSON, status_code=status)


async def packed(answer: Callable[..., bytes], *arguments: Any) -> Response[bytes]:
    """What a blocking function answers, compressed already (not by HTTP's own means, which know no bound)."""
    found = await to_thread.run_sync(lambda: answer(*arguments))
    return Response(found, media_type=PACKED)


def refused(_request: Request[Any, Any, Any], error: Refused) -> Response[bytes]:
    """A refusal of the shop's, told to a program."""
    status = STATUS.get(type(error).__name__, 503 if error.again else 409)
    return failed(status, Problem(type(error).__name__, str(error), error.again))


def http(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    name = type(error).__name__.removesuffix("Exception")
    problem = Problem(name, str(error.detail), error.status_code in (429, 503))
    return failed(error.status_code, problem, {key: str(value) for key, value in (error.headers or {}).items()})


def internal(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A mistake of the program: the log has the details, the answer has none."""
    _log.error("%s %s", request.method, request.url.path, exc_info=error)
    return failed(500, Problem("Internal", "The centre made a mistake; its log tells more.", True))


def failed(status: int, problem: Problem, more: Mapping[str, str] | None = None) -> Response[bytes]:
    headers = {**({"Retry-After": "5"} if status in (429, 503) else {}), **(more or {})}
    return Response(msgspec.json.encode(Failed(problem)), media_type=JSON, status_code=status, headers=headers)
