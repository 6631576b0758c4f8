"""The cash drawer: opened with a float, cash in and out, the X report, the blind count, and the Z report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.devices.drawer import kick
from storeops.devices.jobs import paper
from storeops.devices.transport import parse_address
from storeops.documents.drawer import drawer_report
from storeops.documents.text import lines as printed
from storeops.operations import drawer
from storeops.operations.drawer_prints import queue_report
from storeops.reports import drawer as reports
from storeops.reports.drawer_view import DrawerView
from storeops.reports.letterhead import letterhead
from storeops.reports.why import why_drawer
from storeops.reports.why.view import WhyDrawerView
from storeops.rules.money.denominations import denominations
from storeops.screens.drawer.view import (
    LastClose,
    closed_lines,
    count_big,
    count_columns,
    count_rows,
    open_lines,
    report_big,
)
from storeops.screens.drawer.words import NAMES, Begin, Count, Move, NoSale, Report, wish
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FINISH, WHY, Bound, Command
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.receipts import REPRINT
from storeops.screens.till.view import Big
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider, moment
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.sheet import Sheet, SheetLine, centred
from storeops.store import Store

PAID_IN = Command("paid_in", "", "", "Put cash in", "Puts cash into the drawer that is no sale.")
PAID_OUT = Command("paid_out", "", "", "Take cash out", "Takes cash out of the drawer that is no return.")
DROP = Command("drop", "", "", "Bring cash to the safe", "Takes cash out and brings it to the safe.")
NO_SALE = Command("no_sale", "", "", "Open without a sale", "Opens the drawer; it is counted on the reports.")
X_REPORT = Command("x_report", "", "", "X report: the session so far", "Shows the session so far; closes nothing.")
OWN = (PAID_IN, PAID_OUT, DROP, NO_SALE, X_REPORT, REPRINT)
_ASKED = {
    "paid_in": ("Put in, and what for", "such as: 20 change from the bank"),
    "paid_out": ("Take out, and what for", "such as: 5 milk for the staff"),
    "drop": ("To the safe", "type the amount"),
}


class DrawerScreen(Asking):
    """The drawer of this terminal. `session` is the open one; `report` what is shown of it in its place."""

    title_words: ClassVar[str] = "Drawer"
    about: ClassVar[str] = """
The drawer begins with a float: count the cash that lies in it, type the sum, Enter.

In the line: "in 20 change from the bank", "out 5 milk", "drop 100" brings cash to the safe, "no sale" opens it, "x"
shows the session so far. F11 lists them too, and asks for the amount.

F12 begins the count. Type how many there are of each coin and note, Enter goes to the next; 20x3 is three of 20, and
=113.45 gives the sum alone. What should be there is not shown before the count is confirmed.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.session: DrawerView | None = None
        self.last: LastClose | None = None
        self.report: DrawerView | None = None
        self.count: Count | None = None

    def body(self) -> Iterable[Widget]:
        """A page or the count; beneath, the figure that matters."""
        yield Sheet()
        yield LineList(count_columns(self.words), id="count")
        yield Divider(light=True)
        yield BigAmount()

    async def arrived(self) -> None:
        """Look how the drawer stands."""
        await self._look()

    async def _look(self) -> None:
        self.session, self.last = await self.shell.run_read(_state, self.shop)
        self.paint()

    # --- what is shown ----------------------------------------------------------------------------

    def paint(self) -> None:
        """Show the state as it is."""
        counting = self.count is not None
        self.query_one(Sheet).set_class(counting, "away")
        self.query_one("#count").set_class(not counting, "away")
        if self.count is not None:
            rows = count_rows(self.count, self.words)
            empty = "Type the sum that was counted."
            self.query_one("#count", LineList).show(rows, self.count.selected, empty=empty)
        else:
            self.query_one(Sheet).show(self._lines)
        figure = self._big()
        self.query_one(BigAmount).show(*figure)

    def _lines(self, width: int) -> Sequence[SheetLine]:
        ellipsis = self.shell.terminal.ellipsis
        if self.report is not None:
            columns = paper(self.shop.settings.columns)
            made = drawer_report(self.report, letterhead(self.shop.profile), width=columns)
            return centred(printed(made), width)
        if self.session is not None:
            return open_lines(self.session, self.words, width, ellipsis)
        return closed_lines(self.last, self.words, width, ellipsis)

    def _big(self) -> Big:
        if self.count is not None:
            return count_big(self.count, self.words)
        shown = self.report or self.session
        if shown is not None:
            return report_big(shown, self.words)
        return Big("LAST FLOAT", self.words.money(self.last.float)) if self.last else Big("CLOSED", "")

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.text:
            return ""
        if self.count is not None:
            return self._count_hint(self.count)
        if self.report is not None:
            return "Enter: back to the drawer"
        if self.session is None:
            return (
                f"Enter: open with {self.words.money(self.last.float)}" if self.last else "type the float, 0 for none"
            )
        return ""

    def _count_hint(self, count: Count) -> str:
        if count.ended:
            return f"Enter: close with {self.words.money(count.total)}"
        if not count.values:
            return ""
        had = count.many[count.selected]
        return f"how many {self.words.money(count.values[count.selected])}?  Enter: {had or 'none'}"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        sheet = self.query_one(Sheet)
        if self.count is not None:
            return (
                Bound(FINISH.named("Close", "Close the drawer"), self.ask_close, self.count.begun),
                *moves(self._move),
            )
        scrolls = moves(sheet.scroll_lines, sheet.scroll_page)
        if self.report is not None:
            z = bool(self.report.number)
            reprint = REPRINT.named("", "Print this report", "Prints this Z report again.")
            return (*scrolls, Bound(reprint, self.print_report, z), Bound(WHY, self.why, z))
        there = self.session is not None
        return (
            Bound(FINISH.named("Count", "Count and close the drawer"), self.begin_count, there),
            Bound(WHY.named("Why", "Why so much cash is expected"), self.why, there),
            *(Bound(command, partial(self.ask_move, command.id), there) for command in (PAID_IN, PAID_OUT, DROP)),
            Bound(NO_SALE, self.no_sale, there),
            Bound(X_REPORT, self.show_x, there),
            *scrolls,
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """What was typed, where the drawer stands."""
        text = typed.text.strip()
        if self.count is not None:
            await self._counted(self.count, text)
        elif self.report is not None and not text:
            await self.step_back()
        elif self.session is None:
            await self._open(text)
        elif text:
            await self._wished(text)

    async def _open(self, text: str) -> None:
        amount = self.last.float if not text and self.last else self.words.read_money(text)
        self.session = await self.shell.run_write(drawer.open_drawer, self.shop, amount)
        self.paint()
        self.done(f"The drawer is open with {self.words.money(amount)}.")

    async def _wished(self, text: str) -> None:
        wanted = wish(text, self.words)
        match wanted:
            case Move():
                await self._move_cash(wanted)
            case NoSale():
                await self.no_sale(wanted.reason)
            case Report():
                await self.show_x()
            case Begin():
                await self.begin_count()

    async def _move_cash(self, move: Move) -> None:
        self.session = await self.shell.run_write(drawer.move_cash, self.shop, move.movement, move.amount, move.reason)
        self.report = None
        self.paint()
        because = f": {move.reason}" if move.reason else ""
        self.done(f"{NAMES[move.movement]} {self.words.money(move.amount)}{because}.")
        self._kick()

    async def ask_move(self, movement: str) -> None:
        """Ask for the amount and what for."""
        words, example = _ASKED[movement]

        async def told(text: str) -> None:
            amount, _, reason = text.partition(" ")
            await self._move_cash(Move(movement, self.words.read_money(amount), reason.strip()))

        self.prompt_for(Prompt(words, example, told))

    async def no_sale(self, reason: str = "") -> None:
        """Open the drawer without a sale."""
        await self.shell.run_write(drawer.no_sale, self.shop, reason)
        await self._look()
        self.done(
            "Opened without a sale; it is noted." if self.shop.settings.printer else "Noted: opened without a sale."
        )
        self._kick()

    def _kick(self) -> None:
        """Let the drawer spring open; trouble with that is said when it comes."""
        if self.shop.settings.printer:
            self.shell.start_read("kick", partial(_kick, self.shop.settings.printer), lambda _: None)

    async def show_x(self) -> None:
        """The X report."""
        self.report = await self.shell.run_read(_x_report, self.shop)
        self.quiet()
        self.paint()

    # --- the count --------------------------------------------------------------------------------

    async def begin_count(self) -> None:
        """Count, blind."""
        self.count = Count.of(denominations(self.words.currency.code))
        self.quiet()
        self.paint()
        self._kick()

    def _move(self, by: int) -> None:
        if self.count is not None:
            self.count = self.count.moved(by)
            self.paint()

    async def _counted(self, count: Count, text: str) -> None:
        if not text and count.ended:
            await self.ask_close()
            return
        self.count = count.typed(text, self.words)
        self.quiet()
        self.paint()

    async def ask_close(self) -> None:
        """Ask once."""
        count = self.count
        assert count is not None
        yes = Answer("y", "close it", self._close)
        words = f"Close the drawer with {self.words.money(count.total)} counted?"
        self.ask(Question(words, (yes, Answer("n", "go on counting", self._go_on))))

    async def _go_on(self) -> None:
        self.quiet()

    async def _close(self) -> None:
        count = self.count
        assert count is not None
        view = await self.shell.run_write(drawer.close, self.shop, count.total, count.pieces)
        self.count, self.session, self.report = None, None, view
        self.last = LastClose(view.number, "", count.total, view.difference or 0, view.float)
        self.paint()
        self.wake_printer()
        printing = bool(self.shop.settings.printer)
        self.done(f"{view.number}: the drawer is closed.{' The report is printing.' if printing else ''}")

    async def _queue(self, view: DrawerView) -> bool:
        printing = await self.shell.run_write(queue_report, self.shop, view.number)
        self.wake_printer()
        return printing

    async def print_report(self) -> None:
        """Print the Z report that is shown once more."""
        assert self.report is not None
        there = await self._queue(self.report)
        if there:
            self.done(f"{self.report.number} is printing.")
        else:
            self.look("No printer is set up. The report can be read here.")

    async def step_back(self) -> None:
        """Out of the report, out of the count, out of the screen."""
        if self.count is not None:
            self.count = None
            self.look("The count was given up; the drawer is open as before.")
            self.paint()
        elif self.report is not None:
            self.report = None
            self.quiet()
            await self._look()
        else:
            await self.shell.leave_screen(self)

    async def why(self) -> None:
        """Every movement behind the cash that is expected."""
        view = await self.shell.run_read(_why, self.shop, self.report.number if self.report else "")
        words = [Paragraph(view.answer, ink="strong"), Paragraph("")]
        words += [Paragraph(line) for line in view.lines]
        words.append(Paragraph(""))
        for step in view.steps:
            money = self.words.money
            signed = ("+" if step.amount > 0 else "") + money(step.amount)
            words.append(Paragraph(f"{signed}, then {money(step.balance)}: {step.fact.what}", f"{step.fact.at:%H:%M}"))
        self.show_panel(view.subject, words)


def _state(shop: Store) -> tuple[DrawerView | None, LastClose | None]:
    """The open session, and the last close before it."""
    profile = shop.profile
    with shop.read() as connection:
        try:
            session = reports.x_report(connection, profile.terminal, shop.now())
        except reports.NoSession:
            session = None
        latest = reports.z_numbers(connection, profile.terminal, 1)
        if not latest:
            return session, None
        z = reports.z_report(connection, latest[0][0])
    closed = moment(z.closed_at) if z.closed_at else ""
    return session, LastClose(z.number, closed, z.counted or 0, z.difference or 0, z.float)


def _x_report(shop: Store) -> DrawerView:
    with shop.read() as connection:
        return reports.x_report(connection, shop.profile.terminal, shop.now())


def _why(shop: Store, number: str) -> WhyDrawerView:
    with shop.read() as connection:
        return why_drawer(connection, shop.profile, number)


def _kick(address: str) -> None:
    kick(parse_address(address))
