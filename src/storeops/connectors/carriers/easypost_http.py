"""The way to EasyPost: one request at a time, what its failure means for the next try, and nothing of the key in words.

A read is tried again after a while, since it changes nothing. A request that changes something is sent once.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from storeops.connectors.carriers.port import CarrierRefused, CarrierUnknown, CarrierUnreachable, Problem
from storeops.connectors.orders.fields import Fields
from storeops.connectors.orders.json_text import strict
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentRefused
from storeops.rules.text import clean

if TYPE_CHECKING:
    import httpx

NAME = "EasyPost"
BASE_URL = "https://api.easypost.com/v2"
KEY_VARIABLE = "STOREOPS_EASYPOST_KEY"

LARGEST_ANSWER = 8 * 1024**2
"""The most that is read of an answer or a document, in bytes."""

LONGEST_WAIT = 30
"""The longest that a read waits for another try, in seconds, whatever the server asks for."""

DOCUMENT_HOSTS = ("easypost.com", "amazonaws.com")
"""Where labels and manifests are fetched from (with the hosts below these), beside the base address itself."""

# What EasyPost answers to a purchase that may well have been made, as its list of error codes has them.
_MAYBE_BOUGHT = frozenset(
    f"SHIPMENT.{code}"
    for code in ("POSTAGE.EXISTS", "POSTAGE.TIMED_OUT", "POSTAGE.NO_RESPONSE", "PURCHASE.IN_PROGRESS")
)
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_LEFT_OPEN = frozenset({408, 409})

_encode = msgspec.json.Encoder(decimal_format="number").encode


class NoApiKey(Refused):
    """There is no key for EasyPost, or it cannot be one. The key itself is never told."""

    def __init__(self) -> None:
        super().__init__(f"There is no usable key for {NAME}. Set {KEY_VARIABLE} to the account's API key.")


class _Unreadable(Exception):
    """An answer is no JSON object, or larger than any is. `str()` says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, the body, and for how long the server asks to be left alone (seconds)."""

    status: int
    body: bytes
    wait: int | None = None

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


def key_from(environment: Mapping[str, str]) -> str:
    """The key in the environment. Raises NoApiKey."""
    key = environment.get(KEY_VARIABLE, "").strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key or ":" in key:
        raise NoApiKey
    return key


class Session:
    """A connection to EasyPost. `timeout` in seconds is for every step of a request, `patience` for all of it; `tries`
    how often a read is sent; `pause` waits for seconds, `clock` tells them.

    Raises ValueError for an address that is not HTTPS, unless it is this machine's own."""

    def __init__(
        self,
        key: str,
        base_url: str = BASE_URL,
        *,
        timeout: float = 20,
        patience: float = 60,
        tries: int = 3,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        import httpx

        parts = httpx.URL(base_url)
        own = _is_own_machine(parts.host)
        if not parts.host or (parts.scheme != "https" and not (own and parts.scheme == "http")):
            raise ValueError("the key is sent to an https address only")
        self._base = base_url.rstrip("/")
        self._origin = (parts.scheme, parts.host, parts.port)
        self._auth = httpx.BasicAuth(key, "")
        # Redirects are not followed: the key would go along. A proxy of the machine's is used, except to itself.
        # A server of this machine has no certificate, and loading those of the world's takes its time.
        verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if parts.scheme == "http" else True
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=not own, verify=verify)
        self._patience = patience
        self._tries = tries
        self._pause = pause
        self._clock = clock

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def read(self, path: str, params: Mapping[str, str] | None = None) -> Fields | None:
        """What is there, None where there is nothing (404). Raises CarrierRefused, CarrierUnreachable."""
        for attempt in range(1, self._tries + 1):
            try:
                answer = self._send("GET", path, params=params)
                if answer.status == 404:
                    return None
                if answer.status not in _AGAIN:
                    return _fields(answer) if answer.is_ok else _refuse(answer)
                trouble = CarrierUnreachable(NAME, _reason(answer), answer.wait)
            except _lost() as error:
                trouble = CarrierUnreachable(NAME, _said(error))
            if attempt < self._tries:
                self._pause(min(LONGEST_WAIT, trouble.wait or 2 ** (attempt - 1)))
        raise trouble

    def write(self, path: str, body: Mapping[str, object], reference: str = "") -> Fields:
        """What comes of a request that changes something, sent once.

        With a `reference` it matters whether it was done: raises CarrierUnknown where that is not known. Without one
        it does not, since a shipment nobody bought costs nothing. Raises CarrierRefused, CarrierUnreachable."""
        try:
            answer = self._send("POST", path, content=_encode(body))
            if answer.is_ok:
                return _fields(answer)
        except _unsent() as error:
            raise CarrierUnreachable(NAME, _said(error)) from None
        except _lost() as error:
            raise self._left_open(_said(error), reference) from None
        if answer.status == 429:  # counted before anything is done
            raise CarrierUnreachable(NAME, _reason(answer), answer.wait)
        is_answer = 400 <= answer.status < 500 and answer.status not in _LEFT_OPEN
        if not is_answer or _code(answer) in _MAYBE_BOUGHT:
            raise self._left_open(_reason(answer), reference)
        return _refuse(answer)

    def document(self, url: str) -> bytes | None:
        """A label or manifest, fetched without the key from EasyPost's own hosts; None where it cannot be had."""
        import httpx

        try:
            # The one parser: what is checked here is what is connected to.
            parts = httpx.URL(url)
        except httpx.InvalidURL:
            return None
        if not is_document_host(parts.scheme, parts.host) and (parts.scheme, parts.host, parts.port) != self._origin:
            return None
        try:
            answer = self._send("GET", url, auth=None)
        except _lost():
            return None
        return answer.body if answer.is_ok and answer.body else None

    def _left_open(self, reason: str, reference: str) -> CarrierUnknown | CarrierUnreachable:
        return CarrierUnknown(NAME, reference, reason) if reference else CarrierUnreachable(NAME, reason)

    def _send(self, method: str, path: str, **how: Any) -> Answer:
        """Raises httpx.HTTPError, httpx.InvalidURL, _Unreadable."""
        import httpx

        until = self._clock() + self._patience
        url = path if "auth" in how else self._base + path
        headers = {"Accept": "application/json", "Content-Type": "application/json"} if "content" in how else {}
        how.setdefault("auth", self._auth)
        with self._client.stream(method, url, headers=headers, **how) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise _Unreadable("the answer is larger than any should be")
                # Each step has its own limit; a server that sends a byte at a time would keep within it for ever.
                if self._clock() > until:
                    raise httpx.ReadTimeout("the answer takes too long")
            return Answer(response.status_code, bytes(body), _wait(response))


def _lost() -> tuple[type[Exception], ...]:
    """What is raised when there is no answer, or none that can be read."""
    import httpx

    return (httpx.HTTPError, httpx.InvalidURL, _Unreadable)


def _unsent() -> tuple[type[Exception], ...]:
    """What is raised before a request has left."""
    import httpx

    return (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)


def _wait(response: httpx.Response) -> int | None:
    asked = response.headers.get("Retry-After", "")
    return min(int(asked), 3600) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None


def _said(error: Exception) -> str:
    """Why there is no answer. The library's own words may hold addresses; its classes' names are words enough."""
    import httpx

    if isinstance(error, _Unreadable):
        return str(error)
    if isinstance(error, httpx.TimeoutException):
        return "it does not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "there is no connection to it"
    return f"the connection broke off ({type(error).__name__})"


def _fields(answer: Answer) -> Fields:
    """Raises _Unreadable."""
    try:
        value = strict(answer.body.decode("utf-8"))
    except (UnicodeDecodeError, DocumentRefused):
        raise _Unreadable("its answer cannot be read") from None
    if not isinstance(value, dict):
        raise _Unreadable("its answer is no object")
    return Fields(value)


def _error(answer: Answer) -> Fields:
    """The `error` of an answer, empty where it has none that can be read."""
    try:
        return _fields(answer).child("error")
    except (_Unreadable, DocumentRefused):
        return Fields({})


def _code(answer: Answer) -> str:
    code = _error(answer).look("code")
    return clean(code[:200], limit=100) if isinstance(code, str) else ""


def _reason(answer: Answer) -> str:
    """The server's message; it should be a text, and is now and then a list or an object of them."""
    message = _error(answer).look("message")
    texts = [message] if isinstance(message, str) else _texts(message)
    told = clean(", ".join(texts)[:2000], limit=300).removesuffix(".")
    return f"{told} (HTTP {answer.status})" if told else f"HTTP {answer.status}"


def _texts(value: object, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return [text for one in inner[:20] for text in _texts(one, depth + 1)] if depth < 4 else []


def _refuse(answer: Answer) -> Fields:
    """Raises CarrierRefused with what is to be corrected."""
    if answer.status in (401, 403):
        raise CarrierRefused(NAME, f"it does not accept the key in {KEY_VARIABLE} (HTTP {answer.status})")
    listed = _error(answer).look("errors")
    problems = [found for one in listed[:50] if (found := _problem(one))] if isinstance(listed, list) else []
    raise CarrierRefused(NAME, _reason(answer), problems, _code(answer))


def _problem(value: object) -> Problem | None:
    """One of `errors`: an object with a field and a message, or a mere text."""
    if isinstance(value, str):
        return Problem("request", clean(value[:2000], limit=200))
    if not isinstance(value, dict):
        return None
    field, message, suggestion = (
        clean(text[:2000], limit=200) if isinstance(text := value.get(name), str) else ""
        for name in ("field", "message", "suggestion")
    )
    return Problem(field or "request", message, suggestion) if message else None


def is_document_host(scheme: str, host: str) -> bool:
    """Whether a document may be fetched from there: HTTPS, one of `DOCUMENT_HOSTS` or below it."""
    return scheme == "https" and any(host == one or host.endswith(f".{one}") for one in DOCUMENT_HOSTS)


def _is_own_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
