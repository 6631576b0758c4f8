"""`storeops supplier`: who goods are bought from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Who goods are bought from.")

Code = Annotated[str, typer.Argument(metavar="SUPPLIER", help="Letters and digits, such as ACME.")]


@app.command()
def add(
    ctx: typer.Context,
    code: Code,
    name: Annotated[str | None, typer.Option("--name", help="What it is called.")] = None,
    lead_days: Annotated[int | None, typer.Option("--lead-days", min=0, help="Days from order to goods in.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="Where orders are sent to.")] = None,
    json: Json = False,
) -> None:
    """Another supplier; the same code again changes what is said of it."""
    from storeops.operations.suppliers import put_supplier

    with session.opened(ctx) as shop:
        put_supplier(shop, code, name=name, email=email, lead_days=lead_days)
        _show(shop, code, json=json)


@app.command()
def product(
    ctx: typer.Context,
    code: Code,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode of the product.")],
    pack: Annotated[str, typer.Option("--pack", metavar="QUANTITY", help="It delivers multiples of this.")] = "",
    cost: Annotated[str, typer.Option("--cost", metavar="AMOUNT", help="What one unit costs.")] = "",
    supplier_sku: Annotated[str | None, typer.Option("--supplier-sku", help="The supplier's own number.")] = None,
    json: Json = False,
) -> None:
    """What a supplier sells: in which packs, and for how much."""
    from storeops.operations.suppliers import put_product

    with session.opened(ctx) as shop:
        put_product(
            shop,
            code,
            sku,
            pack=session.quantity(shop.profile, pack) if pack else None,
            cost=session.money(shop.profile, cost) if cost else None,
            supplier_sku=supplier_sku,
        )
        _show(shop, code, json=json)


@app.command()
def show(ctx: typer.Context, code: Code, json: Json = False) -> None:
    """One supplier, and what it sells."""
    with session.opened(ctx) as shop:
        _show(shop, code, json=json)


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """Every supplier."""
    from storeops.reports.handling import suppliers
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        views, exponent = suppliers(connection), shop.profile.currency.exponent
    if json:
        answer(plain(views, exponent))
        return
    table(
        ["Supplier", "Name", "E-mail", "Lead days", "Products"],
        [[view.supplier, view.name, view.email, str(view.lead_days), str(len(view.products))] for view in views],
        left=(0, 1, 2),
    )


def _show(shop: Store, code: str, *, json: bool) -> None:
    from storeops.reports.handling import supplier_of
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    with shop.read() as connection:
        view = supplier_of(connection, code)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    money = Numerals.of(shop.profile).money
    table(
        ["SKU", "Its number", "Pack", "Cost"],
        [[sold.sku, sold.supplier_sku, decimal_string(sold.pack), money(sold.cost)] for sold in view.products],
        left=(0, 1),
        title=", ".join(filter(None, (view.supplier, view.name, view.email, f"{view.lead_days} days"))),
    )
