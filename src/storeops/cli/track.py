"""`storeops track`: where parcels are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, existing
from storeops.cli.output import answer, lines
from storeops.cli.parcel_views import show_parcel

app = noun("Where parcels are.")


@app.command()
def track(
    ctx: typer.Context,
    parcel: Annotated[
        str, typer.Argument(metavar="PARCEL|import", help="The parcel; or `import` and a file of tracking events.")
    ],
    path: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="JSON or NDJSON, own or EasyPost's.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the carrier first.")] = False,
    json: Json = False,
) -> None:
    """One parcel: what the carrier said of it. Or bring in a file of events: the same file again changes nothing.

    Exit code 3: some of it could not be read, or is of no parcel of ours."""
    if parcel == "import" and path is not None:
        _bring_in(ctx, path, json=json)
        return
    from storeops.connectors import shipping

    with session.opened(ctx) as shop:
        if ask:
            shipping.ask_tracking(shop, parcel)
        show_parcel(shop, parcel, json=json)


def _bring_in(ctx: typer.Context, path: Path, *, json: bool) -> None:
    from storeops.cli.exit_codes import ExitCode
    from storeops.connectors.carriers import events
    from storeops.operations.parcels import tracking

    existing(path)
    with session.opened(ctx) as shop:
        read = events.read(path.read_bytes())
        done = tracking.record(shop, read.events)
    rejected = [{"reason": one.reason, "external": one.external} for one in read.rejected]
    if json:
        answer(
            {
                "events": done.events,
                "recorded": done.recorded,
                "unchanged": done.unchanged,
                "unknown": list(done.unknown),
                "rejected": rejected,
            }
        )
    else:
        lines(
            [
                f"{done.events} events: {done.recorded} new, {done.unchanged} known, {len(rejected)} not understood",
                *(f"  no parcel of ours: {one}" for one in done.unknown),
                *(f"  {one['reason']}" for one in rejected),
            ]
        )
    if rejected or done.unknown:
        raise typer.Exit(ExitCode.PARTLY)
