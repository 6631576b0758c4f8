"""One van that has left: which stops are done, who took the parcels, which one is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.parcels import vans
from storeops.operations.parcels.vans import Delivery, VanView
from storeops.rules.errors import Refused
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import Prompt
from storeops.screens.tours.commands import DELIVERED, SHEET, TOURS
from storeops.screens.tours.papers import print_road
from storeops.screens.tours.reading import Desk, Found, Seen, find
from storeops.screens.tours.view import delivery_big, delivery_columns, delivery_rows, delivery_words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class NobodyTookIt(Refused):
    def __init__(self) -> None:
        super().__init__("Who took it? Type the name, or where it was left. Esc leaves it as it is.")


class RoadScreen(Asking):
    """`van` is as it was read last."""

    title_words: ClassVar[str] = "Van under way"
    about: ClassVar[str] = """
The stops of a van that has left, in the order they are driven: done or to go, and who took the parcels. Enter takes
down who took those of the selected stop; then the next stop is selected. Scan a parcel that the driver names or brings
back: its stop is selected.
"""

    def __init__(self, shop: Store, van: VanView, where: Found | None = None) -> None:
        super().__init__(shop)
        self.van, self._where = van, where

    def body(self) -> Iterable[Widget]:
        """The stops; beneath, how many are done."""
        yield LineList(delivery_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read it again; first the next stop is selected, or that of the parcel scanned."""
        self.van = await self.shell.run_read(vans.van, self.shop, self.van.manifest)
        where, self._where = self._where, None
        self.paint(where.stop - 1 if where else self._next)

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def _next(self) -> int:
        one = self.van.next
        return one.stop.stop - 1 if one else 0

    def paint(self, selected: int) -> None:
        """Show the van as it is."""
        selected = max(0, min(selected, len(self.van.deliveries) - 1))
        self._list.show(delivery_rows(self.van, selected), selected)
        self.query_one(Summary).show(delivery_words(self.van, self.shop.profile.zone, self.words))
        figure = delivery_big(self.van)
        self.query_one(BigAmount).show(figure.label, figure.amount, figure.aside, figure.ink)

    @property
    def selected(self) -> Delivery:
        """The selected stop."""
        return self.van.deliveries[max(0, self._list.selected)]

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        return "" if self.text or self.selected.over else f"Enter: stop {self.selected.stop.stop} is delivered"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(DELIVERED, self.ask_proof, not self.selected.over),
            Bound(SHEET, self.print_sheet),
            Bound(TOURS, self.step_back),
            *moves(self._move, self._page),
        )

    def _move(self, by: int) -> None:
        self.paint(self._list.selected + by)

    def _page(self, by: int) -> None:
        self._move(by * max(1, self._list.size.height - 4))

    async def meant(self, typed: Typed) -> None:
        """A parcel that was scanned or typed, else who took those of the selected stop. Raises UnknownDocument,
        AmbiguousDocument, NotForVans."""
        if text := typed.text.strip():
            known = Seen(self.shop.business_date(), (), (self.van,))
            found = await self.shell.run_read(find, self.shop, Desk(), known, text)
            self.paint(found.stop - 1)
            self.done(f"{found.parcel}: stop {found.stop} of {len(self.van.deliveries)}.")
        elif not self.selected.over:
            await self.ask_proof()

    async def ask_proof(self) -> None:
        """Who took the parcels of the selected stop."""
        stop = self.selected.stop

        async def told(proof: str) -> None:
            if not proof:
                raise NobodyTookIt
            await self.shell.run_write(partial(vans.delivered, self.shop, stop.parcels, proof))
            await self.arrived()
            self.done(f"Stop {stop.stop} is delivered: {proof}.")

        self.prompt_for(Prompt(f"Stop {stop.stop}, who took it", "a name, or where it was left", told))

    async def print_sheet(self) -> None:
        """Its run sheet once more."""
        await print_road(self, self.van)
