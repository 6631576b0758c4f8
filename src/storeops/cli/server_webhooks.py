"""`storeops server webhook`: where channels are told what became of their orders."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, table

app = noun("Where channels are told what became of their orders.")
Id = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id, as 'webhook list' shows it.")]


@app.command()
def add(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="Whose orders are told of.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="https://..., or http:// on this machine.")],
    event: Annotated[list[str] | None, typer.Option("--event", help="Only this one, such as order.sent.")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Also in the clear, also to a private network.")] = False,
    json: Json = False,
) -> None:
    """Tell events to a URL from now on. The secret that signs them is shown once."""
    from storeops.cli.server import centre_of
    from storeops.operations import webhooks
    from storeops.reports.plain import plain

    with centre_of(ctx) as shop:
        made = webhooks.add(shop, channel, url, " ".join(event or ()), insecure=insecure)
    if json:
        answer(plain(made, 0))
    else:
        lines([f"Webhook {made.id} of {made.channel}: {', '.join(made.events)} to {made.url}"])
        lines(["Secret, shown this once (Standard Webhooks):", made.secret])


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """Every webhook, and what waits to be told."""
    from storeops.cli.server import centre_of
    from storeops.operations import webhooks
    from storeops.reports.plain import plain

    with centre_of(ctx) as shop, shop.read() as connection:
        found = webhooks.webhooks(connection)
    if json:
        answer(plain(list(found), 0))
        return
    rows = [
        [one.id, one.channel, one.url, " ".join(one.events), str(one.waiting), str(one.sent), str(one.given_up)]
        for one in found
    ]
    table(["Webhook", "Channel", "To", "Events", "Waiting", "Sent", "Given up"], rows, left=(0, 1, 2, 3))


@app.command()
def replay(
    ctx: typer.Context,
    webhook: Id,
    since: Annotated[str, typer.Option("--since", metavar="YYYY-MM-DD", help="The first day that is told again.")],
    json: Json = False,
) -> None:
    """Tell again what happened since a day, told before or not."""
    from datetime import datetime, time

    from storeops.cli.options import day
    from storeops.cli.server import centre_of
    from storeops.operations import webhooks

    with centre_of(ctx) as shop:
        first = day(since) or shop.business_date()
        count = webhooks.replay(shop, webhook, datetime.combine(first, time.min, shop.profile.zone))
    if json:
        answer({"id": webhook, "waiting": count})
    else:
        lines([f"{count} events wait to be told again."])


@app.command()
def drop(ctx: typer.Context, webhook: Id, json: Json = False) -> None:
    """Tell it nothing more."""
    from storeops.cli.server import centre_of
    from storeops.operations import webhooks

    with centre_of(ctx) as shop:
        webhooks.drop(shop, webhook)
    if json:
        answer({"id": webhook, "dropped": True})
    else:
        lines([f"Webhook {webhook} is told nothing more."])
