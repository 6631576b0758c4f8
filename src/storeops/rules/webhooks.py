"""Events told by webhook as Standard Webhooks has it (standardwebhooks.com, version 1.0.0): signed, tried again, and
only to where they are meant to go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

EVENTS: MappingProxyType[str, str] = MappingProxyType(
    {
        "order.placed": "order.placed",
        "order.amended": "order.amended",
        "order.cancelled": "order.cancelled",
        "order.dispatched": "order.sent",
        "order.returned": "order.returned",
    }
)
"""What a channel is told of, by the kind of the fact that says it."""

PREFIX = "whsec_"
_MINUTES = (0.1, 5, 30, 120, 300, 600, 840, 1200, 1440)
"""Minutes from one try to the next: ten tries in a little more than three days."""
LONGEST_URL = 500


class BadAddress(Refused):
    """Events are not told to this address. `reason` says why."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"Events cannot be told to {quote(url)}: {reason}.")
        self.url = url
        self.reason = reason


class UnknownEvent(Refused):
    def __init__(self, event: str) -> None:
        super().__init__(f"{quote(event)} is no event; use one of: {', '.join(EVENTS.values())}.")
        self.event = event


def pause(tries: int, chance: float) -> timedelta | None:
    """How long after this many failed tries the next one is; None when it is given up. `chance` from 0 to 1 spreads
    the tries of many events over a fifth of the time more."""
    if tries > len(_MINUTES):
        return None
    return timedelta(minutes=_MINUTES[tries - 1] * (1 + 0.2 * chance))


def signed(secret: str, id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers that prove who says it. `secret` is base64 behind `whsec_`."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, b".".join((id.encode(), stamp.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def require_url(url: str, *, insecure: bool = False) -> str:
    """The URL, where events may be told to it: HTTPS, or HTTP on this machine itself. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(url, "it cannot be read") from error
    if len(url) > LONGEST_URL or not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise BadAddress(url, "it is too long, or has signs that no address has")
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise BadAddress(url, "write https://HOST/PATH")
    if parts.username or parts.password or parts.fragment:
        raise BadAddress(url, "leave out the password and what is behind '#'")
    if parts.scheme == "http" and not (insecure or is_loopback(host)):
        raise BadAddress(url, "it is not encrypted; use https, or say --insecure where you trust the line")
    return url


def is_loopback(host: str) -> bool:
    """Whether this names the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_public(url: str, address: str) -> None:
    """Raises BadAddress where the address that a name stands for is not one of the public internet: a channel's
    webhook must not reach what only the centre's own network can."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or found
    if not inner.is_global or inner.is_multicast:
        raise BadAddress(url, f"it leads to {address}, which is not on the public internet; say --insecure if it may")


def events(names: str) -> tuple[str, ...]:
    """Events by name, separated by spaces; all of them where none is named. Raises UnknownEvent."""
    wanted = names.split()
    for name in wanted:
        if name not in EVENTS.values():
            raise UnknownEvent(name)
    return tuple(dict.fromkeys(wanted)) or tuple(EVENTS.values())
