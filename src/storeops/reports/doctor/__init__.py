"""Is everything sound? One screen: the machine, the file, the proof, the books, the devices. Reads only."""

from __future__ import annotations

from collections.abc import Callable

from storeops.reports.doctor.books import books
from storeops.reports.doctor.machine import machine
from storeops.reports.doctor.view import LOOK, OK, WRONG, Check, Diagnosis, State
from storeops.rules.errors import Refused
from storeops.store import Store

__all__ = ["Check", "Diagnosis", "State", "examine"]

_READY = "ready"


def examine(
    store: Store, *, deep: bool = False, printer_status: Callable[[], str] | None = None, terminal: str = ""
) -> Diagnosis:
    """Look at everything; `deep` replays the whole journal as well.

    `printer_status` asks the printer how it is ("ready" or what is wrong) and may raise what a device raises; None
    where no printer is set up. `terminal` is what the terminal says of itself ("xterm-256color, utf-8")."""
    checks = (*machine(store), *books(store, deep=deep), *_printer(store, printer_status), *_terminal(terminal))
    worst = max((check.state for check in checks), key=(OK, LOOK, WRONG).index)
    return Diagnosis(worst, checks)


def _printer(store: Store, ask: Callable[[], str] | None) -> tuple[Check, ...]:
    address = store.settings.printer
    if ask is None:
        return (Check("printer", OK, f"{address}: not asked" if address else "none set up"),)
    try:
        answer = ask().removeprefix("printer: ")
    except (Refused, OSError) as error:
        return (Check("printer", LOOK, f"{address}: {error}", "Switch it on and check its cable or address."),)
    if answer == _READY:
        return (Check("printer", OK, f"{address}: {answer}"),)
    return (Check("printer", LOOK, f"{address}: {answer}", "See to the printer; receipts wait for it."),)


def _terminal(terminal: str) -> tuple[Check, ...]:
    if not terminal:
        return ()
    if "utf" in terminal.casefold():
        return (Check("terminal", OK, terminal),)
    remedy = "Set the locale to UTF-8, or use the theme 'mono'."
    return (Check("terminal", LOOK, terminal, remedy),)
