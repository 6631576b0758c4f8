"""A fact as it is written: who recorded it, when, where; its bytes; and the chain that holds them together.

The stored body is the exact bytes that were hashed, so evidence never depends on how a database or a library would
write them again. SHA-256 over the previous hash, the origin, the sequence number and the body.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from storeops import __version__
from storeops.journal.facts import AnyFact
from storeops.journal.upgrades import upgrade
from storeops.rules.chains import chain_hash


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The body: a fact with its circumstances. `at` is the shop's wall time with its offset from UTC (ISO 8601)."""

    id: str
    at: str
    business_date: str
    store: str
    terminal: str
    actor: str
    app: str
    version: int
    fact: AnyFact


class JournalRow(NamedTuple):
    """A row of the journal, in its columns' order, the local position left out."""

    origin: str
    seq: int
    id: str
    recorded_at: str
    business_date: str
    store: str
    terminal: str
    actor: str
    kind: str
    version: int
    body: bytes
    previous_hash: bytes
    hash: bytes


class Entry(NamedTuple):
    """A fact read back: what a projection gets, and all it gets."""

    origin: str
    seq: int
    envelope: Envelope


_decoder = msgspec.json.Decoder(Envelope)
_encoder = msgspec.json.Encoder()


def seal(envelope: Envelope, origin: str, seq: int, previous: bytes) -> JournalRow:
    """The row that records this envelope as number `seq` of `origin`, chained to `previous`."""
    body = _encoder.encode(envelope)
    return JournalRow(
        origin=origin,
        seq=seq,
        id=envelope.id,
        recorded_at=utc_text(envelope.at),
        business_date=envelope.business_date,
        store=envelope.store,
        terminal=envelope.terminal,
        actor=envelope.actor,
        kind=kind_of(envelope.fact),
        version=envelope.version,
        body=body,
        previous_hash=previous,
        hash=chain_hash(previous, origin, seq, body),
    )


def enclose(
    fact: AnyFact, *, id: str, at: datetime, business_date: str, store: str, terminal: str, actor: str
) -> Envelope:
    return Envelope(
        id=id,
        at=at.isoformat(timespec="microseconds"),
        business_date=business_date,
        store=store,
        terminal=terminal,
        actor=actor,
        app=__version__,
        version=type(fact).version,
        fact=fact,
    )


def unseal(body: bytes, kind: str, version: int) -> Envelope:
    """The envelope in a body; one of an earlier version is upgraded first.

    Raises msgspec.ValidationError when the bytes are no envelope."""
    fields = upgrade(kind, version, body)
    return _decoder.decode(body) if fields is None else msgspec.convert(fields, Envelope)


def kind_of(fact: AnyFact) -> str:
    tag = type(fact).__struct_config__.tag
    return str(tag)


def utc_text(at: str) -> str:
    """A wall time with offset as UTC text that sorts in time: 2026-11-23T09:15:00.000000Z."""
    moment = datetime.fromisoformat(at).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def raw_fields(body: bytes) -> dict[str, Any]:
    """The body as plain dictionaries, of whatever kind and version."""
    fields: dict[str, Any] = msgspec.json.decode(body)
    return fields
