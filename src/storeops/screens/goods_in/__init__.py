"""Goods in: what is due, a delivery opened by Enter or its number, then scan after scan until F12 takes it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.goods_in import DueView
from storeops.rules.card_numbers import refuse_card_number
from storeops.screens.goods_in.commands import AGAIN, OPEN_DELIVERY
from storeops.screens.goods_in.reading import due, due_of
from storeops.screens.goods_in.state import Receiving
from storeops.screens.goods_in.view import due_big, due_columns, due_rows, matching
from storeops.screens.handheld import Handheld
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import Prompt
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = ()


class GoodsInScreen(Handheld):
    """`due` is what was read, `found` what of it fits what is typed."""

    title_words: ClassVar[str] = "Goods in"
    about: ClassVar[str] = """
What is due: transfers on their way, then purchase orders by the day they are due. Type a part of a number, the
supplier or a product's SKU: the list narrows. Enter opens the selected one; a number that is scanned opens at once.

Goods that nobody ordered here are taken in by themselves: F7.

Then scan one product after the other. Nothing is booked before F12.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.due: tuple[DueView, ...] | None = None
        self.found: tuple[DueView, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many there are."""
        yield LineList(due_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read what is due."""
        self.due = await self.shell.run_read(due, self.shop)
        self._filter(self.text)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.asked is None:
            self._filter(text)

    def _filter(self, text: str) -> None:
        self.found = matching(self.due or (), text)
        self.paint()

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self) -> None:
        """Show the list as it is."""
        if self.due is None:
            return
        today = self.shop.business_date()
        empty = "Nothing on the list fits." if self.due else "Nothing is due."
        rows, listed = due_rows(self.found, today, small=self.small), self._list
        listed.show(rows, max(0, listed.selected), columns=due_columns(small=self.small), empty=empty)
        figure = due_big(self.due, today)
        own = sum(view.location == self.shop.profile.location for view in self.due)
        self.query_one(Summary).show(
            ((f"{own} for {self.shop.profile.location}, where this terminal is", ""), ("", ""))
        )
        self.query_one(BigAmount).show(*figure)

    @property
    def selected(self) -> DueView | None:
        """The selected document."""
        return self._list.among(self.found)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        return f"Enter: {self.selected.number}" if self.selected else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(OPEN_DELIVERY, self.ask_supplier),
            Bound(AGAIN, self.restart),
            *moves(self._list.move, self._list.page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A number that was scanned or typed, else the selected one. Raises UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        exact = next((view for view in self.due or () if view.number.casefold() == text.casefold()), None)
        if exact is not None or (not typed.scanned and self.selected is not None):
            chosen = exact or self.selected
            assert chosen is not None
            await self.open(chosen.number)
        elif text:
            refuse_card_number(text, "number")
            await self.open(text)

    async def open(self, number: str) -> None:
        """Open a document. Raises UnknownDocument, AmbiguousDocument, NothingDueOfIt."""
        from storeops.screens.goods_in.receiving import ReceivingScreen, refuse_done

        view = await self.shell.run_read(due_of, self.shop, number)
        refuse_done(view)
        state = Receiving.of(view, self.identity(), self.identity())
        await self.shell.go(ReceivingScreen(self.shop, state))

    async def ask_supplier(self) -> None:
        """Goods without an order: from whom?"""

        async def told(supplier: str) -> None:
            from storeops.screens.goods_in.receiving import ReceivingScreen

            refuse_card_number(supplier, "supplier")
            state = Receiving.delivery(supplier, self.shop.profile.location, self.identity())
            self._filter("")
            await self.shell.go(ReceivingScreen(self.shop, state))

        self.prompt_for(Prompt("Supplier", "Enter: go on", told))

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")
