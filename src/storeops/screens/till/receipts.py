"""The receipts of the till: what the printer says, and a copy when somebody asks for one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from storeops.devices.spool import SpoolState, State
from storeops.operations import sales
from storeops.reports import sales as sale_reports
from storeops.reports.sale_view import SaleView
from storeops.rules.errors import Refused
from storeops.screens.shell.commands import Bound, Command
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import TillBase
from storeops.screens.till.printing import JobNews
from storeops.screens.widgets.panel import Paragraph
from storeops.store import Store

REPRINT = Command(
    "reprint",
    "ctrl+r",
    "",
    "Print a copy of the last receipt",
    "Prints the last sale's receipt again, marked as a copy.",
)
_STATES = {
    "queued": "Receipt waits for the printer.",
    "sending": "Receipt is printing.",
    "confirmed": "Receipt printed.",
    "sent": "Receipt sent to the printer.",
    "unknown": "Receipt: did it come out? Ctrl+R prints a copy.",
    "failed": "Receipt could not be printed. Ctrl+R tries a copy.",
}


RECEIPT = Command("receipt", "", "", "Show the last receipt", "Shows the receipt of the last sale as it is printed.")


class NoReceipt(Refused):
    """There is no sale yet whose receipt could be shown."""

    def __init__(self) -> None:
        super().__init__("This terminal has made no sale yet.")


class Receipts(TillBase):
    """The part of the till that looks after receipts."""

    last_sale: SaleView | None = None
    receipt_state = ""

    def receipt_bounds(self) -> tuple[Bound, ...]:
        """The commands of the last receipt."""
        return (Bound(REPRINT, self.reprint), Bound(RECEIPT, self.show_receipt))

    def completed(self, sale: SaleView) -> None:
        """A sale was completed: its receipt is queued already."""
        self.last_sale = sale
        self.receipt_state = "queued" if self.printing.state.trouble else "sending"
        self.printing.wake()

    def receipt_words(self) -> str:
        """How it stands with the last sale's receipt."""
        return _STATES.get(self.receipt_state, "") if self.printing.there else "No printer is set up."

    async def _last(self) -> SaleView:
        if self.last_sale is None:
            self.last_sale = await self.shell.run_read(_latest, self.shop)
        return self.last_sale

    async def reprint(self) -> None:
        """Make a copy of the last receipt. Raises NoReceipt."""
        sale = await self._last()
        self.last_sale = await self.shell.run_write(sales.copy_receipt, self.shop, sale.number)
        self.receipt_state = "sending"
        self.printing.wake()
        self.paint_state()
        copy = f"Copy {self.last_sale.copies} of {sale.number}."
        self.done(
            f"{copy} {self.receipt_words()}" if self.printing.there else f"{copy} Without a printer: F11 shows it."
        )

    async def show_receipt(self) -> None:
        """Show the last receipt in the goods' place. Raises NoReceipt."""
        sale = await self._last()
        # Loaded here: a receipt is shown now and then, the till is started every morning.
        from storeops.devices.jobs import paper
        from storeops.documents.receipt import receipt
        from storeops.documents.text import lines
        from storeops.reports.letterhead import letterhead

        made = receipt(sale, letterhead(self.shop.profile), width=paper(self.shop.settings.columns), copy=sale.copies)
        self.show_panel(made.title, [Paragraph(line, exact=True) for line in lines(made)])

    # --- news from the printer --------------------------------------------------------------------

    def printer_changed(self, state: SpoolState) -> None:
        """The printer is in another state: the corner shows it, and what needs hands is said."""
        status = self.shell.status
        self.shell.show_status(replace(status, lamps=(self.printing.lamp, *status.lamps[1:])))
        if state.trouble and state.remedy != self._told:
            self.shell.job.look(state.remedy)
        self._told = state.remedy if state.trouble else ""

    _told = ""

    def job_news(self, news: JobNews) -> None:
        """Something became of a print job; whether an uncertain one came out only a person can see."""
        last = self.last_sale
        if last is not None and news.job.subject == last.id:
            self.receipt_state = news.state
            self.paint_state()
        if news.state == "failed":
            self.shell.job.look(f"The {news.job.document} could not be printed: {news.error}")
        elif news.state == "unknown":
            self._ask_whether_printed(news)

    def _ask_whether_printed(self, news: JobNews) -> None:
        job = self.shell.job

        async def settle(state: State, words: str) -> None:
            await self.shell.run_write(self.printing.settle, news.job, state)
            job.done(words)

        if job.asking or job.text or job.panel_open:
            job.look(f"{news.error} Look whether the {news.job.document} came out; Ctrl+R prints a copy.")
            return
        yes = Answer("y", "yes, it is here", partial(settle, "confirmed", "Then all is well."))
        no = Answer("n", "no, print it", partial(settle, "queued", "It is printed again."))
        what = "last receipt" if news.job.document == "receipt" else news.job.document
        job.ask(Question(f"Did the {what} come out of the printer?", (yes, no)))
        job.repaint()


def _latest(shop: Store) -> SaleView:
    with shop.read() as connection:
        found = sale_reports.listing(connection, terminal=shop.profile.terminal, limit=1)
        if not found:
            raise NoReceipt
        return sale_reports.by_id(connection, found[0].id)
