"""`storeops rma`: claims against carriers and suppliers."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason
from storeops.cli.rma_views import Lines, Number, line_quantities, show_claims

app = noun("Claim what came back broken, or had to.")


@app.command()
def claim(
    ctx: typer.Context,
    number: Number,
    amount: Annotated[str, typer.Option("--amount", help="How much is asked for.")],
    against: Annotated[str, typer.Option("--against", help="carrier or supplier.")] = "carrier",
    party: Annotated[str, typer.Option("--party", help="Which of them.")] = "",
    reference: Annotated[str, typer.Option("--reference", help="Their own number of it.")] = "",
    line: Lines = None,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Ask the carrier or the supplier to make goods good: a document of its own."""
    from storeops.operations.rma import claiming

    with session.opened(ctx) as shop:
        id = claiming.claim(
            shop,
            number,
            session.money(shop.profile, amount),
            reason,
            against=against,
            party=party,
            reference=reference,
            lines=line_quantities(shop, line or ()),
        )
        show_claims(shop, id, json=json)


@app.command()
def settle(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="CLAIM", help="Number of the claim, or its end: K000001, 1.")],
    outcome: Annotated[str, typer.Option("--outcome", help="paid, credited or refused.")],
    amount: Annotated[str, typer.Option("--amount", help="What was got; without it, all that was asked for.")] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Say how a claim ended."""
    from storeops.operations.rma import claiming

    with session.opened(ctx) as shop:
        got = session.money(shop.profile, amount) if amount else None
        show_claims(shop, claiming.settle(shop, number, outcome, got, reason=reason), json=json)


@app.command()
def claims(ctx: typer.Context, json: Json = False) -> None:
    """Every claim, the oldest first."""
    with session.opened(ctx) as shop:
        show_claims(shop, "", json=json)
