"""`storeops stock show`, `list`, `where` and `atp`: what is on hand, where, and what of it may be promised."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.options import Json
from storeops.cli.output import answer, table


def show(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")],
    json: Json = False,
) -> None:
    """What is on hand of one product, at each location."""
    from storeops.reports import stock as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = reports.stock_of(connection, shop.profile, sku)
        profile = shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    table(
        ["Location", "Name", "On hand"],
        [[row.location, row.name, shown(row.on_hand, view.unit)] for row in view.locations],
        left=(0, 1),
        title=f"{view.sku}  {view.name}: {shown(view.on_hand, view.unit)} on hand",
    )
    if view.elsewhere:
        table(
            ["Location", "Name", "On hand", "Available"],
            [
                [row.location, row.name, shown(row.on_hand, view.unit), shown(row.available, view.unit)]
                for row in view.elsewhere
            ],
            left=(0, 1),
            title=f"Elsewhere, as of {min(row.as_of for row in view.elsewhere)[11:16]}",
        )


def listing(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help="Of these products only.")] = None,
    negative: Annotated[bool, typer.Option("--negative", help="Only what is below zero somewhere.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at the most.")] = 500,
    json: Json = False,
) -> None:
    """What is on hand of every product that ever moved."""
    from storeops.reports import stock as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            views = reports.listing(
                connection, shop.profile, text=" ".join(words or ()), only_negative=negative, limit=limit
            )
        profile = shop.profile
    if json:
        answer(plain(views, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    table(
        ["SKU", "Name", "On hand", "Where"],
        [
            [
                view.sku,
                view.name,
                shown(view.on_hand, view.unit),
                ", ".join(f"{place.location} {shown(place.on_hand, view.unit)}" for place in view.locations),
            ]
            for view in views
        ],
        left=(0, 1, 3),
    )


def atp(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")],
    json: Json = False,
) -> None:
    """What may be promised of a product: per location and per channel; of a kit, what its parts allow."""
    from storeops.reports.availability import atp_of
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = atp_of(connection, sku, shop.now())
        profile = shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    names = ("on_hand", "held", "allocated", "reserved", "safety_stock", "on_order", "in_transit", "atp")
    table(
        [
            "Location",
            "On hand",
            "Held",
            "Allocated",
            "Reserved",
            "Safety",
            "On order",
            "In transit",
            "ATP",
            "By channel",
        ],
        [
            [
                row.location,
                *(shown(getattr(row, name), view.unit) for name in names),
                ", ".join(f"{one.channel} {shown(one.atp, view.unit)}" for one in row.channels),
            ]
            for row in view.locations
        ],
        left=(0, 9),
        title=f"{view.sku}  {view.name}: {shown(view.atp, view.unit)} may be promised",
    )


def where(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")],
    json: Json = False,
) -> None:
    """Where everything of a product lies: bin, lot, expiry, serial number and status, the first to expire first."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.places import whereabouts
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = whereabouts(connection, sku)
        profile = shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    table(
        ["Location", "Bin", "Lot", "Expires", "Serial", "Status", "Quantity"],
        [
            [one.location, one.bin or "-", one.lot, one.expires, one.serial, one.status, shown(one.quantity, view.unit)]
            for one in view.lying
        ],
        left=(0, 1, 2, 3, 4, 5),
        title=f"{view.sku}  {view.name}: {shown(view.on_hand, view.unit)} on hand",
    )
