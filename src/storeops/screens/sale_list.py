"""Sales in a list: their columns and rows, and finding one by its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storeops.reports import sales as reports
from storeops.reports.sale_view import SaleView
from storeops.reports.sales import SaleRowView
from storeops.screens.shell.columns import Column
from storeops.screens.till.words import Words
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Row
from storeops.store import Store

MOST = 300
"""More sales than this are not listed at once: a number typed finds the one that was meant sooner."""


def sale_columns(words: Words) -> tuple[Column, ...]:
    """When, number, what, who, how much."""
    return (
        Column("When", 16),
        Column("Number", 18),
        Column("What", 6),
        Column("Customer"),
        Column("Lines", 5, right=True),
        Column("Total", 11, decimals=words.currency.exponent, point=words.decimal),
    )


def sale_rows(found: Sequence[SaleRowView], words: Words) -> tuple[Row, ...]:
    """One row a sale; of a return the total is below zero."""
    return tuple(
        Row(
            (
                moment(sale.recorded_at),
                sale.number,
                sale.kind,
                sale.customer,
                str(sale.line_count),
                words.money(sale.total),
            )
        )
        for sale in found
    )


def find(shop: Store, text: str, day: date | None) -> tuple[SaleRowView, ...]:
    """Sales and returns, the latest first: those whose number holds the text, else those of the day."""
    with shop.read() as connection:
        if text:
            return reports.listing(connection, text=text, limit=MOST)
        return reports.listing(connection, day=day, limit=MOST)


def by_number(shop: Store, number: str) -> SaleView:
    """One sale or return. Raises UnknownSale, AmbiguousSale."""
    with shop.read() as connection:
        return reports.by_number(connection, number)
