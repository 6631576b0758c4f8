"""Dispatch: late parcels first, then those that wait, by carrier; a manifest lets a carrier's parcels leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.parcels.late import LateView
from storeops.reports.parcels import Going
from storeops.rules.tariffs import OWN_VAN
from storeops.screens.dispatch.commands import (
    AGAIN,
    DELIVERED,
    DETAIL,
    LABEL,
    MANIFEST,
    TRACK,
    UNDER_WAY,
    VOID_LABEL,
)
from storeops.screens.dispatch.reading import Seen, hand_over, parcel, seen, under_way
from storeops.screens.dispatch.view import (
    collected_words,
    dispatch_big,
    dispatch_summary,
    late_matching,
    late_rows,
    matching,
    parcel_columns,
    parcel_rows,
)
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (UNDER_WAY, LABEL, VOID_LABEL, DELIVERED, TRACK)


class DispatchScreen(Asking):
    """`seen` is what was read; `late` and `found` what of it fits what is typed; with `left` of those under way."""

    title_words: ClassVar[str] = "Dispatch"
    about: ClassVar[str] = """
First the parcels that are late or will be, each with the reason and whom to call. Then those that wait: without a
label, and labelled, by carrier.

Enter buys the label of a parcel that has none, and shows any other. When a carrier has collected, F12 lets its parcels
leave and numbers the manifest.

Type a part of a number or a name: the list narrows. A parcel's or tracking number that is scanned is shown at once.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.seen: Seen | None = None
        self.left: tuple[Going, ...] | None = None
        self.late: tuple[LateView, ...] = ()
        self.found: tuple[Going, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many are late or wait."""
        yield LineList(parcel_columns(self.words), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read again; the parcel that was looked at stays selected."""
        before = self._number
        self.seen = await self.shell.run_read(seen, self.shop)
        if self.left is not None:
            self.left = await self.shell.run_read(under_way, self.shop)
        self._filter(self.text, before)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.asked is None:
            self._filter(text)

    def _filter(self, text: str, selected: str = "") -> None:
        if self.seen is not None:
            self.late = () if self.left is not None else late_matching(self.seen.late, text)
            self.found = matching(self.seen.waiting if self.left is None else self.left, text)
            numbers = self._numbers
            self.paint(self.seen, numbers.index(selected) if selected in numbers else 0)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def _numbers(self) -> tuple[str, ...]:
        """The parcels' numbers, row by row."""
        return (*(one.parcel for one in self.late), *(one.parcel.number for one in self.found))

    @property
    def _number(self) -> str:
        return self._list.among(self._numbers) or ""

    @property
    def going(self) -> Going | None:
        """The selected parcel, where it is none of the late ones."""
        place = self._list.selected - len(self.late)
        return self.found[place] if 0 <= place < len(self.found) else None

    def paint(self, seen: Seen, selected: int) -> None:
        """Show the list as it is."""
        rows = (*late_rows(self.late), *parcel_rows(self.found, self.words))
        whole = seen.waiting if self.left is None else self.left
        empty = "No parcel on the list fits." if whole or seen.late else "No parcel waits, and none is late."
        self._list.show(rows, selected, empty=empty if self.left is None or whole else "No parcel is under way.")
        figure = dispatch_big(seen)
        self.query_one(Summary).show(dispatch_summary(seen))
        self.query_one(BigAmount).show(*figure)

    @property
    def _bare(self) -> bool:
        return self.going is not None and self.going.parcel.status == "packed"

    def hint(self) -> str:
        """What Enter would do."""
        if not (number := self._number):
            return ""
        return f"Enter: buy the label of {number}" if self._bare else f"Enter: {number}"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        there = bool(self._numbers)
        other = UNDER_WAY if self.left is None else UNDER_WAY.named("Waiting", "Parcels that wait to leave")
        return (
            Bound(MANIFEST, self.collect, bool(self._collections)),
            Bound(DETAIL, self.show_parcel, there),
            Bound(other, self.switch),
            Bound(AGAIN, self.restart),
            *moves(self._list.move, self._list.page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A number that was scanned or typed, else the selected parcel. Raises what `open` raises."""
        text = typed.text.strip()
        if text and (typed.scanned or not self._numbers):
            await self.open(text)
        elif self._bare:
            await self.buy()
        elif self._number:
            await self.open(self._number)

    async def open(self, number: str) -> None:
        """Show a parcel. Raises CardNumberRefused, UnknownDocument, AmbiguousDocument."""
        from storeops.screens.dispatch.detail import ParcelScreen

        shown = await self.shell.run_read(parcel, self.shop, number)
        await self.shell.go(ParcelScreen(self.shop, shown))

    async def show_parcel(self) -> None:
        """The selected parcel."""
        await self.open(self._number)

    async def buy(self) -> None:
        """The label of the selected parcel."""
        from storeops.screens.packing.label import LabelScreen

        await self.shell.go(LabelScreen(self.shop, self._number))

    async def switch(self) -> None:
        """Those that have left in the place of those that wait, and back."""
        self.left = None if self.left is not None else await self.shell.run_read(under_way, self.shop)
        self.set_text("")
        self.quiet()
        self._filter("")

    async def restart(self) -> None:
        """Read everything again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")

    # --- the manifest -----------------------------------------------------------------------------

    @property
    def _collections(self) -> list[tuple[str, str]]:
        """(carrier, location) of what could be collected: that of the selected parcel alone, else all."""
        if self.seen is None:
            return []
        labelled = [one.parcel for one in self.seen.waiting if one.parcel.status == "labelled"]
        # What goes by the own van leaves with its tour.
        labelled = [one for one in labelled if one.carrier != OWN_VAN]
        if self.going is not None and self.going.parcel in labelled:
            return [(self.going.parcel.carrier, self.going.parcel.location)]
        return sorted({(one.carrier, one.location) for one in labelled})

    async def collect(self) -> None:
        """Which carrier has come, if more than one could; then ask once."""
        found = self._collections[:9]
        if len(found) == 1:
            await self._ask(*found[0])
            return
        answers = [
            Answer(str(place), f"{carrier} at {where}", partial(self._ask, carrier, where))
            for place, (carrier, where) in enumerate(found, 1)
        ]
        self.ask(Question("Who has collected?", tuple(answers)))

    async def _ask(self, carrier: str, location: str) -> None:
        assert self.seen is not None
        told = collected_words(self.seen.collected(carrier, location), self.words)
        leave = partial(self._leave_now, carrier, location, self.identity(), told)
        question = f"Has {carrier} collected {told}?"
        self.ask(Question(question, (Answer("y", "they leave", leave), Answer("n", "not yet", self._keep))))

    async def _keep(self) -> None:
        self.quiet()

    async def _leave_now(self, carrier: str, location: str, command: str, told: str) -> None:
        number = await self.shell.run_write(hand_over, self.shop, carrier, location, command)
        await self.arrived()
        again = f"storeops ship manifest --again {number} --format pdf"
        self.done(f"{number}: {told} left with {carrier}. For the driver: {again}")
