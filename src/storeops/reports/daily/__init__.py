"""The day: one page a manager reads aloud. Every query goes by the business date's index; nothing scans the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from storeops.database.queries.profile import Profile
from storeops.database.tables import sale, sale_tax, sale_tender
from storeops.reports.daily.drawers import counted_events, drawer_days
from storeops.reports.daily.notes import stands_out
from storeops.reports.daily.products import goods_of
from storeops.reports.daily.view import (
    ComparisonView,
    DailyView,
    HourView,
    PlaceDayView,
    TenderDayView,
)
from storeops.reports.numerals import Numerals, percent_of
from storeops.reports.sale_view import TaxView
from storeops.rules.amounts import Minor
from storeops.rules.money import decimal_string, divide
from storeops.rules.quantity import decimal_string as quantity_string

TOP = 10
WEEKS = 4


class _Documents(NamedTuple):
    """Sums over the documents of one kind, terminal, actor and hour."""

    kind: str
    terminal: str
    actor: str
    hour: int
    documents: int
    total: int
    net: int
    tax: int
    discount: int
    units: int
    lines: int
    rounding: int
    change: int


def daily(connection: Connection, profile: Profile, day: date, *, store: str = "") -> DailyView:
    """Everything a shop did on a business date, and how it compares. `store`: one store's code, or nothing for all."""
    documents = _documents(connection, day, store)
    goods = goods_of(connection, day, store, TOP)
    total, net = _sum(documents, "total"), _sum(documents, "net")
    events = counted_events(connection, profile, day, store)
    before = _earlier(connection, day, store)
    view = DailyView(
        **_headline(documents),
        store=store,
        business_date=day,
        currency=profile.currency.code,
        exponent=profile.currency.exponent,
        margin=goods.margin,
        margin_percent=None if goods.margin is None else percent_of(goods.margin, goods.costed_net),
        cost_known_percent=percent_of(goods.costed_net, net),
        comparisons=_comparisons(day, total, before),
        hours=_hours(documents),
        departments=goods.departments,
        tenders=_tenders(connection, day, store, _sum(documents, "change")),
        taxes=_taxes(connection, day, store),
        top_by_amount=goods.top_by_amount,
        top_by_quantity=goods.top_by_quantity,
        terminals=_places(documents, "terminal"),
        actors=_places(documents, "actor"),
        voids=events.get("void", 0),
        line_voids=events.get("line_void", 0),
        no_sales=events.get("no_sale", 0),
        copies=events.get("copy", 0),
        drawers=drawer_days(connection, day, store),
        stands_out=(),
    )
    usual = _usual_returns(before)
    return replace(view, stands_out=stands_out(view, usual, Numerals.of(profile)))


def _headline(documents: Sequence[_Documents]) -> dict[str, Any]:
    """The sums over all documents, by the names of the view's fields."""
    sales = [row for row in documents if row.kind == "sale"]
    returns = [row for row in documents if row.kind != "sale"]
    sold, count = _sum(sales, "total"), _sum(sales, "documents")
    return {
        **{name: _sum(documents, name) for name in ("total", "net", "tax", "units", "discount", "rounding")},
        "line_count": _sum(documents, "lines"),
        "sales_count": count,
        "sales_amount": sold,
        "returns_count": _sum(returns, "documents"),
        "returns_amount": -_sum(returns, "total"),
        "average_basket": divide(sold, count) if count else None,
    }


def on_day(day: date, store: str) -> ColumnElement[bool]:
    """The condition that picks a day's documents, of one store or of all."""
    picked = sale.c.business_date == day.isoformat()
    return and_(picked, sale.c.store == store) if store else picked


def _documents(connection: Connection, day: date, store: str) -> list[_Documents]:
    hour = func.substr(sale.c.at, 12, 2)
    sums = ("total", "net", "tax", "discount", "units", "lines", "rounding", "change")
    query = (
        select(
            sale.c.kind,
            sale.c.terminal,
            sale.c.actor,
            hour,
            func.count(),
            *(func.sum(sale.c[name]) for name in sums),
        )
        .where(on_day(day, store))
        .group_by(sale.c.kind, sale.c.terminal, sale.c.actor, hour)
    )
    return [_Documents(row[0], row[1], row[2], *map(int, row[3:])) for row in connection.execute(query)]


def _sum(rows: Iterable[_Documents], name: str) -> int:
    return sum(getattr(row, name) for row in rows)


def _hours(documents: Sequence[_Documents]) -> tuple[HourView, ...]:
    sales: defaultdict[int, int] = defaultdict(int)
    totals: defaultdict[int, int] = defaultdict(int)
    for row in documents:
        sales[row.hour] += row.documents if row.kind == "sale" else 0
        totals[row.hour] += row.total
    return tuple(HourView(hour, sales[hour], totals[hour]) for hour in range(24))


def _places(documents: Sequence[_Documents], by: str) -> tuple[PlaceDayView, ...]:
    names = sorted({getattr(row, by) for row in documents})
    places = []
    for name in names:
        own = [row for row in documents if getattr(row, by) == name]
        sold = sum(row.documents for row in own if row.kind == "sale")
        places.append(PlaceDayView(name, sold, _sum(own, "documents") - sold, _sum(own, "total")))
    return tuple(sorted(places, key=lambda place: (-place.total, place.name)))


def _tenders(connection: Connection, day: date, store: str, change: Minor) -> tuple[TenderDayView, ...]:
    query = (
        select(sale_tender.c.kind, func.sum(sale_tender.c.amount), func.count())
        .join(sale, sale.c.id == sale_tender.c.sale)
        .where(on_day(day, store))
        .group_by(sale_tender.c.kind)
        .order_by(sale_tender.c.kind)
    )
    return tuple(
        TenderDayView(row[0], int(row[1]) - (change if row[0] == "cash" else 0), int(row[2]))
        for row in connection.execute(query)
    )


def _taxes(connection: Connection, day: date, store: str) -> tuple[TaxView, ...]:
    query = (
        select(sale_tax.c.code, sale_tax.c.rate, func.sum(sale_tax.c.net), func.sum(sale_tax.c.tax))
        .join(sale, sale.c.id == sale_tax.c.sale)
        .where(on_day(day, store))
        .group_by(sale_tax.c.code, sale_tax.c.rate)
    )
    found = (TaxView(row[0], Decimal(row[1]), int(row[2]), int(row[3])) for row in connection.execute(query))
    return tuple(sorted(found, key=lambda tax: (tax.code, tax.rate)))


class _Earlier(NamedTuple):
    """An earlier day: total of all documents, amount of its sales, amount of its returns (positive)."""

    total: int
    sales: int
    returns: int


def _earlier(connection: Connection, day: date, store: str) -> dict[date, _Earlier]:
    """The same weekdays of the weeks before, those with any document."""
    days = [(day - timedelta(weeks=week)).isoformat() for week in range(1, WEEKS + 1)]
    query = (
        select(sale.c.business_date, sale.c.kind, func.sum(sale.c.total))
        .where(sale.c.business_date.in_(days))
        .group_by(sale.c.business_date, sale.c.kind)
    )
    if store:
        query = query.where(sale.c.store == store)
    found: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for at, kind, total in connection.execute(query):
        found[date.fromisoformat(at)][0 if kind == "sale" else 1] += int(total)
    return {at: _Earlier(sold + back, sold, -back) for at, (sold, back) in found.items()}


def _comparisons(day: date, total: Minor, before: dict[date, _Earlier]) -> tuple[ComparisonView, ...]:
    weekday = f"{day:%A}"
    last = day - timedelta(weeks=1)
    return (
        _comparison(f"last {weekday}", total, {last: before[last]} if last in before else {}),
        _comparison(f"average of the last {WEEKS} {weekday}s", total, before),
    )


def _comparison(label: str, total: Minor, days: dict[date, _Earlier]) -> ComparisonView:
    if not days:
        return ComparisonView(label, (), None, None, None)
    theirs = divide(sum(other.total for other in days.values()), len(days))
    return ComparisonView(label, tuple(sorted(days)), theirs, total - theirs, percent_of(total - theirs, abs(theirs)))


def _usual_returns(before: dict[date, _Earlier]) -> Decimal | None:
    """Returns in percent of sales on the same weekdays before."""
    return percent_of(sum(other.returns for other in before.values()), sum(other.sales for other in before.values()))


def rows(view: DailyView) -> list[tuple[str, str, str, str, str]]:
    """The report as one table for a spreadsheet: section, name, count, quantity, amount; decimals with a point."""

    def money(amount: Minor | None) -> str:
        return "" if amount is None else decimal_string(amount, view.exponent)

    return [
        ("section", "name", "count", "quantity", "amount"),
        ("day", view.business_date.isoformat(), str(view.sales_count), quantity_string(view.units), money(view.total)),
        ("net", "", "", "", money(view.net)),
        ("tax", "", "", "", money(view.tax)),
        ("sales", "", str(view.sales_count), "", money(view.sales_amount)),
        ("returns", "", str(view.returns_count), "", money(view.returns_amount)),
        ("discount", "", "", "", money(view.discount)),
        ("average_basket", "", "", "", money(view.average_basket)),
        ("margin", "", "", "", money(view.margin)),
        *(("compared", one.label, str(len(one.dates)), "", money(one.total)) for one in view.comparisons),
        *(("hour", f"{one.hour:02d}:00", str(one.sales), "", money(one.total)) for one in view.hours),
        *(("department", one.name, "", quantity_string(one.quantity), money(one.total)) for one in view.departments),
        *(("tender", one.kind, str(one.count), "", money(one.amount)) for one in view.tenders),
        *(("tax_rate", f"{one.code} {one.rate}", "", "", money(one.tax)) for one in view.taxes),
        *(
            ("product", f"{one.sku} {one.name}", "", quantity_string(one.quantity), money(one.total))
            for one in view.top_by_amount
        ),
        *(("terminal", one.name, str(one.sales), "", money(one.total)) for one in view.terminals),
        *(("actor", one.name, str(one.sales), "", money(one.total)) for one in view.actors),
        *(("drawer", one.number or one.terminal, "", "", money(one.difference)) for one in view.drawers),
    ]
