"""`storeops why`: any number, explained by the facts behind it."""

from __future__ import annotations

from typing import Annotated, Protocol

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.nouns import noun
from storeops.cli.options import Day, Json, day
from storeops.cli.output import answer, lines

app = noun("Explain a number, fact by fact.")
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of a sale, such as S1-T1-000001.")]


class Explanation(Protocol):
    """What every explanation has."""

    @property
    def subject(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def lines(self) -> tuple[str, ...]: ...


@app.command()
def stock(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")],
    json: Json = False,
) -> None:
    """Every move of goods behind what is on hand."""
    from storeops.reports.why import why_stock

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = why_stock(connection, shop.profile, sku)
        _show(view, shop.profile.currency.exponent, json=json)


@app.command()
def atp(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")],
    location: Annotated[str, typer.Option("--location", help="At this location only.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="As this sales channel may promise it.")] = "",
    json: Json = False,
) -> None:
    """What may be promised of a product: what is there, and every order, reservation and rule that takes of it."""
    from storeops.reports.why import why_atp

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = why_atp(connection, shop.profile, sku, shop.now(), location=location, channel=channel)
        _show(view, shop.profile.currency.exponent, json=json)


@app.command()
def price(
    ctx: typer.Context,
    number: Number,
    line: Annotated[int, typer.Argument(metavar="LINE", min=1, help="Number of the line on the receipt.")],
    json: Json = False,
) -> None:
    """How the amount of a sold line came about: list price, override, discounts, tax."""
    from storeops.reports.why import why_price

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = why_price(connection, shop.profile, number, line)
        _show(view, shop.profile.currency.exponent, json=json)


@app.command()
def tax(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """How the tax of a sale came about."""
    from storeops.reports.why import why_tax

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = why_tax(connection, shop.profile, number)
        _show(view, shop.profile.currency.exponent, json=json)


@app.command()
def drawer(
    ctx: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="[NUMBER]", help="Number of a Z report; without it, the open drawer.")
    ] = "",
    json: Json = False,
) -> None:
    """Every fact behind the cash that should be in a drawer."""
    from storeops.reports.why import why_drawer

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = why_drawer(connection, shop.profile, number)
        _show(view, shop.profile.currency.exponent, json=json)


@app.command()
def order(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ORDER", help="Number of an order, or what it ends in.")],
    json: Json = False,
) -> None:
    """Where an order stands: its promised day, where each line comes from and why from nowhere else."""
    from storeops.reports.why import why_order

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = why_order(connection, shop.profile, number)
        _show(view, shop.profile.currency.exponent, json=json)


@app.command()
def total(
    ctx: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="[NUMBER]", help="A number of the daily report, such as total or tax.")
    ] = "total",
    date: Day = "",
    json: Json = False,
) -> None:
    """The documents that a number of the daily report adds up."""
    from storeops.reports.why import why_total

    wanted = day(date)
    with session.opened(ctx) as shop:
        business_date = wanted or shop.business_date()
        with shop.read() as connection:
            view = why_total(connection, shop.profile, business_date, which)
        _show(view, shop.profile.currency.exponent, json=json)


def _show(view: Explanation, exponent: int, *, json: bool) -> None:
    """The explanation; exit code 6 where the facts add up to something else than the number shown elsewhere."""
    from storeops.reports.plain import plain

    if json:
        answer(plain(view, exponent))
    else:
        lines([view.subject, *view.lines, view.answer])
    if not getattr(view, "sound", True):
        raise typer.Exit(ExitCode.DAMAGED)
