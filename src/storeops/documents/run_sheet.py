"""The run sheet of one van: its stops in their order, when each is due, what is handed over, and a line to sign."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from storeops.documents.figures import Figures
from storeops.documents.layout import Blank, Block, Columns, Cut, Layout, Line, Rule, Width
from storeops.documents.page import Page
from storeops.reports.run_sheet_view import RunSheetStop, RunSheetView
from storeops.reports.shop import ShopView
from storeops.rules.addresses import postal_label
from storeops.rules.wording import counted

ANY_TIME = "any time"
_INDENT = 3
_SIGNED = "Signed "
_ON_PAGE = 46
"""Cells of the line to sign on a page, where it stands in the first column."""


def run_sheet(view: RunSheetView, shop: ShopView, *, width: Width) -> Layout:
    """The run sheet for a receipt printer and the terminal. Nothing of a stop is cut: what is long goes on below.

    Raises what `rules.addresses.postal_label` raises."""
    figures = Figures.of(shop)
    blocks = (
        Line(shop.name, "center", bold=True),
        Line("RUN SHEET", "center", bold=True, size=2),
        *_head(view),
        *(block for number, stop in enumerate(view.stops, 1) for block in _stop(number, stop, shop, figures, width)),
        Rule(heavy=True),
        *_totals(view, shop, figures),
        Blank(),
        Line("Driver: cash and parcels as above"),
        Blank(),
        Line(_line_to_sign(width)),
        Cut(),
    )
    return Layout(width, blocks, title=_title(view))


def _title(view: RunSheetView) -> str:
    return f"Run sheet {view.van} {view.day.isoformat()}"


def _head(view: RunSheetView) -> Iterator[Block]:
    yield Columns("Van", view.van, bold=True)
    yield Columns("Day", view.day.isoformat())
    if view.driver:
        yield Columns("Driver", view.driver)
    yield Columns("Leaves", clock(view.departure), bold=True)
    yield Columns("Back", clock(view.back))


def _stop(number: int, stop: RunSheetStop, shop: ShopView, figures: Figures, width: int) -> Iterator[Block]:
    yield Rule()
    yield Columns(f"{number}.", clock(stop.arrival), bold=True, size=2)
    yield Line(", ".join(_windows(stop)), "right")
    name, *address = postal_label(stop.recipient, shop.country) or ("",)
    yield Line(name, bold=True, indent=_INDENT)
    yield from (Line(row, indent=_INDENT) for row in address)
    if stop.recipient.phone:
        yield Line(f"Phone {stop.recipient.phone}", indent=_INDENT)
    if stop.note:
        yield Line(f"Note: {stop.note}", indent=_INDENT)
    yield Columns(f"Order {', '.join(stop.orders)}", counted(stop.parcels, "parcel"), indent=_INDENT)
    if stop.collect:
        yield Columns(f"COLLECT {shop.currency}", figures.money(stop.collect), bold=True, indent=_INDENT)
    yield Blank()
    yield Line(_line_to_sign(width))


def _line_to_sign(width: int) -> str:
    return _SIGNED + "_" * (width - len(_SIGNED))


def _windows(stop: RunSheetStop) -> list[str]:
    return [f"{clock(opens)}-{clock(closes)}" for opens, closes in stop.windows] or [ANY_TIME]


def _totals(view: RunSheetView, shop: ShopView, figures: Figures) -> Iterator[Block]:
    yield Columns("Stops", str(len(view.stops)))
    yield Columns("Parcels", str(sum(stop.parcels for stop in view.stops)))
    yield Columns("Kilometres", _kilometres(view.distance, figures))
    yield Columns(f"Cash to bring {shop.currency}", figures.money(sum(stop.collect for stop in view.stops)), bold=True)


def run_sheet_page(view: RunSheetView, shop: ShopView) -> Page:
    """The run sheet as A4 pages, for `page.page` (PDF). A terminal shows `run_sheet`, in which nothing is cut.

    Raises what `rules.addresses.postal_label` raises."""
    figures = Figures.of(shop)
    driver = f", driver {view.driver}" if view.driver else ""
    return Page(
        title=f"Run sheet {view.van}",
        subtitle=f"{shop.name}, {view.day.isoformat()}{driver}",
        headline=(
            ("Leaves", clock(view.departure)),
            ("Back", clock(view.back)),
            ("Stops", str(len(view.stops))),
            (f"Cash to bring, {shop.currency}", figures.money(sum(stop.collect for stop in view.stops))),
        ),
        header=("Stop", "Arrives", "Window", "Parcels", shop.currency),
        rows=tuple(row for number, stop in enumerate(view.stops, 1) for row in _rows(number, stop, shop, figures)),
        totals=(
            f"{_kilometres(view.distance, figures)} km",
            *("", ""),
            str(sum(stop.parcels for stop in view.stops)),
            figures.money(sum(stop.collect for stop in view.stops)),
        ),
        left=(0, 2),
        footer=f"{shop.name}, {_title(view)}",
    )


def _rows(number: int, stop: RunSheetStop, shop: ShopView, figures: Figures) -> Iterator[tuple[str, ...]]:
    name, *address = postal_label(stop.recipient, shop.country) or ("",)
    collect = figures.money(stop.collect) if stop.collect else "-"
    first, *windows = _windows(stop)
    yield f"{number}. {name}", clock(stop.arrival), first, str(stop.parcels), collect
    phone = f", phone {stop.recipient.phone}" if stop.recipient.phone else ""
    below = [", ".join(address), f"Order {', '.join(stop.orders)}{phone}"]
    if stop.note:
        below.append(f"Note: {stop.note}")
    below.append(_line_to_sign(_ON_PAGE))
    for text, window in zip_longest(below, windows, fillvalue=""):
        yield f"   {text}", "", window, "", ""


def clock(seconds: int) -> str:
    """A time of the day to the minute begun, '09:05'; after midnight it goes on, '24:10', because the day's tour does.

    A driver who is told a minute early waits; one told a minute late has missed the window."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _kilometres(metres: int, figures: Figures) -> str:
    """To a tenth, half a tenth up: '12.3'."""
    tenths = (metres + 50) // 100
    return f"{tenths // 10}{figures.decimal}{tenths % 10}"
