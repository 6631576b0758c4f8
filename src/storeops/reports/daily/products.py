"""What was sold on a day: by department, and the products that made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from storeops.database.queries import products
from storeops.database.tables import sale, sale_line
from storeops.reports.daily.view import DepartmentView, ProductDayView
from storeops.reports.numerals import percent_of
from storeops.rules.amounts import Minor


class Goods(NamedTuple):
    """The lines of a day summed up. `costed_net` is the net of the lines whose cost is known."""

    departments: tuple[DepartmentView, ...]
    top_by_amount: tuple[ProductDayView, ...]
    top_by_quantity: tuple[ProductDayView, ...]
    margin: Minor | None
    costed_net: Minor


class _Sold(NamedTuple):
    sku: str
    department: str
    unit: str
    name: str
    quantity: int
    net: int
    tax: int
    cost: int
    costed_net: int

    @property
    def total(self) -> int:
        return self.net + self.tax


def goods_of(connection: Connection, day: date, store: str, top: int) -> Goods:
    """One pass over the day's lines."""
    sold = _sold(connection, day, store)
    cost = sum(row.cost for row in sold)
    costed_net = sum(row.costed_net for row in sold)
    return Goods(
        departments=_departments(sold, products.departments(connection)),
        top_by_amount=_top(sold, top, lambda row: row.total),
        top_by_quantity=_top(sold, top, lambda row: row.quantity),
        margin=costed_net - cost if cost or costed_net else None,
        costed_net=costed_net,
    )


def _sold(connection: Connection, day: date, store: str) -> list[_Sold]:
    known = sale_line.c.cost != 0
    query = (
        select(
            sale_line.c.sku,
            sale_line.c.department,
            sale_line.c.unit,
            func.max(sale_line.c.name),
            func.sum(sale_line.c.quantity),
            func.sum(sale_line.c.net),
            func.sum(sale_line.c.tax),
            func.sum(sale_line.c.cost),
            func.sum(case((known, sale_line.c.net), else_=0)),
        )
        .join(sale, sale.c.id == sale_line.c.sale)
        .where(sale.c.business_date == day.isoformat())
        .group_by(sale_line.c.sku, sale_line.c.department, sale_line.c.unit)
    )
    if store:
        query = query.where(sale.c.store == store)
    return [_Sold(*row[:4], *map(int, row[4:])) for row in connection.execute(query)]


def _departments(sold: Sequence[_Sold], names: dict[str, str]) -> tuple[DepartmentView, ...]:
    groups: defaultdict[str, list[_Sold]] = defaultdict(list)
    for row in sold:
        groups[row.department].append(row)
    day = sum(row.total for row in sold)
    views = []
    for code, rows in groups.items():
        total = sum(row.total for row in rows)
        views.append(
            DepartmentView(
                code=code,
                name=names.get(code, code) or "no department",
                quantity=sum(row.quantity for row in rows),
                net=sum(row.net for row in rows),
                total=total,
                share=percent_of(total, day),
            )
        )
    return tuple(sorted(views, key=lambda view: (-view.total, view.code)))


def _top(sold: Sequence[_Sold], top: int, value: Callable[[_Sold], int]) -> tuple[ProductDayView, ...]:
    best = sorted((row for row in sold if value(row) > 0), key=lambda row: (-value(row), row.sku))[:top]
    return tuple(ProductDayView(row.sku, row.name, row.unit, row.quantity, row.total) for row in best)
