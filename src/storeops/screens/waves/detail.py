"""One wave: its tours and their tasks, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.picking import WaveView
from storeops.rules.card_numbers import refuse_card_number
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.waves import booking
from storeops.screens.waves.commands import BOARD, RELEASE
from storeops.screens.waves.view import task_columns, task_rows, wave_big, wave_words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class WaveScreen(Asking):
    """`wave` is as it was read last."""

    title_words: ClassVar[str] = "Wave"
    about: ClassVar[str] = """
Each tour with who walks it, and its tasks in the order they are walked: what was picked, what was short, what nobody
wants any more. Enter reads it again; another wave's number shows that one.
"""

    def __init__(self, shop: Store, wave: WaveView) -> None:
        super().__init__(shop)
        self.wave = wave

    def body(self) -> Iterable[Widget]:
        """The tasks; beneath, how far the wave is."""
        yield LineList(task_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Show it."""
        self.paint()

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self) -> None:
        """Show the wave as it is."""
        self._list.show(task_rows(self.wave, self.words), max(0, self._list.selected))
        self.query_one(Summary).show(wave_words(self.wave))
        figure = wave_big(self.wave)
        self.query_one(BigAmount).show(*figure)

    def hint(self) -> str:
        """What Enter would do."""
        return "" if self.text else "Enter: read again"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(RELEASE, self.release, self.wave.status == "planned"),
            Bound(BOARD, self.step_back),
            *moves(self._list.move, self._list.page),
        )

    async def meant(self, typed: Typed) -> None:
        """Another wave's number, or this one again. Raises UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        if text:
            refuse_card_number(text, "number")
        self.wave = await self.shell.run_read(booking.wave, self.shop, text or self.wave.id)
        self.paint()
        if not text:
            self.done("Read again.")

    async def release(self) -> None:
        """Pickers may begin."""
        self.wave = await self.shell.run_write(booking.release, self.shop, self.wave.id)
        self.paint()
        self.done(f"{self.wave.number} is released.")
