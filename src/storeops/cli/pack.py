"""`storeops pack`: the packing bench."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines
from storeops.cli.parcel_views import show_parcel

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Pack an order: every unit is scanned into its parcel.")


@app.command()
def pack(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ORDER|open", help="The order; or `open` and a parcel to unpack.")],
    parcel: Annotated[str, typer.Argument(metavar="[PARCEL]", help="The parcel to unpack.")] = "",
    scan: Annotated[
        list[str] | None, typer.Option("--scan", help="What goes in: TEA, 2*TEA or a barcode; all unless given.")
    ] = None,
    carton: Annotated[str, typer.Option("--carton", help="The carton's code.")] = "",
    size: Annotated[
        str, typer.Option("--size", metavar="LxWxH", help="Outer millimetres, where it is no carton.")
    ] = "",
    grams: Annotated[int, typer.Option("--grams", min=0, help="What the scale says; reckoned unless given.")] = 0,
    location: Annotated[str, typer.Option("--location", help="Where it is packed.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why a parcel is opened.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only show which cartons, and how to fill them.")] = False,
    json: Json = False,
) -> None:
    """Pack what was scanned into one parcel, or open one that has not left."""
    from storeops.operations.parcels import packing
    from storeops.operations.parcels.cartons import box_of

    with session.opened(ctx) as shop:
        if number == "open":
            entry = packing.open_parcel(shop, parcel, reason)
            show_parcel(shop, getattr(entry.envelope.fact, "parcel", ""), json=json)
            return
        from storeops.cli.order_input import items_of

        scans = items_of(shop, scan or [])
        if plan:
            _propose(shop, number, location, json=json)
            return
        entry = packing.pack(shop, number, scans, box=box_of(carton, size, grams), location=location)
        show_parcel(shop, entry.envelope.id, json=json)


def _propose(shop: Store, number: str, location: str, *, json: bool) -> None:
    from storeops.operations.parcels.cartons import propose
    from storeops.reports.plain import plain

    view = propose(shop, number, location=location)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    rows = []
    for one in view.cartons:
        goods = ", ".join(f"{count} {sku}" for sku, count in one.goods)
        rows.append(f"{one.carton or 'Own box'} {one.name}: {goods}; {one.grams} g, {one.use} % full")
        for layer in one.layers:
            rows += [f"  {layer.title}: {', '.join(layer.legend)}", *(f"    {line}" for line in layer.lines)]
    lines([*rows, *(f"Not reckoned: {told}" for told in view.loose)])
