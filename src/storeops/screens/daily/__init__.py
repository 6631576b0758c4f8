"""The day in figures, as a page a person can read aloud."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.widget import Widget

from storeops.documents.daily import daily_csv, daily_page
from storeops.reports import daily as reports
from storeops.reports.daily.view import DailyView
from storeops.reports.letterhead import letterhead
from storeops.reports.shop import ShopView
from storeops.reports.why import why_total
from storeops.reports.why.view import WhyTotalView
from storeops.rules.errors import Refused
from storeops.rules.text import file_name
from storeops.screens.daily.view import daily_big, day_lines
from storeops.screens.days import EARLIER, LATER, BadDay, read_day, told_day
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FINISH, FIRST, WHY, Bound, Command
from storeops.screens.shell.line import Typed
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.sheet import Sheet, SheetLine
from storeops.screens.widgets.summary import Summary
from storeops.settings import data_folder
from storeops.store import Store

AS_CSV = Command(
    "as_csv", "ctrl+f", "", "Write the day as a table (CSV)", "Writes every figure of the day as a CSV file."
)
OWN = (EARLIER, LATER, AS_CSV)


class CannotWrite(Refused):
    """The report could not be written. `path`, `reason` in the system's words."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written ({reason}). Look whether the disk is full or the folder yours.")
        self.path = path
        self.reason = reason


class DailyScreen(Asking):
    """The report of a business day. Left and Right go to another one."""

    title_words: ClassVar[str] = "The day"
    about: ClassVar[str] = """
The business day: its total and how it compares, what stands out, takings by hour, departments, tenders, tax, products.
Sums are of sales less returns.

Left and Right show another day; so does a date such as 2026-11-22, today or yesterday. Up, Down and the page keys read
on. F12 writes the page as a PDF; F9 lists the documents behind the total.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.day: date | None = None
        self.view: DailyView | None = None

    def body(self) -> Iterable[Widget]:
        """The day and its total; beneath, the page."""
        yield Summary()
        yield BigAmount()
        yield Sheet()

    async def arrived(self) -> None:
        """Read the day again."""
        if self.day is None:
            self.day = await self.shell.run_read(self.shop.business_date)
        await self._show(self.day, keep=True)

    async def _show(self, day: date, *, keep: bool = False) -> None:
        view = await self.shell.run_read(_daily, self.shop, day)
        self.day, self.view = day, view
        profile = self.shop.profile
        state = "" if day != await self.shell.run_read(self.shop.business_date) else "so far"
        title = f"{profile.name}, {profile.store}: in {profile.currency.code}, returns taken off"
        self.query_one(Summary).show(((told_day(day), state), (title, "")))
        figure = daily_big(view, self.words)
        self.query_one(BigAmount).show(*figure)
        self.query_one(Sheet).show(self._lines, keep=keep)

    def _lines(self, width: int) -> Sequence[SheetLine]:
        assert self.view is not None
        terminal = self.shell.terminal
        head = letterhead(self.shop.profile)
        return day_lines(self.view, head, width, plain=terminal.plain, ellipsis=terminal.ellipsis)

    def hint(self) -> str:
        """What can be typed."""
        return "Enter: that day" if self.text else "Left and Right: another day"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        sheet = self.query_one(Sheet)
        return (
            Bound(
                FINISH.named("PDF", "Write the page as a PDF", "Writes the page as a PDF."), partial(self.write, "pdf")
            ),
            Bound(AS_CSV, partial(self.write, "csv")),
            Bound(WHY.named("Why", "The documents behind the total"), self.why),
            Bound(FIRST.named("Today"), self.today),
            Bound(EARLIER, partial(self._another_day, -1)),
            Bound(LATER, partial(self._another_day, 1)),
            *moves(sheet.scroll_lines, sheet.scroll_page),
        )

    async def meant(self, typed: Typed) -> None:
        """Another day by its date."""
        if typed.text.strip():
            await self._show(read_day(typed.text, await self.shell.run_read(self.shop.business_date)))
            self.quiet()

    async def today(self) -> None:
        """The day that runs."""
        await self._show(await self.shell.run_read(self.shop.business_date))

    async def _another_day(self, by: int) -> None:
        assert self.day is not None
        try:
            day = self.day + timedelta(days=by)
        except OverflowError:
            raise BadDay(self.day.isoformat()) from None
        await self._show(day)

    async def write(self, form: str) -> None:
        """Write the day into a new file of the reports' folder."""
        assert self.view is not None
        head, folder = letterhead(self.shop.profile), reports_folder(self.shop)
        path = await self.shell.run_read(_write, self.view, head, folder, form)
        self.done(f"Written: {path}")

    async def why(self) -> None:
        """The documents that the total adds up."""
        assert self.day is not None
        view = await self.shell.run_read(_why, self.shop, self.day)
        words = [Paragraph(view.answer, ink="strong"), Paragraph(""), *(Paragraph(text) for text in view.lines)]
        self.show_panel(view.subject, words)


def reports_folder(shop: Store) -> Path:
    """Where reports are written: beside the shop's database; of a shop on a server, in the platform's data folder."""
    database = shop.settings.database
    return (data_folder() if "://" in database else Path(database).resolve().parent) / "reports"


def _daily(shop: Store, day: date) -> DailyView:
    with shop.read() as connection:
        return reports.daily(connection, shop.profile, day, store=shop.profile.store)


def _why(shop: Store, day: date) -> WhyTotalView:
    with shop.read() as connection:
        return why_total(connection, shop.profile, day, "total", store=shop.profile.store)


def _write(view: DailyView, shop: ShopView, folder: Path, form: str) -> Path:
    """A new file, whole or not at all; one that is there already is kept and the new one numbered.

    Raises CannotWrite, FontMissing."""
    if form == "pdf":
        from storeops.documents.page import page

        content = page(daily_page(view, shop))
    else:
        content = daily_csv(view).encode("utf-8")
    name = file_name(f"daily-{view.store}-{view.business_date.isoformat()}")
    path = folder / f"{name}.{form}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".storeops-", delete=False) as written:
            written.write(content)
        temporary = Path(written.name)
        try:
            for number in range(2, 1000):
                try:
                    os.link(temporary, path)
                    break
                except FileExistsError:
                    path = folder / f"{name}-{number}.{form}"
        finally:
            temporary.unlink()
    except OSError as error:
        raise CannotWrite(path, error.strerror or str(error)) from error
    return path
