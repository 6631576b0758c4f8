"""Projections of the drawer, and of every fact's postings."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.journal.envelope import Entry, Envelope
from storeops.journal.facts import CashMoved, DrawerClosed, DrawerKicked, DrawerOpened, Posting
from storeops.journal.projections.changes import (
    Changes,
    DrawerCloseRow,
    DrawerEventRow,
    DrawerSessionRow,
    MoneyPostingRow,
)


def post(changes: Changes, envelope: Envelope, session: str, postings: Iterable[Posting]) -> None:
    for line, posting in enumerate(postings, 1):
        changes.insert(
            MoneyPostingRow(
                envelope.id,
                line,
                posting.account,
                posting.amount,
                envelope.store,
                envelope.terminal,
                session,
                envelope.business_date,
            )
        )


def opened(entry: Entry, fact: DrawerOpened, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        DrawerSessionRow(
            id=envelope.id,
            store=envelope.store,
            terminal=envelope.terminal,
            business_date=envelope.business_date,
            opened_at=fact.opened_at,
            opened_by=envelope.actor,
            float=fact.opened_float,
        )
    )
    post(changes, envelope, envelope.id, fact.postings)


def moved(entry: Entry, fact: CashMoved, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        DrawerEventRow(
            envelope.id,
            fact.session,
            envelope.terminal,
            fact.movement,
            fact.amount,
            "",
            fact.reason,
            envelope.at,
            envelope.actor,
        )
    )
    post(changes, envelope, fact.session, fact.postings)


def kicked(entry: Entry, fact: DrawerKicked, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        DrawerEventRow(
            envelope.id,
            fact.session,
            envelope.terminal,
            "no_sale",
            0,
            "",
            fact.reason,
            envelope.at,
            envelope.actor,
        )
    )


def closed(entry: Entry, fact: DrawerClosed, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        DrawerCloseRow(
            fact=envelope.id,
            session=fact.session,
            number=fact.number,
            series=fact.series,
            counter=fact.counter,
            closed_at=fact.closed_at,
            closed_by=envelope.actor,
            expected=fact.expected,
            counted=fact.counted,
            difference=fact.difference,
        )
    )
    post(changes, envelope, fact.session, fact.postings)
