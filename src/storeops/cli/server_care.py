"""`storeops server backup | restore | doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli.options import Json
from storeops.cli.output import answer, lines
from storeops.cli.server import address_of, app, centre_of


@app.command()
def backup(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    json: Json = False,
) -> None:
    """Copy the centre's database into one file, all tenants, while it goes on; the copy is read back."""
    from storeops.reports.plain import plain
    from storeops.server.backup import backup as make

    with address_of(ctx) as url:
        view = make(url, path)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{view.path}: {view.size:,} bytes, {view.tables} tables, SHA-256 {view.sha256}"])


@app.command()
def restore(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    json: Json = False,
) -> None:
    """Fill an empty database from a backup. What tills handed in since, they hand in again by themselves."""
    from storeops.reports.plain import plain
    from storeops.server.backup import restore as fill

    with address_of(ctx) as url:
        view = fill(url, path)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{view.facts} facts are back. Every till fills in what is missing at its next exchange."])


@app.command()
def doctor(
    ctx: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="Replay the whole journal as well.")] = False,
    json: Json = False,
) -> None:
    """Is the centre sound? Chains, sums, tables. Exit code 6: something is wrong."""
    from storeops.cli.doctor import tell
    from storeops.reports import doctor as reports

    with centre_of(ctx) as centre:
        tell(reports.examine(centre, deep=deep), json=json)
