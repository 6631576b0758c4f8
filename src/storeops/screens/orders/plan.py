"""The sourcing plan: all open orders that miss something, planned together; F12 promises the stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.orders import sourcing_runs
from storeops.operations.orders.sourcing_runs import SourcedOrder, SourcingView
from storeops.rules.errors import Refused
from storeops.screens.orders.plan_view import plan_big, plan_columns, plan_rows, plan_summary, why_words
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FINISH, FIRST, WHY, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

SECONDS = 10
"""How long a plan may take; the screen goes on meanwhile."""


class NothingToSource(Refused):
    """No order in the plan gets anything."""

    def __init__(self) -> None:
        super().__init__("No location has what these orders miss. Take goods in, then plan anew: F3.")


class PlanScreen(Asking):
    """`plan` is the plan as it was made last, None while it is being made."""

    title_words: ClassVar[str] = "Sourcing plan"
    about: ClassVar[str] = """
Every open order that misses something, planned together: what comes from where at the least cost for shipping,
handling, splits and lateness. Nothing is promised before F12.

The bound is what no plan can be under. F9 tells for the selected order why it does not come from elsewhere. Orders on
hold wait. F3 plans anew.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.plan: SourcingView | None = None
        self.promised = False

    def body(self) -> Iterable[Widget]:
        """The orders; beneath, the cost."""
        yield LineList(plan_columns(self.words), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Begin to plan; strokes go on meanwhile."""
        if self.plan is None:
            await self.anew()
        else:
            self.paint()

    async def anew(self) -> None:
        """Plan again."""
        self.plan, self.promised = None, False
        self.paint()
        self.quiet()
        self.shell.start_read("plan", partial(_plan, self.shop), self._planned)

    def _planned(self, plan: SourcingView) -> None:
        self.plan = plan
        self.paint()

    # --- what is shown ----------------------------------------------------------------------------

    def paint(self) -> None:
        """Show the plan as it is."""
        lines, plan = self.query_one("#lines", LineList), self.plan
        if plan is None:
            lines.show((), empty=f"Planning: {SECONDS} seconds at the most.")
            self.query_one(Summary).show((("", ""), ("", "")))
        else:
            lines.show(plan_rows(plan, self.words), max(0, lines.selected), empty="No open order misses anything.")
            self.query_one(Summary).show(plan_summary(plan, self.words))
        figure = plan_big(plan, self.words)
        self.query_one(BigAmount).show(*figure)

    @property
    def selected(self) -> SourcedOrder | None:
        """The selected order of the plan."""
        if self.plan is None or not self.plan.orders:
            return None
        place = max(0, self.query_one("#lines", LineList).selected)
        return self.plan.orders[min(place, len(self.plan.orders) - 1)]

    def hint(self) -> str:
        """What Enter would do."""
        return f"Enter: {self.selected.number}" if self.selected and not self.text else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        lines = self.query_one("#lines", LineList)
        ready = self.plan is not None and bool(self.plan.orders) and not self.promised
        return (
            Bound(FINISH.named("Allocate", "Promise the stock as planned"), self.allocate, ready),
            Bound(WHY.named("Why", "Why it comes from there"), self.why, self.selected is not None),
            Bound(
                FIRST.named("Anew", "Plan again", "Plans again with the stock as it is."),
                self.anew,
                self.plan is not None,
            ),
            *moves(lines.move, lines.page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """Show an order: the selected one, or the one whose number was scanned. Raises UnknownDocument."""
        from storeops.screens.orders.detail import OrderScreen, read_order

        number = typed.text.strip() or (self.selected.number if self.selected else "")
        if number:
            await self.shell.go(OrderScreen(self.shop, await self.shell.run_read(read_order, self.shop, number)))

    async def allocate(self) -> None:
        """Promise the stock. What was sold since the plan was made is noticed: such an order is sourced anew, alone."""
        assert self.plan is not None
        if not any(order.parts for order in self.plan.orders):
            raise NothingToSource
        self.plan = await self.shell.run_write(_run, self.shop)
        self.promised = True
        self.paint()
        done = sum(order.allocated for order in self.plan.orders)
        changed = f" For {self.plan.changed} the stock had changed: sourced anew." if self.plan.changed else ""
        self.done(f"Stock was promised to {done} order{'s' * (done != 1)}.{changed}")

    async def why(self) -> None:
        """Where the selected order comes from, and every location that was turned down."""
        order = self.selected
        assert order is not None
        self.show_panel(f"{order.number}, {order.customer}", why_words(order, self.words))


def _plan(shop: Store) -> SourcingView:
    return sourcing_runs.plan(shop, seconds=SECONDS)


def _run(shop: Store) -> SourcingView:
    return sourcing_runs.run(shop, seconds=SECONDS)
