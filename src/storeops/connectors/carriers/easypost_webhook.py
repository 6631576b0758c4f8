"""Whether a webhook is from EasyPost: its signature over the body as it came, before anything in it is read.

EasyPost signs with HMAC-SHA-256 (RFC 2104), the digest in hexadecimal behind `hmac-sha256-hex=`. `X-Hmac-Signature` is
over the body; `X-Hmac-Signature-V2` over timestamp, method, path and body, so that nobody can send it again later.
The secret is in Unicode's form NFKD, as EasyPost's own libraries have it.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from storeops.rules.errors import Refused

TOLERANCE = timedelta(minutes=5)
"""How far the sender's clock may be from ours, and how long a webhook may be under way."""

_PREFIX = "hmac-sha256-hex="


class NotSigned(Refused):
    """A webhook is not from EasyPost, or the shop has another secret than EasyPost. Nothing of it was read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The webhook is not EasyPost's: {reason}. Check the webhook's secret at both ends.")
        self.reason = reason


def require_signature(
    body: bytes, headers: Mapping[str, str], secret: str, now: datetime, *, method: str = "POST", v2: bool = False
) -> None:
    """Raises NotSigned unless `body` was signed with the secret. Headers are found in any case.

    The second signature, where there is one, holds alone; with `v2` there has to be one. `now` is an aware moment."""
    if not secret:
        raise NotSigned("no secret is set, so nothing can be checked")
    given = {name.lower(): value.strip() for name, value in headers.items()}
    second, first = given.get("x-hmac-signature-v2", ""), given.get("x-hmac-signature", "")
    if second:
        stamp, path = given.get("x-timestamp", ""), given.get("x-path", "")
        _require_now(stamp, now)
        signed = b"".join((stamp.encode(), method.upper().encode(), path.encode(), body))
        _require_same(second, signature(signed, secret))
    elif first and not v2:
        _require_same(first, signature(body, secret))
    else:
        raise NotSigned("it has no signature")


def signature(signed: bytes, secret: str) -> str:
    """The signature of these bytes as the header has it."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return _PREFIX + hmac.new(key, signed, hashlib.sha256).hexdigest()


def _require_same(given: str, expected: str) -> None:
    # In constant time, and as bytes: a header may hold anything.
    if not hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode()):
        raise NotSigned("the signature is another")


def _require_now(stamp: str, now: datetime) -> None:
    try:
        sent = parsedate_to_datetime(stamp)
    except (TypeError, ValueError):
        raise NotSigned("its timestamp cannot be read") from None
    # RFC 2822: -0000 is UTC of a sender who says nothing of its zone.
    sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    if abs(now - sent) > TOLERANCE:
        raise NotSigned("it was signed at another time")
