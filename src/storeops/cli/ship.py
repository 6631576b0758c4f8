"""`storeops ship`: rates, labels, manifests, and the parcels that are late."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say, table
from storeops.cli.parcel_views import head, show_parcel

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Ship parcels: rates, labels, the carrier's manifest, what is late.")
Parcel = Annotated[str, typer.Argument(metavar="PARCEL", help="Its number, what it ends in, or P for the last one.")]
By = Annotated[str, typer.Option("--carrier", help="demo, easypost or own-van; the setting `carrier` unless named.")]


class Form(StrEnum):
    TEXT = "text"
    PDF = "pdf"


@app.command()
def rates(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ORDER", help="The order, by its number or what that ends in.")],
    carrier: Annotated[list[str] | None, typer.Option("--carrier", help="Ask this carrier only.")] = None,
    json: Json = False,
) -> None:
    """What each carrier asks for the parcels of an order, the cheapest first."""
    from storeops.connectors import shipping
    from storeops.reports.plain import plain
    from storeops.rules.money import decimal_string

    with session.opened(ctx) as shop:
        view = shipping.rates(shop, number, carrier or shipping.carriers(shop))
        exponent = shop.profile.currency.exponent
    if json:
        answer(plain(view, exponent))
        return
    table(
        ["Parcel", "Carrier", "Service", "Days", "Cost"],
        [
            [
                one.parcel or "not packed",
                one.carrier,
                one.service,
                "" if one.days is None else str(one.days),
                f"{decimal_string(one.cost, exponent)} {one.currency}",
            ]
            for one in view.rates
        ],
        left=(0, 1, 2),
    )
    lines(list(view.told))


@app.command()
def parcel(
    ctx: typer.Context,
    number: Parcel,
    carrier: By = "",
    service: Annotated[str, typer.Option("--service", help="The order's service unless named.")] = "",
    json: Json = False,
) -> None:
    """Buy the label of a parcel, once. After a lost answer the same command looks it up first."""
    from storeops.connectors import shipping

    with session.opened(ctx) as shop:
        id = shipping.ship(shop, number, carrier or shipping.usual(shop), service)
        show_parcel(shop, id, json=json)


@app.command()
def manifest(
    ctx: typer.Context,
    carrier: By = "",
    location: Annotated[str, typer.Option("--location", help="Where it is collected.")] = "",
    format: Annotated[Form, typer.Option("--format", help="text, or pdf into the file named by --output.")] = Form.TEXT,
    output: Annotated[Path | None, typer.Option("--output", help="The PDF; MANIFEST.pdf unless named.")] = None,
    again: Annotated[str, typer.Option("--again", metavar="MANIFEST", help="Print this one again.")] = "",
    json: Json = False,
) -> None:
    """The carrier has collected what waits with its label: the parcels leave, and this lists them."""
    from storeops.connectors import shipping
    from storeops.operations.parcels import leaving

    with session.opened(ctx) as shop:
        number = again or leaving.hand_over(shop, carrier or shipping.usual(shop), location=location).envelope.id
        if format is Form.PDF:
            _paper(shop, number, output)
        _manifest(shop, number, json=json)


@app.command()
def send(ctx: typer.Context, number: Parcel, json: Json = False) -> None:
    """One labelled parcel leaves on its own."""
    from storeops.operations.parcels import leaving

    with session.opened(ctx) as shop:
        leaving.send_parcel(shop, number)
        show_parcel(shop, number, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    location: Annotated[str, typer.Option("--location", help="At this location only.")] = "",
    all: Annotated[bool, typer.Option("--all", help="Also those that have left.")] = False,
    json: Json = False,
) -> None:
    """Parcels that wait to leave."""
    from storeops.reports import parcels
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            found = parcels.parcels(connection, location=location, waiting=not all)
        if json:
            answer(plain(found, shop.profile.currency.exponent))
        else:
            lines([head(one) for one in found] or ["No parcel waits."])


@app.command()
def late(ctx: typer.Context, json: Json = False) -> None:
    """Parcels that are late or will be, before the customer calls."""
    from storeops.operations.parcels.late import late as late_of
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        found = late_of(shop)
    if json:
        answer(plain(found, 2))
        return
    lines(
        [f"{one.parcel} of {one.order}, {one.customer} {one.phone}: {one.reason}" for one in found]
        or ["No parcel is late."]
    )


def _paper(shop: Store, number: str, output: Path | None) -> None:
    """The manifest as a PDF for the driver to sign."""
    from storeops.cli.files import write_new
    from storeops.documents.manifest import manifest as manifest_page
    from storeops.documents.page import page as pdf
    from storeops.reports.letterhead import letterhead
    from storeops.reports.papers import manifest_view

    with shop.read() as connection:
        view = manifest_view(connection, shop.profile, number)
    path = output or Path(f"{view.number}.pdf")
    write_new(path, pdf(manifest_page(view, letterhead(shop.profile))))
    say(f"The manifest: {path}")


def _manifest(shop: Store, number: str, *, json: bool) -> None:
    from storeops.reports import parcels
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = parcels.manifest_of(connection, number)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    lines([f"{view.number}, {view.carrier}: {len(view.parcels)} parcels, {view.grams} g", *map(head, view.parcels)])
