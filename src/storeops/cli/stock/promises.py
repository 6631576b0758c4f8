"""`storeops stock safety`: what is kept back."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.options import Json
from storeops.cli.output import answer, table

Everywhere = Annotated[str, typer.Option("--location", help="Location; without it, every one.")]
Channel = Annotated[str, typer.Option("--channel", help="Sales channel; without it, all of them.")]


def safety(
    ctx: typer.Context,
    goods: Annotated[
        list[str], typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=5; 0 keeps nothing back any more.")
    ],
    location: Everywhere = "",
    channel: Channel = "",
    json: Json = False,
) -> None:
    """Keep goods back: what is safety stock is not promised to anybody."""
    from storeops.operations.handling import set_safety
    from storeops.reports.handling import safety as kept
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    with session.opened(ctx) as shop:
        skus = set_safety(shop, session.goods(shop.profile, goods), location=location, channel=channel)
        with shop.read() as connection:
            views = [view for sku in skus for view in kept(connection, sku)]
    if json:
        answer(plain(views, 0))
        return
    table(
        ["SKU", "Location", "Channel", "Kept back"],
        [[view.sku, view.location or "all", view.channel or "all", decimal_string(view.quantity)] for view in views],
        left=(0, 1, 2),
    )
