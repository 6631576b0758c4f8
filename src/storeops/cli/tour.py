"""`storeops tour`: the shop's own vans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say

if TYPE_CHECKING:
    from storeops.operations.parcels.tours import Planned, ToursView
    from storeops.store import Store

app = noun("Tours of the shop's own vans.")


@app.callback()
def group() -> None:
    """Tours of the shop's own vans."""


@app.command()
def plan(
    ctx: typer.Context,
    vans: Annotated[int, typer.Option("--vans", min=1, max=50, help="How many vans go out.")] = 1,
    capacity: Annotated[int, typer.Option("--capacity-kg", min=1, help="What a van carries.")] = 800,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="How long to look for shorter tours.")] = 5,
    location: Annotated[str, typer.Option("--location", help="Where the vans are loaded.")] = "",
    send: Annotated[bool, typer.Option("--send", help="The vans leave: their parcels are sent.")] = False,
    sheets: Annotated[
        Path | None, typer.Option("--sheets", metavar="FOLDER", help="A run sheet for each van, as PDF, into it.")
    ] = None,
    print_sheets: Annotated[
        bool, typer.Option("--print", help="The run sheets on this machine's receipt printer.")
    ] = False,
    json: Json = False,
) -> None:
    """Which van takes which parcels, in which order and when; those with a label of carrier own-van."""
    from storeops.cli.printing import own_printer
    from storeops.operations.parcels import tours
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        if print_sheets:
            own_printer(shop)
        planned = tours.plan(shop, vans, location=location, capacity_grams=1000 * capacity, seconds=seconds)
        # The drivers' papers first: vans that have left without them cannot be planned again.
        if sheets is not None:
            _write(planned, shop, sheets)
        if print_sheets:
            _print(planned, shop)
        if send:
            planned = tours.send(shop, planned)
        exponent = shop.profile.currency.exponent
    if json:
        answer(plain(planned.view, exponent))
    else:
        _show(planned.view, exponent)


def _show(view: ToursView, exponent: int) -> None:
    from storeops.rules.money import decimal_string

    rows = []
    for tour in view.tours:
        left = f", left on {tour.manifest}" if tour.manifest else ""
        rows.append(
            f"Van {tour.van}: {len(tour.stops)} stops, {tour.metres / 1000:.1f} km, {tour.minutes} minutes, "
            f"{tour.grams / 1000:.1f} kg{left}"
        )
        for stop in tour.stops:
            due = f", collect {decimal_string(stop.cash, exponent)}" if stop.cash else ""
            when = f"{stop.arrival} ({stop.window})" if stop.window else stop.arrival
            rows.append(f"  {stop.stop}. {when} {stop.name}, {stop.address}: {len(stop.parcels)} parcels{due}")
    lines([*rows, *(f"No van: {told}" for told in view.unserved)])


def _print(planned: Planned, shop: Store) -> None:
    """Through the queue: a printer in trouble keeps no van here, and the sheets come out when it is well again."""
    from storeops.cli.printing import print_waiting
    from storeops.operations.parcels import run_sheets

    for tour, load in zip(planned.view.tours, planned.loads, strict=True):
        run_sheets.queue(shop, str(tour.van), load)
    print_waiting(shop)


def _write(planned: Planned, shop: Store, folder: Path) -> None:
    """A PDF for each van. Raises FileExists, CannotWrite."""
    from storeops.cli.files import write_new
    from storeops.documents.page import page as pdf
    from storeops.documents.run_sheet import run_sheet_page
    from storeops.reports.letterhead import letterhead

    for sheet in planned.sheets:
        path = folder / f"run-sheet-{sheet.day.isoformat()}-van-{sheet.van}.pdf"
        write_new(path, pdf(run_sheet_page(sheet, letterhead(shop.profile))))
        say(f"Run sheet: {path}")
