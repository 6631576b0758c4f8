"""Sync: what waits, what needs a person, how old all that is, and whether it is safe to close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.sync import ChainView, ParkedView
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.sync.commands import AGAIN, REASON, RECORDS
from storeops.screens.sync.reading import Seen, seen
from storeops.screens.sync.view import chain_columns, chain_rows, parked_rows, sync_big, sync_words
from storeops.screens.till.exchange import Exchange, minutes
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.message import Kind, Message
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class SyncScreen(Asking):
    """The chains that are recorded here, then the facts that need a person."""

    title_words: ClassVar[str] = "Sync"
    about: ClassVar[str] = """
Whatever this till records it hands in to its centre, a round every 15 seconds while the line is up. Without a line
everything goes on; what waits is kept here, and sent later. The big number is what waits: at 0 it is safe to close.

Enter exchanges now, in the background. F9 on a line lists its records one by one: waiting, at the centre, or for a
person. A fact that needs a person was taken by the centre, but something speaks against it: the reason and what to do
stand beneath it. It is decided at the centre.
"""

    def __init__(self, shop: Store, exchange: Exchange) -> None:
        super().__init__(shop)
        self.exchange = exchange
        self.seen: Seen | None = None
        self._rounds = -1

    def body(self) -> Iterable[Widget]:
        """What was recorded here, and what is in doubt; beneath, how it stands."""
        yield LineList(chain_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    def on_mount(self) -> None:
        """Hear from the exchange while this screen is there."""
        self.exchange.listeners.append(self.heard)

    def on_unmount(self) -> None:
        """Hear no more."""
        self.exchange.listeners.remove(self.heard)

    async def arrived(self) -> None:
        """Read again."""
        self.has_seen(await self.shell.run_read(seen, self.shop))

    def has_seen(self, found: Seen) -> None:
        """Show how things stand; what was selected stays so."""
        self.seen = found
        rows = (
            *(chain_rows(found, self.shop.profile.group, self.shop.profile.zone) if found.view.centre else ()),
            *parked_rows(self._parked, found.recorded),
        )
        self._list.show(rows, max(0, self._list.selected), empty="Nothing here waits for anybody.")
        self.query_one(Summary).show(sync_words(found, self.shop.profile.zone))
        self.query_one(BigAmount).show(*sync_big(found.view, is_centre=found.is_centre))

    # --- what is selected -------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def _chains(self) -> tuple[ChainView, ...]:
        return self.seen.view.chains if self.seen is not None and self.seen.view.centre else ()

    @property
    def _parked(self) -> tuple[ParkedView, ...]:
        return self.seen.view.parked if self.seen is not None else ()

    @property
    def _chosen(self) -> ChainView | ParkedView | None:
        listed: tuple[ChainView | ParkedView, ...] = (*self._chains, *self._parked)
        return self._list.among(listed)

    @property
    def _busy(self) -> bool:
        return self.exchange.state is not None and self.exchange.state.busy

    @property
    def _joined(self) -> bool:
        return self.seen is not None and bool(self.seen.view.centre)

    def hint(self) -> str:
        """What Enter would do."""
        if not self._joined:
            return ""
        return "exchanging" if self._busy else "Enter: exchange now"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        why = REASON if isinstance(self._chosen, ParkedView) else RECORDS
        return (
            Bound(why, self.explain, self._chosen is not None),
            Bound(AGAIN, self.restart),
            *moves(self._list.move, self._list.page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """Enter exchanges now; a round that goes on is not doubled."""
        if self._joined and not self._busy:
            self._rounds = self.exchange.state.rounds if self.exchange.state else 0
            self.exchange.now()
            # Not `done`: that would be said over a refusal which somebody has not read yet.
            self.query_one(Message).say(Kind.DONE, "Exchanging with the centre. You can go on meanwhile.")

    def heard(self) -> None:
        """News from the exchange: read again in the background, and say what came of the round that was asked for."""
        if self.shell.job is self:
            self.shell.start_read("sync", lambda: seen(self.shop), self._heard)

    def _heard(self, found: Seen) -> None:
        self.has_seen(found)
        state = self.exchange.state
        if self._rounds < 0 or state is None or state.busy or state.rounds == self._rounds:
            return
        self._rounds = -1
        if state.trouble:
            down = minutes(state, self.shell.now())
            since = f" Down for {down} min." if state.again and down else ""
            self.wrong(f"{state.trouble}{since} Nothing is lost, selling goes on." if state.again else state.trouble)
        elif state.last is not None:
            sent = state.last.sent
            told = f"{sent} fact{'s' * (sent != 1)} sent." if sent else "The centre had everything."
            self.done(f"{told} {state.last.parked} need a person." if state.last.parked else told)

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")

    async def explain(self) -> None:
        """The records of a chain; of a fact in doubt the reason."""
        chosen = self._chosen
        assert self.seen is not None and chosen is not None
        if isinstance(chosen, ChainView):
            from storeops.screens.sync.records import RecordsScreen

            await self.shell.go(RecordsScreen(self.shop, chosen, self.seen.origin))
        else:
            from storeops.screens.sync.doubts import doubt_words

            self.show_panel("Why it needs a person", doubt_words(chosen, self.seen.recorded, self.shop.profile.zone))
