"""Transfers: what was sent from where to where, what arrived, and what is still on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import numbers
from storeops.database.queries import transfers as queries
from storeops.rules import transfers as rules
from storeops.rules.amounts import Thousandths


@dataclass(frozen=True, slots=True)
class TransferLineView:
    """A line: `extra` is what of `received` arrived beyond what was sent."""

    line: int
    sku: str
    name: str
    unit: str
    lot: str
    serial: str
    quantity: Thousandths
    received: Thousandths
    extra: Thousandths
    lost: Thousandths
    outstanding: Thousandths


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer. `status` is in transit, partly received, received or received with losses."""

    id: str
    number: str
    from_location: str
    to_location: str
    sent_at: datetime
    actor: str
    status: str
    lines: tuple[TransferLineView, ...]


def by_number(connection: Connection, number: str) -> TransferView:
    """One transfer, by its number or what it ends in. Raises UnknownDocument, AmbiguousDocument."""
    return by_id(connection, numbers.id_of(connection, "transfer", number))


def by_id(connection: Connection, id: str) -> TransferView:
    return _views(connection, [queries.row(connection, id)])[0]


def listing(
    connection: Connection, *, location: str = "", only_open: bool = False, limit: int = 500
) -> tuple[TransferView, ...]:
    """Transfers, the latest first; with `only_open` those that something is on its way of."""
    return _views(connection, queries.rows(connection, location=location, only_open=only_open, limit=limit))


def sent(connection: Connection, id: str) -> list[rules.Sent]:
    """The lines of a transfer as the rules see them."""
    counted = queries.counters(connection, [id])
    return [state(line, counted) for line in queries.lines(connection, [id]).get(id, [])]


def state(line: RowMapping, counted: Mapping[tuple[str, int, str], int]) -> rules.Sent:
    """A line as the rules see it."""
    sums = (counted.get((line["transfer"], line["line"], name), 0) for name in ("received", "lost", "found"))
    return rules.Sent(line["line"], line["sku"], line["lot"], line["serial"], line["quantity"], *sums)


def _views(connection: Connection, rows: list[RowMapping]) -> tuple[TransferView, ...]:
    ids = [row["id"] for row in rows]
    lines, counted = queries.lines(connection, ids), queries.counters(connection, ids)
    views = []
    for row in rows:
        pairs = [(line, state(line, counted)) for line in lines.get(row["id"], [])]
        views.append(
            TransferView(
                id=row["id"],
                number=row["number"],
                from_location=row["from_location"],
                to_location=row["to_location"],
                sent_at=datetime.fromisoformat(row["at"]),
                actor=row["actor"],
                status=rules.status(one for _, one in pairs),
                lines=tuple(_line(line, one) for line, one in pairs),
            )
        )
    return tuple(views)


def _line(line: RowMapping, one: rules.Sent) -> TransferLineView:
    return TransferLineView(
        line["line"],
        line["sku"],
        line["name"],
        line["unit"],
        line["lot"],
        line["serial"],
        one.quantity,
        one.received,
        one.found,
        one.lost,
        one.outstanding,
    )
