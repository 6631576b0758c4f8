"""The till: scan, scan, Enter, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from storeops.operations import carts
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.entry import Blank, Entry, Item, parse
from storeops.screens.shell.commands import DISCOUNT, DOWN, FINISH, REMOVE, UP, WHY, Bound, Handler
from storeops.screens.shell.line import Typed
from storeops.screens.till.errands import (
    CENTRE,
    COUNTS,
    DAILY,
    DISPATCH,
    GOODS_IN,
    LAB,
    ORDER,
    ORDERS,
    PACKING,
    PICKING,
    PICKUP,
    RMAS,
    SALES,
    SYNC,
    WAVES,
    Errands,
)
from storeops.screens.till.exchanging import Exchanging
from storeops.screens.till.receipts import RECEIPT, REPRINT, Receipts
from storeops.screens.till.selling import UNDO, VOID
from storeops.screens.till.state import MoneyOnTheCounter
from storeops.screens.till.tender import Paying
from storeops.screens.till.words import NO_CARD_NUMBERS
from storeops.screens.widgets.line_list import LineList

REHEARSAL = 0.3
"""Seconds after the till was shown at which it gets ready for the first scan."""

OWN = (
    *(REPRINT, RECEIPT, UNDO, VOID, SALES, DAILY, ORDER, ORDERS, GOODS_IN, COUNTS),
    *(WAVES, PICKING, PACKING, DISPATCH, PICKUP, RMAS, LAB, SYNC, CENTRE),
)


class TillScreen(Errands, Receipts, Exchanging, Paying):
    """The till's one screen: selling, paying, and the sale that was completed last."""

    about: ClassVar[str] = """
Scan the goods, press Enter, take the money, press Enter: a sale.

In the line you can type a number or words to search for, 2*TEA for two of them, -10% or -1.50 for a discount on the
selected line, @2.50 for another price.

While paying, Enter takes exact cash, 20 is cash given, "card" puts the rest on the card.

Ctrl+O makes the sale an order: sent later, collected, or ordered by telephone. Without goods it shows the open orders.
Scanning an order's number opens it.

A code that no product has stays in the line; the next scan replaces it, and F9 tells what is in it.
"""

    def _rehearse(self) -> None:
        self.shell.start_read("rehearsal", partial(carts.rehearse, self.shop), lambda _: None)

    async def arrived(self) -> None:
        """Take up the cart this terminal was filling, and look how the drawer stands."""
        if not self.began:
            self.began = True
            self.printing.start(self.shell.strokes.put, self.printer_changed, self.job_news)
            self.begin_exchange()
            self.set_timer(REHEARSAL, self._rehearse)
        cart = await self.shell.run_read(carts.current, self.shop)
        await self.look_around()
        if cart.lines and cart.id != self.state.cart.id:
            self.has_cart(cart, 0)
            self.look("This sale was open when the till stopped. Go on, or give it up: F11.")
        elif cart.lines != self.state.cart.lines:
            # The sale became an order, or goods were added to it there: what was undone before cannot be any more.
            self.stepped(cart, 0)
        else:
            self.paint_state()
            if not self.drawer_open:
                self.look("The drawer is closed: Enter opens it. You can scan before.")

    def hint(self) -> str:
        """What Enter would do."""
        state, money = self.state, self.words.money
        if self.asked is not None:
            return self.asked.hint
        if self.choice is not None:
            return self.choice.hint
        if self.text:
            return f"{self.shell.keys.name(WHY)}: what is in it" if self.unread else ""
        if state.paying:
            if state.paid(self.shop.profile.cash):
                return "Enter: finish"
            return f"Enter: exact cash {money(state.left(self.shop.profile.cash)[1])}"
        if state.finished is not None:
            return "scan the next"
        if not state.empty:
            return f"Enter: pay {money(state.priced.total)}"
        return "" if self.drawer_open else "Enter: open the drawer"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        state = self.state
        if state.paying:
            some = bool(state.tenders)
            own: tuple[Bound, ...] = (
                Bound(FINISH.named("Finish"), self.pay),
                Bound(REMOVE.named("", "Take out the selected payment"), self.remove_tender, some),
                Bound(UP, lambda: self.select_tender(-1), some),
                Bound(DOWN, lambda: self.select_tender(1), some),
            )
        else:
            own = (Bound(FINISH.named("Pay"), self.pay, not state.empty), *self.selling_bounds())
            if self.choosing is not None:
                own = (*(bound for bound in own if bound.command not in {UP, DOWN, REMOVE}), *self.choosing_bounds())
            own = (*own, *self.errand_bounds(), *self.receipt_bounds())
        return tuple(replace(bound, handler=self._apart(bound)) for bound in own)

    def _apart(self, bound: Bound) -> Handler:
        """A command gives up a question that stands in the line's place."""

        async def run() -> None:
            if self.asked is not None:
                self.end_prompt()
                self.set_text("")
                self.quiet()
            if bound.command.id != DISCOUNT.id:
                self.discounting = ""
            await bound.handler()

        return run

    @property
    def inside(self) -> bool:
        """While paying, Esc leads back to the goods."""
        return self.state.paying

    async def select_tender(self, by: int) -> None:
        """Select another tender."""
        place = max(1, min(len(self.state.tenders), self.state.selected + by))
        self.become(replace(self.state, selected=place))

    async def entered(self, typed: Typed) -> None:
        """A scan, words, a discount, money: what it means where the sale stands."""
        choosing, self.discounting = self.choosing, ""
        if choosing is not None and choosing.text == typed.text:
            chosen = choosing.choices[max(0, self.query_one("#found", LineList).selected)]
            self.end_choosing()
            await chosen.take()
            return
        self.end_choosing()
        try:
            if await self.answer_prompt(typed):
                return
            entry = parse(typed.text, self.words.grammar, paying=self.state.paying)
        except CardNumberRefused:
            # The number must not go on standing on the screen.
            self.wrong(NO_CARD_NUMBERS)
            return
        if isinstance(entry, Blank):
            await self._blank()
        elif self.state.paying:
            await self._while_paying(entry, typed)
        else:
            await self.sell(entry, typed.text, scanned=typed.scanned)

    async def _while_paying(self, entry: Entry, typed: Typed) -> None:
        """Money; or goods: back to selling with them, unless money was given or they are not known."""
        if not isinstance(entry, Item):
            await self.paid_with(entry, typed.text)
            return
        if self.state.tenders:
            raise MoneyOnTheCounter(f"{entry.code[:20]} was not added.")
        await self.shell.run_read(carts.find, self.shop, entry.code)
        self.become(replace(self.state, paying=False, selected=0))
        await self.sell(entry, typed.text, scanned=True)

    async def _blank(self) -> None:
        if self.state.finished is not None:
            self.has_cart(self.state.cart, 0)
            self.quiet()
        elif not self.state.empty:
            await self.pay()
        elif not self.drawer_open:
            await self.ask_float()

    async def back(self) -> None:
        """One step back: out of a question, a list, paying, the finished sale."""
        self.discounting = ""
        if self.asked is not None:
            prompt = self.asked
            self.end_prompt()
            await self.give_up(prompt)
        elif self.choosing is not None:
            self.end_choosing()
        elif self.state.paying:
            self.become(replace(self.state, paying=False, selected=0))
            self.quiet()
        elif self.state.finished is not None:
            self.has_cart(self.state.cart, 0)
            self.quiet()
