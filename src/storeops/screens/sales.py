"""The sales made so far: day by day, found by number, each with its receipt, its copy, its return and its why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget

from storeops.devices.jobs import paper
from storeops.documents.receipt import receipt
from storeops.documents.text import lines as printed
from storeops.operations import sales
from storeops.reports.letterhead import letterhead
from storeops.reports.sale_view import SaleView
from storeops.reports.sales import SaleRowView
from storeops.reports.why import why_price
from storeops.reports.why.view import WhyView
from storeops.screens.days import EARLIER, LATER, BadDay, read_day, told_day
from storeops.screens.sale_list import by_number, find, sale_columns, sale_rows
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.columns import Column
from storeops.screens.shell.commands import FIRST, PAGE_DOWN, PAGE_UP, RETURN, WHY, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.receipts import REPRINT
from storeops.screens.till.view import Big
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList, Note, Row
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.sheet import Sheet, SheetLine
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (EARLIER, LATER, REPRINT)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|today|yesterday", re.IGNORECASE)


class SalesScreen(Asking):
    """The journal of sales. `opened` is the sale whose receipt is shown."""

    title_words: ClassVar[str] = "Sales"
    about: ClassVar[str] = """
The sales and returns of a day, the latest first. Left and Right go to another day; so does a date such as 2026-11-22.

Type a part of a number, or scan a receipt, and Enter opens it. There, Ctrl+R prints a copy (it is marked and counted as
one), F6 takes goods back by it, and F9 explains the selected line.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.day: date | None = None
        self.found: tuple[SaleRowView, ...] = ()
        self._found_for = ""
        self.opened: SaleView | None = None

    def body(self) -> Iterable[Widget]:
        """The list, or the lines of a sale beside its receipt; beneath, what it comes to."""
        with Horizontal(classes="beside"):
            yield LineList(sale_columns(self.words), id="lines")
            yield Sheet(classes="away")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read again: a sale may have been made or taken back meanwhile."""
        if self.day is None:
            self.day = await self.shell.run_read(self.shop.business_date)
        if self.opened is not None:
            await self.open(self.opened.id)
        else:
            await self._list(self._found_for)

    # --- what is shown ----------------------------------------------------------------------------

    async def _list(self, text: str) -> None:
        self._show_found(text, await self.shell.run_read(find, self.shop, text, self.day))

    def _show_found(self, text: str, found: tuple[SaleRowView, ...], selected: int = 0) -> None:
        self.found, self._found_for = found, text
        self._selected = selected
        self.paint()

    async def changed(self, text: str) -> None:
        """Narrow the list while a number is typed."""
        if self.opened is None and not _DAY.fullmatch(text.strip()):
            self.shell.start_read("sales", partial(find, self.shop, text.strip(), self.day), partial(self._came, text))

    def _came(self, text: str, found: tuple[SaleRowView, ...]) -> None:
        if self.text == text and self.opened is None:
            self._show_found(text.strip(), found)

    def paint(self) -> None:
        """Show the state as it is."""
        shown, sheet = self.query_one("#lines", LineList), self.query_one(Sheet)
        sheet.set_class(self.opened is None, "away")
        if self.opened is not None:
            shown.show(_line_rows(self.opened, self), max(0, shown.selected), columns=self._line_columns())
            sheet.styles.width = paper(self.shop.settings.columns) + 3
            sheet.show(self._receipt, keep=True)
        else:
            nothing = f"No sale with '{self._found_for}'." if self._found_for else "Nothing was sold on this day."
            shown.show(
                sale_rows(self.found, self.words), self._selected, columns=sale_columns(self.words), empty=nothing
            )
        self.query_one(Summary).show(self._summary())
        figure = self._big()
        self.query_one(BigAmount).show(*figure)

    _selected = 0

    def _line_columns(self) -> tuple[Column, ...]:
        places, point = self.words.currency.exponent, self.words.decimal
        return (
            Column("Qty", 6, right=True),
            Column("Item"),
            Column("Amount", 9, decimals=places, point=point),
        )

    def _receipt(self, width: int) -> Sequence[SheetLine]:
        assert self.opened is not None
        columns = paper(self.shop.settings.columns)
        made = receipt(self.opened, letterhead(self.shop.profile), width=columns, copy=self.opened.copies)
        return [[(line, "quiet")] for line in printed(made)]

    def _summary(self) -> tuple[tuple[str, str], tuple[str, str]]:
        sale = self.opened
        if sale is not None:
            copies = f"{sale.copies} cop{'y' if sale.copies == 1 else 'ies'} made" if sale.copies else ""
            who = ", ".join(part for part in (sale.customer, f"by {sale.actor} at {sale.terminal}") if part)
            return (f"{sale.number}, {who}", copies), (_of(sale), "")
        if self._found_for:
            return (f"Numbers with '{self._found_for}'", f"{len(self.found)} found"), ("", "")
        assert self.day is not None
        made = sum(sale.kind == "sale" for sale in self.found)
        back = len(self.found) - made
        counted = f"{made} sale{'s' * (made != 1)}" + (f", {back} return{'s' * (back != 1)}" if back else "")
        return (told_day(self.day), counted), ("Left and Right: another day", "")

    def _big(self) -> Big:
        if self.opened is not None:
            back = self.opened.kind == "return"
            return Big("GIVEN BACK" if back else "TOTAL", self.words.money(self.opened.total))
        total = sum(sale.total for sale in self.found)
        return Big("TOGETHER", self.words.money(total), "sales less returns")

    def hint(self) -> str:
        """What Enter would do."""
        if self.opened is not None:
            return "" if self.text else "Enter: back to the list"
        if _DAY.fullmatch(self.text.strip()):
            return "Enter: that day"
        return f"Enter: {self.found[self._place].number}" if self.found else ""

    @property
    def _place(self) -> int:
        """The selected row."""
        return max(0, min(self.query_one("#lines", LineList).selected, len(self.found) - 1))

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        shown, sheet = self.query_one("#lines", LineList), self.query_one(Sheet)
        there = self.opened is not None or bool(self.found)
        bounds = (
            Bound(RETURN, self.take_back, there and self._kind == "sale"),
            Bound(REPRINT.named("Copy", "Print a copy of the receipt"), self.reprint, there),
            Bound(WHY, self.why, self.opened is not None),
        )
        if self.opened is not None:
            return (
                *bounds,
                *moves(shown.move),
                *(Bound(key, partial(self._page, sheet, by)) for key, by in ((PAGE_UP, -1), (PAGE_DOWN, 1))),
            )
        return (
            *bounds,
            Bound(FIRST.named("Today"), self.today),
            Bound(EARLIER, partial(self._another_day, -1)),
            Bound(LATER, partial(self._another_day, 1)),
            *moves(shown.move, shown.page),
        )

    @staticmethod
    async def _page(sheet: Sheet, by: int) -> None:
        sheet.scroll_page(by)

    @property
    def _kind(self) -> str:
        return self.opened.kind if self.opened is not None else self.found[self._place].kind

    @property
    def _number(self) -> str:
        """The id of the sale that a command means."""
        return self.opened.id if self.opened is not None else self.found[self._place].id

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A day, a number, or the selected sale."""
        text = typed.text.strip()
        if _DAY.fullmatch(text):
            self.opened, self.day = None, read_day(text, await self.shell.run_read(self.shop.business_date))
            await self._list("")
        elif self.opened is not None and not text:
            await self.step_back()
        elif self.opened is None and self.found and text == self._found_for and not typed.scanned:
            await self.open(self.found[self._place].id)
        elif text:
            await self.open(text)

    async def open(self, number: str) -> None:
        """Show a sale with its receipt. Raises UnknownSale, AmbiguousSale."""
        opened = await self.shell.run_read(by_number, self.shop, number)
        shown = self.query_one("#lines", LineList)
        if self.opened is None:
            self._selected = self._place if self.found else 0
            shown.show((), -1)
        self.opened = opened
        self.paint()

    async def today(self) -> None:
        """The day that runs."""
        self.day = await self.shell.run_read(self.shop.business_date)
        await self._list("")

    async def _another_day(self, by: int) -> None:
        assert self.day is not None
        try:
            self.day += timedelta(days=by)
        except OverflowError:
            raise BadDay(self.day.isoformat()) from None
        await self._list("")

    async def reprint(self) -> None:
        """Make a copy of the receipt, marked as one."""
        sale = await self.shell.run_write(sales.copy_receipt, self.shop, self._number)
        self.wake_printer()
        if self.opened is not None:
            await self.open(sale.id)
        copy = f"Copy {sale.copies} of {sale.number}"
        if self.shop.settings.printer:
            self.done(f"{copy}: it is printing.")
        else:
            self.look(f"{copy}: no printer is set up; it can be read here.")

    async def take_back(self) -> None:
        """Goods of this sale come back."""
        from storeops.screens.returns import ReturnsScreen

        await self.shell.go(ReturnsScreen(self.shop, self._number))

    async def why(self) -> None:
        """Why the selected line costs what it costs."""
        assert self.opened is not None
        line = self.opened.lines[max(0, self.query_one("#lines", LineList).selected)].line
        view = await self.shell.run_read(_why, self.shop, self.opened.id, line)
        words = [Paragraph(view.answer, ink="strong"), Paragraph(""), *(Paragraph(text) for text in view.lines)]
        self.show_panel(view.subject, words)

    async def step_back(self) -> None:
        """Out of the receipt, out of what was searched, out of the screen."""
        if self.opened is not None:
            self.opened = None
            self.quiet()
            await self._relist()
        elif self._found_for:
            await self._list("")
        else:
            await self.shell.leave_screen(self)

    async def _relist(self) -> None:
        selected = self._selected
        found = await self.shell.run_read(find, self.shop, self._found_for, self.day)
        self._show_found(self._found_for, found, selected)


def _line_rows(sale: SaleView, screen: SalesScreen) -> tuple[Row, ...]:
    words = screen.words
    rows = []
    for line in sale.lines:
        back = f"{words.measure(line.returned, line.unit)} came back" if line.returned else ""
        cells = (words.quantity(line.quantity, line.unit), line.name or line.sku, words.money(line.amount))
        rows.append(Row(cells, (Note(back),) if back else ()))
    return tuple(rows)


def _why(shop: Store, number: str, line: int) -> WhyView:
    with shop.read() as connection:
        return why_price(connection, shop.profile, number, line)


def _of(sale: SaleView) -> str:
    """What a return took back, and why."""
    if not sale.reason:
        return ""
    return f"of {sale.original}: {sale.reason}" if sale.original else f"without a receipt: {sale.reason}"
