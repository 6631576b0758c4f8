"""`storeops label`: the labels of parcels, shown, printed, given back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say
from storeops.cli.parcel_views import show_parcel
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.documents.label.layout import Label
    from storeops.store import Store

app = noun("The labels of parcels: shown, printed, given back.")
Parcel = Annotated[str, typer.Argument(metavar="PARCEL", help="Its number, what it ends in, or P for the last one.")]


class PdfNeedsAFile(Refused):
    def __init__(self) -> None:
        super().__init__("A PDF goes into a file. Name one: --output label.pdf.")


class Form(StrEnum):
    ZPL = "zpl"
    PDF = "pdf"


@app.command()
def show(ctx: typer.Context, number: Parcel, json: Json = False) -> None:
    """What the label says, in the terminal."""
    from storeops.documents.label.preview import label_lines

    with session.opened(ctx) as shop:
        drawn = _label(shop, number)
    if json:
        answer({"lines": list(label_lines(drawn))})
    else:
        lines(label_lines(drawn))


@app.command("print")
def print_label(
    ctx: typer.Context,
    number: Parcel,
    format: Annotated[Form, typer.Option("--format", help="zpl for a label printer, pdf for any other.")] = Form.ZPL,
    output: Annotated[Path | None, typer.Option("--output", help="Into this file; else to the label printer.")] = None,
    json: Json = False,
) -> None:
    """Print the label: to this machine's label printer, or into a file."""
    from storeops.cli.files import write_new

    with session.opened(ctx) as shop:
        drawn = _label(shop, number)
        if output is not None:
            data = made(shop, drawn, format)
            write_new(output, data)
            told = str(output)
        elif format is Form.PDF:
            raise PdfNeedsAFile
        else:
            from storeops.devices.labels.jobs import own_label_printer

            told = own_label_printer(shop).send(made(shop, drawn, format))
    if json:
        answer({"printed": told})
    else:
        say(f"Label of {number}: {told}")


@app.command()
def slip(
    ctx: typer.Context,
    number: Parcel,
    output: Annotated[Path | None, typer.Option("--output", help="As a PDF into this file.")] = None,
    gift: Annotated[bool, typer.Option("--gift", help="Without prices.")] = False,
    json: Json = False,
) -> None:
    """The packing slip of a parcel."""
    from storeops.cli.files import write_new
    from storeops.documents.packing_slip import packing_slip
    from storeops.documents.page import page as pdf
    from storeops.documents.page_text import page_lines
    from storeops.reports.letterhead import letterhead
    from storeops.reports.papers import slip_view

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = slip_view(connection, shop.profile, number, gift=gift)
        paper = packing_slip(view, letterhead(shop.profile))
    if output is not None:
        write_new(output, pdf(paper))
    if json:
        answer({"lines": list(page_lines(paper)), "output": str(output or "")})
    elif output is None:
        lines(page_lines(paper))


@app.command()
def void(
    ctx: typer.Context,
    number: Parcel,
    reason: Annotated[str, typer.Option("--reason", help="Why it is not used.")] = "",
    json: Json = False,
) -> None:
    """Give a label back to its carrier; a request whose answer was lost is looked up first."""
    from storeops.connectors import shipping

    with session.opened(ctx) as shop:
        id = shipping.void(shop, number, reason)
        show_parcel(shop, id, json=json)


def _label(shop: Store, number: str) -> Label:
    from storeops.documents.label import label
    from storeops.reports.papers import label_view

    with shop.read() as connection:
        view = label_view(connection, shop.profile, number)
    return label(view, decimal=shop.profile.decimal)


def made(shop: Store, drawn: Label, format: Form) -> bytes:
    """A label in a form, for this machine's label printer."""
    if format is Form.PDF:
        from storeops.documents.label.pdf import label_pdf

        return label_pdf(drawn)
    from storeops.devices.labels.zpl import encode

    return encode(drawn, dots=shop.settings.label_dots).data
