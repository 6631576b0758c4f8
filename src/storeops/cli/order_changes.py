"""`storeops order`: changing and sending orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason, pair
from storeops.cli.order_views import Number, Prefer, Service, show_order
from storeops.cli.output import say

if TYPE_CHECKING:
    from storeops.rules.amounts import Thousandths
    from storeops.store import Store

app = noun("Change, hold, source and send orders.")

Lines = Annotated[
    list[str] | None, typer.Option("--line", metavar="LINE[:QUANTITY]", help="Only this line, or so much of it.")
]


@app.command()
def amend(
    ctx: typer.Context,
    number: Number,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="ITEM", help="2*TEA: one more line.")] = None,
    line: Annotated[
        list[str] | None, typer.Option("--cancel", metavar="LINE[:QUANTITY]", help="Take out a line, or so much of it.")
    ] = None,
    ship_to: Annotated[str, typer.Option("--ship-to", help="Another address, in one line.")] = "",
    service: Service = "",
    promised: Annotated[str, typer.Option("--promised", metavar="YYYY-MM-DD", help="Another day.")] = "",
    window: Annotated[
        str | None, typer.Option("--window", metavar="HH:MM-HH:MM", help="Another time window; '' for any time.")
    ] = None,
    if_short: Prefer = "",
    note: Annotated[str, typer.Option("--note", help="Another note.")] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Change an order, all of it or nothing."""
    from storeops.cli.options import day
    from storeops.cli.order_input import items_of
    from storeops.operations.orders.changing import Change
    from storeops.operations.orders.changing import amend as change
    from storeops.rules.addresses import parse_line

    until = day(promised)
    with session.opened(ctx) as shop:
        wanted = Change(
            add=tuple(items_of(shop, add or ())),
            cancel=tuple(_line_quantities(shop, line or ())),
            ship_to=parse_line(ship_to, shop.profile.country) if ship_to else None,
            service=service,
            promised=until.isoformat() if until else "",
            preference=if_short,
            note=note,
            window=window,
        )
        show_order(shop, change(shop, number, wanted, reason), json=json)


@app.command()
def cancel(ctx: typer.Context, number: Number, line: Lines = None, reason: Reason = "", json: Json = False) -> None:
    """Cancel what is still to be sent: promised stock is free again, and the money goes back."""
    from storeops.operations.orders import changing

    with session.opened(ctx) as shop:
        show_order(shop, changing.cancel(shop, number, reason, lines=_line_quantities(shop, line or ())), json=json)


@app.command()
def hold(ctx: typer.Context, number: Number, reason: Reason = "", json: Json = False) -> None:
    """Stop an order until somebody releases it."""
    from storeops.operations.orders import changing

    with session.opened(ctx) as shop:
        show_order(shop, changing.hold(shop, number, reason), json=json)


@app.command()
def release(
    ctx: typer.Context,
    number: Number,
    kind: Annotated[str, typer.Option("--kind", help="Only this hold: payment, address, fraud or manual.")] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Lift an order's holds."""
    from storeops.operations.orders import changing

    with session.opened(ctx) as shop:
        show_order(shop, changing.release(shop, number, reason, kind=kind), json=json)


@app.command()
def allocate(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """Source what is missing of an order now."""
    from storeops.operations.orders import changing

    with session.opened(ctx) as shop:
        show_order(shop, changing.allocate(shop, number), json=json)


@app.command()
def deallocate(ctx: typer.Context, number: Number, reason: Reason = "", json: Json = False) -> None:
    """Give back the stock that stands ready for an order."""
    from storeops.operations.orders import changing

    with session.opened(ctx) as shop:
        show_order(shop, changing.deallocate(shop, number, reason), json=json)


@app.command()
def resolve(ctx: typer.Context, number: Number, reason: Reason = "", json: Json = False) -> None:
    """Settle an order's contradictions: what was cancelled and sent all the same is kept and paid for."""
    from storeops.operations.orders import changing

    with session.opened(ctx) as shop:
        show_order(shop, changing.resolve(shop, number, reason), json=json)


@app.command()
def send(
    ctx: typer.Context,
    number: Number,
    location: Annotated[str, typer.Option("--location", help="Only what stands ready there.")] = "",
    carrier: Annotated[str, typer.Option("--carrier", help="Who takes it.")] = "",
    tracking: Annotated[str, typer.Option("--tracking", help="The carrier's number for it.")] = "",
    json: Json = False,
) -> None:
    """Send what stands ready: the goods leave, and the sale is recorded."""
    from storeops.operations.orders import sending

    with session.opened(ctx) as shop:
        sales = sending.dispatch(shop, number, location=location, carrier=carrier, tracking=tracking)
        say(f"Sent: {', '.join(sale.number for sale in sales)}.")
        show_order(shop, number, json=json)


def _line_quantities(shop: Store, texts: Sequence[str]) -> list[tuple[int, Thousandths]]:
    """'1' or '1:2' as (line, quantity); 0 for all of it. Raises BadPair, NotAQuantity."""
    from storeops.cli.options import BadPair

    found = []
    for text in texts:
        line, quantity = pair(text, ":", "1:2") if ":" in text else (text, "")
        if not (line.isascii() and line.isdigit()):
            raise BadPair(text, "1 or 1:2")
        found.append((int(line), session.quantity(shop.profile, quantity) if quantity else 0))
    return found
