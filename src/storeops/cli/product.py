"""`storeops product`: one product, or those that words name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.tax import TaxComponent

if TYPE_CHECKING:
    from storeops.database.queries.profile import Profile
    from storeops.reports.numerals import Numerals
    from storeops.store import Store

app = noun("Find products, and say how each is handled.")


@dataclass(frozen=True, slots=True)
class BarcodeView:
    """A barcode of a product, as printed, and the pack it names."""

    barcode: str
    pack: Thousandths


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as one code names it: `pack` is how much of it the code stands for; `cost` None where none is known."""

    sku: str
    name: str
    department: str
    unit: str
    unit_price: Minor | None
    tax_class: str
    taxes: tuple[TaxComponent, ...]
    cost: Minor | None
    active: bool
    stocked: bool
    pack: Thousandths
    barcodes: tuple[BarcodeView, ...]
    on_hand: Thousandths


@app.command()
def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="SKU or barcode.")],
    json: Json = False,
) -> None:
    """The product a code names: its price, tax and stock."""
    from storeops.database.queries.catalogue import codes_of
    from storeops.operations.lookup import look_up
    from storeops.operations.stock import on_hand
    from storeops.reports.plain import plain
    from storeops.rules.barcodes.check_digits import printed

    with session.opened(ctx) as shop:
        day = shop.business_date().isoformat()
        with shop.read() as connection:
            found = look_up(connection, shop.profile, code, day, for_sale=False)
            codes = codes_of(connection, found.product.sku)
        row, profile = found.product, shop.profile
        held = on_hand(shop, row.sku).get(profile.location, 0)
    view = ProductView(
        sku=row.sku,
        name=row.name,
        department=row.department,
        unit=row.unit,
        unit_price=row.price,
        tax_class=row.tax_class,
        taxes=found.item.taxes,
        cost=row.cost or None,
        active=row.active,
        stocked=row.stocked,
        pack=found.quantity,
        barcodes=tuple(BarcodeView(printed(one), pack) for one, pack in codes),
        on_hand=held,
    )
    if json:
        answer(plain(view, profile.currency.exponent))
        return
    _show(view, profile)


@app.command()
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="The beginnings of words, in any order.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at the most.")] = 50,
    json: Json = False,
) -> None:
    """Products by the beginnings of any words, by SKU or by barcode, the likeliest first."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain
    from storeops.reports.products import search as search_products

    with session.opened(ctx) as shop:
        day = shop.business_date().isoformat()
        with shop.read() as connection:
            hits = search_products(connection, shop.profile, " ".join(words), limit=limit, day=day)
        profile = shop.profile
    if json:
        answer(plain(hits, profile.currency.exponent))
        return
    numerals = Numerals.of(profile)
    table(
        ["SKU", "Name", "Price", "On hand"],
        [
            [
                hit.sku,
                hit.name,
                "" if hit.unit_price is None else numerals.money(hit.unit_price),
                numerals.quantity(hit.on_hand, hit.unit),
            ]
            for hit in hits
        ],
        left=(0, 1),
    )


def _show(view: ProductView, profile: Profile) -> None:
    from storeops.reports.numerals import Numerals

    numerals = Numerals.of(profile)
    table(
        ["Product", view.sku],
        [
            ["Name", view.name],
            ["Price", "none today" if view.unit_price is None else f"{numerals.money(view.unit_price)} / {view.unit}"],
            ["Department", view.department],
            ["Tax", ", ".join(f"{tax.code} {tax.rate:f} %" for tax in view.taxes) or view.tax_class],
            *(["Barcode", _barcode(one, view.unit, numerals)] for one in view.barcodes),
            ["On hand here", numerals.quantity(view.on_hand, view.unit)],
            ["This code stands for", numerals.quantity(view.pack, view.unit)],
            ["For sale", "yes" if view.active else "no"],
        ],
        left=(0, 1),
    )


def _barcode(one: BarcodeView, unit: str, numerals: Numerals) -> str:
    return one.barcode if one.pack == ONE else f"{one.barcode} of {numerals.quantity(one.pack, unit)}"


Sku = Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")]


@app.command()
def handling(
    ctx: typer.Context,
    sku: Sku,
    tracking: Annotated[str | None, typer.Option("--tracking", help="none, lot or serial.")] = None,
    weight: Annotated[int | None, typer.Option("--weight", min=0, help="Grams of one unit.")] = None,
    length: Annotated[int | None, typer.Option("--length", min=0, help="Millimetres of one unit.")] = None,
    width: Annotated[int | None, typer.Option("--width", min=0, help="Millimetres of one unit.")] = None,
    height: Annotated[int | None, typer.Option("--height", min=0, help="Millimetres of one unit.")] = None,
    shelf_days: Annotated[int | None, typer.Option("--shelf-days", min=0, help="Days it is good for.")] = None,
    packing: Annotated[
        str | None, typer.Option("--packing", help="How it travels: some of fragile, upright, own-box.")
    ] = None,
    json: Json = False,
) -> None:
    """How a product is handled: tracked by lot or serial number, its weight and size.

    Without an option it is only shown."""
    from storeops.operations.handling import Handling, set_handling

    how = Handling(tracking, weight, length, width, height, shelf_days, packing)
    with session.opened(ctx) as shop:
        _handled(shop, set_handling(shop, sku, how), json=json)


@app.command()
def kit(
    ctx: typer.Context,
    sku: Sku,
    parts: Annotated[
        list[str] | None, typer.Argument(metavar="[PART=QUANTITY]", help="Such as TEA=2 WINE=1, in one kit.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a product a kit: sold as one, moved as its parts. Without parts it is a product again."""
    from storeops.operations.handling import set_kit

    with session.opened(ctx) as shop:
        _handled(shop, set_kit(shop, sku, session.goods(shop.profile, parts or ())), json=json)


@app.command()
def substitute(
    ctx: typer.Context,
    sku: Sku,
    others: Annotated[
        list[str] | None, typer.Argument(metavar="[OTHER]", help="What may be sent instead, the best first.")
    ] = None,
    json: Json = False,
) -> None:
    """What may be sent instead of a product when it is short. Without any, nothing may."""
    from storeops.operations.handling import set_substitutes

    with session.opened(ctx) as shop:
        _handled(shop, set_substitutes(shop, sku, others or ()), json=json)


def _handled(shop: Store, sku: str, *, json: bool) -> None:
    from storeops.reports.handling import handling_of
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    with shop.read() as connection:
        view = handling_of(connection, sku)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    table(
        ["Product", view.sku],
        [
            ["Tracked by", view.tracking],
            ["Weight", f"{view.weight} g"],
            ["Size", f"{view.length} x {view.width} x {view.height} mm"],
            ["Good for", f"{view.shelf_days} days"],
            ["Packing", view.packing or "-"],
            ["Made of", ", ".join(f"{decimal_string(part.quantity)} {part.sku}" for part in view.parts) or "itself"],
            ["Instead", ", ".join(view.substitutes) or "nothing"],
        ],
        left=(0, 1),
    )
