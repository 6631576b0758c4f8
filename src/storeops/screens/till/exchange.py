"""The exchange as the screens see it: a thread in the background, and news from it between two strokes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from storeops.reports import sync as reports
from storeops.reports import tills
from storeops.reports.sync import BriefView
from storeops.rules.errors import Refused
from storeops.rules.wording import counted
from storeops.screens.widgets.frame import Lamp
from storeops.store import Store

if TYPE_CHECKING:
    from datetime import datetime

    from storeops.sync.background import Background, LineState

ALONE = Lamp("local", "", "nothing waits to be sent: this shop stands alone")
CENTRE = Lamp("centre", "", "others hand in here")
OFF = "STOREOPS_NO_SYNC"
"""Where this is set in the environment, a till exchanges only when somebody says so."""

Deliver = Callable[[Callable[[], object]], None]


class Exchange:
    """What an open till exchanges with its centre, if it has one."""

    def __init__(self, shop: Store) -> None:
        self._shop = shop
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deliver: Deliver = lambda _: None
        self._changed: Callable[[], object] = lambda: None
        self._new_life: Callable[[str], object] = lambda _: None
        self._background: Background | None = None
        self.listeners: list[Callable[[], object]] = []
        with shop.read() as connection:
            self.there = bool(reports.centre_of(connection))
            self.is_centre = tills.is_centre(connection)
        self.brief = self.read() if self.there else BriefView(0, 0)

    @property
    def state(self) -> LineState | None:
        """How the exchange stands; None where none was begun."""
        return self._background.state if self._background else None

    @property
    def automatic(self) -> bool:
        """Whether rounds are done without being asked for."""
        return not os.environ.get(OFF)

    def read(self) -> BriefView:
        """How much waits now."""
        with self._shop.read() as connection:
            return reports.brief(connection, self._shop.profile)

    @property
    def lamp(self) -> Lamp:
        """The cell of the status corner: how much waits, and why it does."""
        if not self.there:
            return CENTRE if self.is_centre else ALONE
        return lamp(self.brief, self.state, self._shop.now())

    def start(self, deliver: Deliver, changed: Callable[[], object], new_life: Callable[[str], object]) -> None:
        """Begin to exchange where there is a centre. Called in the event loop; `deliver` puts what is to be said
        between two strokes; `new_life` is asked to begin a new epoch."""
        self._loop, self._deliver = asyncio.get_running_loop(), deliver
        self._changed, self._new_life = changed, new_life
        if self.there and self.automatic:
            self._begin()

    def now(self) -> None:
        """Exchange now; one round at a time."""
        self.there = True
        self._begin().wake()

    def stop(self) -> None:
        """End with the program; a line that hangs is not waited for."""
        self._loop = None
        if self._background is not None:
            self._background.stop()

    def _begin(self) -> Background:
        if self._background is None:
            # Loaded here: a till without a centre needs no HTTP, and one with a centre is painted first.
            from storeops.sync.background import Background

            self._background = Background(self._shop, self._told, self._asked, automatic=self.automatic)
            self._background.start()
        return self._background

    # --- from the thread to the event loop --------------------------------------------------------

    def _told(self, state: LineState) -> None:
        brief = self.brief
        if self._loop is None:
            return
        with suppress(Refused):
            brief = brief if state.busy else self.read()

        def tell() -> None:
            self.brief = brief
            self._changed()
            for listener in tuple(self.listeners):
                listener()

        self._hand_over(tell)

    def _asked(self, reason: str) -> None:
        self._hand_over(lambda: self._new_life(reason))

    def _hand_over(self, what: Callable[[], object]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._deliver, what)


def lamp(brief: BriefView, state: LineState | None, now: datetime) -> Lamp:
    """'S 0'; 'S 37!' with '37 waiting, line down 12 min' behind it."""
    said = [f"{brief.waiting} waiting"]
    ink = ""
    if state is not None and state.trouble:
        down = minutes(state, now)
        said.append(f"line down{f' {down} min' if down else ''}" if state.again else "the centre refuses")
        ink = "look" if state.again else "wrong"
    if brief.parked:
        said.append(f"{counted(brief.parked, 'fact')} for a person")
        ink = ink or "look"
    return Lamp(f"S {brief.waiting}", ink, ", ".join(said))


def minutes(state: LineState, now: datetime) -> int:
    """Whole minutes since the trouble began."""
    return int((now - state.since).total_seconds() // 60) if state.since else 0
