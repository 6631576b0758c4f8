"""Picking: the released waves; Enter takes a tour of the selected one, and the walk begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.picking import WaveView
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.screens.handheld import Handheld
from storeops.screens.picking import booking
from storeops.screens.picking.commands import AGAIN
from storeops.screens.picking.view import wave_columns, wave_rows, waves_big
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import BACK, HELP, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = ()


class PickingScreen(Handheld):
    """`waves` is what was read. With a `wave` its tour is taken at once, the first time the screen is shown."""

    title_words: ClassVar[str] = "Picking"
    about: ClassVar[str] = """
The waves that are released. Enter takes a tour of the selected one: the one you walk already, else one that nobody
walks. A wave's number, typed or scanned, does the same.

A tour that was left, or broken off by a dropped line, goes on where it was.
"""

    def __init__(self, shop: Store, picker: str = "", wave: str = "") -> None:
        super().__init__(shop)
        self.picker = picker or shop.actor
        self.wave = wave
        self.waves: tuple[WaveView, ...] | None = None

    @property
    def brief(self) -> str:
        """Who picks."""
        return f"Picking {self.picker}"

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how much is left."""
        yield LineList(wave_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read the waves; go on with the one that was named."""
        await self._read()
        wave, self.wave = self.wave, ""
        if wave:
            try:
                await self.begin(wave)
            except Refused as refusal:
                self.wrong(str(refusal))

    async def _read(self) -> None:
        self.waves = await self.shell.run_read(booking.released, self.shop)
        self.paint()

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self) -> None:
        """Show the list as it is."""
        if self.waves is None:
            return
        listed, small = self._list, self.small
        empty = "No wave is released." if not small else "Nothing to pick."
        listed.show(
            wave_rows(self.waves, small=small),
            max(0, listed.selected),
            columns=wave_columns(small=small),
            empty=empty,
        )
        self.query_one(Summary).show(((f"At {self.shop.profile.location}, picker {self.picker}", ""), ("", "")))
        figure = waves_big(self.waves)
        self.query_one(BigAmount).show(*figure)

    @property
    def selected(self) -> WaveView | None:
        """The selected wave."""
        return self._list.among(self.waves or ())

    def hint(self) -> str:
        """What Enter would do."""
        if self.text:
            return ""
        return "Enter: take it" if self.selected else "Enter: again"

    def bounds(self) -> Sequence[Bound]:
        """What works now; a small screen's bar has no room for what everybody knows."""
        plain = (Bound(HELP.named(""), self._help), Bound(BACK.named(""), self._back)) if self.small else ()
        return (Bound(AGAIN, self.restart), *plain, *moves(self._list.move, self._list.page))

    async def meant(self, typed: Typed) -> None:
        """A wave's number, else the selected one. Raises what `begin` raises."""
        text = typed.text.strip()
        if text:
            refuse_card_number(text, "number")
            await self.begin(text)
        elif self.selected is not None:
            await self.begin(self.selected.id)
        else:
            await self.restart()

    async def begin(self, wave: str) -> None:
        """Take a tour and walk it. Raises UnknownDocument, AmbiguousDocument, WaveIsClosed, NotReleased, NoTourLeft."""
        from storeops.screens.picking.walking import WalkingScreen

        walk = await self.shell.run_write(booking.take, self.shop, wave, self.picker)
        self.set_text("")
        self.quiet()
        await self.shell.go(WalkingScreen(self.shop, self.picker, walk))

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self._read()
        self.done("Read again.")
