"""Projections of leases: what was granted, and every event of it as a row of its own."""

from __future__ import annotations

from typing import NamedTuple

from storeops.journal.envelope import Entry, kind_of, utc_text
from storeops.journal.facts import DrawSettled, LeaseDrawn, LeaseEnded, LeaseExtended, LeaseGranted
from storeops.journal.facts.leases import LeaseDraw
from storeops.journal.projections.changes import Changes
from storeops.journal.projections.lease_rows import LeaseEventRow, LeaseRow
from storeops.journal.projections.order_rows import OrderEventRow
from storeops.rules.chains import origin_of

EXTENDED, RECALLED, RETURNED, DRAWN, CONFIRMED, TAKEN_BACK = (
    "extended",
    "recalled",
    "returned",
    "drawn",
    "confirmed",
    "taken back",
)


def granted(entry: Entry, fact: LeaseGranted, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        LeaseRow(
            envelope.id,
            fact.sku,
            fact.location,
            fact.channel,
            fact.quantity,
            fact.expires_at,
            origin_of(entry.origin),
            envelope.at,
            envelope.actor,
        )
    )


def extended(entry: Entry, fact: LeaseExtended, changes: Changes) -> None:
    changes.insert(LeaseEventRow(entry.envelope.id, 1, fact.lease, EXTENDED, "", "", 0, fact.expires_at))


def ended(entry: Entry, fact: LeaseEnded, changes: Changes) -> None:
    kind = RETURNED if fact.by == "holder" else RECALLED
    changes.insert(LeaseEventRow(entry.envelope.id, 1, fact.lease, kind, "", "", 0, ""))


def drawn(entry: Entry, fact: LeaseDrawn, changes: Changes) -> None:
    _draws(entry, _Of(DRAWN, fact.order, entry.envelope.id), fact.draws, changes)


def settled(entry: Entry, fact: DrawSettled, changes: Changes) -> None:
    _draws(entry, _Of(fact.outcome, fact.order, fact.draw), fact.draws, changes)


class _Of(NamedTuple):
    kind: str
    order: str
    draw: str


def _draws(entry: Entry, of: _Of, draws: tuple[LeaseDraw, ...], changes: Changes) -> None:
    envelope = entry.envelope
    for line, one in enumerate(draws, 1):
        changes.insert(LeaseEventRow(envelope.id, line, one.lease, of.kind, of.order, of.draw, one.quantity, ""))
    changes.insert(OrderEventRow(of.order, envelope.id, kind_of(envelope.fact), utc_text(envelope.at)))
