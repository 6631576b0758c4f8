"""Putting a sale aside, and going on with one that waits."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from storeops.operations import carts
from storeops.operations.carts import ParkedCart
from storeops.rules.errors import Refused
from storeops.screens.shell.columns import Column
from storeops.screens.till.base import Prompt
from storeops.screens.till.find import Choice, Choices, Finding
from storeops.screens.till.state import MoneyOnTheCounter
from storeops.screens.till.words import short
from storeops.screens.widgets.line_list import Row


class NothingParked(Refused):
    """There is neither a sale to put aside nor one to go on with."""

    def __init__(self) -> None:
        super().__init__("No sale is parked, and there is nothing on the screen to park. Scan something first.")


class Parking(Finding):
    """The part of the till that parks and recalls."""

    async def park(self) -> None:
        """F8: put the sale on the screen aside; without one, show those that wait."""
        if self.choosing is not None and not self.choosing.text:
            self.end_choosing()
        elif self.state.empty:
            await self._list_parked()
        elif self.state.tenders:
            raise MoneyOnTheCounter("The sale was not parked.")
        else:
            name = self.state.cart.customer
            self.prompt_for(Prompt("Park as", "Enter: park it. A name helps to find it again", self._park), name)

    async def _park(self, label: str) -> None:
        known = label or f"{self.shop.now():%H:%M}"
        fresh = await self.shell.run_write(carts.park, self.shop, self.state.cart, known)
        self.parked += 1
        self.has_cart(fresh, 0)
        self.done(f"Parked as {known}. F8 brings it back.")

    async def _list_parked(self) -> None:
        waiting = await self.shell.run_read(carts.parked, self.shop)
        self.parked = len(waiting)
        self.paint_state()
        if not waiting:
            raise NothingParked
        columns = (
            Column("Parked sale"),
            Column("Since", 12),
            Column("At", 8),
            Column("Lines", 5, right=True),
            Column("Amount", 10, decimals=self.words.currency.exponent, point=self.words.decimal),
        )
        self.choose(Choices(columns, tuple(self._parked_choice(cart) for cart in waiting)))
        self.quiet()

    def _parked_choice(self, cart: ParkedCart) -> Choice:
        since = datetime.fromisoformat(cart.parked_at).astimezone(self.shop.profile.zone)
        today = since.date() == self.shop.now().date()
        when = f"{since:%H:%M}" if today else f"{since:%d %b %H:%M}"
        cells = (cart.label, when, cart.terminal, str(cart.lines), self.words.money(cart.total))
        return Choice(Row(cells), f"Enter: go on with {short(cart.label, 32)}", partial(self._recall, cart))

    async def _recall(self, parked: ParkedCart) -> None:
        cart = await self.shell.run_write(carts.recall, self.shop, self.state.cart, parked.id)
        self.parked = max(0, self.parked - 1)
        self.has_cart(cart, 0)
        self.done(f"{parked.label}: on the screen again.")
