"""`storeops rma`: returns by parcel."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import rma_claims, rma_label, session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason
from storeops.cli.rma_views import Lines, Number, Override, line_quantities, show_rma, show_rows

app = noun("Take goods back that come by parcel: authorise, receive, refund, exchange, claim.")
app.add_typer(rma_claims.app)
app.command("label")(rma_label.label)


@app.command()
def create(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="Number of the order, or its end: O000012, 12.")],
    line: Lines = None,
    everything: Annotated[bool, typer.Option("--all", help="All goods that were sent and are not back.")] = False,
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help="wrong-size, damaged, faulty, not-as-described, changed-mind, late, wrong-item or other.",
        ),
    ] = "",
    override: Override = "",
    note: Annotated[str, typer.Option("--note", help="What the customer says besides.")] = "",
    json: Json = False,
) -> None:
    """Authorise goods of an order to be sent back, by the shop's rules."""
    from storeops.operations.rma import authorising

    with session.opened(ctx) as shop:
        wanted = line_quantities(shop, line or ())
        if everything:
            wanted = authorising.everything(shop, order)
        show_rma(shop, authorising.create(shop, order, wanted, reason, override=override, note=note), json=json)


@app.command()
def receive(
    ctx: typer.Context,
    number: Number,
    line: Lines = None,
    condition: Annotated[
        str, typer.Option("--condition", help="How they look: sealed, opened, used, damaged or faulty.")
    ] = "",
    disposition: Annotated[
        str,
        typer.Option(
            "--disposition", help="restock, refurbish, quarantine, scrap or supplier; without it, what is usual."
        ),
    ] = "",
    location: Annotated[str, typer.Option("--location", help="Where; without it, this store's shop floor.")] = "",
    mark: Annotated[
        list[str] | None, typer.Option("--scan", help="A lot or serial number on the goods, as often as there are.")
    ] = None,
    json: Json = False,
) -> None:
    """Take in what came of a return: all that is to come, or the lines named. No money moves."""
    from storeops.operations.rma import receiving

    with session.opened(ctx) as shop:
        rma = receiving.receive(
            shop,
            number,
            line_quantities(shop, line or ()),
            condition=condition,
            disposition=disposition,
            location=location,
            marks=mark or (),
        )
        show_rma(shop, rma, json=json)


@app.command()
def refund(
    ctx: typer.Context,
    number: Number,
    line: Lines = None,
    tender: Annotated[str, typer.Option("--tender", help="cash or card; without it, to where it came from.")] = "",
    override: Override = "",
    json: Json = False,
) -> None:
    """Give back what was paid for what is here, less what the shop's rules keep."""
    from storeops.operations.rma import refunding

    with session.opened(ctx) as shop:
        wanted = line_quantities(shop, line or ())
        show_rma(shop, refunding.refund(shop, number, wanted, override=override, tender=tender), json=json)


@app.command()
def exchange(
    ctx: typer.Context,
    number: Number,
    to: Annotated[str, typer.Option("--to", metavar="SKU", help="What is sent instead.")],
    line: Lines = None,
    even: Annotated[
        bool, typer.Option("--even", help="For what was paid for the goods that come back, and no shipping.")
    ] = False,
    override: Override = "",
    json: Json = False,
) -> None:
    """Send another product instead: the refund pays for a new order."""
    from storeops.operations.rma import exchanging

    with session.opened(ctx) as shop:
        wanted = line_quantities(shop, line or ())
        exchanging.exchange(shop, number, wanted, to, even=even, override=override)
        show_rma(shop, number, json=json)


@app.command()
def close(ctx: typer.Context, number: Number, reason: Reason = "", json: Json = False) -> None:
    """Say that what has not come of a return will not come."""
    from storeops.operations.rma import ending

    with session.opened(ctx) as shop:
        show_rma(shop, ending.close(shop, number, reason), json=json)


@app.command()
def reject(
    ctx: typer.Context,
    number: Number,
    line: Lines = None,
    keep: Annotated[bool, typer.Option("--keep", help="The goods stay here.")] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Refuse to refund a return, or lines of it."""
    from storeops.operations.rma import ending

    with session.opened(ctx) as shop:
        wanted = line_quantities(shop, line or ())
        show_rma(shop, ending.reject(shop, number, reason, wanted=wanted, keep=keep), json=json)


@app.command()
def resolve(
    ctx: typer.Context,
    number: Number,
    accept: Annotated[
        bool, typer.Option("--accept", help="What was refunded too much stays given, or was charged already.")
    ] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Settle what two databases did to a return without each other."""
    from storeops.operations.rma import resolving

    with session.opened(ctx) as shop:
        show_rma(shop, resolving.resolve(shop, number, reason, accept=accept), json=json)


@app.command()
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """One return: its lines, what came, what was given back and kept, claims, exceptions."""
    with session.opened(ctx) as shop:
        show_rma(shop, number, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    order: Annotated[str, typer.Option("--order", help="Of this order only.")] = "",
    status: Annotated[
        str, typer.Option("--status", help="open, authorised, received, refunded, rejected, closed, partly_ ...")
    ] = "",
    contradicted: Annotated[bool, typer.Option("--exceptions", help="Only what a person has to decide.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at the most.")] = 100,
    json: Json = False,
) -> None:
    """Returns by parcel, the newest first."""
    from storeops.reports.orders.state import read
    from storeops.reports.rma.rma import listing as rows_of

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            of = read(connection, order).id if order else ""
            rows = rows_of(connection, order=of, status=status, contradicted=contradicted, limit=limit)
        show_rows(shop, rows, json=json)
