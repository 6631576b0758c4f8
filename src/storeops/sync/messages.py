"""What a till and the centre say to each other. Bytes travel as base64 text, facts as the very bytes that were hashed.

A field that a later version adds has a default, and an unknown one is passed over: an older till talks to a newer
centre, and the reverse."""

from __future__ import annotations

from typing import Any

import msgspec

from storeops.rules.chains import Head, Link

STOCK = "stock_elsewhere"
"""The table that rows of other stores' stock are of."""


class ChainHead(msgspec.Struct, frozen=True):
    """How far somebody holds a chain."""

    chain: str
    seq: int
    hash: bytes

    @property
    def head(self) -> Head:
        return Head(self.seq, self.hash)


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """A till begins: every chain that it records, and how far it has come. `wall` is its clock (ISO 8601)."""

    app: str
    schema: str
    wall: str
    heads: tuple[ChainHead, ...]
    waiting: int = 0
    """Facts that the centre had not acknowledged when it spoke."""


class Have(msgspec.Struct, frozen=True):
    """What the centre holds of one chain."""

    chain: str
    seq: int
    hash: bytes
    holds: bool
    """The head that the till told lies on the centre's chain."""

    @property
    def head(self) -> Head:
        return Head(self.seq, self.hash)


class Limits(msgspec.Struct, frozen=True):
    """The largest batch the centre takes: facts, and bytes before compression."""

    facts: int = 500
    bytes: int = 4 * 1024 * 1024


class Waiting(msgspec.Struct, frozen=True):
    """A fact of the till's that waits for a person at the centre."""

    chain: str
    seq: int
    fact: str
    code: str
    why: str


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """The centre answers. Another `generation` than before means that it was set back and wants to be told again."""

    generation: str
    have: tuple[Have, ...]
    now: str
    limits: Limits = Limits()
    parked: tuple[Waiting, ...] = ()
    """All of the till's facts that wait for a person; what is not among them was settled."""


class Question(msgspec.Struct, frozen=True):
    """Which of these facts of a chain do you hold alike?"""

    chain: str
    probes: tuple[ChainHead, ...]


class Found(msgspec.Struct, frozen=True):
    """The number of the last of them, None where there is none."""

    seq: int | None


class Push(msgspec.Struct, frozen=True):
    """A piece of one chain. On the wire: a line for this, then one for each link."""

    chain: str
    generation: str
    links: tuple[Link, ...]


class Parked(msgspec.Struct, frozen=True):
    """A fact that was taken but needs a person at the centre; `code` is one word, `why` a sentence."""

    seq: int
    code: str
    why: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a push. `verdict` is taken, gap, fork or malformed; `seq` and `hash` are the centre's head now."""

    generation: str
    verdict: str
    seq: int
    hash: bytes
    at: int = 0
    """The number that a fork or a malformed fact was found at."""
    parked: tuple[Parked, ...] = ()


class Shop(msgspec.Struct, frozen=True):
    """A shop that is there already asks to be let in, with its own reference data up to `revision`."""

    store: str
    terminal: str
    revision: int


class Enrolment(msgspec.Struct, frozen=True):
    """A till asks to be let in. `code` may have the tenant's name and a dot in front. Without a `shop` it is a new one
    and starts from a snapshot."""

    code: str
    device: str
    public_key: bytes
    shop: Shop | None = None


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """It is: as this terminal of this store."""

    tenant: str
    store: str
    terminal: str
    generation: str
    now: str
    centre_key: bytes = b""
    """The public half of the centre's key (Ed25519): what it says of itself for longer than a request is signed."""
    succeeds: bool = False
    """Another device has been this terminal before: its numbers are not to be given out again."""
    reference: str = ""
    """Where pulling reference data goes on, for a shop whose own are the centre's already."""


class Chunk(msgspec.Struct, frozen=True):
    """A piece of the compressed file."""

    sha256: str
    bytes: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A file for the new tills of one store: what it is, and how it comes."""

    tenant: str
    store: str
    generation: str
    made_at: str
    cursor: str
    reference: str
    """Where pulling facts and reference data goes on."""
    revision: int
    """Of its reference data."""
    tables: str
    rows: int
    bytes: int
    """Of the file itself; `sha256` is its hash, by which its chunks are asked for."""
    sha256: str
    compressed: int
    chunks: tuple[Chunk, ...]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest, the very bytes that were signed; or, while the file is being made, how many seconds to wait."""

    manifest: msgspec.Raw = msgspec.Raw(b"null")
    signature: bytes = b""
    wait: float = 0.0


class Fed(msgspec.Struct, frozen=True):
    """A fact that the centre hands out, and the chain it stands in."""

    chain: str
    link: Link


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of what a till is to learn. On the wire: a line for each fact, then one for the rest."""

    facts: tuple[Fed, ...]
    next: str
    """The cursor to go on from: kept together with these facts, opaque to the till."""
    more: bool
    again: bool = False
    """The cursor was of another life of the centre's database: everything is handed out once more."""


class Row(msgspec.Struct, frozen=True):
    """A row of a table, as the centre has it."""

    table: str
    values: dict[str, Any]


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the centre's tables. On the wire: a line for each row, then one for the rest."""

    rows: tuple[Row, ...]
    next: str
    more: bool
    revision: int = 0
    """The centre's, when this walk through its tables began."""
    anew: bool = False
    """The till walks through everything: what the centre has holds, whatever revision the till has a row of."""
    again: bool = False
    """It does so because the centre was set back: what has a higher revision than the centre knows is lost there."""
    at: str = ""
    """When it was so (UTC)."""
