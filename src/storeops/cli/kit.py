"""`storeops kit`: a till's facts on a stick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines

app = noun("A till's facts in a file, for a centre that no line reaches.")


@app.command()
def export(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, on a stick perhaps.")],
    everything: Annotated[bool, typer.Option("--all", help="Also what the centre has acknowledged.")] = False,
    json: Json = False,
) -> None:
    """Write what the centre does not have into one signed file. The till goes on; nothing here changes."""
    from storeops.reports.plain import plain
    from storeops.sync.kit import export as write

    with session.opened(ctx) as shop:
        view = write(shop, path, everything=everything)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{view.path}: {view.facts} facts, {view.size:,} bytes.", "At the centre: storeops kit import FILE"])


@app.command("import")
def import_(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file that the till wrote.")],
    json: Json = False,
) -> None:
    """Take a till's file in, at the centre. Each fact once, also where the line has brought it before or does later."""
    from storeops.reports.plain import plain
    from storeops.sync.kit import take_in

    with session.opened(ctx) as shop:
        view = take_in(shop, path)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{view.terminal}: {view.facts} facts, {view.new} of them new."])
        lines([f"! {view.parked} need a person: storeops sync quarantine list"] if view.parked else [])
    if view.parked:
        raise typer.Exit(ExitCode.PARTLY)
