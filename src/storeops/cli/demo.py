"""`storeops demo`: the till on a sample shop."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say
from storeops.cli.progress import progress

app = noun("Open the till on a sample shop with a few weeks of history.", group=False)

#: Files of samples made on other days; only these are ever taken away.
_OURS = re.compile(r"sample-\d{4}-\d{2}-\d{2}\.(?:db|db-wal|db-shm|made)")


@app.command()
def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="FOLDER", help="Where the sample is kept; else the cache folder.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make it anew, whatever was tried out on it.")] = False,
    till: Annotated[bool, typer.Option("--till/--no-till", help="Open the till on it.")] = True,
    json: Json = False,
) -> None:
    """A sample shop to play with: about 1,500 products, four weeks of sales, a day that has begun.

    It is made once a day, so that its last day is today; nothing done on it touches a real shop."""
    from storeops.settings import cache_folder

    place = folder or cache_folder() / "demo"
    database = place / f"sample-{datetime.now().astimezone().date().isoformat()}.db"
    made = database.with_suffix(".made")
    rung_up = 0
    # Without its mark a sample is one that was given up half-way.
    if fresh or not (database.is_file() and made.is_file()):
        rung_up = _make(ctx, place, database, made)
    if json:
        answer({"database": str(database), "made": bool(rung_up), "sales": rung_up})
    if not till:
        if not json:
            lines([f"The sample shop: {database}", f"Use it: export STOREOPS_DB='{database}'"])
        return
    from storeops.screens.run import run

    settings = replace(session.settings(ctx), database=str(database), terminal="T1", actor="", printer="")
    raise typer.Exit(run(settings))


def _make(ctx: typer.Context, place: Path, database: Path, made: Path) -> int:
    from storeops.cli.files import CannotWrite
    from storeops.operations import sample

    say("Making the sample shop; this takes a moment, once a day.")
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in place.iterdir():
            if _OURS.fullmatch(left.name):
                left.unlink()
    except OSError as error:
        raise CannotWrite(place, error.strerror or str(error)) from error
    with ExitStack() as stack:
        moved = stack.enter_context(progress("Four weeks of sales"))
        settings = replace(session.settings(ctx), database=str(database), actor="")
        rung_up = sample.make(settings, now=datetime.now().astimezone(), progress=moved)
    made.touch()
    return rung_up
