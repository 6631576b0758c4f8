"""The centre's side of an exchange, on its database: heads, hashes, and facts taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storeops.database.queries import exchange as queries
from storeops.journal import intake
from storeops.rules.chains import Head, Link, origin_of
from storeops.sync.messages import Parked


@dataclass(frozen=True, slots=True)
class Books:
    """`receiving.Books` inside one write transaction of the caller's."""

    connection: Connection
    generation: str
    device: str
    """The till that hands in."""
    source: intake.Source
    now: str
    """UTC text like the journal's."""

    def lock(self, chain: str) -> None:
        queries.lock(self.connection, origin_of(chain))

    def head(self, chain: str) -> Head | None:
        held = queries.held(self.connection, chain)
        return held.head if held else None

    def hashes(self, chain: str, seqs: Sequence[int]) -> Mapping[int, bytes]:
        return queries.hashes(self.connection, chain, seqs)

    def keep(self, chain: str, links: Sequence[Link]) -> Sequence[Parked]:
        doubts = intake.take_in(self.connection, chain, links, self.source, self.now)
        head = Head(links[-1].seq, links[-1].hash)
        queries.advance(self.connection, chain, links[0].seq - 1, head, self.device, self.now)
        return [Parked(one.seq, one.code, one.why) for one in doubts]
