"""Purchase orders: what was ordered from whom, what came, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import numbers
from storeops.database.queries import purchases as queries
from storeops.rules import purchases as rules
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.quantity import extend


@dataclass(frozen=True, slots=True)
class PurchaseLineView:
    """A line: `outstanding` is what is still waited for; `cost` of the whole line as it was ordered."""

    line: int
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    received: Thousandths
    closed: Thousandths
    outstanding: Thousandths
    unit_cost: Minor
    cost: Minor


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """A purchase order. `status` is open, partly received, received or closed."""

    id: str
    number: str
    supplier: str
    location: str
    placed_at: datetime
    due: date | None
    reference: str
    actor: str
    status: str
    total: Minor
    lines: tuple[PurchaseLineView, ...]


def by_number(connection: Connection, number: str) -> PurchaseView:
    """One purchase order, by its number or what it ends in. Raises UnknownDocument, AmbiguousDocument."""
    return by_id(connection, numbers.id_of(connection, "purchase order", number))


def by_id(connection: Connection, id: str) -> PurchaseView:
    return _views(connection, [queries.row(connection, id)])[0]


def listing(
    connection: Connection, *, supplier: str = "", only_open: bool = False, limit: int = 500
) -> tuple[PurchaseView, ...]:
    """Purchase orders, the latest first; with `only_open` those that goods are still waited for."""
    return _views(connection, queries.rows(connection, supplier=supplier, only_open=only_open, limit=limit))


def ordered(connection: Connection, id: str) -> list[rules.Ordered]:
    """The lines of an order as the rules see them."""
    counted = queries.counters(connection, [id])
    return [_ordered(line, counted) for line in queries.lines(connection, [id]).get(id, [])]


def _ordered(line: RowMapping, counted: Mapping[tuple[str, int, str], int]) -> rules.Ordered:
    came, given_up = (counted.get((line["purchase"], line["line"], name), 0) for name in ("received", "closed"))
    return rules.Ordered(line["line"], line["sku"], line["quantity"], came, given_up)


def _views(connection: Connection, rows: list[RowMapping]) -> tuple[PurchaseView, ...]:
    ids = [row["id"] for row in rows]
    lines, counted = queries.lines(connection, ids), queries.counters(connection, ids)
    views = []
    for row in rows:
        pairs = [(line, _ordered(line, counted)) for line in lines.get(row["id"], [])]
        shown = tuple(_line(line, state) for line, state in pairs)
        views.append(
            PurchaseView(
                id=row["id"],
                number=row["number"],
                supplier=row["supplier"],
                location=row["location"],
                placed_at=datetime.fromisoformat(row["at"]),
                due=date.fromisoformat(row["due"]) if row["due"] else None,
                reference=row["reference"],
                actor=row["actor"],
                status=rules.status(state for _, state in pairs),
                total=sum(line.cost for line in shown),
                lines=shown,
            )
        )
    return tuple(views)


def _line(line: RowMapping, state: rules.Ordered) -> PurchaseLineView:
    return PurchaseLineView(
        line["line"],
        line["sku"],
        line["name"],
        line["unit"],
        state.quantity,
        state.received,
        state.closed,
        state.outstanding,
        line["unit_cost"],
        extend(line["unit_cost"], state.quantity),
    )
