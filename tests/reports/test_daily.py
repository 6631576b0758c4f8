"""A day, figure by figure, and what its report says stands out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.reports.counter import Counter

from storeops.journal.facts import HistoricLine, HistoricSale
from storeops.operations import carts, drawer
from storeops.operations.sales import copy_receipt
from storeops.reports.daily import daily, rows
from storeops.reports.daily.view import (
    ComparisonView,
    DailyView,
    DepartmentView,
    DrawerDayView,
    HourView,
    PlaceDayView,
    ProductDayView,
    TenderDayView,
)
from storeops.reports.numerals import percent_of
from storeops.reports.plain import plain
from storeops.reports.sale_view import TaxView

MONDAY = date(2026, 11, 23)


def day_of(counter: Counter, day: date = MONDAY, store: str = "") -> DailyView:
    with counter.shop.read() as connection:
        return daily(connection, counter.shop.profile, day, store=store)


@pytest.fixture
def busy(counter: Counter) -> Counter:
    """Two sales in cash and one by card, one return, a void, a line taken out, a no-sale, a copy."""
    shop = counter.shop
    counter.open_drawer(10000)
    counter.sell("2*TEA", "MILK", given=1000)
    counter.clock.to(12, 30)
    counter.sell("0.350*APPLE", "3*TEA", off="10")
    counter.sell("TEA", tender="card")
    counter.clock.to(13, 59)
    counter.take_back("S1-T1-000001", 1)
    cart = carts.add(shop, carts.new(shop), "TEA")
    cart = carts.add(shop, cart, "MILK")
    cart = carts.take_out(shop, cart, 2)
    carts.void(shop, cart, "customer left")
    drawer.no_sale(shop, "change for the market")
    copy_receipt(shop, "S1-T1-000001")
    return counter


def test_the_headline(busy: Counter) -> None:
    view = day_of(busy)
    # 6.98 + 1.15; 0.77 + 10.47 less 10 %; 3.49; back 3.49
    assert (view.sales_count, view.sales_amount) == (3, 813 + 1012 + 349)
    assert (view.returns_count, view.returns_amount) == (1, 349)
    assert (view.total, view.tax, view.net) == (1825, 285, 1540)
    assert (view.units, view.line_count, view.discount) == (6350, 6, 112)
    assert (view.average_basket, view.rounding) == (725, 0)
    assert (view.voids, view.line_voids, view.no_sales, view.copies) == (1, 1, 1, 1)


def test_margin_is_of_the_goods_whose_cost_is_known(busy: Counter) -> None:
    view = day_of(busy)
    apples = next(one for one in view.departments if one.code == "FRUIT")
    # TEA 2 + 3 + 1 - 1 at 2.00, MILK 1 at 0.80
    assert view.margin == (view.net - apples.net) - (5 * 200 + 80)
    assert view.cost_known_percent == percent_of(view.net - apples.net, view.net)
    assert view.margin_percent == percent_of(view.margin, view.net - apples.net)


def test_the_parts_add_up_to_the_total(busy: Counter) -> None:
    view = day_of(busy)
    assert len(view.hours) == 24
    assert [hour for hour in view.hours if hour.total or hour.sales] == [
        HourView(9, 1, 813),
        HourView(12, 2, 1361),
        HourView(13, 0, -349),
    ]
    for parts in (view.hours, view.departments, view.terminals, view.actors):
        assert sum(part.total for part in parts) == view.total
    assert sum(tender.amount for tender in view.tenders) == view.total
    assert view.departments == (
        DepartmentView("GROC", "Groceries", 6000, 1483, 1756, Decimal("96.2")),
        DepartmentView("FRUIT", "Fruit", 350, 57, 69, Decimal("3.8")),
    )
    assert view.tenders == (TenderDayView("card", 349, 1), TenderDayView("cash", 1476, 3))
    assert view.taxes == (TaxView("VAT", Decimal(20), view.net - 115, view.tax),)
    assert view.terminals == (PlaceDayView("S1-T1", 3, 1, 1825),)
    assert view.actors == (PlaceDayView("owner", 3, 1, 1825),)
    assert view.top_by_amount[0] == ProductDayView("TEA", "Tea 80 bags", "each", 5000, 1641)
    assert [one.sku for one in view.top_by_amount] == ["TEA", "MILK", "APPLE"]
    assert [one.sku for one in view.top_by_quantity] == ["TEA", "MILK", "APPLE"]


def test_the_drawer_and_what_stands_out(busy: Counter) -> None:
    before = day_of(busy)
    assert [(one.number, one.expected, one.counted) for one in before.drawers] == [("", 11476, None)]
    assert before.stands_out[0] == "The drawer of S1-T1 is not closed yet; 114.76 should be in it."
    closed = drawer.close(busy.shop, 11400)
    view = day_of(busy)
    assert view.drawers == (DrawerDayView("S1-T1-Z0001", "S1-T1", closed.session, 11476, 11400, -76),)
    assert view.stands_out == (
        "The drawer was 0.76 short at S1-T1-Z0001.",
        "Returns are 16 % of sales.",
        "Busiest hour 12:00 to 13:00 with 75 % of the day.",
        "Tea 80 bags is 90 % of the day.",
    )


def bring_in(counter: Counter, day: date, total: int, *, kind: str = "sale", hour: int = 10) -> None:
    """A sale of another system on a day."""
    fact = HistoricSale(
        source="old till",
        document=f"{day}-{hour}-{kind}-{total}",
        digest="",
        document_kind=kind,
        at=f"{day}T{hour:02d}:00:00+00:00",
        currency="GBP",
        customer="",
        lines=(
            HistoricLine(sku="OLD", name="Old goods", quantity=1000 if total > 0 else -1000, price="", amount=total),
        ),
        total=total,
    )
    with counter.shop.write() as tx:
        tx.record_all([(fact, "", day.isoformat())])


def test_brought_in_days_count_and_are_compared_with(counter: Counter) -> None:
    for day, total in ((9, 1000), (16, 2000)):
        bring_in(counter, date(2026, 11, day), total)
    bring_in(counter, MONDAY, 3000)
    bring_in(counter, MONDAY, 600, hour=11)
    bring_in(counter, MONDAY, -300, kind="return", hour=11)
    view = day_of(counter)
    assert (view.total, view.sales_count, view.returns_count, view.returns_amount) == (3300, 2, 1, 300)
    assert (view.units, view.tax, view.margin, view.tenders) == (1000, 0, None, ())
    assert view.comparisons == (
        ComparisonView("last Monday", (date(2026, 11, 16),), 2000, 1300, Decimal("65.0")),
        ComparisonView(
            "average of the last 4 Mondays",
            (date(2026, 11, 9), date(2026, 11, 16)),
            1500,
            1800,
            Decimal("120.0"),
        ),
    )
    assert view.stands_out == (
        "The day is 120 % above the average of the last 2 Mondays.",
        "Returns are 8 % of sales, on the Mondays before 0 %.",
        "Busiest hour 10:00 to 11:00 with 91 % of the day.",
        "Old goods is 100 % of the day.",
    )


def test_one_store_or_all(busy: Counter) -> None:
    assert day_of(busy, store="S1").total == 1825
    assert day_of(busy, store="S1").copies == 1
    other = day_of(busy, store="S2")
    assert (other.total, other.sales_count, other.drawers, other.copies) == (0, 0, (), 0)


def test_an_empty_day(counter: Counter) -> None:
    view = day_of(counter)
    assert (view.total, view.average_basket, view.margin, view.cost_known_percent) == (0, None, None, None)
    assert view.comparisons == (
        ComparisonView("last Monday", (), None, None, None),
        ComparisonView("average of the last 4 Mondays", (), None, None, None),
    )
    assert view.stands_out == ("Nothing was sold on this day.",)


def test_as_json_and_as_a_table(busy: Counter) -> None:
    view = day_of(busy)
    written = plain(view, 2)
    assert isinstance(written, dict)
    assert (written["total"], written["units"], written["business_date"]) == ("18.25", "6.35", "2026-11-23")
    table = rows(view)
    assert table[:2] == [
        ("section", "name", "count", "quantity", "amount"),
        ("day", "2026-11-23", "3", "6.35", "18.25"),
    ]
    assert ("hour", "12:00", "2", "", "13.61") in table
    assert ("department", "Fruit", "", "0.35", "0.69") in table
