"""Queries of the centre about channels that speak to it: their keys, and what they were answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from storeops.database.prepared import Prepared
from storeops.database.tables import api_key, idempotency

_KEY = Prepared(
    select(api_key.c.channel, api_key.c.secret, api_key.c.rate, api_key.c.revoked_at).where(
        api_key.c.id == bindparam("of_id")
    )
)
_ANSWERED = Prepared(
    select(idempotency.c.digest, idempotency.c.status, idempotency.c.answer).where(
        idempotency.c.channel == bindparam("of_channel"), idempotency.c.key == bindparam("of_key")
    )
)


def add_key(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(api_key.insert().values(**values))


def key(connection: Connection, id: str) -> tuple[str, str, int, str] | None:
    """Channel, SHA-256 of the secret, requests a second, and when it was revoked (nothing: it is good)."""
    row = _KEY.one(connection, of_id=id)
    return None if row is None else (str(row[0]), str(row[1]), int(row[2]), str(row[3]))


def keys(connection: Connection) -> list[RowMapping]:
    query = select(api_key).order_by(api_key.c.channel, api_key.c.made_at, api_key.c.id)
    return list(connection.execute(query).mappings())


def revoke_key(connection: Connection, id: str, at: str) -> None:
    connection.execute(update(api_key).where(api_key.c.id == id).values(revoked_at=at))


def answered(connection: Connection, channel: str, key: str) -> tuple[str, int, bytes] | None:
    """The digest of the request that a channel sent under this key, and what it was answered."""
    row = _ANSWERED.one(connection, of_channel=channel, of_key=key)
    return None if row is None else (str(row[0]), int(row[1]), bytes(row[2]))


_KEEP = Prepared(
    idempotency.insert().values(
        channel=bindparam("of_channel"),
        key=bindparam("of_key"),
        digest=bindparam("of_digest"),
        status=bindparam("of_status"),
        answer=bindparam("of_answer"),
        at=bindparam("of_at"),
    )
)


def keep_answer(
    connection: Connection, channel: str, key: str, digest: str, status: int, answer: bytes, at: str
) -> None:
    _KEEP.change(
        connection,
        of_channel=channel,
        of_key=key,
        of_digest=digest,
        of_status=status,
        of_answer=answer,
        of_at=at,
    )
