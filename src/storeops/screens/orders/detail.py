"""One order: its lines with how far each has come, what happened to it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget

from storeops.operations.orders import changing, payments, sending
from storeops.reports.numerals import Numerals
from storeops.reports.orders import order as reports
from storeops.reports.orders.board import worklist_of
from storeops.reports.orders.state import read
from storeops.reports.orders.timeline import timeline
from storeops.reports.why import why_order
from storeops.reports.why.view import WhyView
from storeops.screens.orders.commands import CANCEL, PAY, RESOLVE, SOURCE, UNSOURCE
from storeops.screens.orders.detail_view import (
    Shown,
    big,
    line_columns,
    line_rows,
    ready_words,
    summary,
    timeline_lines,
)
from storeops.screens.orders.money import Payment, TakesMoney
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import DRAWER, FINISH, PARK, RETURN, WHY, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.sheet import Sheet, SheetLine
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

_STEPS = {"pay": "take the money", "send": "send it", "refund": "give the money back", "source": "source it"}


class OrderScreen(TakesMoney):
    """`view` is the order as it was read last."""

    title_words: ClassVar[str] = "Order"
    about: ClassVar[str] = """
At the left the lines, each with a bar of how far it has come: # sent, = stands ready, . missing, < came back,
x cancelled. At the right what happened, day by day; PgUp and PgDn turn it.

Enter does the obvious next thing and asks before goods or money move. Payments are typed as at the till: card, card 10,
or 20 for cash. F9 explains the promise, where each line comes from, and why it does not come from elsewhere.

An order's number, scanned or typed, shows that order.
"""

    def __init__(self, shop: Store, shown: Shown) -> None:
        super().__init__(shop)
        self.view = shown
        self.sending = ""

    @property
    def number(self) -> str:
        """The order's number."""
        return self.view.order.number

    def body(self) -> Iterable[Widget]:
        """Lines beside the timeline; beneath, what is due."""
        with Horizontal(classes="beside"):
            yield LineList(line_columns(self.words), id="lines")
            yield Sheet()
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Say first what a person should know: a contradiction, else a hold."""
        await self.read()
        order = self.view.order
        if self.view.decide:
            one = self.view.decide[0]
            self.look(f"To be decided: {one.what}. Ways out: {'; '.join(one.ways_out)}.")
        elif order.holds:
            held = "; ".join(f"{hold.kind}: {hold.reason}" for hold in order.holds)
            self.look(f"On hold, {held} {self.shell.keys.name(PARK)} releases it.")

    async def read(self) -> None:
        """Read the order again."""
        self.become(await self.shell.run_read(read_order, self.shop, self.view.order.id))

    # --- what is shown ----------------------------------------------------------------------------

    def become(self, shown: Shown) -> None:
        """Show the order as it is."""
        self.view = shown
        lines = self.query_one("#lines", LineList)
        lines.show(line_rows(shown.order, self.words), max(0, lines.selected))
        self.query_one(Sheet).show(self._timeline, keep=True)
        self.query_one(Summary).show(summary(shown))
        figure = big(shown.order, self.words)
        self.query_one(BigAmount).show(*figure)

    def _timeline(self, width: int) -> Sequence[SheetLine]:
        return timeline_lines(self.view.timeline, width)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        step = self.view.next_step
        return f"Enter: {_STEPS[step]}" if step and not self.text else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        shown, order = self.view, self.view.order
        lines, sheet = self.query_one("#lines", LineList), self.query_one(Sheet)
        held = bool(order.holds)
        waits = PARK.named(
            "Release" if held else "Hold",
            "Let the order go on" if held else "Stop the order until somebody releases it",
            "Puts the order on hold, or releases it.",
        )
        back = RETURN.named("Refund", "Give back what was paid too much", "Gives back what was paid too much.")
        return (
            Bound(FINISH.named("Send", "Send what stands ready"), self.send, bool(shown.ready) and not held),
            Bound(PAY, self.ask_payment, order.due > 0),
            Bound(back, self.refund, order.due < 0),
            Bound(waits, self.release if held else self.hold, held or shown.unsent),
            Bound(WHY.named("Why", "Why this day, and why from there"), self.why),
            Bound(SOURCE, self.source, shown.missing),
            Bound(UNSOURCE, self.unsource, bool(shown.ready)),
            Bound(CANCEL, self.cancel, shown.unsent),
            Bound(RESOLVE, self.resolve, bool(order.exceptions)),
            Bound(DRAWER, self._drawer),
            *moves(lines.move, sheet.scroll_page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """The next step, or another order's number. Raises UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        if text:
            self.become(await self.shell.run_read(read_order, self.shop, text))
            self.quiet()
            return
        steps: dict[str, Callable[[], Awaitable[None]]] = {
            "pay": self.ask_payment,
            "send": self.send,
            "refund": self.refund,
            "source": self.source,
        }
        if step := self.view.next_step:
            await steps[step]()

    async def _done(self, told: str) -> None:
        await self.read()
        self.done(told)

    # --- money ------------------------------------------------------------------------------------

    async def ask_payment(self) -> None:
        """Ask for a deposit or the rest."""
        due = self.words.money(self.view.order.due)
        hint = "Enter: all by card; card 10, or 20 for cash"
        self.prompt_for(Prompt(f"Pay {due}", hint, self._pay))

    async def _pay(self, text: str) -> None:
        await self.take_payment(self.view.order.id, self.view.order.due, text)

    async def paid(self, payment: Payment) -> None:
        """Show what is still due."""
        await self._done(f"{self.told(payment)}.")

    async def refund(self) -> None:
        """Give back what was paid too much; asks once."""
        back, command = self.words.money(-self.view.order.due), self.identity()

        async def give_back() -> None:
            await self.shell.run_write(partial(payments.refund, command=command), self.shop, self.view.order.id)
            await self._done(f"{back} was given back, to where it came from.")

        self.ask(
            Question(f"Give {back} back?", (Answer("y", "give it back", give_back), Answer("n", "not now", self._keep)))
        )

    async def _keep(self) -> None:
        self.quiet()

    # --- goods ------------------------------------------------------------------------------------

    async def send(self) -> None:
        """Send what stands ready; asks once, for the goods leave with it."""
        self.sending = self.identity()
        question = f"Send {ready_words(self.view, self.words)}?"
        self.ask(Question(question, (Answer("y", "it leaves", self._send), Answer("n", "not yet", self._keep))))

    async def _send(self) -> None:
        write = partial(sending.dispatch, command=self.sending)
        sales = await self.shell.run_write(write, self.shop, self.view.order.id)
        await self._done(f"Sent: {', '.join(sale.number for sale in sales)}.")

    async def source(self) -> None:
        """Promise stock for what is missing."""
        await self.read()
        before = sum(line.missing for line in self.view.order.lines)
        await self.shell.run_write(changing.allocate, self.shop, self.view.order.id)
        await self.read()
        left = sum(line.missing for line in self.view.order.lines)
        if not left:
            self.done("Everything stands ready.")
        elif left < before:
            self.look("A part of it stands ready; for the rest no location has anything.")
        else:
            self.look(
                f"No location has what is missing, or it waits for a release. {self.shell.keys.name(WHY)} tells more."
            )

    async def unsource(self) -> None:
        """Give its stock back, with the reason."""
        await self._because(
            "Give its stock back, why", "Esc: keep it", changing.deallocate, "Its stock was given back."
        )

    # --- holding, cancelling, settling ------------------------------------------------------------

    async def hold(self) -> None:
        """Stop the order, with the reason."""
        await self._because("Hold, why", "Esc: let it go on", changing.hold, "It is on hold.")

    async def release(self) -> None:
        """Let the order go on."""
        await self._because("Release, why", "Enter: no reason given", changing.release, "It goes on.")

    async def cancel(self) -> None:
        """Cancel what is not sent; the reason is the one question."""
        await self._because(f"Cancel {self.number}, why", "Esc: keep it", changing.cancel, "It is cancelled.")

    async def resolve(self) -> None:
        """Settle the contradictions: what was sent all the same is kept and paid for."""
        await self._because("The customer keeps it, why", "Esc: leave it", changing.resolve, "It is settled.")

    async def _because(self, words: str, hint: str, change: Callable[[Store, str, str], str], told: str) -> None:
        async def because(reason: str) -> None:
            await self.shell.run_write(change, self.shop, self.view.order.id, reason)
            await self._done(told)

        self.prompt_for(Prompt(words, hint, because))

    # --- why --------------------------------------------------------------------------------------

    async def why(self) -> None:
        """Its promise step by step, where each line comes from, and every location that was turned down."""
        view = await self.shell.run_read(_why, self.shop, self.view.order.id)
        words = [Paragraph(view.answer, ink="strong"), Paragraph("")]
        words += [Paragraph(text.strip(), "  " if text.startswith("  ") else "") for text in view.lines]
        self.show_panel(view.subject, words)

    async def _drawer(self) -> None:
        from storeops.screens.drawer import DrawerScreen

        await self.shell.go(DrawerScreen(self.shop))


def read_order(shop: Store, number: str) -> Shown:
    """An order by its number, what that ends in, or its id. Raises UnknownDocument, AmbiguousDocument."""
    today = shop.business_date()
    with shop.read() as connection:
        state = read(connection, number)
        told = timeline(connection, state.id, Numerals.of(shop.profile))
        return Shown(reports.view(connection, state), worklist_of(connection, state), told, today)


def _why(shop: Store, order: str) -> WhyView:
    with shop.read() as connection:
        return why_order(connection, shop.profile, order)
