"""Counts: what is to be counted, what was found. Blind: what the books say is told only once the count is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, select

from storeops.database.queries import counts as queries
from storeops.database.queries import numbers
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.profile import Profile
from storeops.database.tables import product
from storeops.journal.facts import CountClosed
from storeops.journal.reading import fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.counting import Look, Tolerance, in_order, needs_recount
from storeops.rules.money import divide

OPEN, COUNTING, CLOSED = "open", "counting", "closed"
TO_COUNT, COUNTED, RECOUNT = "to count", "counted", "count again"
PERCENT_SETTING, VALUE_SETTING = "count_tolerance_percent", "count_tolerance_value"

Key = tuple[str, str, str]
"""SKU, bin and lot."""


@dataclass(frozen=True, slots=True)
class LookView:
    """What somebody found. `book` and `difference` are None until the count is closed."""

    at: datetime
    actor: str
    counted: Thousandths
    book: Thousandths | None
    difference: Thousandths | None


@dataclass(frozen=True, slots=True)
class CountLineView:
    """A product in a bin (empty: loose). `state` is to count, counted, or count again; the last look holds."""

    sku: str
    name: str
    unit: str
    bin: str
    lot: str
    abc: str
    state: str
    counted: Thousandths | None
    difference: Thousandths | None
    looks: tuple[LookView, ...]


@dataclass(frozen=True, slots=True)
class BookedView:
    """A difference that was booked; `value` at cost, below zero for a loss."""

    sku: str
    bin: str
    lot: str
    difference: Thousandths
    value: Minor
    reason: str


@dataclass(frozen=True, slots=True)
class CountView:
    """A count. `status` is open, counting or closed; `booked` once it is closed."""

    id: str
    number: str
    location: str
    classes: str
    planned_at: datetime
    actor: str
    status: str
    lines: tuple[CountLineView, ...]
    booked: tuple[BookedView, ...]


@dataclass(frozen=True, slots=True)
class CountRowView:
    """A count in the list of them."""

    number: str
    location: str
    classes: str
    planned_at: datetime
    actor: str
    status: str
    lines: int
    counted: int


def tolerance(connection: Connection, profile: Profile) -> Tolerance:
    """What needs no second look: by the settings, else 2 % or 5.00 of the shop's currency."""
    settings = shop_queries.settings(connection, ("", profile.store, profile.terminal))
    value = Decimal(settings.get(VALUE_SETTING, "5").replace(",", "."))
    return Tolerance(Decimal(settings.get(PERCENT_SETTING, "2")), int(value.scaleb(profile.currency.exponent)))


def by_number(connection: Connection, profile: Profile, number: str) -> CountView:
    """One count, by its number or what it ends in. Raises UnknownDocument, AmbiguousDocument."""
    return by_id(connection, profile, numbers.id_of(connection, "count", number))


def by_id(connection: Connection, profile: Profile, id: str) -> CountView:
    row = queries.row(connection, id)
    close = queries.closes(connection, [id]).get(id, "")
    found = looks(connection, id)
    return CountView(
        id=id,
        number=row["number"],
        location=row["location"],
        classes=row["classes"],
        planned_at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        status=CLOSED if close else COUNTING if found else OPEN,
        lines=_lines(connection, profile, id, found, told=bool(close)),
        booked=_booked(connection, close) if close else (),
    )


def listing(connection: Connection, *, only_open: bool = False, limit: int = 500) -> tuple[CountRowView, ...]:
    """Counts, the latest first; with `only_open` those that are not closed."""
    rows = queries.rows(connection, only_open=only_open, limit=limit)
    ids = [row["id"] for row in rows]
    closed, planned, found = (
        queries.closes(connection, ids),
        queries.planned(connection, ids),
        queries.entries(connection, ids),
    )
    views = []
    for row in rows:
        counted = {_key(entry) for entry in found.get(row["id"], [])}
        every = counted | {_key(line) for line in planned.get(row["id"], [])}
        status = CLOSED if row["id"] in closed else COUNTING if counted else OPEN
        at = datetime.fromisoformat(row["at"])
        names = (row["number"], row["location"], row["classes"], at, row["actor"], status)
        views.append(CountRowView(*names, len(every), len(counted)))
    return tuple(views)


def looks(connection: Connection, id: str) -> dict[Key, list[Look]]:
    """What was found of each product, bin and lot, in the order that decides which look holds."""
    found: dict[Key, list[Look]] = {}
    for row in queries.entries(connection, [id]).get(id, []):
        look = Look(row["at"], row["origin"], row["fact"], row["actor"], row["counted"], row["book"])
        found.setdefault(_key(row), []).append(look)
    return {key: in_order(one) for key, one in found.items()}


def open_differences(connection: Connection, profile: Profile, found: dict[Key, list[Look]]) -> tuple[Key, ...]:
    """The lines that have to be counted again before their difference may be booked."""
    costs = {row.sku: row.cost for row in _products(connection, {sku for sku, _, _ in found}).values()}
    limit = tolerance(connection, profile)
    return tuple(key for key, one in sorted(found.items()) if needs_recount(one, costs.get(key[0], 0), limit))


def _key(row: RowMapping) -> Key:
    return row["sku"], row["bin"], row["lot"]


def _products(connection: Connection, skus: set[str]) -> dict[str, RowMapping]:
    query = select(product.c.sku, product.c.name, product.c.unit, product.c.cost).where(product.c.sku.in_(skus))
    return {row["sku"]: row for row in connection.execute(query).mappings()}


def _lines(
    connection: Connection, profile: Profile, id: str, found: dict[Key, list[Look]], *, told: bool
) -> tuple[CountLineView, ...]:
    planned = {_key(row): row["abc"] for row in queries.planned(connection, [id]).get(id, [])}
    every = sorted({*planned, *found}, key=lambda key: (key[1], key[0], key[2]))
    products = _products(connection, {sku for sku, _, _ in every})
    again = set() if told else set(open_differences(connection, profile, found))
    views = []
    for key in every:
        sku, bin, lot = key
        seen = tuple(_look(look, told=told) for look in found.get(key, []))
        last = seen[-1] if seen else None
        views.append(
            CountLineView(
                sku=sku,
                name=products[sku]["name"] if sku in products else sku,
                unit=products[sku]["unit"] if sku in products else "each",
                bin=bin,
                lot=lot,
                abc=planned.get(key, ""),
                state=RECOUNT if key in again else COUNTED if seen else TO_COUNT,
                counted=last.counted if last else None,
                difference=last.difference if last else None,
                looks=seen,
            )
        )
    return tuple(views)


def _look(look: Look, *, told: bool) -> LookView:
    at = datetime.fromisoformat(look.at)
    return LookView(at, look.actor, look.counted, look.book if told else None, look.difference if told else None)


def _booked(connection: Connection, close: str) -> tuple[BookedView, ...]:
    entry = fact(connection, close)
    closed = entry.envelope.fact if entry else None
    if not isinstance(closed, CountClosed):
        return ()
    return tuple(
        BookedView(line.sku, line.bin, line.lot, line.quantity, divide(line.unit_cost * line.quantity, 1000), reason)
        for line, reason in zip(closed.lines, closed.reasons, strict=True)
    )
