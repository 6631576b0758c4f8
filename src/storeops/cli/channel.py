"""`storeops channel`: where orders come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Where orders come from, and what each channel may promise.")


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """The channels, those that were set up first."""
    with session.opened(ctx) as shop:
        _show(shop, json=json)


@app.command("set")
def save(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as web or amazon.")],
    kind: Annotated[str, typer.Option("--kind", help="store, web, mobile, marketplace or phone.")] = "web",
    name: Annotated[str, typer.Option("--name", help="What people call it.")] = "",
    price_list: Annotated[str, typer.Option("--price-list", help="Its own prices; the store's without it.")] = "",
    location: Annotated[list[str] | None, typer.Option("--location", help="It may promise stock there only.")] = None,
    service: Annotated[list[str] | None, typer.Option("--service", help="It offers this service only.")] = None,
    if_short: Annotated[str, typer.Option("--if-short", help="What is done when stock is short.")] = "backorder",
    free_from: Annotated[str, typer.Option("--free-shipping-from", help="Goods total from which it is free.")] = "",
    json: Json = False,
) -> None:
    """Set a channel up, or change it."""
    from storeops.operations import channels
    from storeops.rules.channels import Channel

    with session.opened(ctx) as shop:
        channels.save(
            shop,
            Channel(
                code=code,
                name=name or code,
                kind=kind,
                price_list=price_list,
                locations=tuple(location or ()),
                services=tuple(service or ()),
                short_preference=if_short,
                free_shipping_from=session.money(shop.profile, free_from) if free_from else None,
            ),
        )
        _show(shop, json=json)


def _show(shop: Store, *, json: bool) -> None:
    from storeops.operations import channels
    from storeops.reports.plain import plain

    found = channels.channels(shop)
    if json:
        answer(plain(found, shop.profile.currency.exponent))
        return
    table(
        ["Channel", "Name", "Kind", "Locations", "Services", "When short"],
        [
            [one.code, one.name, one.kind, " ".join(one.locations), " ".join(one.services), one.short_preference]
            for one in found
        ],
        left=(0, 1, 2, 3, 4, 5),
    )
