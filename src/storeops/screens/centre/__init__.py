"""The centre's overview: every store and till, what needs a look first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports import tills as reports
from storeops.reports.tills import CentreView, TillLook
from storeops.screens.centre.view import centre_big, centre_columns, centre_words, look_words, matching, till_rows
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FIRST, WHY, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

AGAIN = FIRST.named("Anew", "Read it again", "Reads again how the tills stand.")
DETAIL = WHY.named("Till", "All there is about the till", "Tells all there is about the selected till.")
EVERY = 15.0
"""Seconds after which the overview is read again while it is looked at: as often as a till speaks."""


class CentreScreen(Asking):
    """`found` is what of the tills fits what is typed."""

    title_words: ClassVar[str] = "The centre"
    about: ClassVar[str] = """
Every till of the chain, what needs a look first: facts that need a person, facts that are only at a till which is
silent, tills that have long been silent or never spoke, clocks that are off, programs of another version.

Enter shows the facts of the selected till that need a person; F9 tells all there is about the till. Type a part of its
name, its store's name or a state: the list narrows. It is read again every 15 seconds.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.view: CentreView | None = None
        self.found: tuple[TillLook, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many need a look."""
        yield LineList(centre_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    def on_mount(self) -> None:
        """Read again and again."""
        self.set_interval(EVERY, self._read_later)

    def _read_later(self) -> None:
        if self.shell.job is self:
            self.shell.start_read("centre", lambda: overview(self.shop), self.has_view)

    async def arrived(self) -> None:
        """Read again."""
        self.has_view(await self.shell.run_read(overview, self.shop))

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.view is not None:
            self._show(self.view, text)

    def has_view(self, view: CentreView) -> None:
        """Show how things stand; the till that was looked at stays selected."""
        self.view = view
        self._show(view, self.text)

    def _show(self, view: CentreView, text: str) -> None:
        before = self.chosen.till.device if self.chosen else ""
        self.found = matching(view, text)
        devices = [one.till.device for one in self.found]
        selected = devices.index(before) if before in devices else 0
        empty = "No till on the list fits." if view.tills else "No till was let in yet: storeops server invite."
        self._list.show(till_rows(view, self.found, bare=not text.strip()), selected, empty=empty)
        self.query_one(Summary).show(centre_words(view))
        self.query_one(BigAmount).show(*centre_big(view))

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def chosen(self) -> TillLook | None:
        """The selected till; None on a store that has none."""
        place = max(0, self._list.selected)
        return self.found[place] if place < len(self.found) else None

    def hint(self) -> str:
        """What Enter would do."""
        one = self.chosen
        if one is None:
            return ""
        facts = f"{one.in_doubt} for a person" if one.in_doubt else ""
        return f"Enter: {facts} of {one.till.terminal}" if facts else f"Enter: {one.till.terminal}"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(DETAIL, self.explain, self.chosen is not None),
            Bound(AGAIN, self.restart),
            *moves(self._list.move, self._list.page),
        )

    async def meant(self, typed: Typed) -> None:
        """The facts in doubt of the selected till; where it has none, all there is about it."""
        one = self.chosen
        if one is not None and one.in_doubt:
            from storeops.screens.sync.doubts import DoubtsScreen

            self.set_text("")
            await self.shell.go(DoubtsScreen(self.shop, one.till.device, one.till.terminal))
        elif one is not None:
            await self.explain()

    async def explain(self) -> None:
        """All there is about the selected till."""
        assert self.view is not None and self.chosen is not None
        title, words = look_words(self.view, self.chosen, self.shop.profile.zone)
        self.show_panel(title, words)

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")


def overview(shop: Store) -> CentreView:
    """How every store and till stands now."""
    with shop.read() as connection:
        return reports.overview(connection, shop.now())
