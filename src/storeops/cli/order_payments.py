"""`storeops order`: the money of orders."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason
from storeops.cli.order_views import Number, show_order

app = noun("Pay, capture, void and refund.")


@app.command()
def pay(
    ctx: typer.Context,
    number: Number,
    tender: Annotated[
        str,
        typer.Option("--tender", metavar="KIND[=AMOUNT][:REFERENCE]", help="card=14.95:A1B2, cash; all that is due."),
    ] = "card",
    authorise: Annotated[
        bool, typer.Option("--authorise", help="The card promises it; it is captured when sent.")
    ] = False,
    json: Json = False,
) -> None:
    """Take money for an order: a deposit, or all that is due."""
    from storeops.cli.order_input import payment
    from storeops.operations.orders import payments

    with session.opened(ctx) as shop:
        show_order(shop, payments.pay(shop, number, payment(shop, number, tender), authorise=authorise), json=json)


@app.command()
def capture(
    ctx: typer.Context,
    number: Number,
    amount: Annotated[str, typer.Option("--amount", help="How much; all that is authorised without it.")] = "",
    json: Json = False,
) -> None:
    """Collect what a card has promised."""
    from storeops.operations.orders import payments

    with session.opened(ctx) as shop:
        wanted = session.money(shop.profile, amount) if amount else None
        show_order(shop, payments.capture(shop, number, wanted), json=json)


@app.command()
def void(ctx: typer.Context, number: Number, reason: Reason = "", json: Json = False) -> None:
    """Let go of what a card has promised and was not collected."""
    from storeops.operations.orders import payments

    with session.opened(ctx) as shop:
        show_order(shop, payments.void(shop, number, reason), json=json)


@app.command()
def refund(
    ctx: typer.Context,
    number: Number,
    amount: Annotated[str, typer.Option("--amount", help="How much; all that is too much without it.")] = "",
    tender: Annotated[str, typer.Option("--tender", help="cash or card; without it, to where it came from.")] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Give back what the customer has paid too much."""
    from storeops.operations.orders import payments

    with session.opened(ctx) as shop:
        wanted = session.money(shop.profile, amount) if amount else None
        show_order(shop, payments.refund(shop, number, wanted, tender=tender, reason=reason), json=json)
