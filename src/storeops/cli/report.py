"""`storeops report`: the day in figures."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Day, Json, day
from storeops.cli.output import answer, lines
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.documents.page import Page
    from storeops.reports.daily.view import DailyView
    from storeops.reports.shop import ShopView

app = noun("The day in figures.")


class Format(StrEnum):
    """How the report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PDF = "pdf"


class NeedsFile(Refused):
    def __init__(self) -> None:
        super().__init__("A PDF goes into a file, not into a terminal. Name one: --output day.pdf.")


@app.callback()
def group() -> None:
    """The day in figures."""


@app.command()
def daily(
    ctx: typer.Context,
    date: Day = "",
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Into a new file.")] = None,
    everywhere: Annotated[bool, typer.Option("--all-stores", help="Every store of the database.")] = False,
    store: Annotated[str, typer.Option("--store", help="One store of the centre; else this one.")] = "",
    json: Json = False,
) -> None:
    """The day: headline, how it compares, takings by hour, departments, tenders, tax, what stands out."""
    from storeops.database.queries.profile import at_store
    from storeops.reports import daily as reports
    from storeops.reports.letterhead import letterhead
    from storeops.reports.plain import plain

    wanted = day(date)
    if json and (output is None or form is Format.TABLE):
        form = Format.JSON
    if form is Format.PDF and output is None and sys.stdout.isatty():
        raise NeedsFile
    with session.opened(ctx) as shop:
        business_date = wanted or shop.business_date()
        with shop.read() as connection:
            profile = at_store(connection, shop.profile, store) if store else shop.profile
            view = reports.daily(connection, profile, business_date, store="" if everywhere else profile.store)
    if form is Format.JSON and output is None:
        answer(plain(view, profile.currency.exponent))
        return
    if form is Format.TABLE and output is None:
        _show(view, letterhead(profile))
        return
    content = _written(view, letterhead(profile), form)
    if output is None:
        if form is Format.PDF:
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content.decode("utf-8"))
        return
    from storeops.cli.files import write_new

    write_new(output, content)
    if json:
        answer({"path": str(output), "format": form.value})
    else:
        lines([f"Written: {output}"])


@app.command()
def fulfilment(
    ctx: typer.Context,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day; today unless given.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="The last day; the first unless given.")] = "",
    form: Annotated[Format, typer.Option("--format", help="table, json or pdf.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Into a new file.")] = None,
    json: Json = False,
) -> None:
    """From order to dispatch: how long each stage took, on time or not, shorts, picks an hour, walking saved."""
    from storeops.documents.fulfilment import fulfilment_page
    from storeops.reports.fulfilment import fulfilment as report_of
    from storeops.reports.letterhead import letterhead
    from storeops.reports.plain import plain

    begin, end = day(first), day(last)
    with session.opened(ctx) as shop:
        start = begin or shop.business_date()
        with shop.read() as connection:
            view = report_of(connection, shop.profile, start, end or start)
        heading, exponent = letterhead(shop.profile), shop.profile.currency.exponent
    if json or form is Format.JSON:
        answer(plain(view, exponent))
        return
    _print(fulfilment_page(view, heading), form, output)


def _print(page: Page, form: Format, output: Path | None) -> None:
    """A page in the terminal, or as a PDF into a file. Raises NeedsFile, FileExists, CannotWrite."""
    if form is not Format.PDF:
        from storeops.documents.page_text import page_lines

        lines(page_lines(page, width=min(100, get_terminal_size().columns)))
        return
    if output is None:
        raise NeedsFile
    from storeops.cli.files import write_new
    from storeops.documents.page import page as pdf

    write_new(output, pdf(page))
    lines([f"Written: {output}"])


@app.command()
def returns(
    ctx: typer.Context,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day; else 30 days ago.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day; without it, today.")] = "",
    json: Json = False,
) -> None:
    """Returns by parcel, by reason: how many, what they were, what was given back and kept."""
    from datetime import timedelta

    from storeops.cli.rma_views import show_reasons
    from storeops.reports.rma.by_reason import by_reason

    since, until = day(first), day(last)
    with session.opened(ctx) as shop:
        end = until or shop.business_date()
        begin = since or end - timedelta(days=30)
        with shop.read() as connection:
            view = by_reason(connection, begin, end)
        show_reasons(shop, view, json=json)


def _show(view: DailyView, shop: ShopView) -> None:
    from storeops.documents.daily import daily_page
    from storeops.documents.page_text import page_lines

    lines(page_lines(daily_page(view, shop), width=min(100, get_terminal_size().columns)))


def _written(view: DailyView, shop: ShopView, form: Format) -> bytes:
    """The report as the bytes of a file. Raises FontMissing."""
    from storeops.documents.daily import daily_csv, daily_page

    if form is Format.CSV:
        return daily_csv(view).encode("utf-8")
    if form is Format.JSON:
        import json

        from storeops.reports.plain import plain

        return (json.dumps(plain(view, view.exponent), ensure_ascii=False, indent=2) + "\n").encode()
    page = daily_page(view, shop)
    if form is Format.PDF:
        from storeops.documents.page import page as pdf

        return pdf(page)
    from storeops.documents.page_text import page_lines

    return "".join(line + "\n" for line in page_lines(page)).encode()
