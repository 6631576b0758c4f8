"""The journal as JSON lines, for an auditor: verified by a script that knows nothing of this program."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from storeops.journal.reading import rows


def lines(connection: Connection) -> Iterator[bytes]:
    """One line a fact: origin, seq, the exact body (base64, because its bytes are the evidence), both hashes in hex."""
    for numbered in rows(connection):
        row = numbered.row
        yield msgspec.json.encode(
            {
                "origin": row.origin,
                "seq": row.seq,
                "previous_hash": bytes(row.previous_hash).hex(),
                "hash": bytes(row.hash).hex(),
                "body": base64.b64encode(row.body).decode("ascii"),
            }
        )
