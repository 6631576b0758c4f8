"""The packing bench: what waits, an order opened by its number, then scan after scan until F12 closes the parcel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.packing import WaitingOrders, WaitingView
from storeops.rules.card_numbers import refuse_card_number
from storeops.screens.packing.commands import AGAIN, CARTON, WEIGHT
from storeops.screens.packing.reading import order, refuse_done, waiting
from storeops.screens.packing.state import Packing
from storeops.screens.packing.view import elsewhere_words, matching, waiting_big, waiting_columns, waiting_rows
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (CARTON, WEIGHT)


class PackingScreen(Asking):
    """`seen` is what was read, `found` what of it fits what is typed."""

    title_words: ClassVar[str] = "Packing"
    about: ClassVar[str] = """
The orders that wait to be packed here: those that are picked first, then by promise. Type a part of a number, a name or
a service: the list narrows. Enter opens the selected one; an order's number that is scanned opens at once.

Then scan every unit into its parcel. F12 closes it, Enter buys its label.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.seen: WaitingOrders | None = None
        self.found: tuple[WaitingView, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many there are."""
        yield LineList(waiting_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read what waits; an order that was looked at stays selected while it waits, else it is the next one."""
        before = self.selected.number if self.selected else ""
        self.seen = await self.shell.run_read(waiting, self.shop)
        self._filter(self.text, before)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        self._filter(text)

    def _filter(self, text: str, selected: str = "") -> None:
        if self.seen is not None:
            self.found = matching(self.seen.orders, text)
            numbers = [one.number for one in self.found]
            self.paint(self.seen, numbers.index(selected) if selected in numbers else 0)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self, seen: WaitingOrders, selected: int) -> None:
        """Show the list as it is."""
        today, listed = self.shop.business_date(), self._list
        empty = "No order on the list fits." if seen.orders else f"Nothing waits to be packed at {seen.location}."
        listed.show(waiting_rows(self.found, today), selected, empty=empty)
        figure = waiting_big(seen, today)
        self.query_one(Summary).show(((f"At {seen.location}", elsewhere_words(seen)), ("", "")))
        self.query_one(BigAmount).show(*figure)

    @property
    def selected(self) -> WaitingView | None:
        """The selected order."""
        return self._list.among(self.found)

    def hint(self) -> str:
        """What Enter would do."""
        return f"Enter: {self.selected.number} {short(self.selected.customer, 16)}" if self.selected else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (Bound(AGAIN, self.restart), *moves(self._list.move, self._list.page))

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A number that was scanned or typed, else the selected order. Raises UnknownDocument, AmbiguousDocument, and
        what `refuse_done` raises."""
        text = typed.text.strip()
        known = self.seen.orders if self.seen else ()
        exact = next((one for one in known if one.number.casefold() == text.casefold()), None)
        if exact is not None or (not typed.scanned and self.selected is not None):
            chosen = exact or self.selected
            assert chosen is not None
            await self.open(chosen.number)
        elif text:
            refuse_card_number(text, "number")
            await self.open(text)

    async def open(self, number: str) -> None:
        """Put an order on the bench."""
        from storeops.screens.packing.bench import BenchScreen

        view = await self.shell.run_read(order, self.shop, number)
        refuse_done(view)
        await self.shell.go(BenchScreen(self.shop, Packing.of(view, self.identity())))

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")
