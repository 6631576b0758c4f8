"""`storeops order`: customer orders from any channel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import order_changes, order_payments, order_quarantine, session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, existing
from storeops.cli.order_views import Number, Prefer, Service, Window, show_order, show_rows
from storeops.cli.output import answer, lines

app = noun("Place, change, pay, send and look at customer orders.")
app.add_typer(order_changes.app)
app.add_typer(order_payments.app)
app.add_typer(order_quarantine.app, name="quarantine")


@app.command()
def place(
    ctx: typer.Context,
    items: Annotated[list[str], typer.Argument(metavar="ITEM", help="TEA, 2*TEA, 0.350*APPLE or a barcode.")],
    channel: Annotated[
        str, typer.Option("--channel", help="store, web, mobile, marketplace, phone or your own.")
    ] = "phone",
    customer: Annotated[str, typer.Option("--customer", help="E-mail address, telephone or customer number.")] = "",
    name: Annotated[str, typer.Option("--name", help="The customer's name.")] = "",
    ship_to: Annotated[str, typer.Option("--ship-to", help="Address in one line: 12 High St, Leeds LS1 4AP, GB.")] = "",
    service: Service = "normal",
    pickup_at: Annotated[str, typer.Option("--pickup-at", help="Store where it is collected.")] = "",
    if_short: Prefer = "",
    pay: Annotated[str, typer.Option("--pay", help="When it is paid: before, dispatch or account.")] = "",
    promised: Annotated[
        str, typer.Option("--promised", metavar="YYYY-MM-DD", help="The day the customer asks for.")
    ] = "",
    window: Window = "",
    location: Annotated[list[str] | None, typer.Option("--from", help="Only from this location.")] = None,
    note: Annotated[str, typer.Option("--note", help="What the customer asks for besides.")] = "",
    reservation: Annotated[str, typer.Option("--reservation", help="The reservation that becomes this order.")] = "",
    json: Json = False,
) -> None:
    """Take an order: checked, priced, promised and sourced, or refused and nothing left."""
    from storeops.cli.order_input import document_of
    from storeops.operations.orders import placing
    from storeops.operations.orders.how import How

    with session.opened(ctx) as shop:
        document = document_of(
            shop,
            items,
            channel=channel,
            customer=customer,
            name=name,
            ship_to=ship_to,
            service=service,
            promised=promised,
            window=window,
            note=note,
        )
        how = How(
            preference=if_short,
            due=pay,
            pickup=pickup_at,
            pinned=tuple(location or ()),
            reservation=reservation,
        )
        show_order(shop, placing.place(shop, document, how), json=json)


@app.command("import")
def import_orders(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The channel's file.")],
    format: Annotated[str, typer.Option("--format", help="storeops, shopify, woocommerce, ubl or edifact.")],
    channel: Annotated[str, typer.Option("--channel", help="The channel it comes from.")] = "web",
    currency: Annotated[str, typer.Option("--currency", help="Where the documents name none.")] = "",
    json: Json = False,
) -> None:
    """Bring in a channel's orders. The same file again changes nothing.

    Exit code 3: some of it lies in quarantine, with the reason."""
    from storeops.cli.exit_codes import ExitCode
    from storeops.cli.progress import progress
    from storeops.connectors.orders import taking
    from storeops.reports.plain import plain

    existing(path)
    with session.opened(ctx) as shop, progress(f"Importing {path.name}") as moved:
        taken = taking.take(
            shop,
            format,
            path.read_bytes(),
            channel=channel,
            currency=currency,
            moved=(lambda count: moved(count, count)) if moved else None,
        )
        exponent = shop.profile.currency.exponent
    if json:
        answer(plain(taken, exponent))
    else:
        lines(
            [
                f"{taken.documents} documents: {len(taken.orders)} orders taken, {taken.unchanged} there before, "
                f"{len(taken.quarantined) + taken.quarantined_before} in quarantine",
                *(f"  {number}" for number in taken.orders),
                *(f"  {one.external or one.id}: {one.reason}" for one in taken.quarantined),
            ]
        )
    if taken.quarantined or taken.quarantined_before:
        raise typer.Exit(ExitCode.PARTLY)


@app.command()
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """One order: its three states, lines with their counters, money, holds, exceptions."""
    with session.opened(ctx) as shop:
        show_order(shop, number, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    channel: Annotated[str, typer.Option("--channel", help="Of this channel only.")] = "",
    customer: Annotated[str, typer.Option("--customer", help="Of this customer only.")] = "",
    status: Annotated[str, typer.Option("--status", help="open, on_hold, unpaid, partly_allocated, shipped ...")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at the most.")] = 100,
    json: Json = False,
) -> None:
    """Orders, the newest first."""
    from storeops.reports.orders.board import listing as rows_of

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            rows = rows_of(
                connection,
                shop.profile.business_date(shop.now()),
                channel=channel,
                customer=customer,
                status=status,
                limit=limit,
            )
        show_rows(shop, rows, json=json)


@app.command()
def board(ctx: typer.Context, json: Json = False) -> None:
    """What is open: exceptions first, then by promise."""
    from storeops.reports.orders.board import board as board_of
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = board_of(connection, shop.profile.business_date(shop.now()))
        if json:
            answer(plain(view, shop.profile.currency.exponent))
            return
        lines(
            [
                f"{view.open} open: {view.late} late, {view.today} due today, {view.on_hold} on hold, "
                f"{view.short} short; {view.exceptions} exceptions, {view.quarantined} documents in quarantine"
            ]
        )
        show_rows(shop, view.orders, json=False)


@app.command()
def exceptions(ctx: typer.Context, json: Json = False) -> None:
    """What a person has to decide, and the ways out."""
    from storeops.reports.orders.board import worklist
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            found = worklist(connection)
        exponent = shop.profile.currency.exponent
    if json:
        answer(plain(found, exponent))
        return
    for one in found:
        line = f", line {one.line}" if one.line else ""
        lines([f"{one.number}{line}: {one.what}", *(f"  {way}" for way in one.ways_out)])
    if not found:
        lines(["Nothing has to be decided."])
