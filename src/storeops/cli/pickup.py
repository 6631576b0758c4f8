"""`storeops pickup`: orders collected in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Orders that customers collect in the store.")
Number = Annotated[str, typer.Argument(metavar="ORDER", help="The order, by its number or what that ends in.")]


@app.command()
def ready(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """The goods stand ready: the code to tell the customer, and how long they wait."""
    from storeops.operations.parcels import pickup

    with session.opened(ctx) as shop:
        pickup.ready(shop, number)
        _show(shop, number, json=json)


@app.command()
def arrived(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """The customer is here. Nothing is handed over by that."""
    from storeops.operations.parcels import pickup

    with session.opened(ctx) as shop:
        pickup.arrived(shop, number)
        _show(shop, number, json=json)


@app.command("hand-over")
def hand_over(
    ctx: typer.Context,
    number: Number,
    code: Annotated[str, typer.Option("--code", help="What the customer says.")] = "",
    identity: Annotated[
        str, typer.Option("--id", help="The kind of card that was looked at, such as passport; never its number.")
    ] = "",
    json: Json = False,
) -> None:
    """Give the goods to the customer: the sale is recorded."""
    from storeops.operations.parcels import pickup

    with session.opened(ctx) as shop:
        pickup.hand_over(shop, number, code=code, identity=identity)
        _show(shop, number, json=json)


@app.command()
def refuse(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="What the customer says.")] = "",
    json: Json = False,
) -> None:
    """The customer does not want the goods: the order is cancelled, and never sent from elsewhere."""
    from storeops.operations.parcels import pickup

    with session.opened(ctx) as shop:
        pickup.refuse(shop, number, reason)
        _show(shop, number, json=json)


@app.command()
def expire(ctx: typer.Context, json: Json = False) -> None:
    """End the collections whose last day is over."""
    from storeops.operations.parcels import pickup

    with session.opened(ctx) as shop:
        found = pickup.expire(shop)
    if json:
        answer(list(found))
    else:
        lines(list(found) or ["None is over."])


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """Orders that wait for their customer."""
    from storeops.reports import pickup
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            found = pickup.pickups(connection)
        if json:
            answer(plain(found, shop.profile.currency.exponent))
        else:
            lines([f"{one.order}  {one.customer}, until {one.until}" for one in found] or ["None waits."])


def _show(shop: Store, number: str, *, json: bool) -> None:
    from storeops.database.queries import numbers
    from storeops.reports import pickup
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = pickup.pickup_of(connection, numbers.id_of(connection, "order", number))
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    told = f", code {view.code}, until {view.until}" if view.status == "ready" else ""
    lines([f"{view.order}, {view.customer}, at {view.location}: {view.status.replace('_', ' ')}{told}"])
