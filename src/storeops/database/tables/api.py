"""Sales channels that speak to the centre by HTTP: their keys, what they asked before, whom events are told to.
Neither fact nor reference: never sent, never replayed."""

from __future__ import annotations

from sqlalchemy import Index, Table

from storeops.database.tables.base import flag, metadata, number, raw, text

#: A channel's key. `id` is in the clear in what the channel shows; of the rest only the SHA-256 is kept. `rate`:
#: requests a second.
api_key = Table(
    "api_key",
    metadata,
    text("id", key=True),
    text("channel"),
    text("secret"),
    number("rate"),
    text("made_by"),
    text("made_at"),
    text("revoked_at"),
)

#: What was answered to a request that changed something, by the key's channel and the request's own key, for good.
idempotency = Table(
    "idempotency",
    metadata,
    text("channel", key=True),
    text("key", key=True),
    text("digest"),
    number("status"),
    raw("answer"),
    text("at"),
)

#: Where events of a channel's orders are told to. `events` are separated by spaces; `since` is the transaction that
#: made it: what was recorded before is not told.
webhook_subscription = Table(
    "webhook_subscription",
    metadata,
    text("id", key=True),
    text("channel"),
    text("url"),
    text("events"),
    text("secret"),
    flag("insecure"),
    number("since"),
    text("made_by"),
    text("made_at"),
    text("dropped_at"),
)

#: An event to be told, or told: `state` is waiting, sent or given_up; `body` is the very text that is signed and sent.
webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    text("subscription", key=True),
    text("fact", key=True),
    text("event"),
    text("body"),
    text("made_at"),
    text("state"),
    text("next_at"),
    number("attempts"),
    number("status"),
    text("told"),
    Index(None, "state", "next_at"),
)

#: How far the journal was looked through for events: the transaction and the position of the last one seen.
webhook_cursor = Table(
    "webhook_cursor",
    metadata,
    text("name", key=True),
    text("generation"),
    number("xid"),
    number("position"),
)

#: What another system told us by webhook, so that the same message sent again does nothing.
webhook_received = Table(
    "webhook_received",
    metadata,
    text("sender", key=True),
    text("id", key=True),
    text("at"),
)
