"""One planned van: its stops in the order they are driven, and at which one a scanned parcel goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.parcels.tours import TourView
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.tours.commands import LEAVE, SHEET, TOURS
from storeops.screens.tours.papers import ask_leave, print_tour
from storeops.screens.tours.reading import Desk, Found, Seen, find
from storeops.screens.tours.view import stop_columns, stop_rows, van_words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class VanScreen(Asking):
    """`tour` is the van's, `where` the parcel that was scanned last; `seen` is kept, for scans come fast here."""

    title_words: ClassVar[str] = "Van"
    about: ClassVar[str] = """
The stops of one van, in the order they are driven; beneath the selected one its address and its parcels. What is to be
collected stands at the right.

Scan a parcel: its stop is the big number, and where another van takes it, the van is named. Enter prints the run sheet,
and once that is printed lets the van leave; F12 lets it leave at any time, asked once.
"""

    def __init__(self, shop: Store, desk: Desk, seen: Seen, tour: TourView, where: Found | None = None) -> None:
        super().__init__(shop)
        self.desk, self.seen, self.tour, self.where = desk, seen, tour, where

    def body(self) -> Iterable[Widget]:
        """The stops; beneath, when the van leaves, or the stop of the parcel scanned."""
        yield LineList(stop_columns(self.words), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Show it."""
        self.paint(self.where.stop - 1 if self.where else max(0, self._list.selected))

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self, selected: int) -> None:
        """Show the van as it is."""
        selected = max(0, min(selected, len(self.tour.stops) - 1))
        self._list.show(stop_rows(self.tour, selected, self.words), selected)
        self.query_one(Summary).show(van_words(self.tour, self.words))
        figure = self.query_one(BigAmount)
        if self.where is not None:
            figure.show(f"VAN {self.tour.van}, STOP", str(self.where.stop), self.where.parcel, "good")
        else:
            figure.show("LEAVES", self.tour.departure, f"van {self.tour.van}")

    @property
    def _printed(self) -> bool:
        return self.tour.van in self.desk.printed or not self.shop.settings.printer

    def hint(self) -> str:
        """What Enter would do."""
        if self.text:
            return ""
        return "Enter: the van leaves" if self._printed else "Enter: print the run sheet"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(LEAVE, self.leave_now),
            Bound(SHEET, self.print_sheet),
            Bound(TOURS, self.step_back),
            *moves(self._move, self._page),
        )

    def _move(self, by: int) -> None:
        self.paint(self._list.selected + by)

    def _page(self, by: int) -> None:
        self._move(by * max(1, self._list.size.height - 4))

    async def meant(self, typed: Typed) -> None:
        """A parcel that was scanned or typed, else the next step. Raises UnknownDocument, AmbiguousDocument,
        NotForVans."""
        if text := typed.text.strip():
            await self.show_where(text)
        elif self._printed:
            await self.leave_now()
        else:
            await self.print_sheet()

    async def show_where(self, text: str) -> None:
        """At which stop a parcel goes; of another van's, which van."""
        found = await self.shell.run_read(find, self.shop, self.desk, self.seen, text)
        if found.van is None:
            self.wrong(f"{found.parcel} {'has left' if found.road else 'is in no tour yet'}: not into this van.")
        elif found.van.van != self.tour.van:
            self.wrong(f"{found.parcel} goes with van {found.van.van}, stop {found.stop}: not into this van.")
        else:
            self.where = found
            self.paint(found.stop - 1)
            self.done(f"{found.parcel}: stop {found.stop} of {len(self.tour.stops)}.")

    async def print_sheet(self) -> None:
        """Its run sheet."""
        await print_tour(self, self.desk, self.tour)

    async def leave_now(self) -> None:
        """It leaves; asks once."""
        ask_leave(self, self.desk, self.tour, self.step_back)
