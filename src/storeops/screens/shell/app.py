"""The Textual application: one queue for everything typed, one consumer, and the threads behind it.

Textual routes keys through several message queues, so that a function key can overtake a scan typed before
it. Here every key and paste is taken out before any routing and dealt with strictly in the order it was
typed.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from inspect import isawaitable
from pathlib import Path
from typing import ClassVar, ParamSpec, TypeVar

from textual import events
from textual.app import App

from storeops.rules.errors import Refused
from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.commands import Command, keymap
from storeops.screens.shell.escape import part_from_escape
from storeops.screens.shell.hangup import LOOK, hung_up
from storeops.screens.shell.strokes import Item, Stroke, Strokes, paste, stroke
from storeops.screens.shell.terminal import Terminal
from storeops.screens.shell.themes import COUNTER, THEMES
from storeops.screens.shell.threads import Readers, Writer
from storeops.screens.shell.trouble import TroubleScreen
from storeops.screens.widgets.frame import Status, StatusBar
from storeops.screens.widgets.message import Kind

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger("storeops.screens")
_STYLES = Path(__file__).parents[1] / "styles"

_TONES = {Kind.DONE: (1200, 40), Kind.LOOK: (800, 150), Kind.WRONG: (220, 450)}
"""Hertz and milliseconds of the Linux console's bell (console_codes(4))."""


class StoreOpsApp(App[None]):
    """The shell. `first` makes the screen it starts with."""

    CSS_PATH: ClassVar[list[str | Path]] = sorted(_STYLES.glob("*.tcss"))  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []

    def __init__(
        self,
        first: Callable[[], JobScreen],
        terminal: Terminal,
        *,
        status: Status | None = None,
        keys: Mapping[str, str] | None = None,
        own: Sequence[Sequence[Command]] = (),
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """`keys` remaps commands by id, also those of single jobs when they are told in `own`; raises NoSuchCommand,
        KeyNotFree."""
        part_from_escape()
        self.terminal = terminal
        self.status = status or Status()
        self.keys = keymap(keys or {}, own)
        self.now = now
        self.strokes = Strokes()
        self._first = first
        self._writer, self._readers = Writer(), Readers()
        self._consumer: asyncio.Task[None] | None = None
        self._leaving = False
        self.noted: Callable[[], object] = lambda: None  # Called after each write, and each minute.
        super().__init__(ansi_color=terminal.theme == "mono")
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = terminal.theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our meanings, for the moment before our theme is chosen."""
        return dict(COUNTER.variables)

    # --- strokes ----------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes out before Textual routes them; all else goes its way."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.strokes.put(stroke(event.key, event.character, event.time))
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self.strokes.put(paste(event.text, event.time))
        else:
            await super().on_event(event)

    async def on_mount(self) -> None:
        """Show the first screen, then begin with what was typed meanwhile."""
        await self.go(self._first())
        self._consumer = asyncio.create_task(self._consume(), name="strokes")
        self._consumer.add_done_callback(self._consumed)
        self._next_minute()
        if not self.is_headless:
            self.set_interval(LOOK, self._end_if_hung_up)

    async def _end_if_hung_up(self) -> None:
        if hung_up() and not self._leaving:
            await self.leave()

    async def _consume(self) -> None:
        while not self._leaving:
            item = await self.strokes.take()
            try:
                await self._deal(item)
                self.job.repaint()
            except Exception as error:
                await self._trouble(error)
            finally:
                self.strokes.done()
            # Let the screen be painted between two strokes of a burst.
            await asyncio.sleep(0)

    def _consumed(self, consumer: asyncio.Task[None]) -> None:
        """Without a consumer the keyboard is dead: end with a traceback rather than stand there deaf."""
        if not consumer.cancelled() and (error := consumer.exception()) is not None:
            _log.critical("the consumer of strokes failed", exc_info=error)
            self._leaving = True
            self.panic(f"{type(error).__name__}: {error}")

    async def _deal(self, item: Item) -> None:
        if isinstance(item, Stroke):
            await self.job.take(item)
            return
        try:
            result = item()
            if isawaitable(result):
                await result
        except Refused as refusal:
            self.job.wrong(str(refusal))

    async def _trouble(self, error: Exception) -> None:
        if self._leaving:
            _log.error("unexpected while leaving", exc_info=error)
            return
        reference = secrets.token_hex(3).upper()
        _log.error("unexpected, reference %s", reference, exc_info=error)
        await self.go(TroubleScreen(reference, f"{type(error).__name__}: {error}", time.monotonic()))

    @property
    def job(self) -> JobScreen:
        """The screen on top."""
        assert isinstance(self.screen, JobScreen)
        return self.screen

    # --- where one is -----------------------------------------------------------------------------

    async def go(self, screen: JobScreen) -> None:
        """Show a screen above this one; it is ready when this returns."""
        await self.push_screen(screen)
        await screen.shown()

    async def leave_screen(self, screen: JobScreen) -> None:
        """Back from a screen to the one before it; the last one stays."""
        if screen is self.screen and len(self.screen_stack) > 2:
            await self.pop_screen()
            await self.job.shown()

    async def back_to(self, screen: JobScreen) -> None:
        """Back to a screen lower down, leaving those above it."""
        while self.screen is not screen and len(self.screen_stack) > 2:
            await self.pop_screen()
        await self.job.shown()

    async def leave(self) -> None:
        """End the program; what was typed after this is not taken."""
        self._leaving = True
        self.exit()

    async def on_unmount(self) -> None:
        """Finish the writes that were asked for."""
        self._leaving = True
        if self._consumer is not None:
            self._consumer.cancel()
        self._readers.close()
        self._writer.close()

    # --- threads ----------------------------------------------------------------------------------

    async def run_write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in the one writing thread, in order, never cancelled; returns or raises what the function
        does."""
        try:
            return await self._writer.run(function, *args, **kwargs)
        finally:
            if not self._leaving:
                self.noted()

    async def run_read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read in a thread and wait for it; the strokes that follow wait too."""
        return await self._readers.run(function, *args, **kwargs)

    def start_read(self, name: str, function: Callable[[], T], then: Callable[[T], object]) -> None:
        """Read in the background; strokes go on. `then` (may be async) gets the result in its turn between
        strokes.

        A newer read of the same name, or `forget_read`, drops the result, also when it waits for its
        turn."""

        def arrived(result: Callable[[], T], wanted: Callable[[], bool]) -> None:
            self.strokes.put(partial(self._deliver, result, then, wanted))

        self._readers.start(name, function, arrived)

    def forget_read(self, name: str) -> None:
        """The result of the background read of that name is no longer wanted."""
        self._readers.forget(name)

    @staticmethod
    def _deliver(result: Callable[[], T], then: Callable[[T], object], wanted: Callable[[], bool]) -> object:
        return then(result()) if wanted() else None

    # --- status, clock, bell ----------------------------------------------------------------------

    def show_status(self, status: Status) -> None:
        """Another status in the corner; nothing is repainted when it is the same."""
        if status != self.status:
            self.status = status
            self.show_brief()

    def show_brief(self) -> None:
        """The screen's own brief words have changed."""
        for bar in self.screen.query(StatusBar):
            bar.show()

    def _next_minute(self) -> None:
        now = self.now()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self._minute)

    def _minute(self) -> None:
        for bar in self.screen.query(StatusBar):
            bar.tick()
        self.noted()
        self._next_minute()

    def chime(self, kind: Kind, *, audible: bool = False) -> None:
        """The sound of a message: the Linux console has three tones; elsewhere done is silent unless `audible`, look
        rings once, wrong twice."""
        if self.is_headless or self._driver is None:
            return
        if self.terminal.console:
            hertz, milliseconds = _TONES[kind]
            self._driver.write(f"\x1b[10;{hertz}]\x1b[11;{milliseconds}]\a")
        elif kind is not Kind.DONE or audible:
            self._driver.write("\a")
            if kind is Kind.WRONG:
                self.set_timer(0.2, self.bell)
