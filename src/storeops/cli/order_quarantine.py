"""`storeops order quarantine`: documents of channels that could not be taken."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason
from storeops.cli.order_views import show_order
from storeops.cli.output import answer, table

app = noun("Documents that could not be taken, and what becomes of them.")


@app.command("list")
def quarantined(ctx: typer.Context, json: Json = False) -> None:
    """The documents that wait for a person, oldest first."""
    from storeops.connectors.orders import taking
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        found = taking.quarantine(shop)
        exponent = shop.profile.currency.exponent
    if json:
        answer(plain(found, exponent))
        return
    table(
        ["Id", "Channel", "Order", "Since", "Reason"],
        [[one.id, one.channel, one.external, one.at[:16].replace("T", " "), one.reason] for one in found],
        left=(0, 1, 2, 3, 4),
    )


@app.command()
def retry(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="As the list has it.")],
    json: Json = False,
) -> None:
    """Try a document again, after what was wrong was mended."""
    from storeops.connectors.orders import taking

    with session.opened(ctx) as shop:
        show_order(shop, taking.retry(shop, id), json=json)


@app.command()
def drop(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="As the list has it.")],
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Put a document away for good."""
    from storeops.connectors.orders import taking

    with session.opened(ctx) as shop:
        taking.drop(shop, id, reason)
    quarantined(ctx, json=json)
