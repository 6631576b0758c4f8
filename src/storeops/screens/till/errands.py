"""From the till to the other screens and back, and why a line costs what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.commands import DRAWER, FIND, RETURN, WHY, Bound, Command
from storeops.screens.till.selling import Selling
from storeops.screens.widgets.panel import Paragraph

if TYPE_CHECKING:
    from storeops.screens.tours.reading import Desk

DAILY = Command("daily", "", "", "The day so far", "Shows the report of the day.")
SALES = Command("sales", "", "", "Sales made so far, and their receipts", "Lists the sales; shows, copies and returns.")
ORDER = Command(
    "order",
    "ctrl+o",
    "",
    "Make it an order: sent, collected, by telephone",
    "Turns the sale on the screen into an order.",
)
ORDERS = Command("orders", "", "", "The orders board", "Lists the open orders; takes, sends, holds and cancels them.")
RMAS = Command("rmas", "", "", "Returns by parcel", "Lists the open returns; unpacks and refunds what came.")
GOODS_IN = Command("goods_in", "ctrl+g", "", "Goods in", "Lists what is due, and takes in what comes.")
COUNTS = Command("counts", "ctrl+l", "", "Counts", "Lists the open counts; plans, enters and closes them.")
WAVES = Command("waves", "ctrl+w", "", "Waves", "The wave board: plans, releases and closes what is picked together.")
PICKING = Command("picking", "ctrl+k", "", "Picking", "Takes a tour of a released wave, bin after bin.")
PACKING = Command("packing", "ctrl+f", "", "Packing bench", "Lists what waits to be packed; packs and labels it.")
DISPATCH = Command("dispatch", "ctrl+t", "", "Dispatch", "Lists the parcels that wait, and those that are late.")
TOURS = Command("tours", "ctrl+n", "", "Own vans", "Plans the tours of the shop's own vans, and lets them leave.")
PICKUP = Command("pickup", "ctrl+y", "", "Pickup counter", "Lists what customers collect; makes ready and hands over.")
LAB = Command("lab", "", "", "What is in a barcode", "Explains any barcode that is scanned.")
SYNC = Command("sync", "ctrl+s", "", "Sync: what waits, and is it safe to close", "What waits for the centre, and why.")
CENTRE = Command("centre", "", "", "The centre: stores and tills", "Lists the tills; what needs a look, first.")


class Errands(Selling):
    """The part of the till that opens other screens. Each is imported when it is first opened: the till is
    painted before they are loaded."""

    tour_desk: Desk | None = None

    def errand_bounds(self) -> tuple[Bound, ...]:
        """The other screens."""
        return (
            Bound(FIND, self._stock),
            Bound(RETURN, self._returns),
            Bound(WHY, self._why, self.state.line is not None or bool(self.unread)),
            Bound(DRAWER, self._drawer),
            Bound(SALES, self._sales),
            Bound(DAILY, self._daily),
            self._order_bound(),
            Bound(ORDERS, self._orders, not self.state.empty),
            Bound(RMAS, self._rmas),
            Bound(GOODS_IN, self._goods_in),
            Bound(COUNTS, self._counts),
            Bound(WAVES, self._waves),
            Bound(PICKING, self._picking),
            Bound(PACKING, self._packing),
            Bound(DISPATCH, self._dispatch),
            Bound(TOURS, self._tours),
            Bound(PICKUP, self._pickup),
            Bound(LAB, self._lab),
            Bound(SYNC, self._sync),
            Bound(CENTRE, self._centre, self.exchange.is_centre),
        )

    def _order_bound(self) -> Bound:
        """One key: with goods on the screen it makes them an order, without it shows the orders that are open."""
        if self.state.empty:
            return Bound(ORDER.named("", ORDERS.tooltip, ORDERS.help), self._orders)
        return Bound(ORDER, self._order)

    async def _open(self, screen: JobScreen) -> None:
        self.end_choosing()
        await self.shell.go(screen)

    async def _stock(self) -> None:
        from storeops.screens.stock import StockScreen

        text = self.text
        self.set_text("")
        await self._open(StockScreen(self.shop, text))

    async def _returns(self) -> None:
        from storeops.screens.returns import ReturnsScreen

        finished = self.state.finished.number if self.state.finished else ""
        number, self.receipt_scanned = self.receipt_scanned or finished, ""
        await self._open(ReturnsScreen(self.shop, number))

    async def _drawer(self) -> None:
        from storeops.screens.drawer import DrawerScreen

        await self._open(DrawerScreen(self.shop))

    async def _sales(self) -> None:
        from storeops.screens.sales import SalesScreen

        await self._open(SalesScreen(self.shop))

    async def _daily(self) -> None:
        from storeops.screens.daily import DailyScreen

        await self._open(DailyScreen(self.shop))

    async def _orders(self) -> None:
        from storeops.screens.orders import OrdersScreen

        await self._open(OrdersScreen(self.shop))

    async def _order(self) -> None:
        from storeops.screens.orders.entry import OrderEntryScreen

        await self._open(OrderEntryScreen(self.shop, self.state.cart))

    async def _rmas(self) -> None:
        from storeops.screens.rma import RmaScreen

        await self._open(RmaScreen(self.shop))

    async def _goods_in(self) -> None:
        from storeops.screens.goods_in import GoodsInScreen

        await self._open(GoodsInScreen(self.shop))

    async def _counts(self) -> None:
        from storeops.screens.counts import CountsScreen

        await self._open(CountsScreen(self.shop))

    async def _waves(self) -> None:
        from storeops.screens.waves import WavesScreen

        await self._open(WavesScreen(self.shop))

    async def _picking(self) -> None:
        from storeops.screens.picking import PickingScreen

        await self._open(PickingScreen(self.shop))

    async def _packing(self) -> None:
        from storeops.screens.packing import PackingScreen

        await self._open(PackingScreen(self.shop))

    async def _dispatch(self) -> None:
        from storeops.screens.dispatch import DispatchScreen

        await self._open(DispatchScreen(self.shop))

    async def _tours(self) -> None:
        from storeops.screens.tours import ToursScreen
        from storeops.screens.tours.reading import Desk

        # Kept here: whose run sheets are printed must leave as planned, whatever was looked at meanwhile.
        if self.tour_desk is None:
            self.tour_desk = Desk()
        await self._open(ToursScreen(self.shop, self.tour_desk))

    async def _pickup(self) -> None:
        from storeops.screens.pickup import PickupScreen

        await self._open(PickupScreen(self.shop))

    async def _lab(self) -> None:
        from storeops.screens.barcode_lab import BarcodeLabScreen

        text = self.text
        self.set_text("")
        await self._open(BarcodeLabScreen(self.shop, text))

    async def _sync(self) -> None:
        from storeops.screens.sync import SyncScreen

        await self._open(SyncScreen(self.shop, self.exchange))

    async def _centre(self) -> None:
        from storeops.screens.centre import CentreScreen

        await self._open(CentreScreen(self.shop))

    async def _why(self) -> None:
        if self.unread:
            await self._lab()
            return
        line = self.selected_line().line
        from storeops.reports.why import why_cart_line

        view = why_cart_line(self.state.priced, line.number, self.shop.profile)
        words = [Paragraph(view.answer, ink="strong"), Paragraph(""), *(Paragraph(text) for text in view.lines)]
        self.show_panel(view.subject, words)
