"""Returns by parcel in figures: why goods came back, what they were, what was given back and kept."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from storeops.database.queries import rma as queries
from storeops.reports.numerals import percent_of
from storeops.reports.rma.view import ReasonRow, ReturnsView
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.rma.counting import ARRIVED_ONCE, NOT_REFUNDED, OPEN_AFTER_ALL, RECEIVED, REFUNDED
from storeops.rules.rma.reasons import REASONS


class Step(NamedTuple):
    """What happened to goods that came back for one reason, in one way."""

    step: str
    condition: str
    disposition: str
    quantity: Thousandths
    amount: Minor
    kept: Minor


def by_reason(connection: Connection, first: date, last: date) -> ReturnsView:
    """Returns by parcel between two business days, both included."""
    span = (first.isoformat(), last.isoformat())
    sent = queries.sent_between(connection, *span)
    asked = {
        str(row["reason"]): (int(row["lines"]), int(row["quantity"]))
        for row in queries.authorised_by_reason(connection, *span)
    }
    steps: dict[str, list[Step]] = {}
    for row in queries.by_reason(connection, *span):
        told = Step(**{name: row[name] for name in Step._fields})
        steps.setdefault(row["reason"], []).append(told)
    rows = [
        _row(reason, *asked.get(reason, (0, 0)), steps.get(reason, []), sent)
        for reason in (*REASONS, *sorted({*asked, *steps} - set(REASONS)))
        if reason in asked or reason in steps
    ]
    rows.sort(key=lambda row: (-row.authorised, -row.received))
    return ReturnsView(
        first=first,
        last=last,
        sent=sent,
        reasons=tuple(rows),
        authorised=sum(row.authorised for row in rows),
        received=sum(row.received for row in rows),
        refunded=sum(row.refunded for row in rows),
        amount=sum(row.amount for row in rows),
        kept=sum(row.kept for row in rows),
        share=percent_of(sum(row.authorised for row in rows), sent),
    )


def _row(reason: str, lines: int, authorised: Thousandths, steps: list[Step], sent: Thousandths) -> ReasonRow:
    conditions: dict[str, int] = {}
    dispositions: dict[str, int] = {}
    sums: dict[str, int] = {}
    for one in steps:
        sums[one.step] = sums.get(one.step, 0) + one.quantity
        if one.step == RECEIVED:
            conditions[one.condition] = conditions.get(one.condition, 0) + one.quantity
            dispositions[one.disposition] = dispositions.get(one.disposition, 0) + one.quantity
    return ReasonRow(
        reason=reason,
        lines=lines,
        authorised=authorised,
        received=sums.get(RECEIVED, 0) - sums.get(ARRIVED_ONCE, 0),
        refunded=sums.get(REFUNDED, 0),
        refused=sums.get(NOT_REFUNDED, 0) - sums.get(OPEN_AFTER_ALL, 0),
        amount=sum(one.amount for one in steps),
        kept=sum(one.kept for one in steps),
        share=percent_of(authorised, sent),
        conditions=dict(sorted(conditions.items())),
        dispositions=dict(sorted(dispositions.items())),
    )
