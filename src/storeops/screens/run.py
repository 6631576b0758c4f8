"""Opening the till: the shop, the terminal, the one program a terminal may run, the log, the printer."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from logging.handlers import RotatingFileHandler

from storeops.operations import terminal_lock
from storeops.rules.card_numbers import mask
from storeops.screens.shell.app import StoreOpsApp
from storeops.screens.shell.commands import Command
from storeops.screens.shell.terminal import Terminal, examine
from storeops.screens.till import TillScreen
from storeops.screens.till.printing import Printing
from storeops.screens.widgets.frame import Lamp, Status
from storeops.settings import Settings, log_folder
from storeops.store import Store

JOBS = (
    *("till", "drawer", "daily", "sales", "returns", "stock", "barcode_lab", "orders", "goods_in", "counts"),
    *("picking", "waves", "packing", "dispatch", "tours", "pickup", "rma"),
)
"""The screens' modules; `OWN` in each names the commands that only this job has."""


def run(settings: Settings) -> int:
    """Open the till and stay until it is left; returns the exit code.

    Raises TerminalRefused, TerminalTaken, BadAddress, NoSuchCommand, KeyNotFree, and what `Store.open` raises."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    terminal = examine(os.environ, sys.stdout.encoding, is_terminal=is_terminal, theme=settings.theme)
    shop = Store.open(settings)
    try:
        with terminal_lock.held(shop):
            log = open_log()
            try:
                printing = Printing(shop)
                app = till_app(shop, terminal, printing)
                app.run(mouse=False)
                printing.stop()
                return app.return_code or 0
            finally:
                logging.getLogger("storeops").removeHandler(log)
                log.close()
    finally:
        shop.close()


def run_picking(settings: Settings, wave: str = "", picker: str = "") -> int:
    """Open the picking screen on a handheld, with a tour of `wave` where one is named; returns the exit code. Several
    pickers share one terminal code over ssh: nothing is locked, for nobody gets another's tour.

    Raises TerminalRefused, BadAddress, NoSuchCommand, KeyNotFree, and what `Store.open` raises."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    terminal = examine(os.environ, sys.stdout.encoding, is_terminal=is_terminal, theme=settings.theme)
    shop = Store.open(settings)
    log = open_log()
    try:
        app = picking_app(shop, terminal, wave, picker)
        app.run(mouse=False)
        return app.return_code or 0
    finally:
        logging.getLogger("storeops").removeHandler(log)
        log.close()
        shop.close()


def picking_app(shop: Store, terminal: Terminal, wave: str = "", picker: str = "") -> StoreOpsApp:
    """The app with picking as its first screen. Raises NoSuchCommand, KeyNotFree."""
    from storeops.screens.picking import PickingScreen

    keys = shop.settings.keys
    return StoreOpsApp(
        lambda: PickingScreen(shop, picker, wave),
        terminal,
        status=Status(shop.profile.name, shop.profile.terminal.rpartition("-")[2], picker or shop.actor),
        keys=keys,
        own=own_commands() if keys else (),
        now=shop.now,
    )


def till_app(shop: Store, terminal: Terminal, printing: Printing) -> StoreOpsApp:
    """The app with the till as its first screen. Raises NoSuchCommand, KeyNotFree."""
    status = Status(
        shop.profile.name,
        shop.profile.terminal.rpartition("-")[2],
        shop.actor,
        (printing.lamp, Lamp("local", "", "nothing waits to be sent: this shop stands alone")),
    )
    keys = shop.settings.keys
    return StoreOpsApp(
        lambda: TillScreen(shop, printing),
        terminal,
        status=status,
        keys=keys,
        own=own_commands() if keys else (),
        now=shop.now,
    )


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
