"""The till and its centre: the lamp in the corner, and a new life of the database begun with the cart in hand."""

from __future__ import annotations

from dataclasses import replace

from storeops.operations import carts
from storeops.reports.sync import BriefView
from storeops.screens.till.base import TillBase


class Exchanging(TillBase):
    """The part of the till that hears from the exchange in the background."""

    def begin_exchange(self) -> None:
        """Begin to exchange, and count what waits after each write."""
        self.exchange.start(self.shell.strokes.put, self.exchange_changed, self.begin_new_life)
        self.shell.noted = self.count_waiting

    def count_waiting(self) -> None:
        """Read how much waits; nobody waits for the answer."""
        if self.exchange.there:
            self.shell.start_read("exchange", self.exchange.read, self._counted)

    def _counted(self, brief: BriefView) -> None:
        self.exchange.brief = brief
        self.exchange_changed()

    def exchange_changed(self) -> None:
        """The corner shows how the exchange stands."""
        status = self.shell.status
        self.shell.show_status(replace(status, lamps=(*status.lamps[:1], self.exchange.lamp)))

    async def begin_new_life(self, reason: str) -> None:
        """Another copy of this database is about, or it was set back: record under a new name from now on. What was
        scanned stays; the cart gets a new identity, as the other copy may have it, too."""
        if self.shell.job is not self or self.state.paying:
            return  # Somebody is in the midst of it: the next round asks again.
        await self.shell.run_write(self.shop.start_epoch, reason)
        cart = await self.shell.run_read(carts.current, self.shop)
        if cart.lines and cart.lines == self.state.cart.lines:
            self.state = replace(self.state, cart=cart, priced=carts.priced(self.shop, cart))
        self.exchange.now()
        series = self.shop.profile.series
        self.shell.job.look(f"Sync: {reason}. Both are kept; numbers go on as {series} here. Nothing is lost.")
