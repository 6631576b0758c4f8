"""The shop's own vans: what waits for one, the tours planned, the vans under way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.parcels.tours import Planned, TourView
from storeops.operations.parcels.vans import VanView, WaitingParcel
from storeops.rules.errors import Refused
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import Prompt
from storeops.screens.tours.commands import AGAIN, DELIVERED, LEAVE, PLAN, ROAD, SHEET
from storeops.screens.tours.reading import SECONDS, Desk, Found, Seen, find, plan, seen
from storeops.screens.tours.view import (
    matching,
    plan_big,
    plan_columns,
    plan_rows,
    plan_words,
    road_big,
    road_columns,
    road_rows,
    waiting_big,
    waiting_columns,
    waiting_rows,
    waiting_words,
)
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.message import Kind, Message
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (PLAN, SHEET, ROAD, DELIVERED)
WAITING, PLANNED, ON_ROAD = "waiting", "planned", "road"
_PLANNING = "tours"
_MOST_VANS = 50


class NotSoMany(Refused):
    """What was typed is no number of vans."""

    def __init__(self) -> None:
        super().__init__(f"How many vans go out? Type a number from 1 to {_MOST_VANS}.")


class ToursScreen(Asking):
    """`shows` is which of the three lists: what waits, the tours planned, the vans under way."""

    title_words: ClassVar[str] = "Own vans"
    about: ClassVar[str] = """
First the parcels that wait here with a van's label. Enter asks how many vans go, and shares the parcels out: which van,
in which order, when it is at each door. Planning looks for shorter tours for a few seconds, meanwhile you can go on;
Ctrl+N plans anew.

Of the tours Enter shows the selected van's stops, Ctrl+L prints its run sheet, F12 lets it leave: asked once, its
parcels are sent. F3 shows again what waits; the plan is kept. Ctrl+E lists the vans that have left: Enter shows the
stops, and takes down who took the parcels.

A parcel that is scanned shows in which van and at which stop it goes. Type a part of a number, a name or a town: the
list narrows.
"""

    def __init__(self, shop: Store, desk: Desk | None = None) -> None:
        super().__init__(shop)
        self.desk = desk or Desk()
        self.seen: Seen | None = None
        self.found: tuple[WaitingParcel, ...] = ()
        self.shows = PLANNED if self.desk.standing else WAITING
        self.planning = False

    def body(self) -> Iterable[Widget]:
        """The list; beneath, what it comes to."""
        yield LineList(waiting_columns(self.words), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read again."""
        self.seen = await self.shell.run_read(seen, self.shop)
        if self.shows == PLANNED and not self.desk.standing:
            self.shows = WAITING
        self.paint(self._list.selected)

    async def changed(self, text: str) -> None:
        """The list of what waits narrows while somebody types."""
        if self.asked is None and self.shows == WAITING:
            self.paint(0)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self, selected: int) -> None:
        """Show the list as it is."""
        if self.seen is not None:
            selected = max(0, selected)
            {WAITING: self._paint_waiting, PLANNED: self._paint_plan, ON_ROAD: self._paint_road}[self.shows](selected)

    def _paint_waiting(self, selected: int) -> None:
        assert self.seen is not None
        waiting, today = self.seen.waiting, self.seen.today
        self.found = matching(waiting, self.text if self.asked is None else "")
        empty = "No parcel on the list fits." if waiting else "No parcel waits for a van."
        rows = waiting_rows(self.found, today, self.words)
        self._list.show(rows, selected, empty=empty, columns=waiting_columns(self.words))
        road = f"{len(self.seen.road)} under way" if self.seen.road else ""
        self.query_one(Summary).show(((waiting_words(waiting, self.words), road), ("", "")))
        figure = waiting_big(waiting, today)
        self.query_one(BigAmount).show(figure.label, figure.amount, figure.aside, figure.ink)

    def _paint_plan(self, selected: int) -> None:
        assert self.seen is not None and self.desk.planned is not None
        view, standing = self.desk.planned.view, self.desk.standing
        rows = plan_rows(standing, view.unserved, selected, self.words)
        self._list.show(rows, selected, columns=plan_columns(self.words))
        self.query_one(Summary).show(plan_words(view, standing, self._later))
        figure = plan_big(view, standing, self.words)
        self.query_one(BigAmount).show(figure.label, figure.amount, figure.aside, figure.ink)

    def _paint_road(self, selected: int) -> None:
        assert self.seen is not None
        rows = road_rows(self.seen.road, self.shop.profile.zone)
        self._list.show(rows, selected, empty="No van is under way.", columns=road_columns())
        self.query_one(Summary).show((("Vans that have left and have stops to go", ""), ("", "")))
        figure = road_big(self.seen.road)
        self.query_one(BigAmount).show(figure.label, figure.amount, figure.aside, figure.ink)

    @property
    def _later(self) -> int:
        """How many parcels have come since the tours were planned."""
        assert self.seen is not None and self.desk.planned is not None
        view = self.desk.planned.view
        known = {number for tour in view.tours for stop in tour.stops for number in stop.parcels}
        known |= {told.partition(":")[0] for told in view.unserved}
        return sum(one.number not in known for one in self.seen.waiting)

    @property
    def _tour(self) -> TourView | None:
        """The selected van of the plan."""
        standing, place = self.desk.standing, max(0, self._list.selected)
        return standing[place] if self.shows == PLANNED and place < len(standing) else None

    @property
    def _van(self) -> VanView | None:
        """The selected van on the road."""
        road, place = self.seen.road if self.seen else (), max(0, self._list.selected)
        return road[place] if self.shows == ON_ROAD and place < len(road) else None

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.planning:
            return f"planning, up to {SECONDS} seconds"
        if self.shows != WAITING:
            van = self._tour.van if self._tour else self._van.manifest if self._van else ""
            return f"Enter: stops of van {van}" if van else ""
        if self.text:
            return f"Enter: where {self.found[0].number} goes" if self.found else ""
        return "Enter: the tours planned" if self.desk.standing else "Enter: plan the tours" if self._any else ""

    @property
    def _any(self) -> bool:
        return self.seen is not None and bool(self.seen.waiting)

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        road = ROAD if self.shows != ON_ROAD else ROAD.named("Home", "Vans and parcels that have not left")
        return (
            Bound(PLAN, self.ask_vans, self._any and not self.planning),
            Bound(LEAVE, self.leave_now, self._tour is not None),
            Bound(SHEET, self.print_sheet, self._tour is not None or self._van is not None),
            Bound(ROAD.named(road.label, road.tooltip), self.switch),
            Bound(AGAIN, self.restart),
            *moves(self._move, self._page),
        )

    def _move(self, by: int) -> None:
        self.paint(min(self._list.selected + by, len(self._list.rows) - 1))

    def _page(self, by: int) -> None:
        self._move(by * max(1, self._list.size.height - 2))

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A parcel that was scanned or typed, else the next step. Raises UnknownDocument, AmbiguousDocument,
        NotForVans."""
        text = typed.text.strip()
        if text and (typed.scanned or self.shows != WAITING or not self.found):
            await self.show_where(text)
        elif text:
            await self.show_where(self.found[max(0, self._list.selected)].number)
        elif self._tour is not None:
            await self.open_tour(self._tour)
        elif self._van is not None:
            await self.open_road(self._van)
        elif self.shows == WAITING and self.desk.standing:
            self._turn(PLANNED)
        elif self.shows == WAITING and self._any and not self.planning:
            await self.ask_vans()

    async def show_where(self, text: str) -> None:
        """In which van a parcel goes, and at which stop."""
        assert self.seen is not None
        where = await self.shell.run_read(find, self.shop, self.desk, self.seen, text)
        if where.van is not None:
            await self.open_tour(where.van, where)
        elif where.road is not None:
            await self.open_road(where.road, where)
        else:
            self._turn(WAITING)
            self._list.select([one.number for one in self.found].index(where.parcel))
            self.look(f"{where.parcel} is in no tour yet. {self.shell.keys.name(PLAN)} plans them.")

    async def open_tour(self, tour: TourView, where: Found | None = None) -> None:
        """A van's stops."""
        from storeops.screens.tours.van import VanScreen

        assert self.seen is not None
        await self.shell.go(VanScreen(self.shop, self.desk, self.seen, tour, where))

    async def open_road(self, van: VanView, where: Found | None = None) -> None:
        """The stops of a van that has left."""
        from storeops.screens.tours.road import RoadScreen

        await self.shell.go(RoadScreen(self.shop, van, where))

    async def ask_vans(self) -> None:
        """How many vans go; planning goes on in the background."""

        async def told(text: str) -> None:
            count = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
            if not 1 <= count <= _MOST_VANS:
                raise NotSoMany
            self.desk.vans = count
            self.planning = True
            # It may take seconds: what is typed meanwhile is not kept waiting.
            self.shell.start_read(_PLANNING, partial(_tried, self.shop, count), self.planned)
            self.query_one(Message).say(Kind.DONE, f"Tours for {count} van{'s' * (count != 1)} are being worked out.")

        self.prompt_for(Prompt("How many vans", f"Enter: plan, up to {SECONDS} s", told), str(self.desk.vans))

    def planned(self, made: Planned | Refused) -> None:
        """The plan is there, or why there is none."""
        self.planning = False
        if isinstance(made, Refused):
            self.wrong(str(made))
            return
        self.desk.planned, self.desk.printed = made, set()
        self._turn(PLANNED)
        used = len(made.view.tours)
        enough = f" {used} of {self.desk.vans} vans will do." if used < self.desk.vans else ""
        print_key, leave_key = (self.shell.keys.name(key) for key in (SHEET, LEAVE))
        self.done(f"Planned.{enough} {print_key}: run sheet, {leave_key}: the van leaves.")

    async def print_sheet(self) -> None:
        """The run sheet of the selected van."""
        from storeops.screens.tours.papers import print_road, print_tour

        if self._tour is not None:
            await print_tour(self, self.desk, self._tour)
        elif self._van is not None:
            await print_road(self, self._van)

    async def leave_now(self) -> None:
        """The selected van leaves; asks once."""
        from storeops.screens.tours.papers import ask_leave

        assert self._tour is not None
        ask_leave(self, self.desk, self._tour, self.arrived)

    async def switch(self) -> None:
        """The vans on the road in the place of what has not left, and back."""
        here = PLANNED if self.desk.standing else WAITING
        self._turn(here if self.shows == ON_ROAD else ON_ROAD)
        await self.arrived()

    async def restart(self) -> None:
        """What waits, read again."""
        self._turn(WAITING)
        await self.arrived()
        self.done("Read again.")

    def _turn(self, shows: str) -> None:
        self.shows = shows
        self.set_text("")
        self.quiet()
        self.paint(0)

    async def step_back(self) -> None:
        """From the road to what has not left; out of the screen. A plan that is not there yet is not waited for."""
        if self.shows == ON_ROAD:
            await self.switch()
            return
        self.shell.forget_read(_PLANNING)
        await self.shell.leave_screen(self)


def _tried(shop: Store, count: int) -> Planned | Refused:
    """A refusal as an answer: it comes between two strokes, and the screen is to know that planning is over."""
    try:
        return plan(shop, count)
    except Refused as refusal:
        return refusal
