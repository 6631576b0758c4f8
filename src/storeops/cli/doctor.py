"""`storeops doctor`: is everything sound?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, table

if TYPE_CHECKING:
    from storeops.reports.doctor.view import Diagnosis
    from storeops.store import Store

app = noun("Is everything sound? Checks, and what to do about each.", group=False)

MARKS = {"ok": "+", "look": "!", "wrong": "x"}


@app.command()
def doctor(
    ctx: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="Replay the whole journal as well.")] = False,
    json: Json = False,
) -> None:
    """Versions, durability, chain, caches against sums, disk, devices. Exit code 6: something is wrong."""
    from storeops.reports import doctor as reports

    with session.opened(ctx) as shop:
        diagnosis = reports.examine(shop, deep=deep, printer_status=_printer(shop), terminal=_terminal())
    tell(diagnosis, json=json)


def tell(diagnosis: Diagnosis, *, json: bool) -> None:
    """Answer with what was found; exit code 6 where something is wrong."""
    from storeops.reports.plain import plain

    wrong = any(check.state == "wrong" for check in diagnosis.checks)
    if json:
        answer(plain(diagnosis, 0))
    else:
        table(
            ["", "Check", "Found"],
            [[MARKS[check.state], check.name, check.found] for check in diagnosis.checks],
            left=(0, 1, 2),
        )
        lines([f"{MARKS[check.state]} {check.name}: {check.remedy}" for check in diagnosis.checks if check.remedy])
        lines(["Something is wrong: see above." if wrong else "Sound."])
    if wrong:
        raise typer.Exit(ExitCode.DAMAGED)


def _printer(shop: Store) -> Callable[[], str] | None:
    """Asks the printer how it is; None where there is none."""
    if not shop.settings.printer:
        return None
    from storeops.devices.spool import look
    from storeops.devices.transport import parse_address

    printer = parse_address(shop.settings.printer)
    return lambda: look(printer).text.removeprefix("printer: ")


def _terminal() -> str:
    """What the terminal says it is."""
    return f"{os.environ.get('TERM', 'not set')}, {sys.stdout.encoding}"
