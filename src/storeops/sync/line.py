"""The way to the centre over HTTP: signed, compressed, and honest about what a failure means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from storeops.rules.errors import Refused
from storeops.sync import signing, wire
from storeops.sync.exchange import LineDown
from storeops.sync.messages import (
    Enrolled,
    Enrolment,
    Found,
    Hello,
    Offer,
    Page,
    Push,
    Question,
    Receipt,
    Rows,
    Welcome,
)
from storeops.sync.snapshot import MOST_CHUNK, Gone

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SECONDS = 30.0
TENANT = "storeops-tenant"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Answer = TypeVar("Answer", bound=msgspec.Struct)


class BadAddress(Refused):
    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address[:80]} cannot be the address of a centre: {why}.")
        self.address = address


class CentreRefused(Refused):
    """The centre understood, and says no. `kind` is its word for why."""

    def __init__(self, kind: str, message: str, status: int) -> None:
        super().__init__(f"The centre says: {message}")
        self.kind = kind
        self.status = status


class Identity(NamedTuple):
    """Who signs: the tenant, the device, its key."""

    tenant: str
    device: str
    key: Ed25519PrivateKey


def check_address(address: str, *, insecure: bool = False) -> str:
    """The address without a slash at its end. Raises BadAddress: only this machine is spoken to in the clear."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadAddress(address, "it is written http://HOST:PORT or https://HOST")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not insecure:
        raise BadAddress(address, "it is not encrypted. Use https://, or say --insecure on a line that you trust")
    return address.rstrip("/")


class HttpLine:
    """`exchange.Line` to a centre at an address. Raises LineDown, CentreRefused from every call."""

    def __init__(self, address: str, identity: Identity | None = None, *, seconds: float = SECONDS) -> None:
        self.identity = identity
        self._client = httpx.Client(base_url=address, timeout=seconds, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def enrol(self, words: Enrolment) -> Enrolled:
        return self._post("/v1/enrol", wire.encode(words), Enrolled)

    def hello(self, words: Hello) -> Welcome:
        return self._post("/v1/sync/hello", wire.encode(words), Welcome)

    def locate(self, question: Question) -> Found:
        return self._post("/v1/sync/locate", wire.encode(question), Found)

    def push(self, piece: Push) -> Receipt:
        return self._post("/v1/sync/push", wire.pack_push(piece), Receipt)

    def pull(self, after: str, limit: int, but: str) -> Page:
        return self._fetch("/v1/sync/pull", {"after": after, "limit": limit, "but": but}, wire.unpack_page)

    def reference(self, after: str, limit: int) -> Rows:
        return self._fetch("/v1/sync/reference", {"after": after, "limit": limit}, wire.unpack_rows)

    def stock(self, after: str, limit: int) -> Rows:
        return self._fetch("/v1/sync/stock", {"after": after, "limit": limit}, wire.unpack_rows)

    def snapshot(self) -> Offer:
        return self._read(self.ask("GET", "/v1/sync/snapshot"), Offer)

    def chunk(self, sha256: str, number: int) -> bytes:
        """Raises Gone."""
        try:
            return self.ask("GET", f"/v1/sync/snapshot/{sha256}/{number}", most=MOST_CHUNK)
        except CentreRefused as error:
            if error.status == httpx.codes.NOT_FOUND:
                raise Gone from error
            raise

    def _fetch(self, path: str, question: Mapping[str, object], unpack: Callable[[bytes], Answer]) -> Answer:
        return self._understood(unpack, self.ask("GET", f"{path}?{urlencode(question)}"))

    def _post(self, target: str, body: bytes, kind: type[Answer]) -> Answer:
        return self._read(self.ask("POST", target, body), kind)

    def _read(self, answer: bytes, kind: type[Answer]) -> Answer:
        return self._understood(lambda data: wire.decode(data, kind), answer)

    @staticmethod
    def _understood(read: Callable[[bytes], Answer], answer: bytes) -> Answer:
        try:
            return read(answer)
        except wire.Unreadable as error:
            raise LineDown("What answered is no centre, or not one this program understands.") from error

    def ask(self, method: str, target: str, body: bytes = b"", most: int = wire.MOST_COMPRESSED) -> bytes:
        """What the centre answers, not a byte more than `most` of it, as it came over the line."""
        headers = {**self._signature(method, target, body), "Accept-Encoding": "identity"}
        came = bytearray()
        try:
            with self._client.stream(method, target, content=body, headers=headers) as answer:
                for piece in answer.iter_raw():
                    came += piece
                    if len(came) > most:
                        raise LineDown("What answered is no centre: its answer does not end.")
        except httpx.HTTPError as error:
            raise self._unreached(error) from error
        self._require_good(answer.status_code, bytes(came))
        return bytes(came)

    @staticmethod
    def _unreached(error: httpx.HTTPError) -> LineDown:
        return LineDown(f"The centre was not reached ({type(error).__name__}). It will be tried again.")

    def _require_good(self, status: int, content: bytes) -> None:
        """Raises LineDown, CentreRefused."""
        if 200 <= status < 300:
            return
        if status >= 500 or status == httpx.codes.TOO_MANY_REQUESTS:
            raise LineDown(f"The centre cannot answer just now ({status}). It will be tried again.")
        raise self._refusal(status, content)

    def _signature(self, method: str, target: str, body: bytes) -> dict[str, str]:
        if self.identity is None:
            return {}
        tenant, device, key = self.identity
        signed = signing.sign(key, device, method, f"{tenant} {target}", body, datetime.now(UTC))
        return {TENANT: tenant, **signed}

    @staticmethod
    def _refusal(status: int, content: bytes) -> Refused:
        try:
            error = msgspec.json.decode(content)["error"]
            return CentreRefused(str(error["kind"])[:40], str(error["message"])[:400], status)
        except (msgspec.MsgspecError, KeyError, TypeError):
            return LineDown(f"What answered is no centre ({status}).")
