"""Opening the till: the shop, the terminal, the one program a terminal may run, the log, the printer."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from logging.handlers import RotatingFileHandler

from storeops.operations import terminal_lock
from storeops.rules.card_numbers import mask
from storeops.screens.shell.app import StoreOpsApp
from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.commands import Command
from storeops.screens.shell.terminal import Terminal, examine
from storeops.screens.till import TillScreen
from storeops.screens.till.exchange import Exchange
from storeops.screens.till.printing import Printing
from storeops.screens.widgets.frame import Lamp, Status
from storeops.settings import Settings, log_folder
from storeops.store import Store

JOBS = (
    *("till", "drawer", "daily", "sales", "returns", "stock", "barcode_lab", "orders", "goods_in", "counts"),
    *("picking", "waves", "packing", "dispatch", "tours", "pickup", "rma", "sync", "centre"),
)
"""The screens' modules; `OWN` in each names the commands that only this job has."""


def run(settings: Settings) -> int:
    """Open the till and stay until it is left; returns the exit code.

    Raises TerminalRefused, TerminalTaken, BadAddress, NoSuchCommand, KeyNotFree, and what `Store.open` raises."""
    with opened(settings) as (shop, terminal), terminal_lock.held(shop):
        printing, exchange = Printing(shop), Exchange(shop)
        app = till_app(shop, terminal, printing, exchange)
        app.run(mouse=False)
        printing.stop()
        exchange.stop()
        return app.return_code or 0


def run_picking(settings: Settings, wave: str = "", picker: str = "") -> int:
    """Open the picking screen on a handheld, with a tour of `wave` where one is named; returns the exit code. Several
    pickers share one terminal code over ssh: nothing is locked, for nobody gets another's tour.

    Raises TerminalRefused, NoSuchCommand, KeyNotFree, and what `Store.open` raises."""
    with opened(settings) as (shop, terminal):
        app = picking_app(shop, terminal, wave, picker)
        app.run(mouse=False)
        return app.return_code or 0


def run_overview(settings: Settings) -> int:
    """Open the centre's overview and stay until it is left; returns the exit code. Nothing is sold there: no terminal
    is locked.

    Raises TerminalRefused, NoSuchCommand, KeyNotFree, and what `Store.open` raises."""
    with opened(settings) as (shop, terminal):
        app = overview_app(shop, terminal)
        app.run(mouse=False)
        return app.return_code or 0


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Store, Terminal]]:
    """The shop and its terminal, with the log; both are closed again whatever happens.

    Raises TerminalRefused, and what `Store.open` raises."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    terminal = examine(os.environ, sys.stdout.encoding, is_terminal=is_terminal, theme=settings.theme)
    with closing(Store.open(settings)) as shop, closing(open_log()) as log:
        try:
            yield shop, terminal
        finally:
            logging.getLogger("storeops").removeHandler(log)


def picking_app(shop: Store, terminal: Terminal, wave: str = "", picker: str = "") -> StoreOpsApp:
    """The app with picking as its first screen. Raises NoSuchCommand, KeyNotFree."""
    from storeops.screens.picking import PickingScreen

    return _app(shop, terminal, lambda: PickingScreen(shop, picker, wave), _status(shop, picker or shop.actor))


def overview_app(shop: Store, terminal: Terminal) -> StoreOpsApp:
    """The app with the centre's overview as its first screen. Raises NoSuchCommand, KeyNotFree."""
    from storeops.screens.centre import CentreScreen

    return _app(shop, terminal, lambda: CentreScreen(shop), _status(shop, shop.actor))


def till_app(shop: Store, terminal: Terminal, printing: Printing, exchange: Exchange | None = None) -> StoreOpsApp:
    """The app with the till as its first screen. Raises NoSuchCommand, KeyNotFree."""
    line = exchange or Exchange(shop)
    status = _status(shop, shop.actor, printing.lamp, line.lamp)
    return _app(shop, terminal, lambda: TillScreen(shop, printing, line), status)


def _status(shop: Store, person: str, *lamps: Lamp) -> Status:
    return Status(shop.profile.name, shop.profile.terminal.rpartition("-")[2], person, lamps)


def _app(shop: Store, terminal: Terminal, first: Callable[[], JobScreen], status: Status) -> StoreOpsApp:
    keys = shop.settings.keys
    return StoreOpsApp(first, terminal, status=status, keys=keys, own=own_commands() if keys else (), now=shop.now)


def own_commands() -> tuple[tuple[Command, ...], ...]:
    """The commands of the single jobs, job by job: asked for only where keys are remapped, for it loads them all."""
    return tuple(getattr(importlib.import_module(f"storeops.screens.{job}"), "OWN", ()) for job in JOBS)


class _Masked(logging.Formatter):
    """No card number reaches the log, whatever an error's message holds."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


def open_log() -> logging.Handler:
    """The log in this platform's folder: three files of a megabyte at the most, readable by the owner only."""
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "storeops.log"
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(_Masked("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("storeops")
    root.addHandler(handler)
    root.propagate = False
    return handler
