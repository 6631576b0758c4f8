"""Counts: those that are open, and planning another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.counts import CountRowView
from storeops.rules.card_numbers import refuse_card_number
from storeops.screens.counts.booking import count, locations, open_counts, plan
from storeops.screens.counts.commands import AGAIN, PLAN
from storeops.screens.counts.state import Counting
from storeops.screens.counts.view import BINS, PLANS, list_columns, list_rows, matching, plan_words
from storeops.screens.handheld import Handheld
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Lettered
from storeops.screens.till.base import Prompt
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (PLAN,)


class CountsScreen(Handheld):
    """`open` is what was read, `found` what of it fits what is typed."""

    title_words: ClassVar[str] = "Counts"
    about: ClassVar[str] = """
The open counts. Enter opens the selected one; a number that is typed or scanned opens at once, a closed count's, too:
it shows what was booked.

A count is planned from what is due (class A every 30 days, B every 90, C every 180), from some bins, or from everything
at a location. Selling goes on meanwhile.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.open: tuple[CountRowView, ...] | None = None
        self.found: tuple[CountRowView, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many there are."""
        yield LineList(list_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read the open counts."""
        self.open = await self.shell.run_read(open_counts, self.shop)
        self._filter(self.text)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.asked is None:
            self._filter(text)

    def _filter(self, text: str) -> None:
        self.found = matching(self.open or (), text)
        self.paint()

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self) -> None:
        """Show the list as it is."""
        if self.open is None:
            return
        listed, small = self._list, self.small
        empty = "Nothing on the list fits." if self.open else "No count is open."
        rows = list_rows(self.found, self.shop.profile.zone, small=small)
        listed.show(rows, max(0, listed.selected), columns=list_columns(small=small), empty=empty)
        left = sum(one.lines - one.counted for one in self.open)
        self.query_one(BigAmount).show("OPEN COUNTS", str(len(self.open)), f"{left} lines to count", "money")

    @property
    def selected(self) -> CountRowView | None:
        """The selected count."""
        return self._list.among(self.found)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.selected is not None:
            return f"Enter: {self.selected.number}"
        return "" if self.text or self.open else "Enter: plan a count"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (Bound(PLAN, self.ask_place), Bound(AGAIN, self.restart), *moves(self._list.move, self._list.page))

    async def meant(self, typed: Typed) -> None:
        """A number, the selected count, or planning one. Raises UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        exact = next((one for one in self.open or () if one.number.casefold() == text.casefold()), None)
        if exact is not None or (not typed.scanned and self.selected is not None):
            chosen = exact or self.selected
            assert chosen is not None
            await self.show_count(chosen.number)
        elif text:
            refuse_card_number(text, "number")
            await self.show_count(text)
        elif not self.open:
            await self.ask_place()

    async def show_count(self, number: str) -> None:
        """Open a count. Raises UnknownDocument, AmbiguousDocument."""
        from storeops.screens.counts.counting import CountingScreen

        view = await self.shell.run_read(count, self.shop, number)
        await self.shell.go(CountingScreen(self.shop, Counting.of(view, self.identity())))

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")

    # --- planning ---------------------------------------------------------------------------------

    async def ask_place(self) -> None:
        """Where, if there is more than one place; then what."""
        known = await self.shell.run_read(locations, self.shop)
        here = self.shop.profile.location
        if len(known) < 2:
            await self._ask_what(here)
            return

        async def told(text: str) -> None:
            await self._ask_what(next((code for code in known if code.casefold() == text.casefold()), text))

        self.prompt_for(Prompt("Count where", f"{', '.join(known[:6])}", told), here)

    async def _ask_what(self, place: str) -> None:
        command = self.identity()
        answers = [Answer(key, "", partial(self._chosen, place, key, how, command)) for key, _, how in PLANS]
        self.show_panel(f"What is to be counted at {place}?", plan_words())
        self.ask(Lettered("Which? One digit.", tuple(answers)))

    async def _chosen(self, place: str, key: str, how: dict[str, object], command: str) -> None:
        if key != BINS:
            await self._plan({**how, "location": place}, command)
            return

        async def told(pattern: str) -> None:
            await self._plan({"location": place, "bins": pattern.upper()}, command)

        self.prompt_for(Prompt("Which bins", "such as A-01*", told))

    async def _plan(self, how: dict[str, object], command: str) -> None:
        number = await self.shell.run_write(plan, self.shop, how, command)
        await self.show_count(number)
        self.shell.job.done(f"{number} is planned.")
