"""The returns desk: what comes back by parcel is announced, unpacked and refunded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations import carts
from storeops.operations.rma import authorising, ending, receiving, refunding
from storeops.reports.rma.rma import by_number, listing
from storeops.reports.rma.view import RmaLineView, RmaRow, RmaView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.rma.reasons import CONDITIONS, REASONS
from storeops.screens.rma.view import big, line_columns, line_rows, list_columns, list_rows, matching, summary
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FINISH, FIRST, Bound, Command
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

ANNOUNCE = Command(
    "rma_announce", "ctrl+n", "Announce", "A return that nobody announced", "Asks for the order and why it comes back."
)
REJECT = Command("rma_reject", "ctrl+x", "Refuse", "Refuse to refund it", "Asks why; what is here goes back.")
LABEL = Command(
    "rma_label", "ctrl+l", "Label", "The label for its parcel", "Prints the label that brings the return to this shop."
)
CLOSE = Command("rma_close", "", "", "The rest will not come", "Ends what has not come; asks why.")
OWN = (ANNOUNCE, REJECT, LABEL, CLOSE)
_RETURN = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){1,3}-R[0-9]{6,}", re.IGNORECASE)
_QUANTITY = re.compile(r"[0-9.,]{1,7}")
_MOST = 200


class NotInParcel(Refused):
    """Goods were scanned that are not announced, or have come already."""

    def __init__(self, name: str, number: str) -> None:
        super().__init__(f"{name} is not to come with {number}. Put it aside, and look whose it is.")
        self.name = name


class RmaScreen(Asking):
    """`rows` are the open returns, `opened` the one that is unpacked, `selected` its line."""

    title_words: ClassVar[str] = "Returns by parcel"
    about: ClassVar[str] = """
The open returns. Type a part of a number, a name or a reason and the list narrows; Enter opens the selected one, and so
does scanning its number. A parcel that nobody announced: Ctrl+N, then the number of its order.

Scan what is in the parcel, and say with one key how it looks: it goes where such goods go. A number takes so many of
the selected line, Enter all of it. F12 gives back what was paid for what is here; nothing is given back twice.

What is not refunded is refused with its own key: what is here goes back to the customer. Ctrl+L prints the label that
the customer sticks on the parcel.
"""

    def __init__(self, shop: Store, number: str = "") -> None:
        super().__init__(shop)
        self._number = number
        self.rows: tuple[RmaRow, ...] = ()
        self.found: tuple[RmaRow, ...] = ()
        self.opened: RmaView | None = None
        self.selected = 0

    def body(self) -> Iterable[Widget]:
        """Returns or lines; beneath, what is still to do."""
        yield LineList(list_columns(), empty="No return is open.", id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Open the return that was named, else list the open ones."""
        number, self._number = self._number, ""
        if number:
            await self.open(number)
        elif self.opened is not None:
            await self.open(self.opened.id)
        else:
            await self.restart()

    # --- what is shown ----------------------------------------------------------------------------

    def paint(self) -> None:
        """Show the state as it is."""
        shown = self.query_one("#lines", LineList)
        if self.opened is not None:
            columns = line_columns(self.words)
            shown.show(line_rows(self.opened, self.words), self.selected, columns=columns)
            self.query_one(Summary).show(summary(self.opened))
        else:
            shown.show(list_rows(self.found, self.words), 0, columns=list_columns(), empty="No return is open.")
            self.query_one(Summary).show((("Scan the return, or type a part of its number.", ""), ("", "")))
        figure = big(self.opened, len(self.rows), self.words, self.shell.keys.name(FINISH))
        self.query_one(BigAmount).show(*figure)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.opened is None and self.asked is None:
            self.found = matching(self.rows, text)
            self.paint()

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.opened is None:
            return f"Enter: {self._chosen.number}" if self._chosen else ""
        if self.text:
            return ""
        line = self._chosen_line
        if line is not None and line.coming:
            return f"Enter: {self.words.measure(line.coming, line.unit)} came"
        return "Enter: give back" if self._to_refund else ""

    @property
    def _chosen(self) -> RmaRow | None:
        """The selected return of the list."""
        return self.query_one("#lines", LineList).among(self.found)

    @property
    def _chosen_line(self) -> RmaLineView | None:
        """The selected line of the return that is open."""
        lines = self.opened.lines if self.opened else ()
        return lines[min(self.selected, len(lines) - 1)] if lines else None

    @property
    def _to_refund(self) -> bool:
        return self.opened is not None and any(line.to_refund for line in self.opened.lines)

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        if self.opened is None:
            shown = self.query_one("#lines", LineList)
            return (Bound(ANNOUNCE, self.announce), Bound(FIRST, self.restart), *moves(shown.move, shown.page))
        open_lines = any(line.coming or line.to_refund for line in self.opened.lines)
        return (
            Bound(FINISH.named("Give back", "Give the money back"), self.refund, self._to_refund),
            Bound(FIRST.named("Other", "Another return"), self.restart),
            Bound(LABEL, self.print_label, any(line.coming for line in self.opened.lines)),
            Bound(REJECT, partial(self._why, "Why is it refused", ending.reject), open_lines),
            Bound(CLOSE, partial(self._why, "Why does it not come", ending.close), open_lines),
            *moves(self._select),
        )

    def _select(self, by: int) -> None:
        assert self.opened is not None
        self.selected = min(max(0, self.selected + by), len(self.opened.lines) - 1)
        self.paint()

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A return, goods, a quantity, or the next step."""
        text = typed.text.strip()
        if _RETURN.fullmatch(text) or (text and self.opened is None and (typed.scanned or self._chosen is None)):
            # Here, not in `open`: an id of our own passes as a card's number once in a while.
            refuse_card_number(text, "number")
            await self.open(text)
        elif self.opened is None:
            if self._chosen is not None:
                await self.open(self._chosen.id)
        elif not text:
            await self._next()
        elif _QUANTITY.fullmatch(text) and not typed.scanned:
            line = self._chosen_line
            assert line is not None
            self._unpack(line, quantities.parse(text, decimal=self.words.decimal))
        else:
            await self._scanned(text)

    async def _scanned(self, text: str) -> None:
        assert self.opened is not None
        found = await self.shell.run_read(carts.find, self.shop, text)
        for place, line in enumerate(self.opened.lines):
            if line.sku == found.item.sku and line.coming:
                self.selected = place
                self.paint()
                self._unpack(line, min(ONE, line.coming))
                return
        raise NotInParcel(found.item.name, self.opened.number)

    async def _next(self) -> None:
        line = self._chosen_line
        if line is not None and line.coming:
            self._unpack(line, line.coming)
        elif self._to_refund:
            await self.refund()

    def _unpack(self, line: RmaLineView, quantity: Thousandths) -> None:
        """Ask how so much of a line looks; one key receives it."""
        command = self.identity()
        answers = tuple(
            Answer(str(key), condition, partial(self._receive, line.line, quantity, condition, command))
            for key, condition in enumerate(CONDITIONS, 1)
        )
        self.ask(Question(f"{self.words.measure(quantity, line.unit)} {line.name}?", answers))

    async def _receive(self, line: int, quantity: Thousandths, condition: str, command: str) -> None:
        assert self.opened is not None
        write = partial(receiving.receive, condition=condition, command=command)
        await self.open(await self.shell.run_write(write, self.shop, self.opened.id, [(line, quantity)]))
        unpacked = next(one for one in self.opened.lines if one.line == line).unpacked
        where = next(one.disposition for one in reversed(unpacked) if one.condition == condition)
        self.done(f"Came, {condition}: {where}.")

    async def refund(self) -> None:
        """Give back what was paid for what is here."""
        assert self.opened is not None
        before = self.opened.refunded
        write = partial(refunding.refund, command=self.identity())
        await self.open(await self.shell.run_write(write, self.shop, self.opened.id))
        self.done(f"{self.words.money(self.opened.refunded - before)} given back.")

    async def _why(self, words: str, act: Callable[..., str]) -> None:
        async def told(text: str) -> None:
            assert self.opened is not None
            await self.open(await self.shell.run_write(act, self.shop, self.opened.id, text))
            self.done(f"{self.opened.number}: {self.opened.status.replace('_', ' ')}.")

        self.prompt_for(Prompt(words, "in a word or two", told))

    async def print_label(self) -> None:
        """The label that the customer sticks on the parcel."""
        from storeops.screens.packing.printing import print_return_label

        assert self.opened is not None
        self.done(await print_return_label(self.shell, self.shop, self.opened.number))

    async def announce(self) -> None:
        """Announce all of an order that was sent: first which, then why."""

        async def told(order: str) -> None:
            refuse_card_number(order, "number")
            wanted = await self.shell.run_read(authorising.everything, self.shop, order)
            command = self.identity()
            answers = tuple(
                Answer(str(key), reason, partial(self._authorise, order, wanted, reason, command))
                for key, reason in enumerate(REASONS, 1)
            )
            self.ask(Question("Why?", answers))

        self.prompt_for(Prompt("Order", "its number, or what it ends in", told))

    async def _authorise(
        self, order: str, wanted: Sequence[tuple[int, Thousandths]], reason: str, command: str
    ) -> None:
        write = partial(authorising.create, command=command)
        await self.open(await self.shell.run_write(write, self.shop, order, wanted, reason))
        self.done(f"{self.opened.number} announced." if self.opened else "")

    async def open(self, number: str) -> None:
        """Open a return by its number or id. Raises UnknownRma, AmbiguousDocument."""
        view = await self.shell.run_read(_view, self.shop, number)
        if self.opened is None or self.opened.id != view.id:
            self.selected = 0
        self.opened = view
        self.quiet()
        self.paint()

    async def restart(self) -> None:
        """The list of open returns again."""
        self.opened = None
        self.rows = await self.shell.run_read(_rows, self.shop)
        self.found = matching(self.rows, self.text)
        self.quiet()
        self.paint()

    async def step_back(self) -> None:
        """Out of the return, out of the screen."""
        if self.opened is not None:
            await self.restart()
        else:
            await self.shell.leave_screen(self)


def _view(shop: Store, number: str) -> RmaView:
    with shop.read() as connection:
        return by_number(connection, number)


def _rows(shop: Store) -> tuple[RmaRow, ...]:
    with shop.read() as connection:
        return listing(connection, status="open", limit=_MOST)
