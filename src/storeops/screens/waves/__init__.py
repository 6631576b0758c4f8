"""The wave board: waves with their tours and pickers, what is short, what waits; planned, released and closed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.picking.asked import Asked
from storeops.reports.picking import WaveView, short_number
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.wording import counted
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import Prompt
from storeops.screens.waves import booking
from storeops.screens.waves.booking import Board
from storeops.screens.waves.commands import AGAIN, CLOSE, PICK, PLAN, RELEASE
from storeops.screens.waves.view import (
    board_big,
    board_columns,
    board_rows,
    matching,
    waiting_words,
    walking_words,
)
from storeops.screens.waves.wishes import known, wish_words, wished
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.message import Kind, Message
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (PLAN, CLOSE, PICK)


class WavesScreen(Asking):
    """`board` is what was read, `found` the waves that fit what is typed, `how` how the last wave was asked for."""

    title_words: ClassVar[str] = "Waves"
    about: ClassVar[str] = """
The open waves, the oldest first: beneath the selected one its tours, who walks each and how far. Enter shows the tasks.

Ctrl+N plans a wave of what waits. In the line stands how: cluster, batch, zone or single; oldest or aisles; pickers,
min, max, orders and totes with a number each: "zone aisles pickers 3 max 120". A planned wave that is not released is
planned anew. F12 releases the selected wave: pickers can begin.

Ctrl+X ends a wave; what is open of it waits again. Type a part of a number, a state or a picker: the list narrows.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.board: Board | None = None
        self.found: tuple[WaveView, ...] = ()
        self.how = Asked()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, what waits, and how many are short."""
        yield LineList(board_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read the board; the wave that was looked at stays selected."""
        await self.read(self.selected.id if self.selected else "")

    async def read(self, selected: str = "") -> None:
        """Read the board, and select a wave by its id."""
        self.board = await self.shell.run_read(booking.board, self.shop)
        self._filter(self.text if self.asked is None else "", selected)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.asked is None:
            self._filter(text)

    def _filter(self, text: str, selected: str = "") -> None:
        self.found = matching(self.board.waves if self.board else (), text)
        ids = [wave.id for wave in self.found]
        self.paint(ids.index(selected) if selected in ids else 0)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self, selected: int) -> None:
        """Show the board as it is."""
        board = self.board
        assert board is not None
        empty = "No wave fits." if board.waves else "No wave is open."
        self._list.show(board_rows(self.found, selected), selected if self.found else -1, empty=empty)
        self.query_one(Summary).show(((waiting_words(board.waiting, self.words), ""), (walking_words(board), "")))
        figure = board_big(board)
        self.query_one(BigAmount).show(*figure)

    @property
    def selected(self) -> WaveView | None:
        """The selected wave."""
        return self._list.among(self.found)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.selected is not None:
            return f"Enter: {short_number(self.selected.number)}"
        return "Enter: plan" if not self.text and self.board and self.board.waiting.lines else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        wave = self.selected
        return (
            Bound(PLAN, self.ask_plan),
            Bound(RELEASE, self.release, wave is not None and wave.status == "planned"),
            Bound(CLOSE, self.ask_close, wave is not None),
            Bound(PICK, self.pick, wave is not None and wave.status == "released"),
            Bound(AGAIN, self.restart),
            *moves(self._move, self._page),
        )

    def _move(self, by: int) -> None:
        self.paint(max(0, min(self._list.selected + by, len(self.found) - 1)))

    def _page(self, by: int) -> None:
        self._move(by * max(1, self._list.size.height - 2))

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A number that was scanned or typed, else the selected wave. Raises UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        if text and (typed.scanned or not self.found):
            refuse_card_number(text, "number")
            await self.open(text)
        elif self.selected is not None:
            await self.open(self.selected.id)
        else:
            await self.ask_plan()

    async def open(self, number: str) -> None:
        """Show a wave's tasks. Raises UnknownDocument, AmbiguousDocument."""
        from storeops.screens.waves.detail import WaveScreen

        view = await self.shell.run_read(booking.wave, self.shop, number)
        self.set_text("")
        await self.shell.go(WaveScreen(self.shop, view))

    async def ask_plan(self) -> None:
        """How the next wave is to be made; what was asked last stands there."""
        command = self.identity()

        async def told(text: str) -> None:
            how = wished(text)
            # The best wave is looked for, for some seconds: what is typed meanwhile waits.
            self.close_panel()
            self.query_one(Message).say(Kind.DONE, "The wave is being worked out.")
            view = await self.shell.run_write(booking.plan, self.shop, how, command)
            self.how = how
            await self.read(view.id)
            many = ", ".join(counted(*one) for one in ((view.orders, "order"), (view.tasks, "task")))
            release = self.shell.keys.name(RELEASE)
            self.done(f"{view.number} is planned: {many}, {counted(len(view.tours), 'tour')}. {release} releases it.")

        self._filter("")
        self.show_panel("How is the wave to be made?", [Paragraph(meaning, word) for word, meaning in known()])
        self.prompt_for(Prompt("Plan", "Enter: plan it", told), wish_words(self.how))

    async def release(self) -> None:
        """Pickers may begin with the selected wave."""
        wave = self.selected
        assert wave is not None
        view = await self.shell.run_write(booking.release, self.shop, wave.id)
        await self.read(view.id)
        self.done(f"{view.number} is released.")

    async def ask_close(self) -> None:
        """The reason, which is the answer, too: Esc leaves the wave as it is."""
        wave = self.selected
        assert wave is not None

        async def told(reason: str) -> None:
            await self.shell.run_write(booking.close, self.shop, wave.id, reason)
            await self.read()
            left = wave.tasks - wave.done
            waits = f"; {counted(left, 'task')} of it wait{'s' * (left == 1)} again" if left else ""
            self.done(f"{wave.number} is closed{waits}.")

        self.prompt_for(Prompt(f"Close {short_number(wave.number)}, why", "Enter: close it   Esc: leave it", told))

    async def pick(self) -> None:
        """Walk a tour of the selected wave. Raises NoTourLeft."""
        from storeops.screens.picking import PickingScreen

        wave = self.selected
        assert wave is not None
        await self.shell.go(PickingScreen(self.shop, wave=wave.id))

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.read()
        self.done("Read again.")
