"""The exchange behind an open till: rounds on a thread of its own, with connections of its own.

Nothing of the till waits for it: it shares no lock and no connection with the screens, its writes are short, and the
program ends without it however long a line hangs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from storeops.rules.chains import origin_of
from storeops.rules.errors import Refused
from storeops.store import Store
from storeops.sync.own import APART, BEHIND, OwnFacts
from storeops.sync.rounds import LONGEST_PAUSE, Rhythm, RoundView, once

_log = logging.getLogger("storeops.sync")
QUIET_START = 2.0
"""Seconds before the first round: the till is painted and warm by then."""
UNEXPECTED = "The exchange met an unexpected error; what happened is in the log. It tries again, nothing is lost."


@dataclass(frozen=True, slots=True)
class LineState:
    """How the exchange stands."""

    busy: bool = False
    rounds: int = 0
    """How many rounds have ended, well or not."""
    last: RoundView | None = None
    """What the last round did that ended well."""
    trouble: str = ""
    """Why the last round did not end."""
    again: bool = False
    """The trouble may go away by itself: the line is down."""
    since: datetime | None = None
    """When the trouble began, in the shop's time."""


class NewLife(Exception):
    """A new epoch must begin, and only who has the cart in hand can begin it. `reason` is written into it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OwnOfOpenTill(OwnFacts):
    """The facts of a till that is open: its cart is on a screen, so the epoch is not changed behind its back."""

    def go_apart(self, chain: str, after: int, branch: str) -> None:
        self._only_earlier(chain, APART)
        OwnFacts.go_apart(self, chain, after, branch)

    def begin_again(self, chain: str) -> None:
        self._only_earlier(chain, BEHIND)

    def _only_earlier(self, chain: str, reason: str) -> None:
        if origin_of(chain) == self.shop.profile.origin:
            raise NewLife(reason)


class Background:
    """The thread that exchanges. `changed` and `new_life` are called in it; the latter says that the till is to begin
    a new epoch and wake the thread again."""

    def __init__(
        self,
        shop: Store,
        changed: Callable[[LineState], None],
        new_life: Callable[[str], None],
        *,
        automatic: bool = True,
    ) -> None:
        """Of `shop` only settings and clock are used. Without `automatic` it exchanges only when it is woken."""
        self._settings, self._clock, self._now = shop.settings, shop.clock, shop.now
        self._changed, self._new_life = changed, new_life
        self._automatic = automatic
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._rhythm = Rhythm()
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)
        self.state = LineState()

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Exchange now. While a round goes on, another one follows it."""
        self._awake.set()

    def stop(self, seconds: float = 0.5) -> bool:
        """End after the step at hand. False when that takes longer: the thread dies with the program, and a write
        that it was in is there whole or not at all."""
        self._stopping.set()
        self._awake.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        own: Store | None = None
        self._awake.wait(QUIET_START if self._automatic else None)
        while not self._stopping.is_set():
            self._awake.clear()
            self._tell(replace(self.state, busy=True))
            try:
                own = own or Store.open(self._settings, clock=self._clock)
                own.refresh()
                state = self._round(own)
            except Refused as refusal:
                state = self._failed(str(refusal), again=refusal.again)
            except Exception:
                _log.exception("the exchange met an error it does not know")
                state = self._failed(UNEXPECTED, again=True)
            self._tell(replace(state, rounds=self.state.rounds + 1))
            self._awake.wait(self._pause(state) if self._automatic else None)
        if own is not None:
            own.close()

    def _round(self, own: Store) -> LineState:
        try:
            return LineState(last=once(own, OwnOfOpenTill(own)))
        except NewLife as wanted:
            self._new_life(wanted.reason)
            return LineState(last=self.state.last)

    def _failed(self, why: str, *, again: bool) -> LineState:
        return LineState(last=self.state.last, trouble=why, again=again, since=self.state.since or self._now())

    def _pause(self, state: LineState) -> float:
        if not state.trouble:
            return self._rhythm.calm()
        return self._rhythm.troubled() if state.again else LONGEST_PAUSE

    def _tell(self, state: LineState) -> None:
        self.state = state
        if not self._stopping.is_set():
            self._changed(state)
