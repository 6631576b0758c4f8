"""What two databases know of each other's chains. Neither fact nor reference: never sent, never replayed."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import metadata, number, raw, text

#: How far a chain is held that another database recorded. At the centre it is whole up to there; at a till it may have
#: holes, because a till gets what concerns its store. `after` is the fact of `parent` that a branch goes off behind.
chain = Table(
    "chain",
    metadata,
    text("name", key=True),
    text("parent"),
    number("after"),
    number("seq"),
    raw("hash"),
    text("device"),
    text("received_at"),
)

#: A fact whose identity is held already, in another chain: two lives of one database recorded the same request. It is
#: kept as evidence and stands in its chain; its effects were there before.
journal_twin = Table(
    "journal_twin",
    metadata,
    text("origin", key=True),
    number("seq", key=True),
    text("id", index=True),
    raw("body"),
    raw("previous_hash"),
    raw("hash"),
)

#: A fact that was taken but needs a person: a kind this program does not know, a business that cannot be. `settled`
#: is empty, retried or dropped.
parked = Table(
    "parked",
    metadata,
    text("chain", key=True),
    number("seq", key=True),
    text("fact"),
    text("code"),
    text("why"),
    text("parked_at"),
    text("settled"),
    text("settled_at"),
    text("settled_by"),
    Index(None, "settled", "parked_at"),
)

#: How far the centre has acknowledged the chains that are recorded here.
acknowledged = Table(
    "acknowledged",
    metadata,
    text("chain", key=True),
    number("seq"),
    raw("hash"),
    text("at"),
)

#: A part of one's own facts that is exchanged under a name of its own, because a twin of this database recorded others
#: behind the same fact.
branch = Table("branch", metadata, text("name", key=True), number("after"), text("at"))

#: A till that was enrolled at this centre. `id` is the device that its origins bear.
device = Table(
    "device",
    metadata,
    text("id", key=True),
    text("store"),
    text("terminal"),
    raw("public_key"),
    text("enrolled_at"),
    text("revoked_at"),
    text("last_seen_at"),
    text("app"),
    text("tables"),
    number("clock_offset"),
    number("waiting"),
    Index(None, "store", "terminal"),
)

#: A one-time code that lets a till in: its first letters name it, of the rest only the SHA-256 is kept.
enrolment = Table(
    "enrolment",
    metadata,
    text("code", key=True),
    text("secret"),
    text("store"),
    text("terminal"),
    text("made_by"),
    text("made_at"),
    text("expires_at"),
    number("tries"),
    text("used_at"),
    text("device"),
    raw("public_key"),
)
