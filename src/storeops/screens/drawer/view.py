"""The drawer as lines and figures: which words stand where. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storeops.documents.figures import tender_name
from storeops.reports.drawer_view import DrawerView
from storeops.screens.drawer.words import Count
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Row
from storeops.screens.widgets.painted import Piece
from storeops.screens.widgets.sheet import SheetLine, pair

_FIGURES = 36
"""Cells of the column of figures; what can be typed stands beside it, or beneath where there is no room."""

TYPED = (
    ("in 20 change", "cash in, and what for"),
    ("out 5 milk", "cash out, and what for"),
    ("drop 100", "cash to the safe"),
    ("no sale", "open it; it is noted"),
    ("x", "the X report so far"),
    ("count", "count and close: F12"),
)


@dataclass(frozen=True, slots=True)
class LastClose:
    """The last Z report of this terminal: number, when, what was counted, the difference, the float before it."""

    number: str
    closed_at: str
    counted: int
    difference: int
    float: int


def open_lines(view: DrawerView, words: Words, width: int, ellipsis: str) -> list[SheetLine]:
    """The session so far. What should be in the drawer is not told: the count is blind."""
    money = words.money
    rows = [("Float", money(view.float))]
    rows.append((_counted("Sales", view.sales_count), money(view.sales_amount)))
    if view.returns_count:
        rows.append((_counted("Returns", view.returns_count), money(-view.returns_amount)))
    rows += [(f"  {_counted(tender_name(tender.kind), tender.count)}", money(tender.amount)) for tender in view.tenders]
    moved = (("Paid in", view.paid_in), ("Paid out", -view.paid_out), ("To the safe", -view.drops))
    rows += [(name, money(amount)) for name, amount in moved if amount]
    if view.no_sales:
        rows.append(("Opened without a sale", str(view.no_sales)))
    left = [pair(name, amount, _FIGURES, ellipsis) for name, amount in rows]
    opened = f"Open since {moment(view.opened_at)}"
    by = f", by {view.actor}" if view.actor else ""
    day = view.business_date
    head: list[SheetLine] = [[(opened, "strong"), (f"{by}, for {day.isoformat()}", "quiet")], []]
    return head + _beside(left, width)


def _counted(name: str, count: int) -> str:
    return f"{name} x {count}" if count else name


def _beside(left: list[list[Piece]], width: int) -> list[SheetLine]:
    """What can be typed, at the right of the figures or beneath them."""
    told: list[list[Piece]] = [[(typed.ljust(14), "accent"), (means, "quiet")] for typed, means in TYPED]
    if width < _FIGURES + 40:
        return [*left, [], *told]
    height = max(len(left), len(told))
    left = left + [[(" " * _FIGURES, "")]] * (height - len(left))
    told = told + [[]] * (height - len(told))
    return [[*one, (" " * 4, ""), *other] for one, other in zip(left, told, strict=True)]


def closed_lines(last: LastClose | None, words: Words, width: int, ellipsis: str) -> list[SheetLine]:
    """No session is open."""
    lines: list[SheetLine] = [[("The drawer is closed.", "strong")], []]
    lines.append([("Count the cash that lies in it, type the sum, and Enter opens it.", "")])
    if last is not None:
        lines += [[], [(f"Last closed {last.closed_at}", "quiet")]]
        rows = (("Z report", last.number), ("Counted", words.money(last.counted)), said(last.difference, words))
        lines += [pair(name, amount, _FIGURES, ellipsis, "quiet") for name, amount in rows]
    return lines


def said(difference: int, words: Words) -> tuple[str, str]:
    """A difference in a word and a figure."""
    if not difference:
        return "Exact", words.money(0)
    return ("Over" if difference > 0 else "Short"), ("+" if difference > 0 else "") + words.money(difference)


def count_columns(words: Words) -> tuple[Column, ...]:
    """Columns of the count."""
    places, point = words.currency.exponent, words.decimal
    return (
        Column("Coin or note", 14, decimals=places, point=point),
        Column("How many", 10, right=True),
        Column("Makes", 14, decimals=places, point=point),
        Column(""),
    )


def count_rows(count: Count, words: Words) -> tuple[Row, ...]:
    """One line a coin or note."""
    return tuple(
        Row(
            (
                words.money(value),
                "" if many is None else str(many),
                "" if many is None else words.money(value * many),
                "",
            ),
            ink="quiet" if count.sum_alone is not None else "",
        )
        for value, many in zip(count.values, count.many, strict=True)
    )


def count_big(count: Count, words: Words) -> Big:
    """The sum so far; not a word of what it should be."""
    left = sum(many is None for many in count.many)
    aside = "the sum alone" if count.sum_alone is not None else f"{left} still to count" if left else "all counted"
    return Big("COUNTED", words.money(count.total), aside if count.values or count.sum_alone is not None else "")


def report_big(view: DrawerView, words: Words) -> Big:
    """Of a Z report the difference; of an X report the takings."""
    takings = Big("TAKINGS", words.money(view.sales_amount - view.returns_amount), "sales less returns")
    if view.difference is None or view.counted is None:
        return takings
    name, amount = said(view.difference, words)
    aside = f"counted {words.money(view.counted)}, expected {words.money(view.expected)}"
    return Big(name.upper(), amount, aside, "wrong" if view.difference < 0 else "look" if view.difference else "good")
