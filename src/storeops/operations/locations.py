"""The location that is meant: the one named, else the terminal's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from storeops.database.queries import shop as queries
from storeops.database.queries.profile import Profile
from storeops.rules.errors import Refused
from storeops.store import Tx


class UnknownLocation(Refused):
    def __init__(self, location: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no location '{location}'. Known: {', '.join(known)}.")
        self.location = location


def known_location(tx: Tx, location: str) -> str:
    """The location named, else the terminal's own. Raises UnknownLocation."""
    return location_of(tx.connection, tx.profile, location)


def location_of(connection: Connection, profile: Profile, location: str) -> str:
    """`known_location` where nothing is written. Raises UnknownLocation."""
    if not location:
        return profile.location
    known = queries.location_codes(connection)
    if location not in known:
        raise UnknownLocation(location, known)
    return location
