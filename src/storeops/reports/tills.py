"""The tills of a centre as it last saw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import tills as queries


@dataclass(frozen=True, slots=True)
class TillView:
    """An enrolled till. `clock_offset`: how far its clock is ahead of the centre's, in milliseconds."""

    device: str
    store: str
    terminal: str
    enrolled_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    waiting: int
    """Facts it had not handed in when it last spoke."""
    app: str
    tables: str
    clock_offset: int


def tills(connection: Connection) -> tuple[TillView, ...]:
    """Every till that was ever let in, by store and terminal."""
    return tuple(
        TillView(
            device=row["id"],
            store=row["store"],
            terminal=row["terminal"],
            enrolled_at=datetime.fromisoformat(row["enrolled_at"]),
            last_seen_at=_moment(row["last_seen_at"]),
            revoked_at=_moment(row["revoked_at"]),
            waiting=row["waiting"],
            app=row["app"],
            tables=row["tables"],
            clock_offset=row["clock_offset"],
        )
        for row in queries.every(connection)
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
