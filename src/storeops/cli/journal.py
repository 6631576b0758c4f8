"""`storeops journal`: the proof of what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines

app = noun("Prove and export what was recorded.")


@app.command()
def verify(ctx: typer.Context, json: Json = False) -> None:
    """Check the chain, every byte: that no fact was changed, taken out or put in afterwards."""
    from storeops.operations import journal
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        view = journal.verify(shop)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{head.origin}: {head.seq} facts, head {head.hash}" for head in view.heads])
        lines([f"! {problem.origin} fact {problem.seq}: {problem.what}" for problem in view.problems])
        lines([f"{view.facts} facts, {'all sound' if view.sound else 'NOT sound: restore the last sound backup'}."])
    if not view.sound:
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def replay(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Compare only, in a scratch database; nothing is changed.")
    ] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild the tables of this database.")] = False,
    json: Json = False,
) -> None:
    """Rebuild every table from the journal and compare: identical, or a list of what differs."""
    from storeops.operations import journal
    from storeops.reports.plain import plain

    if check == repair:
        ctx.fail("Say what is wanted: --check compares and changes nothing, --repair rebuilds.")
    with session.opened(ctx) as shop:
        if repair:
            mended = journal.repair(shop)
            found, data = mended.before, plain(mended, 0)
        else:
            found = journal.replay_check(shop)
            data = plain(found, 0)
    if json:
        answer(data)
    else:
        lines([f"! {row.table}: here {row.live}, by the journal {row.rebuilt}" for row in found.differences])
        verdict = "identical" if found.identical else f"{len(found.differences)} differences"
        lines([f"{found.facts} facts replayed: {verdict}{', tables rebuilt' if repair else ''}."])
    if not (found.identical or repair):
        raise typer.Exit(ExitCode.DAMAGED)


@app.command()
def export(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    json: Json = False,
) -> None:
    """Write the journal as JSON lines, for an auditor: data/verifier/verify_journal.py checks it without StoreOps."""
    from storeops.operations import journal
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        view = journal.export(shop, path)
    if json:
        answer(plain(view, 0))
    else:
        lines([f"{view.facts} facts written to {view.path}."])
