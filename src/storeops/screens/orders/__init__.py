"""The orders board: what is open, exceptions first, then by promise; and what a person has to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.orders import board as reports
from storeops.reports.orders.view import BoardView, ExceptionView, OrderRow
from storeops.rules.card_numbers import refuse_card_number
from storeops.screens.orders.commands import ANY_STATE, CANCEL, PAY, RESOLVE, SOURCE, UNSOURCE, WORKLIST
from storeops.screens.orders.view import (
    any_columns,
    any_rows,
    board_big,
    board_columns,
    board_rows,
    board_summary,
    matching,
    worklist_columns,
    worklist_rows,
)
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FIRST, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (WORKLIST, ANY_STATE, SOURCE, UNSOURCE, PAY, CANCEL, RESOLVE)
OPEN, DECIDE, ANY = "open", "decide", "any"
"""What the list holds: the open orders, the worklist, or orders of any state."""

_MOST = 200
"""More orders of any state than this are not listed: a number typed finds the one that was meant sooner."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The board as it was read, with the worklist and the day it was read for."""

    today: date
    board: BoardView
    worklist: tuple[ExceptionView, ...]


class OrdersScreen(Asking):
    """`seen` is what was read; `listing` says which list is shown, `found` its orders after filtering."""

    title_words: ClassVar[str] = "Orders"
    about: ClassVar[str] = """
The open orders: first those that contradict themselves, then those that are late, due today, tomorrow, later.

Type a part of a number, a name, a channel, or "late": the list narrows. Enter opens the selected order; scanning an
order's number opens it at once, also when everything of it was sent.

What a person has to decide stands in a list of its own, with the ways out. F3 reads everything again.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.seen: Seen | None = None
        self.listing = OPEN
        self.any_state: tuple[OrderRow, ...] = ()
        self.found: tuple[OrderRow, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, the number of exceptions."""
        yield LineList(board_columns(self.words), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read the board; the order that was looked at stays selected."""
        before = self._selected_number()
        await self._read()
        self._filter(self.text, before)

    async def _read(self) -> None:
        self.seen = await self.shell.run_read(_seen, self.shop)
        if self.listing == ANY:
            self.any_state = await self.shell.run_read(_any_state, self.shop)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def _place(self) -> int:
        return max(0, self._list.selected)

    @property
    def _numbers(self) -> tuple[str, ...]:
        """The orders' numbers, row by row."""
        if self.listing == DECIDE:
            return tuple(one.number for one in self.seen.worklist) if self.seen else ()
        return tuple(order.number for order in self.found)

    def _selected_number(self) -> str:
        numbers = self._numbers
        return numbers[min(self._place, len(numbers) - 1)] if numbers else ""

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.asked is None:
            if self.listing == DECIDE and text:
                self.listing = OPEN
            self._filter(text, "")

    def _filter(self, text: str, selected: str) -> None:
        if self.seen is not None:
            self.found = matching(self.any_state if self.listing == ANY else self.seen.board.orders, text)
            numbers = self._numbers
            self.paint(numbers.index(selected) if selected in numbers else 0)

    def paint(self, selected: int) -> None:
        """Show the list as it is."""
        seen = self.seen
        assert seen is not None
        if self.listing == DECIDE:
            rows, columns = worklist_rows(seen.worklist, self._list.size.width), worklist_columns()
            empty = "Nothing has to be decided."
        elif self.listing == ANY:
            rows, columns, empty = any_rows(self.found, self.words), any_columns(self.words), "No such order."
        else:
            rows, columns = board_rows(self.found, seen.today, self.words), board_columns(self.words)
            empty = "No open order fits." if seen.board.orders else "No order is open."
        self._list.show(rows, selected, columns=columns, empty=empty)
        figure = board_big(seen.board)
        self.query_one(Summary).show(
            board_summary(seen.board, len(self.found) if self.listing == OPEN else seen.board.open)
        )
        self.query_one(BigAmount).show(*figure)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        number = self._selected_number()
        if not number:
            return ""
        who = "" if self.listing == DECIDE else self.found[self._place].customer
        return f"Enter: {number} {short(who, 16)}".rstrip()

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        decisions = self.seen is not None and bool(self.seen.worklist)
        listed = WORKLIST if self.listing != DECIDE else WORKLIST.named("Board", "The open orders")
        return (
            Bound(listed, self.decide, decisions or self.listing == DECIDE),
            Bound(SOURCE.named("Source", "Plan where all open orders come from"), self.plan),
            Bound(FIRST.named("Anew", "Read everything again", "Reads the board again."), self.restart),
            Bound(ANY_STATE, self.show_any, self.listing != ANY),
            *moves(self._list.move, self._list.page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A number that was scanned or typed, else the selected order. Raises UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        numbers = self._numbers
        exact = next((number for number in numbers if number.casefold() == text.casefold()), "")
        if exact or typed.scanned or (text and not numbers):
            refuse_card_number(text, "number")
            await self.open(exact or text)
        elif numbers:
            await self.open(self._selected_number())

    async def open(self, number: str) -> None:
        """Show an order. Raises UnknownDocument, AmbiguousDocument."""
        from storeops.screens.orders.detail import OrderScreen, read_order

        if number:
            shown = await self.shell.run_read(read_order, self.shop, number)
            await self.shell.go(OrderScreen(self.shop, shown))

    async def decide(self) -> None:
        """The worklist in the board's place, and back."""
        self._show_list(OPEN if self.listing == DECIDE else DECIDE)

    def _show_list(self, listing: str) -> None:
        self.listing = listing
        self.set_text("")
        self.quiet()
        self._filter("", "")

    async def show_any(self) -> None:
        """Orders of any state, the newest first."""
        self.any_state = await self.shell.run_read(_any_state, self.shop)
        self._show_list(ANY)

    async def plan(self) -> None:
        """Where all open orders come from."""
        from storeops.screens.orders.plan import PlanScreen

        await self.shell.go(PlanScreen(self.shop))

    async def restart(self) -> None:
        """Read everything again, and show the open orders."""
        self.listing = OPEN
        await self._read()
        self._show_list(OPEN)
        self.done("Read again.")

    async def step_back(self) -> None:
        """Out of another list, out of the screen."""
        if self.listing != OPEN:
            self._show_list(OPEN)
        else:
            await self.shell.leave_screen(self)


def _seen(shop: Store) -> Seen:
    today = shop.business_date()
    with shop.read() as connection:
        return Seen(today, reports.board(connection, today), reports.worklist(connection))


def _any_state(shop: Store) -> tuple[OrderRow, ...]:
    today = shop.business_date()
    with shop.read() as connection:
        return reports.listing(connection, today, limit=_MOST)
