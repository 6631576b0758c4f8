"""The keys that sales channels show to the centre: made, shown once, revoked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import api as queries
from storeops.database.queries import sourcing
from storeops.journal.envelope import utc_text
from storeops.operations.shop import audit, next_revision
from storeops.rules.channels import KINDS, UnknownChannel
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.store import Store

RATE = 100
"""Requests a second where nothing else is said."""
MOST_RATE = 100_000


class UnknownKey(Refused):
    def __init__(self, id: str) -> None:
        super().__init__(f"The centre has no key {quote(id)}. Look at 'storeops server key list'.")
        self.id = id


class BadRate(Refused):
    def __init__(self, rate: int) -> None:
        super().__init__(f"A key may ask 1 to {MOST_RATE} times a second, not {rate}.")
        self.rate = rate


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key as the channel is to send it; its secret part is known to nobody afterwards."""

    id: str
    channel: str
    rate: int
    key: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the centre knows it. `rate`: requests a second."""

    id: str
    channel: str
    rate: int
    made_by: str
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who showed a good key."""

    key: str
    channel: str
    rate: int

    @property
    def actor(self) -> str:
        return f"{self.channel} (key {self.key})"


def add(centre: Store, channel: str, *, rate: int = RATE, tenant: str = "") -> MadeKey:
    """Make a key for a channel. Raises UnknownChannel, BadRate."""
    if not 1 <= rate <= MOST_RATE:
        raise BadRate(rate)
    id, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    with centre.write() as tx:
        if sourcing.channel_of(tx.connection, channel) is None:
            raise UnknownChannel(channel, list(dict.fromkeys([*sourcing.channels(tx.connection), *KINDS])))
        values = {
            "id": id,
            "channel": channel,
            "secret": _hash(secret),
            "rate": rate,
            "made_by": tx.actor,
            "made_at": utc_text(tx.now.isoformat()),
            "revoked_at": "",
        }
        queries.add_key(tx.connection, values)
        audit(tx, f"key {id}", next_revision(tx), f"made for channel {channel}")
    return MadeKey(id, channel, rate, ".".join(filter(None, (tenant, id, secret))))


def keys(connection: Connection) -> tuple[ApiKey, ...]:
    """Every key that was made, the revoked ones too."""
    return tuple(
        ApiKey(
            row["id"],
            row["channel"],
            row["rate"],
            row["made_by"],
            datetime.fromisoformat(row["made_at"]),
            datetime.fromisoformat(row["revoked_at"]) if row["revoked_at"] else None,
        )
        for row in queries.keys(connection)
    )


def revoke(centre: Store, id: str) -> None:
    """Trust a key no more, from the next request on. Raises UnknownKey."""
    with centre.write() as tx:
        found = queries.key(tx.connection, id)
        if found is None or found[3]:
            raise UnknownKey(id)
        queries.revoke_key(tx.connection, id, utc_text(tx.now.isoformat()))
        audit(tx, f"key {id}", next_revision(tx), f"revoked: channel {found[0]}")


def caller(connection: Connection, id: str, secret: str) -> Caller | None:
    """Whose key this is; None where it is nobody's, or is not trusted any more."""
    found = queries.key(connection, id)
    # One that is not known costs as much as one that is.
    channel, known, rate, revoked_at = found or ("", _hash(""), 0, "")
    good = hmac.compare_digest(known.encode(), _hash(secret).encode())
    return Caller(id, channel, rate) if found and good and not revoked_at else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
