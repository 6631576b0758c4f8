"""`storeops sale`: what was sold and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Day, Json, day
from storeops.cli.output import answer, say, table

if TYPE_CHECKING:
    from storeops.reports.sales import SaleRowView

app = noun("Look at sales and returns; print a copy of a receipt.")
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Such as S1-T1-000001.")]


@app.command()
def show(
    ctx: typer.Context,
    number: Number,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Write the receipt as a PDF as well.")
    ] = None,
    json: Json = False,
) -> None:
    """One sale or return, with what came back of it so far."""
    from storeops.cli import receipts
    from storeops.reports import sales as reports

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            sale = reports.by_number(connection, number)
        if pdf is not None:
            from storeops.cli.files import write_new
            from storeops.documents.pdf import roll

            write_new(pdf, roll(receipts.layout(shop, sale)))
            say(f"Written: {pdf}")
        receipts.show(shop, sale, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    date: Day = "",
    everything: Annotated[bool, typer.Option("--all", help="Of every day, the latest first.")] = False,
    text: Annotated[str, typer.Option("--number", help="Part of the number.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at the most.")] = 500,
    json: Json = False,
) -> None:
    """The sales and returns of a day, the latest first."""
    from storeops.documents.figures import Figures
    from storeops.reports import sales as reports
    from storeops.reports.letterhead import letterhead
    from storeops.reports.plain import plain

    wanted = day(date)
    with session.opened(ctx) as shop:
        if wanted is None and not (everything or text):
            wanted = shop.business_date()
        with shop.read() as connection:
            rows = reports.listing(connection, day=wanted, text=text, limit=limit)
        profile = shop.profile
    if json:
        answer(plain(rows, profile.currency.exponent))
        return
    figures = Figures.of(letterhead(profile))
    table(
        ["Number", "Time", "By", "Lines", "Total", ""],
        [
            [
                row.number,
                row.recorded_at.astimezone(profile.zone).strftime("%Y-%m-%d %H:%M"),
                row.actor,
                str(row.line_count),
                figures.money(row.total),
                _kind(row, rows),
            ]
            for row in rows
        ],
        left=(0, 1, 2, 5),
    )


@app.command()
def reprint(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """A copy of a receipt, marked as one and counted."""
    from storeops.cli import receipts
    from storeops.cli.printing import print_waiting
    from storeops.operations import sales

    with session.opened(ctx) as shop:
        sale = sales.copy_receipt(shop, number)
        receipts.show(shop, sale, json=json, copy=sale.copies)
        print_waiting(shop)


def _kind(row: SaleRowView, rows: Sequence[SaleRowView]) -> str:
    """What a return in the list took back, by its number where that is in the list as well."""
    if row.kind != "return":
        return ""
    of = next((other.number for other in rows if other.id == row.original), "")
    return f"return of {of}" if of else "return"
