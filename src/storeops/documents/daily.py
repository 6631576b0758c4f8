"""The daily report as a page: the same words in the terminal, on a screen and as PDF; and its figures as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO

from storeops.documents.figures import Figures, tender_name
from storeops.documents.page import Bar, Page
from storeops.reports.daily.view import ComparisonView, DailyView
from storeops.reports.shop import ShopView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.money import decimal_string
from storeops.rules.text import spreadsheet_safe

_HEADER = ("", "How many", "Amount", "Share")

CSV_HEADER = ("section", "code", "name", "count", "quantity", "net", "tax", "amount")


def daily_page(view: DailyView, shop: ShopView) -> Page:
    """The day as a page a person can read aloud."""
    figures = Figures.of(shop)
    day = view.business_date
    return Page(
        title=f"{day.strftime('%A')} {day.day} {day.strftime('%B %Y')}",
        subtitle=(
            f"{shop.name}, {view.store or 'all stores'}: "
            f"in {view.currency}, {shop.tax_name} included, returns taken off"
        ),
        headline=tuple(_headline(view, shop, figures)),
        notes=(*(_compared(one, figures) for one in view.comparisons), *view.stands_out),
        chart_title="Takings by hour",
        chart=tuple(_bars(view, figures)),
        header=_HEADER,
        rows=tuple(_rows(view, shop, figures)),
        totals=("Total", str(view.sales_count + view.returns_count), figures.money(view.total), ""),
        footer=f"{shop.name}, {day.isoformat()}",
    )


def _headline(view: DailyView, shop: ShopView, figures: Figures) -> Iterator[tuple[str, str]]:
    yield "Total", figures.money(view.total)
    yield "Sales", str(view.sales_count)
    yield "Average sale", "-" if view.average_basket is None else figures.money(view.average_basket)
    yield "Returns", f"{view.returns_count} for {figures.money(view.returns_amount)}"
    yield "Net", figures.money(view.net)
    yield shop.tax_name, figures.money(view.tax)
    yield "Discounts", figures.money(view.discount)
    if view.margin is not None:
        percent = "" if view.margin_percent is None else f", {_percent(view.margin_percent, figures)}"
        yield f"Gross margin{percent}", figures.money(view.margin)


def _compared(one: ComparisonView, figures: Figures) -> str:
    label = one.label[:1].upper() + one.label[1:]
    if one.total is None or one.difference is None:
        return f"{label}: nothing to compare with."
    share = "" if one.percent is None else f", {'+' if one.percent > 0 else ''}{_percent(one.percent, figures)}"
    return f"{label}: {figures.money(one.total)}; this day {figures.signed(one.difference)}{share}."


def _percent(value: Decimal, figures: Figures) -> str:
    return f"{value:f}".replace(".", figures.decimal) + " %"


def _bars(view: DailyView, figures: Figures) -> Iterator[Bar]:
    """From the first hour with business to the last."""
    busy = [hour.hour for hour in view.hours if hour.sales or hour.total]
    for hour in view.hours:
        if busy and busy[0] <= hour.hour <= busy[-1]:
            yield Bar(f"{hour.hour:02}", hour.total, figures.money(hour.total))


def _rows(view: DailyView, shop: ShopView, figures: Figures) -> Iterator[tuple[str, ...]]:
    money = figures.money
    sections: list[tuple[str, list[tuple[str, str, str, str]]]] = [
        (
            "Departments",
            [
                (row.name or row.code or "(none)", _pieces(row.quantity, figures), money(row.total), _share(row.share))
                for row in view.departments
            ],
        ),
        ("Tenders", [(tender_name(row.kind), str(row.count), money(row.amount), "") for row in view.tenders]),
        (shop.tax_name, [(f"{row.code} {figures.rate(row.rate)}", "", money(row.tax), "") for row in view.taxes]),
        (
            "Products by amount",
            [(row.name, _pieces(row.quantity, figures), money(row.total), "") for row in view.top_by_amount],
        ),
        (
            "Products by quantity",
            [(row.name, _pieces(row.quantity, figures), money(row.total), "") for row in view.top_by_quantity],
        ),
        ("Terminals", [(row.name, str(row.sales + row.returns), money(row.total), "") for row in view.terminals]),
        ("People", [(row.name, str(row.sales + row.returns), money(row.total), "") for row in view.actors]),
        ("Drawers", [_drawer(row.number, row.terminal, row.difference, figures) for row in view.drawers]),
    ]
    for title, rows in sections:
        if rows:
            yield title.upper(), "", "", ""
            yield from (("  " + row[0], *row[1:]) for row in rows)


def _drawer(number: str, terminal: str, difference: Minor | None, figures: Figures) -> tuple[str, str, str, str]:
    if difference is None:
        return f"{terminal}, still open", "", "", ""
    said = "exact" if difference == 0 else f"{'over' if difference > 0 else 'short'} {figures.money(abs(difference))}"
    return f"{number}, {said}", "", "", ""


def _pieces(quantity: Thousandths, figures: Figures) -> str:
    return quantities.decimal_string(quantity).replace(".", figures.decimal)


def _share(share: Decimal | None) -> str:
    return "" if share is None else f"{share:f} %"


def daily_csv(view: DailyView) -> str:
    """Every figure of the day as one table; amounts with a decimal point, whatever the shop's own sign is."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(CSV_HEADER)
    for row in _csv_rows(view):
        writer.writerow([spreadsheet_safe(cell) for cell in row])
    return written.getvalue()


def _csv_rows(view: DailyView) -> Iterator[Sequence[str]]:
    def money(amount: Minor | None) -> str:
        return "" if amount is None else decimal_string(amount, view.exponent)

    amount = quantities.decimal_string
    day = view.business_date.isoformat()
    documents = str(view.sales_count + view.returns_count)
    yield "day", day, view.store, documents, amount(view.units), money(view.net), money(view.tax), money(view.total)
    yield "sales", day, view.store, str(view.sales_count), "", "", "", money(view.sales_amount)
    yield "returns", day, view.store, str(view.returns_count), "", "", "", money(view.returns_amount)
    yield "discounts", day, view.store, "", "", "", "", money(view.discount)
    yield "margin", day, view.store, "", "", "", "", money(view.margin)
    for hour in view.hours:
        yield "hour", f"{hour.hour:02}", "", str(hour.sales), "", "", "", money(hour.total)
    for part in view.departments:
        yield "department", part.code, part.name, "", amount(part.quantity), money(part.net), "", money(part.total)
    for tender in view.tenders:
        yield "tender", tender.kind, tender_name(tender.kind), str(tender.count), "", "", "", money(tender.amount)
    for tax in view.taxes:
        yield "tax", tax.code, f"{tax.rate:f}", "", "", money(tax.net), money(tax.tax), money(tax.net + tax.tax)
    for section, products in (("top_by_amount", view.top_by_amount), ("top_by_quantity", view.top_by_quantity)):
        for product in products:
            yield section, product.sku, product.name, "", amount(product.quantity), "", "", money(product.total)
    for section, places in (("terminal", view.terminals), ("actor", view.actors)):
        for place in places:
            yield section, place.name, place.name, str(place.sales + place.returns), "", "", "", money(place.total)
    for drawer in view.drawers:
        yield "drawer", drawer.number, drawer.terminal, "", "", "", "", money(drawer.difference)
