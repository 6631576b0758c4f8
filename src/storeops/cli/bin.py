"""`storeops bin`: the places within a location, and what is in one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.files import rejected_list
from storeops.cli.nouns import noun
from storeops.cli.options import Json, existing
from storeops.cli.output import answer, lines, say, table

app = noun("The bins of a warehouse, and what is in them.")

Where = Annotated[str, typer.Option("--location", help="Location; without it, the only one there is a choice of.")]


@app.command("import")
def import_bins(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Columns code,aisle,x,y,level,capacity.")],
    location: Annotated[str, typer.Option("--location", help="Location; without it, the only warehouse.")] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="Such as utf-8 or latin-1; else it is found out.")] = "",
    delimiter: Annotated[str, typer.Option("--delimiter", help="Sign between fields; else it is found out.")] = "",
    rejected: Annotated[
        Path | None, typer.Option("--rejected", metavar="FILE", help="Where rejected lines go; else beside the file.")
    ] = None,
    json: Json = False,
) -> None:
    """Add and change bins from a table; lines that cannot be taken are listed with their reason.

    x and y are centimetres from the door. The same file again changes nothing. Exit code 3: some lines were
    rejected."""
    from storeops.operations import bins
    from storeops.reports.plain import plain

    existing(path)
    listed = rejected_list(path, rejected)
    with session.opened(ctx) as shop:
        done = bins.import_bins(
            shop, path, location=location, encoding=encoding, delimiter=delimiter, reject_path=listed
        )
    if json:
        answer(plain(done, 0))
    else:
        lines(
            [
                f"{done.rows} bins of {done.location}: {done.added} added, {done.changed} changed, "
                f"{done.unchanged} unchanged, {done.rejected} rejected."
            ]
        )
    if done.rejected:
        say(f"The rejected lines and their reasons are in {done.rejected_file}. Mend them there and import that file.")
        raise typer.Exit(ExitCode.PARTLY)


@app.command("list")
def listing(ctx: typer.Context, location: Where = "", json: Json = False) -> None:
    """The bins, and how much is in each."""
    from storeops.reports.places import bins
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    with session.opened(ctx) as shop, shop.read() as connection:
        views = bins(connection, location)
    if json:
        answer(plain(views, 0))
        return
    table(
        ["Location", "Bin", "Aisle", "x", "y", "Level", "Holds", "Used"],
        [
            [
                view.location,
                view.code,
                view.aisle,
                str(view.x),
                str(view.y),
                str(view.level),
                decimal_string(view.capacity),
                decimal_string(view.used),
            ]
            for view in views
        ],
        left=(0, 1, 2),
    )


@app.command()
def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="BIN", help="Such as A-03-2.")],
    location: Where = "",
    json: Json = False,
) -> None:
    """What is in a bin."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.places import bin_of
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        view, profile = bin_of(connection, code, location), shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    table(
        ["SKU", "Name", "Lot", "Expires", "Serial", "Status", "Quantity"],
        [
            [one.sku, one.name, one.lot, one.expires, one.serial, one.status, shown(one.quantity, one.unit)]
            for one in view.contents
        ],
        left=(0, 1, 2, 3, 4, 5),
        title=f"{view.bin.location} {view.bin.code}",
    )
