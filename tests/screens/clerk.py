"""A cashier who went from the till to one of its sister screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from tests.screens.cashier import Cashier, at_the_till

from storeops.operations import carts, sales
from storeops.reports.sale_view import SaleView
from storeops.rules.tenders import Tender
from storeops.screens.shell.base import JobScreen
from storeops.screens.widgets.frame import bar
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.painted import Painted
from storeops.screens.widgets.sheet import Sheet
from storeops.store import Store


class Clerk(Cashier):
    """The same hands and eyes, at the screen on top."""

    @property
    def job(self) -> JobScreen:
        return self.app.job

    def on_top(self, screen: type[JobScreen] = JobScreen) -> Clerk:
        """Look at the screen on top, which is such a one."""
        assert isinstance(self.job, screen), (self.job, self.said)
        self.till = self.job  # type: ignore[assignment]
        return self

    @property
    def sheet(self) -> list[str]:
        return [line.strip() for line in self.till.query_one(Sheet).text.split("\n")]

    @property
    def listed(self) -> list[str]:
        """The rows of the list, the selected one marked."""
        shown = self.till.query_one(LineList)
        return [
            ("> " if place == shown.selected else "") + " | ".join(row.cells) for place, row in enumerate(shown.rows)
        ]

    @property
    def notes_of_lines(self) -> list[str]:
        return [note.text for row in self.till.query_one(LineList).rows for note in row.notes]

    @property
    def keys(self) -> list[str]:
        return [f"{key} {label}" for key, label in bar(self.job.all_bounds(), self.app.keys, 80)]

    @property
    def painted(self) -> str:
        """All that the widgets of the screen paint."""
        widgets = [widget for widget in self.job.query(Painted) if widget.region.height]
        rows = [widget.pieces(y, widget.size.width) for widget in widgets for y in range(widget.size.height)]
        return "\n".join("".join(text for text, _ in row) for row in rows)


@asynccontextmanager
async def at(shop: Store, screen: JobScreen, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Clerk]:
    async with at_the_till(shop, size) as cashier:
        # Between two strokes, as all screens are opened: else the till's background may paint it half made.
        cashier.app.strokes.put(partial(cashier.app.go, screen))
        await cashier.app.strokes.settled()
        cashier.till, cashier.__class__ = screen, Clerk  # type: ignore[assignment]
        assert isinstance(cashier, Clerk)
        await cashier.settle()
        yield cashier


def sell(shop: Store, *codes: str, tenders: tuple[Tender, ...] = ()) -> SaleView:
    """A sale of these goods, paid in cash to the coin where nothing else is said."""
    cart = carts.new(shop)
    for code in codes:
        cart = carts.add(shop, cart, code)
    total = carts.priced(shop, cart).total
    return sales.complete(shop, cart, tenders or (Tender("cash", total),))
