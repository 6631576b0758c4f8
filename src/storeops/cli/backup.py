"""`storeops backup` and `storeops restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, existing
from storeops.cli.output import answer, lines

app = noun("Copy the shop's database, verified.", group=False)
restore_app = noun("Make a shop from a backup.", group=False)


@app.command()
def backup(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    json: Json = False,
) -> None:
    """Copy the shop as one consistent file, while it is sold from, and verify the copy."""
    from storeops.operations import backup as operations
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        view = operations.backup(shop, path)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{view.path}: {view.facts} facts, {view.size:,} bytes, verified.", f"SHA-256 {view.sha256}"])


@restore_app.command()
def restore(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Where the shop is made; a new file.")],
    json: Json = False,
) -> None:
    """Make a shop from a backup. It begins a new epoch: it has an origin and numbers of its own from there on."""
    from storeops.operations import backup as operations
    from storeops.reports.plain import plain

    view = operations.restore(existing(path), to, session.settings(ctx))
    if json:
        answer(plain(view, 0))
        return
    lines(
        [
            f"{view.path}: {view.facts} facts, verified.",
            f"New epoch {view.origin_after}; its numbers begin with {view.series}.",
            f"Use it: export STOREOPS_DB={view.path}",
        ]
    )
