"""Why is a day's number what it is: the documents it adds up."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from storeops.database.queries.profile import Profile
from storeops.database.tables import journal, sale
from storeops.reports.daily import on_day
from storeops.reports.numerals import Numerals
from storeops.reports.why.view import AmountStepView, FactView, WhyTotalView
from storeops.rules import money, quantity
from storeops.rules.errors import Refused


class _Figure(NamedTuple):
    """A number of the daily report: the column it adds up (nothing: it counts), of which documents, and its sign."""

    label: str
    column: str
    kind: str
    sign: int
    measure: str


FIGURES: dict[str, _Figure] = {
    "total": _Figure("Sales less returns, tax included", "total", "", 1, "money"),
    "net": _Figure("Sales less returns, before tax", "net", "", 1, "money"),
    "tax": _Figure("Tax of sales less returns", "tax", "", 1, "money"),
    "discount": _Figure("Discounts of sales less returns", "discount", "", 1, "money"),
    "rounding": _Figure("Cash rounding", "rounding", "", 1, "money"),
    "sales_amount": _Figure("Sales", "total", "sale", 1, "money"),
    "returns_amount": _Figure("Returns", "total", "return", -1, "money"),
    "units": _Figure("Units sold less those that came back", "units", "", 1, "quantity"),
    "line_count": _Figure("Lines", "lines", "", 1, "count"),
    "sales_count": _Figure("Number of sales", "", "sale", 1, "count"),
    "returns_count": _Figure("Number of returns", "", "return", 1, "count"),
}
"""The numbers of the daily report that are sums of its documents, by the name they have in it."""


class UnknownFigure(Refused):
    def __init__(self, figure: str) -> None:
        super().__init__(f"The daily report has no sum called '{figure[:40]}'. Known: {', '.join(FIGURES)}.")
        self.figure = figure


def why_total(
    connection: Connection, profile: Profile, day: date, figure: str = "total", *, store: str = ""
) -> WhyTotalView:
    """The documents behind a number of a day's report. Raises UnknownFigure."""
    if (asked := FIGURES.get(figure)) is None:
        raise UnknownFigure(figure)
    numerals = Numerals.of(profile)
    documents = _documents(connection, day, store, asked)
    total = sum(amount for _, amount in documents)
    lines = [f"{fact.at:%H:%M}  {fact.what}: {_said(amount, asked, numerals)}" for fact, amount in documents]
    count = len(documents)
    ending = f"{count} {'document' if count == 1 else 'documents'} together: {_said(total, asked, numerals)}"
    return WhyTotalView(
        subject=f"{asked.label} on {day.isoformat()}",
        answer=_said(total, asked, numerals),
        lines=(*lines, ending),
        total=_written(total, asked, numerals.exponent),
        documents=tuple(AmountStepView(fact, _written(amount, asked, numerals.exponent)) for fact, amount in documents),
    )


def _documents(connection: Connection, day: date, store: str, asked: _Figure) -> list[tuple[FactView, int]]:
    query = (
        select(sale, journal.c.origin, journal.c.seq, journal.c.kind.label("fact_kind"))
        .join(journal, journal.c.id == sale.c.id)
        .where(on_day(day, store))
        .order_by(sale.c.at, journal.c.origin, journal.c.seq)
    )
    if asked.kind:
        query = query.where(sale.c.kind == asked.kind)
    found = []
    for row in connection.execute(query).mappings():
        amount = asked.sign * int(row[asked.column]) if asked.column else 1
        if amount:
            fact = FactView(
                id=row["id"],
                kind=row["fact_kind"],
                number=row["number"],
                at=datetime.fromisoformat(row["at"]),
                terminal=row["terminal"],
                actor=row["actor"],
                what=f"{row['kind']} {row['number']}",
                origin=row["origin"],
                seq=row["seq"],
            )
            found.append((fact, amount))
    return found


def _said(amount: int, asked: _Figure, numerals: Numerals) -> str:
    """For people."""
    if asked.measure == "money":
        return numerals.money(amount)
    return numerals.quantity(amount) if asked.measure == "quantity" else str(amount)


def _written(amount: int, asked: _Figure, exponent: int) -> str:
    """For programs."""
    if asked.measure == "money":
        return money.decimal_string(amount, exponent)
    return quantity.decimal_string(amount) if asked.measure == "quantity" else str(amount)
