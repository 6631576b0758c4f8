"""`storeops enrol`."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines
from storeops.cli.progress import progress

app = noun("Make this machine a till of a centre.", group=False)


@app.command()
def enrol(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The centre's: https://HOST, or http://HOST:PORT.")],
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="The one-time code: 'storeops server invite' at the centre.")
    ],
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Speak unencrypted to another machine, on a line that you trust.")
    ] = False,
    json: Json = False,
) -> None:
    """Make this machine a till of a centre.

    A new till fetches its catalogue and its store's records, and can sell at once. A shop that is here already keeps
    its own and hands it in with the next `storeops sync`. Cut off, run the same command again: it goes on."""
    from storeops.reports.plain import plain
    from storeops.sync.enrolling import enrol as become

    with progress("Fetching") as told:
        view = become(session.settings(ctx), address, code, insecure=insecure, told=told)
    if json:
        answer(plain(view, 0))
        return
    lines([f"This is till {view.terminal} of {view.address}, at {view.database}."])
    if view.snapshot:
        came = f"{view.rows:,} rows came ({view.compressed:,} bytes)."
        lines([f"{came} It can sell: storeops drawer open --float 100, storeops sell ..."])
    else:
        lines(["What was recorded here is handed in by the next 'storeops sync'."])
