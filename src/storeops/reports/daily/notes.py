"""What stands out on a day: rules over the report's own figures, said in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from storeops.reports.daily.view import DailyView
from storeops.reports.numerals import Numerals, percent_of

#: Percent of the usual from which a day is out of the ordinary.
UNUSUAL_DAY = Decimal(20)
#: Returns in percent of sales that are worth a look when they are also twice the usual.
MANY_RETURNS = Decimal(5)
#: Discounts in percent of what would have been taken without them.
MUCH_DISCOUNT = Decimal(10)
#: One product's share of the day in percent.
ONE_PRODUCT = Decimal(20)
#: One no-sale for so many sales is ordinary.
SALES_PER_NO_SALE = 20


def stands_out(view: DailyView, usual_returns: Decimal | None, numerals: Numerals) -> tuple[str, ...]:
    """The sentences, most important first. `usual_returns`: percent of sales on the same weekdays before."""
    if not view.sales_count and not view.returns_count:
        return (*_drawers(view, numerals), "Nothing was sold on this day.")
    return (
        *_drawers(view, numerals),
        *_against_usual(view, numerals),
        *_returns(view, usual_returns, numerals),
        *_busiest(view, numerals),
        *_product(view, numerals),
        *_discounts(view, numerals),
        *_openings(view),
    )


def _drawers(view: DailyView, numerals: Numerals) -> Iterator[str]:
    for drawer in view.drawers:
        if drawer.difference is None:
            held = numerals.money(drawer.expected)
            yield f"The drawer of {drawer.terminal} is not closed yet; {held} should be in it."
        elif drawer.difference:
            way = "over" if drawer.difference > 0 else "short"
            yield f"The drawer was {numerals.money(abs(drawer.difference))} {way} at {drawer.number}."


def _against_usual(view: DailyView, numerals: Numerals) -> Iterator[str]:
    weekday = f"{view.business_date:%A}"
    for comparison in reversed(view.comparisons):
        if comparison.percent is None or len(comparison.dates) < 2 or abs(comparison.percent) < UNUSUAL_DAY:
            continue
        way = "above" if comparison.percent > 0 else "below"
        yield (
            f"The day is {numerals.percent(abs(comparison.percent))} {way} the average of the last "
            f"{len(comparison.dates)} {weekday}s."
        )


def _returns(view: DailyView, usual: Decimal | None, numerals: Numerals) -> Iterator[str]:
    share = percent_of(view.returns_amount, view.sales_amount)
    if share is None and view.returns_count:
        yield "Goods were taken back, and nothing was sold."
    if share is None or share < MANY_RETURNS or (usual is not None and share < 2 * usual):
        return
    told = f"Returns are {numerals.percent(share)} of sales"
    if usual is None:
        yield f"{told}."
    else:
        yield f"{told}, on the {view.business_date:%A}s before {numerals.percent(usual)}."


def _busiest(view: DailyView, numerals: Numerals) -> Iterator[str]:
    best = max(view.hours, key=lambda hour: hour.total)
    share = percent_of(best.total, view.total)
    if share is not None and best.total > 0 and view.total > 0 and sum(1 for hour in view.hours if hour.sales) > 1:
        following = (best.hour + 1) % 24
        yield f"Busiest hour {best.hour:02d}:00 to {following:02d}:00 with {numerals.percent(share)} of the day."


def _product(view: DailyView, numerals: Numerals) -> Iterator[str]:
    if not view.top_by_amount or view.total <= 0:
        return
    best = view.top_by_amount[0]
    share = percent_of(best.total, view.total)
    if share is not None and share >= ONE_PRODUCT:
        yield f"{best.name} is {numerals.percent(share)} of the day."


def _discounts(view: DailyView, numerals: Numerals) -> Iterator[str]:
    share = percent_of(view.discount, view.total + view.discount)
    if share is not None and share >= MUCH_DISCOUNT:
        yield f"Discounts took {numerals.percent(share)} off the day: {numerals.money(view.discount)}."


def _openings(view: DailyView) -> Iterator[str]:
    if view.no_sales * SALES_PER_NO_SALE > max(view.sales_count, SALES_PER_NO_SALE):
        times = "once" if view.no_sales == 1 else f"{view.no_sales} times"
        yield f"The drawer was opened {times} without a sale."
    if view.voids * SALES_PER_NO_SALE > max(view.sales_count, SALES_PER_NO_SALE):
        yield f"{view.voids} {'sale was' if view.voids == 1 else 'sales were'} given up before paying."
